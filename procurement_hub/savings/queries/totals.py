"""The ledger summed: by item of a council's year, and by year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select
from sqlalchemy.orm import aliased, joinedload

from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.money import Gain, Quantity
from procurement_hub.savings.models import Baseline, EntryKind, GainEntry, GainTotal
from procurement_hub.savings.models.books import OF_EVERY_ENTRY, SUMMED

NOTHING = Decimal(0)
YEARS = 50
ROWS = 500
"""More items, checks or releases than a year of one council has; a bound, not a page."""


@dataclass(frozen=True, slots=True)
class ItemTotal:
    """A council's year for one item, over all frameworks or through one: £ net, unrounded. `item` is
    None for costs of the whole year; `framework_id` is None over all, and 0 for what has none.

    gross is cashable and non-cashable together. `rebate` and `one_off_gain` are parts of it, and of
    the cashable part. `spend` is what was paid and `before` what the same cost before, as far as
    there is a baseline; `unmatched_spend` is the part of the spend without one."""

    item: Item | None
    quantity: Decimal = NOTHING
    spend: Decimal = NOTHING
    before: Decimal = NOTHING
    unmatched_spend: Decimal = NOTHING
    gross: Decimal = NOTHING
    cashable: Decimal = NOTHING
    nc_inflation: Decimal = NOTHING
    nc_volume: Decimal = NOTHING
    nc_baseline: Decimal = NOTHING
    nc_avoided: Decimal = NOTHING
    one_off_cost: Decimal = NOTHING
    recurring_cost: Decimal = NOTHING
    rebate: Decimal = NOTHING
    one_off_gain: Decimal = NOTHING
    framework_id: int | None = None

    @property
    def item_id(self) -> int:
        return self.item.id if self.item else 0

    @property
    def non_cashable(self) -> Decimal:
        return self.nc_inflation + self.nc_volume + self.nc_baseline + self.nc_avoided

    @property
    def costs(self) -> Decimal:
        return self.one_off_cost + self.recurring_cost

    @property
    def recurring(self) -> Decimal:
        """r of savings-method 2.6: what may come again next year, after recurring costs."""
        return self.gross - self.one_off_gain - self.recurring_cost

    @property
    def recurring_cashable(self) -> Decimal:
        return self.cashable - self.one_off_gain - self.recurring_cost

    @property
    def one_off(self) -> Decimal:
        """o of savings-method 2.6: one-off gains less one-off costs, both of this year only."""
        return self.one_off_gain - self.one_off_cost


SUMS = tuple(
    func.sum(getattr(GainTotal, name), type_=Quantity() if name == "quantity" else Gain()).label(name)
    for name in SUMMED
)


def item_totals(council_id: int, financial_year: int) -> list[ItemTotal]:
    """The year's sums by item over all frameworks, in the items' order of title; costs of the whole
    year last."""
    sums = (
        select(GainTotal.item_id, *SUMS)
        .where(GainTotal.council_id == council_id, GainTotal.financial_year == financial_year)
        .group_by(GainTotal.item_id)
        .subquery()
    )
    # An inner join to the unit would leave out the costs that belong to no item.
    rows = db.session.execute(
        select(Item, *(sums.c[name] for name in SUMMED))
        .select_from(sums)
        .outerjoin(Item, Item.id == sums.c.item_id)
        .options(joinedload(Item.unit, innerjoin=False))
        .order_by(Item.id.is_(None), Item.title, Item.id)
        .limit(ROWS)
    )
    return [ItemTotal(*row) for row in rows]


def gain_totals(council_id: int, financial_year: int) -> list[ItemTotal]:
    """The year's sums by item and framework, in the items' order of title and the frameworks' of
    number; costs of the whole year last."""
    rows = db.session.execute(
        select(Item, *(getattr(GainTotal, name) for name in SUMMED), GainTotal.framework_id)
        .select_from(GainTotal)
        .outerjoin(Item, Item.id == GainTotal.item_id)
        .options(joinedload(Item.unit, innerjoin=False))
        .where(GainTotal.council_id == council_id, GainTotal.financial_year == financial_year)
        .order_by(Item.id.is_(None), Item.title, Item.id, GainTotal.framework_id)
        .limit(ROWS)
    )
    return [ItemTotal(*row) for row in rows]


def sums_written(before: ColumnElement[datetime]) -> Select:
    """The roll-up as it was before a moment: the entries that had been written, summed by gain, with the
    newest delivery of each. Nothing in the ledger is ever changed, so the books said exactly this then.

    The councils and the years are given as it is run."""
    undone = aliased(GainEntry)
    kind = func.coalesce(undone.kind, GainEntry.kind)
    item_id, framework_id = func.coalesce(GainEntry.item_id, 0), func.coalesce(GainEntry.framework_id, 0)
    of_one_kind = [
        (GainEntry.cost, EntryKind.ONE_OFF_COST, "one_off_cost"),
        (GainEntry.cost, EntryKind.RECURRING_COST, "recurring_cost"),
        (GainEntry.gross, EntryKind.REBATE, "rebate"),
        (GainEntry.gross, EntryKind.ONE_OFF_GAIN, "one_off_gain"),
    ]
    return (
        select(
            GainEntry.council_id,
            GainEntry.financial_year,
            item_id.label("item_id"),
            framework_id.label("framework_id"),
            *(
                func.sum(getattr(GainEntry, name), type_=getattr(GainEntry, name).type).label(name)
                for name in OF_EVERY_ENTRY
            ),
            *(
                func.sum(case((kind == of_kind.value, column), else_=0), type_=Gain()).label(name)
                for column, of_kind, name in of_one_kind
            ),
            func.max(case((GainEntry.kind == EntryKind.GAIN, GainEntry.id))).label("entry_id"),
        )
        .outerjoin(undone, undone.id == GainEntry.reverses_id)
        .where(
            GainEntry.council_id.in_(bindparam("councils", expanding=True)),
            GainEntry.financial_year.in_(bindparam("years", expanding=True)),
            GainEntry.recorded_at < before,
        )
        .group_by(GainEntry.council_id, GainEntry.financial_year, item_id, framework_id)
    )


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
