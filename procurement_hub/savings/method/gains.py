"""The gain on one line: own old price, uprated, less the price now (savings-method 2.2)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.savings.method.figures import (
    Figure,
    exact,
    half_up,
    not_negative,
    positive,
    unrounded,
)

ZERO = Decimal(0)


class GainFlag(StrEnum):
    """What a reader of the gain must be told beside the figure."""

    NO_VOLUME_BASELINE = "no_volume_baseline"
    MARKET_FALL = "market_fall"


@dataclass(frozen=True)
class LineGain:
    """A gain in £ excluding VAT, unrounded; gross is always the sum of the other three."""

    gross: Decimal
    cashable: Decimal
    nc_inflation: Decimal
    nc_volume: Decimal
    flags: frozenset[GainFlag] = frozenset()

    @property
    def non_cashable(self) -> Decimal:
        return self.nc_inflation + self.nc_volume

    @unrounded
    def to_places(self, places: int) -> LineGain:
        """The gain half up at so many decimal places, its parts still adding up to gross.

        For storing, where a column has an end; what is shown is rounded after adding up.
        """
        gross = half_up(self.gross, places)
        cashable = half_up(self.cashable, places)
        inflation = half_up(self.nc_inflation, places)
        return LineGain(gross, cashable, inflation, gross - cashable - inflation, self.flags)


def line_gain(
    p0: Figure,
    p1: Figure,
    q1: Figure,
    q0: Figure | None = None,
    R: Figure = 1,
    Dm: Figure = 1,
    budget_evidence: bool = False,
) -> LineGain:
    """The gain on a whole year's quantity q1 of one item for one council.

    p0 and p1 are £ per unit before and now, q0 the old yearly quantity if known, R the
    uprating factor and Dm the documented demand factor. Only as much of q1 as the old
    budget would have bought can be cashable; a loss counts on all of it.
    """
    return line_gain_within_year(
        p0, p1, q1, counted_before=0, q0=q0, R=R, Dm=Dm, budget_evidence=budget_evidence
    )


@unrounded
def line_gain_within_year(
    p0: Figure,
    p1: Figure,
    quantity: Figure,
    counted_before: Figure,
    q0: Figure | None = None,
    R: Figure = 1,
    Dm: Figure = 1,
    budget_evidence: bool = False,
) -> LineGain:
    """The gain of one more line when `counted_before` units of the year are counted already.

    The old budget's volume is used up in the order in which lines are counted, so the
    lines of a year at one price add up to exactly `line_gain` on their total quantity.
    """
    price_before = not_negative("price before", p0)
    price_now = not_negative("price now", p1)
    supplied = not_negative("quantity supplied", quantity)
    uprating = positive("uprating factor", R)
    nominal = price_before - price_now
    real = price_before * uprating - price_now

    reference = _within_old_budget(supplied, counted_before, q0, Dm)
    if real < 0:
        reference = supplied

    if real < 0 or budget_evidence:
        cashable = real * reference
    else:
        cashable = max(ZERO, min(nominal, real)) * reference

    return LineGain(
        gross=real * supplied,
        cashable=cashable,
        nc_inflation=real * reference - cashable,
        nc_volume=real * (supplied - reference),
        flags=_flags(q0, uprating),
    )


def _within_old_budget(supplied: Decimal, counted_before: Figure, q0: Figure | None, Dm: Figure) -> Decimal:
    counted = not_negative("quantity counted before", counted_before)
    demand = positive("demand factor", Dm)
    if q0 is None:
        return supplied
    bought_before = not_negative("quantity before", q0) * demand
    return min(supplied, max(ZERO, bought_before - counted))


def _flags(q0: Figure | None, uprating: Decimal) -> frozenset[GainFlag]:
    flags = set()
    if q0 is None:
        flags.add(GainFlag.NO_VOLUME_BASELINE)
    if uprating < 1:
        flags.add(GainFlag.MARKET_FALL)
    return frozenset(flags)


@unrounded
def saving_percent(gain: Figure, p0: Figure, q1: Figure, R: Figure = 1) -> Decimal | None:
    """The gain as an unrounded percentage of p0 × R × q1, or None if that is nothing.

    The basis is the uprated cost of today's quantity; name it wherever this is shown.
    """
    basis = (
        not_negative("price before", p0)
        * positive("uprating factor", R)
        * not_negative("quantity supplied", q1)
    )
    if basis == 0:
        return None
    return exact("gain", gain) * 100 / basis
