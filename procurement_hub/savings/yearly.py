"""What a council's year of gains comes to, to the penny, and the centre's memo.

Everything is added up unrounded from the roll-up and rounded once; the rows of a table are rounded
so that they add up to its total (savings-method 2.1).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.core.money import round_money
from procurement_hub.savings import queries
from procurement_hub.savings.models import CouncilYear, GainTotal, YearStatus
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.rounding import rounded_to_total

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Figures:
    """£ net of VAT to the penny; gross is cashable and non-cashable together, net is after costs."""

    gross: Decimal
    cashable: Decimal
    non_cashable: Decimal
    costs: Decimal
    net: Decimal
    status: YearStatus


def gains(*, council_id: int, financial_year: int) -> Figures:
    """The council's year, each sum rounded once."""
    totals = queries.item_totals(council_id, financial_year)
    status = queries.year_status(council_id, financial_year)
    return _figures(totals, status)


def _figures(totals: Sequence[ItemTotal], status: YearStatus) -> Figures:
    gross = round_money(sum((total.gross for total in totals), ZERO))
    cashable = round_money(sum((total.cashable for total in totals), ZERO))
    costs = round_money(sum((total.one_off_cost + total.recurring_cost for total in totals), ZERO))
    return Figures(gross, cashable, gross - cashable, costs, gross - costs, status)


# --- a year's page --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item's line on the year's page (£ net, to the penny); the rows add up to the year."""

    total: ItemTotal
    gross: Decimal
    cashable: Decimal
    non_cashable: Decimal
    costs: Decimal
    net: Decimal


@dataclass(frozen=True, slots=True)
class YearAccount:
    """A council's year: its figures and the rows that add up to them."""

    figures: Figures
    rows: list[ItemRow]


def account(*, council_id: int, financial_year: int) -> YearAccount:
    totals = queries.item_totals(council_id, financial_year)
    return account_of(totals, queries.year_status(council_id, financial_year))


def account_of(totals: Sequence[ItemTotal], status: YearStatus) -> YearAccount:
    """The account of a year whose sums have been read already."""
    gross = rounded_to_total([total.gross for total in totals])
    cashable = rounded_to_total([total.cashable for total in totals])
    costs = rounded_to_total([total.one_off_cost + total.recurring_cost for total in totals])
    rows = [
        ItemRow(total, g, c, g - c, k, g - k)
        for total, g, c, k in zip(totals, gross, cashable, costs, strict=True)
    ]
    return YearAccount(_figures(totals, status), rows)


# --- the centre's memo ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Facilitated:
    """What one council gained through one framework: the council's gain, noted by the centre and
    never a second claim (savings-method 2.11)."""

    framework_id: int
    council: Organisation
    status: YearStatus
    gross: Decimal
    cashable: Decimal
    non_cashable: Decimal
    costs: Decimal
    net: Decimal


def facilitated(*, framework_ids: Sequence[int], financial_year: int) -> list[Facilitated]:
    """The gains of all councils through these frameworks in a year, to the penny, by framework
    and council. Read from the councils' own books: nothing is added to them."""
    sums = (
        select(GainTotal.framework_id, GainTotal.council_id, *queries.SUMS)
        .where(GainTotal.framework_id.in_(framework_ids), GainTotal.financial_year == financial_year)
        .group_by(GainTotal.framework_id, GainTotal.council_id)
        .subquery()
    )
    rows = db.session.execute(
        select(sums, Organisation, CouncilYear.status)
        .join(Organisation, Organisation.id == sums.c.council_id)
        .outerjoin(
            CouncilYear,
            (CouncilYear.council_id == sums.c.council_id) & (CouncilYear.financial_year == financial_year),
        )
        .order_by(sums.c.framework_id, Organisation.name)
        .limit(queries.ROWS)
    ).all()
    gross = rounded_to_total([row.gross for row in rows])
    cashable = rounded_to_total([row.cashable for row in rows])
    costs = rounded_to_total([row.one_off_cost + row.recurring_cost for row in rows])
    return [
        Facilitated(row.framework_id, row.Organisation, row.status, g, c, g - c, k, g - k)
        for row, g, c, k in zip(rows, gross, cashable, costs, strict=True)
    ]
