"""A council's statement as it is shown, printed and exported: figures, words and signature together.

The words are derived from the ledger, so that they can never say something else than the figures.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year, format_moment
from procurement_hub.core.money import format_pence, format_quantity, format_unit_price, round_money
from procurement_hub.savings import queries, statements
from procurement_hub.savings.models import SignOff, YearStatus
from procurement_hub.savings.queries import PricePaid
from procurement_hub.savings.statements import BackwardLook, StatementRow, YearAccount

ZERO = Decimal(0)
PRICES_NAMED = 3
"""Prices of one item that the words name; the rest are counted."""
WHOLE_YEAR = "Costs of the whole year"


@dataclass(frozen=True, slots=True)
class Claim:
    """The backward look, the account to the penny that it was rounded from, the key actions of each
    item, the note of costs, and the signature if there is one."""

    look: BackwardLook
    account: YearAccount
    actions: dict[int, list[str]]
    cost_note: str
    signed: SignOff | None

    @property
    def headings(self) -> dict[str, str]:
        """The column headings of the statement (savings-method D3)."""
        year, before = self.look.financial_year, self.look.financial_year - 1
        return {
            "sustained": f"Ongoing gains sustained from {format_financial_year(before)}",
            "further": f"Further gains achieved in {format_financial_year(year)}",
            "ongoing": "Further gains expected to be ongoing",
            "cumulative": f"Cumulative gains as at end of {format_financial_year(year)}",
        }

    @property
    def title(self) -> str:
        return f"Statement of gains, {format_financial_year(self.look.financial_year)}"

    @property
    def standing(self) -> str:
        """Whether anybody has signed, in a sentence."""
        if self.signed:
            return (
                f"Signed off by {self.signed.signed_by.name}, chief finance (section 151) officer, "
                f"{format_moment(self.signed.signed_at)}."
            )
        if self.look.status is YearStatus.HELD:
            return "Not signed off: held until every quality check is met or explained."
        return "Not signed off: these figures are provisional."


def title_of(row: StatementRow) -> str:
    return row.source.item.title if row.source.item else WHOLE_YEAR


def claim(*, council_id: int, financial_year: int) -> Claim:
    """The statement of the council's year, with everything that belongs on it."""
    look = statements.backward_look(council_id=council_id, financial_year=financial_year)
    paid: dict[int, list[PricePaid]] = {}
    for price in queries.prices_paid(council_id, financial_year):
        paid.setdefault(price.item_id, []).append(price)
    signed = look.status is YearStatus.SIGNED_OFF
    decisions = queries.decisions(council_id, financial_year) if signed else []
    return Claim(
        look=look,
        account=statements.account_of([row.source for row in look.rows], look.status),
        actions={row.source.item_id: _actions(row, paid.get(row.source.item_id, [])) for row in look.rows},
        cost_note=_cost_note(look),
        signed=next(iter(decisions), None),
    )


def _actions(row: StatementRow, paid: Sequence[PricePaid]) -> list[str]:
    """What was done to get the gain, with its arithmetic."""
    if row.source.item is None:
        return []
    if not row.in_ledger:
        return ["Nothing was bought in this year, so the gain of the year before is not sustained."]
    if not paid:
        return ["Everything that was counted has been taken back."]
    counted = row.source.item.unit.counted
    words = [_bought(price, counted) for price in paid[:PRICES_NAMED]]
    if unnamed := paid[PRICES_NAMED:]:
        quantity = format_quantity(sum((price.quantity for price in unnamed), ZERO))
        words.append(f"Another {quantity} at other prices, which are in the ledger.")
    if row.source.non_cashable:
        words.append(
            f"Of this {format_pence(row.source.non_cashable)} is not cashable: bought beyond the old yearly "
            "quantity, or measured against a price that frees no cash."
        )
    return words


def _bought(price: PricePaid, counted: str) -> str:
    quantity = f"{format_quantity(price.quantity)} ({counted})"
    bought = f"{quantity} bought together at {format_unit_price(price.paid)}"
    if price.before is None:
        return f"{bought}. There is no baseline, so no gain is claimed."
    effect = "a loss of" if price.gross < 0 else "a gain of"
    return (
        f"{bought}, against {format_unit_price(price.before)} paid alone: {effect} "
        f"{format_pence(abs(price.gross))}."
    )


def _cost_note(look: BackwardLook) -> str:
    one_off = round_money(sum((row.source.one_off_cost for row in look.rows), ZERO))
    recurring = round_money(sum((row.source.recurring_cost for row in look.rows), ZERO))
    if not one_off and not recurring:
        return "No costs of change were charged to the year."
    note = (
        f"One-off costs of {format_pence(one_off)} and recurring costs of {format_pence(recurring)} were "
        "charged to the year in which they were incurred. They come off the cashable gains first."
    )
    if any(row.more_ongoing_than_gained for row in look.rows):
        note += (
            " Where more is expected to be ongoing than was gained in the year, one-off costs took the "
            "difference."
        )
    return note
