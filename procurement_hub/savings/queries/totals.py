"""The ledger summed: by item of a council's year, and by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.money import Gain, Quantity
from procurement_hub.savings.models import Baseline, CouncilYear, GainTotal, YearStatus

YEARS = 50
ROWS = 500
"""More items, checks or releases than a year of one council has; a bound, not a page."""


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """A council's year for one item over all frameworks: £ net, unrounded. `item` is None for
    costs of the whole year."""

    item: Item | None
    quantity: Decimal
    spend: Decimal
    gross: Decimal
    cashable: Decimal
    non_cashable: Decimal
    one_off_cost: Decimal
    recurring_cost: Decimal

    @property
    def item_id(self) -> int:
        return self.item.id if self.item else 0


NAMES = ("quantity", "spend", "gross", "cashable", "non_cashable", "one_off_cost", "recurring_cost")
SUMS = tuple(
    func.sum(getattr(GainTotal, name), type_=Quantity() if name == "quantity" else Gain()).label(name)
    for name in NAMES
)


def item_totals(council_id: int, financial_year: int) -> list[ItemTotal]:
    """The year's sums by item, in the items' order of title; costs of the whole year last."""
    sums = (
        select(GainTotal.item_id, *SUMS)
        .where(GainTotal.council_id == council_id, GainTotal.financial_year == financial_year)
        .group_by(GainTotal.item_id)
        .subquery()
    )
    # An inner join to the unit would leave out the costs that belong to no item.
    rows = db.session.execute(
        select(Item, *(column for column in sums.c if column.name != "item_id"))
        .select_from(sums)
        .outerjoin(Item, Item.id == sums.c.item_id)
        .options(joinedload(Item.unit, innerjoin=False))
        .order_by(Item.id.is_(None), Item.title, Item.id)
        .limit(ROWS)
    )
    return [ItemTotal(*row) for row in rows]


@dataclass(frozen=True, slots=True)
class YearTotal:
    """A council's year in one line: £ net, unrounded."""

    financial_year: int
    status: YearStatus
    gross: Decimal
    cashable: Decimal
    costs: Decimal


def year_totals(council_id: int) -> list[YearTotal]:
    """Every year of the council, newest first, in one statement."""
    nothing = Decimal(0)
    rows = db.session.execute(
        select(CouncilYear.financial_year, CouncilYear.status, *SUMS)
        .outerjoin(
            GainTotal,
            (GainTotal.council_id == CouncilYear.council_id)
            & (GainTotal.financial_year == CouncilYear.financial_year),
        )
        .where(CouncilYear.council_id == council_id)
        .group_by(CouncilYear.financial_year, CouncilYear.status)
        .order_by(CouncilYear.financial_year.desc())
        .limit(YEARS)
    )
    return [
        YearTotal(
            row.financial_year,
            row.status,
            row.gross or nothing,
            row.cashable or nothing,
            (row.one_off_cost or nothing) + (row.recurring_cost or nothing),
        )
        for row in rows
    ]


def items_bought(council_id: int, financial_year: int) -> Sequence[Item]:
    """Items that a check, release or cost of the year may be about: those in its ledger, and those
    that the council has a baseline for."""
    in_ledger = select(GainTotal.item_id).where(
        GainTotal.council_id == council_id, GainTotal.financial_year == financial_year
    )
    with_baseline = select(Baseline.item_id).where(Baseline.council_id == council_id)
    return db.session.scalars(
        select(Item)
        .where(Item.id.in_(in_ledger) | Item.id.in_(with_baseline))
        .order_by(Item.title, Item.id)
        .limit(ROWS)
    ).all()
