"""What must be so before a council's gains of a year can be accepted, in order.

The page shows the list, and the first condition that is not met is the refusal, so that the two
can never say different things.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.core.calendar import financial_year_bounds, format_date, format_financial_year
from procurement_hub.core.money import format_money, round_money
from procurement_hub.savings import queries
from procurement_hub.savings.models import QualityCheck


@dataclass(frozen=True, slots=True)
class Condition:
    """One line of the checklist; `why_not` is the sentence to the person while it is not met."""

    title: str
    met: bool
    why_not: str


def ended(financial_year: int, on: date) -> Condition:
    last = financial_year_bounds(financial_year).last
    return Condition(
        "The financial year has ended",
        on > last,
        f"The year {format_financial_year(financial_year)} ends on {format_date(last)}. "
        "Its gains can be signed off from the day after.",
    )


def has_entries(council_id: int, financial_year: int) -> Condition:
    return _has_entries(financial_year, queries.last_entry_id(council_id, financial_year))


def _has_entries(financial_year: int, last_entry_id: int | None) -> Condition:
    return Condition(
        "There are gains in the ledger",
        last_entry_id is not None,
        f"There are no gains to sign off for {format_financial_year(financial_year)}.",
    )


@dataclass(frozen=True, slots=True)
class Position:
    """What the books of a council's year say that a decision on it rests on. £ net of VAT."""

    financial_year: int
    totals: list[queries.ItemTotal]
    checks: list[QualityCheck]
    released: Decimal
    last_entry_id: int | None


def position(council_id: int, financial_year: int) -> Position:
    return Position(
        financial_year,
        queries.item_totals(council_id, financial_year),
        queries.checks_that_count(council_id, financial_year),
        queries.budget_released(council_id, financial_year),
        queries.last_entry_id(council_id, financial_year),
    )


def before_accepting(*, council_id: int, financial_year: int, signer_id: int, on: date) -> list[Condition]:
    """Every condition of accepting, in the order in which they are asked."""
    return conditions(position(council_id, financial_year), signer_id=signer_id, on=on)


def conditions(books: Position, *, signer_id: int | None, on: date) -> list[Condition]:
    """The conditions on books that have been read already; `signer_id` is None for somebody who
    only looks."""
    return [
        ended(books.financial_year, on),
        _has_entries(books.financial_year, books.last_entry_id),
        *_quality(books, signer_id),
        _budget(books),
    ]


def _quality(books: Position, signer_id: int | None) -> list[Condition]:
    checked = {check.item_id for check in books.checks}
    missing = [
        total.item.title
        for total in books.totals
        if total.item and total.gross != 0 and total.item_id not in checked
    ]
    unmet = [check for check in books.checks if check.holds_the_gain]
    own = any(check.recorded_by_id == signer_id for check in books.checks)
    return [
        Condition(
            "Every item with a gain has a quality check",
            not missing,
            f"There is no quality check yet for {_and(missing)}.",
        ),
        Condition(
            "Every quality check is met or explained",
            not unmet,
            "The quality check is not met for "
            f"{_and([check.item.title for check in unmet])}. Explain it before the gains are accepted.",
        ),
        Condition(
            "Somebody else recorded the quality checks",
            not own,
            "You recorded a quality check of this year, so somebody else must sign its gains off.",
        ),
    ]


def _budget(books: Position) -> Condition:
    cashable = round_money(sum((total.cashable for total in books.totals), Decimal(0)))
    return Condition(
        "The budget released covers the cashable gains",
        books.released >= max(cashable, Decimal(0)),
        f"The cashable gains are {format_money(cashable)}, but only {format_money(books.released)} of budget "
        "has been released. Record the budget released first.",
    )


def _and(names: list[str]) -> str:
    names = sorted(set(names))
    return names[0] if len(names) == 1 else ", ".join(names[:-1]) + " and " + names[-1] if names else ""
