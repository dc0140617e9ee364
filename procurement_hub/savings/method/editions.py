"""The editions of the method: each is a rule from a working to amounts, and none ever changes.

A ledger entry is stored with the edition that worked it out and is checked by that one for ever
(needs S3-28). A change of method is a new edition beside the old ones, so that two of them can be
run over the same workings and compared before anybody decides (S3-29). A trial edition is never
current: nothing is recorded by it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from procurement_hub.savings.method.amounts import ZERO, Amounts
from procurement_hub.savings.method.baselines import Grade
from procurement_hub.savings.method.figures import ImpossibleFigure, exact, half_up, positive, unrounded
from procurement_hub.savings.method.gains import LineGain, line_gain_within_year

if TYPE_CHECKING:
    from procurement_hub.savings.method.workings import Working

METHOD_VERSION = "2026.2"
PLACES = 9
ONE = Decimal(1)


class UnknownEdition(LookupError):
    """No edition has that version, so nothing can be worked out by it."""


@dataclass(frozen=True)
class Edition:
    """One edition. `valid_from` is the first day of supply that it was written for."""

    version: str
    name: str
    valid_from: date
    what_changed: str
    rule: Callable[[Working], Amounts]
    trial: bool = False

    def work_out(self, working: Working) -> Amounts:
        """The gain of one working in £ net of VAT, to a billionth."""
        return self.rule(working)


def edition(version: str) -> Edition:
    """The edition of that version; UnknownEdition when there is none."""
    try:
        return EDITIONS[version]
    except KeyError:
        raise UnknownEdition(f"There is no edition {version} of the savings method.") from None


def as_first_published(working: Working) -> Amounts:
    """Edition 2026.1. A price of 13 to 36 months is good for cash whether it was indexed or not."""
    verdict = working.verdict
    if verdict is None or verdict.refused or verdict.max_grade is Grade.D:
        return Amounts()
    gain = _line_gain(working, working.uprating, budget_evidence=False)
    return _less_what_the_baseline_cannot_carry(gain, ok_for_cash=verdict.ok_for_cash)


def by_the_index(working: Working) -> Amounts:
    """Edition 2026.2. Without its index a price of 13 to 36 months shows costs avoided (2.3), and so
    does one that was frozen after the award.

    With budget evidence the inflation avoided is cashable (2.5); without it a price that was only
    held carries no cash. An uprating without its index, or other than its index gives, is refused."""
    verdict = working.verdict
    if verdict is None or verdict.refused or verdict.max_grade is Grade.D:
        return Amounts()
    _check_index(working)
    gain = _line_gain(working, working.uprating, budget_evidence=working.budget_evidence)
    indexed = working.is_indexed or not verdict.must_index
    ok_for_cash = verdict.ok_for_cash and indexed and working.locked_before_award
    return _less_what_the_baseline_cannot_carry(gain, ok_for_cash=ok_for_cash)


def in_nominal_prices(working: Working) -> Amounts:
    """The trial edition: prices as they were paid, with no index at all (2.5's first display)."""
    verdict = working.verdict
    if verdict is None or verdict.refused or verdict.max_grade is Grade.D:
        return Amounts()
    gain = _line_gain(working, ONE, budget_evidence=False)
    return _less_what_the_baseline_cannot_carry(gain, ok_for_cash=verdict.ok_for_cash)


def _line_gain(working: Working, uprating: Decimal, *, budget_evidence: bool) -> LineGain:
    return line_gain_within_year(
        working.price_before,
        working.price_paid,
        working.quantity,
        working.counted_before,
        q0=working.yearly_quantity_before,
        R=uprating,
        Dm=working.demand_factor,
        budget_evidence=budget_evidence,
    ).to_places(PLACES)


def _less_what_the_baseline_cannot_carry(gain: LineGain, *, ok_for_cash: bool) -> Amounts:
    """A baseline that is not good for cash makes a gain non-cashable, and never a loss nothing."""
    moved = ZERO if ok_for_cash else max(ZERO, gain.cashable)
    return Amounts(
        gross=gain.gross,
        cashable=gain.cashable - moved,
        nc_inflation=gain.nc_inflation,
        nc_volume=gain.nc_volume,
        nc_baseline=moved,
    )


@unrounded
def _check_index(working: Working) -> None:
    named = (working.index_code, working.index_vintage, working.index_base, working.index_value)
    if not working.is_indexed:
        if working.uprating != 1 or any(value is not None for value in named):
            raise ImpossibleFigure("An uprating needs the index that it comes from.")
        return
    if None in named:
        raise ImpossibleFigure("An index needs its vintage and its values for both years.")
    factor = positive("index value", working.index_value) / positive("index base", working.index_base)
    if half_up(factor, PLACES) != half_up(exact("uprating factor", working.uprating), PLACES):
        raise ImpossibleFigure("The uprating is not what the index gives.")


EDITIONS: dict[str, Edition] = {
    edition.version: edition
    for edition in (
        Edition(
            version="2026.1",
            name="First edition",
            valid_from=date(2026, 4, 1),
            what_changed=(
                "The method as it was first published: own old price less price now, times what was "
                "supplied. Old prices stand as they were; no index is recorded."
            ),
            rule=as_first_published,
        ),
        Edition(
            version="2026.2",
            name="With indices and budget evidence",
            valid_from=date(2026, 4, 1),
            what_changed=(
                "A price that is 13 to 36 months old carries cash only when it is uprated by a recorded "
                "index, kept with its release, and none does that was frozen after the award. Inflation "
                "avoided becomes cashable when the budget shows it. A price that was only held stays a cost "
                "avoided."
            ),
            rule=by_the_index,
        ),
        Edition(
            version="nominal",
            name="Prices as paid (trial)",
            valid_from=date(2026, 4, 1),
            what_changed=(
                "For comparison only. No index is used, so the gain is the fall in the price as paid, "
                "and inflation avoided is not counted at all."
            ),
            rule=in_nominal_prices,
            trial=True,
        ),
    )
}
