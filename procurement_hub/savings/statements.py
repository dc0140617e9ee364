"""What a council's year of gains comes to: figures to the penny, the backward look in whole pounds,
and the centre's memo.

Everything is added up unrounded from the roll-up and rounded once; the rows of a table are rounded
so that they add up to its total (savings-method 2.1, 2.8, D3).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.core.money import round_money
from procurement_hub.savings import queries
from procurement_hub.savings.method import Stock, aes_stock
from procurement_hub.savings.models import CouncilYear, GainTotal, QualityCheck, YearStatus
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.rounding import rounded_to_total

ZERO = Decimal(0)
POUND = Decimal(1)


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


@dataclass(frozen=True, slots=True)
class YearLine:
    """A year in the list of years: its figures, rounded once."""

    financial_year: int
    figures: Figures


def every_year(*, council_id: int) -> list[YearLine]:
    """The council's years, newest first. They are never added up: a gain that lasts is in each."""
    lines = []
    for year in queries.year_totals(council_id):
        gross, cashable, costs = (round_money(value) for value in (year.gross, year.cashable, year.costs))
        figures = Figures(gross, cashable, gross - cashable, costs, gross - costs, year.status)
        lines.append(YearLine(year.financial_year, figures))
    return lines


# --- the backward look ----------------------------------------------------------------------------

COLUMNS = ("sustained", "further", "ongoing", "cumulative")
"""The four money columns of the Annual Efficiency Statement, each with a total and its cashable part."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A figure of the statement in whole pounds, and how much of it is cashable."""

    total: Decimal
    cashable: Decimal


@dataclass(frozen=True, slots=True)
class StatementRow:
    """One item of the backward look. A row that is held shows what it holds and claims nothing.

    An item of last year that nothing was bought of this year has a `source` of nothing and is not
    `in_ledger`."""

    source: ItemTotal
    in_ledger: bool
    before: ItemTotal | None
    sustained: Pair
    further: Pair
    ongoing: Pair
    cumulative: Pair
    lost: Decimal
    held: Decimal
    one_off_cost: Decimal
    recurring_cost: Decimal
    checks: list[QualityCheck]

    @property
    def more_ongoing_than_gained(self) -> bool:
        """One-off costs took more than the further gains: the statement prints a note (2.8)."""
        return self.ongoing.total > self.further.total


@dataclass(frozen=True, slots=True)
class BackwardLook:
    """A council's statement for a year that has run, whole pounds net of VAT."""

    council: Organisation
    financial_year: int
    status: YearStatus
    rows: list[StatementRow]
    sustained: Pair
    further: Pair
    ongoing: Pair
    cumulative: Pair
    lost: Decimal
    held: Decimal


def backward_look(*, council_id: int, financial_year: int) -> BackwardLook:
    """The statement from this year's roll-up and the year's before (savings-method 2.8, D3).

    Costs come off the cashable gains first; one-off costs fall in the year. An item whose quality
    check is neither met nor explained claims nothing, and is shown as held (2.9)."""
    now = queries.item_totals(council_id, financial_year)
    earlier = {total.item_id: total for total in queries.item_totals(council_id, financial_year - 1)}
    checks: dict[int, list[QualityCheck]] = {}
    for check in queries.checks_that_count(council_id, financial_year):
        checks.setdefault(check.item_id, []).append(check)
    gone = [total for item_id, total in earlier.items() if item_id not in {row.item_id for row in now}]
    sources = [*now, *(_nothing(total) for total in gone)]
    unmet = [_is_held(checks.get(source.item_id, [])) for source in sources]
    whole = [_stock(source, earlier.get(source.item_id), "gross") for source in sources]
    cash = [_stock(source, earlier.get(source.item_id), "cashable") for source in sources]

    shown = {
        (part, column): rounded_to_total(
            [ZERO if held else value for value, held in zip(_column(stocks, column), unmet, strict=True)],
            POUND,
        )
        for part, stocks in (("total", whole), ("cashable", cash))
        for column in ("sustained", "ongoing", "further")
    }
    # The last column is the sum of the two before it as they are shown, so that every row adds up.
    for part in ("total", "cashable"):
        shown[part, "cumulative"] = [
            a + b for a, b in zip(shown[part, "sustained"], shown[part, "further"], strict=True)
        ]
    lost = rounded_to_total(_column(whole, "lost"), POUND)
    held = rounded_to_total(
        [stock.cumulative if h else ZERO for stock, h in zip(whole, unmet, strict=True)], POUND
    )
    rows = [
        StatementRow(
            source=source,
            in_ledger=i < len(now),
            before=earlier.get(source.item_id),
            **{column: Pair(shown["total", column][i], shown["cashable", column][i]) for column in COLUMNS},
            lost=lost[i],
            held=held[i],
            one_off_cost=round_money(source.one_off_cost),
            recurring_cost=round_money(source.recurring_cost),
            checks=checks.get(source.item_id, []),
        )
        for i, source in enumerate(sources)
    ]
    return BackwardLook(
        council=queries.council(council_id),
        financial_year=financial_year,
        status=queries.year_status(council_id, financial_year),
        rows=rows,
        **{
            column: Pair(sum(shown["total", column], ZERO), sum(shown["cashable", column], ZERO))
            for column in COLUMNS
        },
        lost=sum(lost, ZERO),
        held=sum(held, ZERO),
    )


def _stock(source: ItemTotal, before: ItemTotal | None, measure: str) -> Stock:
    previous = getattr(before, measure) - before.recurring_cost if before else ZERO
    return aes_stock(previous, getattr(source, measure) - source.recurring_cost, -source.one_off_cost)


def _column(stocks: Sequence[Stock], column: str) -> list[Decimal]:
    return [getattr(stock, column) for stock in stocks]


def _is_held(checks: Sequence[QualityCheck]) -> bool:
    return any(check.holds_the_gain for check in checks)


def _nothing(total: ItemTotal) -> ItemTotal:
    """An item of last year that nothing was bought of this year: its gain is lost, not sustained."""
    return ItemTotal(total.item)


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
