"""What was bought beside the frameworks, and how much of an item was bought under them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import Quantity
from procurement_hub.savings.method import Leakage
from procurement_hub.savings.method import leakage as work_out
from procurement_hub.savings.models import Baseline, GainTotal, OffFrameworkPurchase
from procurement_hub.savings.queries.totals import NOTHING, ROWS
from procurement_hub.savings.queries.years import reader_council


@dataclass(frozen=True, slots=True)
class ItemLeakage:
    """An item that was bought beside the frameworks: a memo, in no total of gains (£ net, units)."""

    item: Item
    leakage: Leakage

    @property
    def compliance_percent(self) -> Decimal:
        """Units bought under a framework as a percentage of all, unrounded."""
        return self.leakage.compliance_percent


def leakage(council_id: int, financial_year: int) -> list[ItemLeakage]:
    """Items bought beside the frameworks in a council's year, by title; two statements.

    The old price is the council's own latest one for the item; without it there is no memo."""
    outside: dict[int, list[OffFrameworkPurchase]] = {}
    for purchase in purchases(council_id, financial_year):
        if purchase.struck_at is None:
            outside.setdefault(purchase.item_id, []).append(purchase)
    if not outside:
        return []
    newest = (
        select(func.max(Baseline.id))
        .where(Baseline.council_id == council_id, Baseline.item_id == Item.id)
        .correlate(Item)
        .scalar_subquery()
    )
    inside = (
        select(func.sum(GainTotal.quantity, type_=Quantity()))
        .where(
            GainTotal.council_id == council_id,
            GainTotal.financial_year == financial_year,
            GainTotal.item_id == Item.id,
        )
        .correlate(Item)
        .scalar_subquery()
    )
    known = db.session.execute(
        select(Item.id, Baseline.unit_price, inside)
        .outerjoin(Baseline, Baseline.id == newest)
        .where(Item.id.in_(list(outside)))
    ).all()
    facts = {item_id: (price, units or NOTHING) for item_id, price, units in known}
    return [
        ItemLeakage(
            bought[0].item,
            work_out(
                max(NOTHING, facts[item_id][1]),
                [(purchase.quantity, purchase.unit_price) for purchase in bought],
                facts[item_id][0],
            ),
        )
        for item_id, bought in outside.items()
    ]


def purchases(
    council_id: int, financial_year: int, item_id: int | None = None
) -> Sequence[OffFrameworkPurchase]:
    """Purchases beside the frameworks, by item and day; struck ones too."""
    query = (
        select(OffFrameworkPurchase)
        .join(Item, Item.id == OffFrameworkPurchase.item_id)
        .options(
            joinedload(OffFrameworkPurchase.item).joinedload(Item.unit),
            joinedload(OffFrameworkPurchase.recorded_by),
        )
        .where(
            OffFrameworkPurchase.council_id == council_id,
            OffFrameworkPurchase.financial_year == financial_year,
        )
        .order_by(Item.title, OffFrameworkPurchase.supplied_on, OffFrameworkPurchase.id)
        .limit(ROWS)
    )
    if item_id is not None:
        query = query.where(OffFrameworkPurchase.item_id == item_id)
    return db.session.scalars(query).all()


def purchase_for(actor: Actor, purchase_id: int) -> OffFrameworkPurchase:
    purchase = db.session.scalar(
        select(OffFrameworkPurchase)
        .options(joinedload(OffFrameworkPurchase.item))
        .where(
            OffFrameworkPurchase.id == purchase_id,
            OffFrameworkPurchase.council_id == reader_council(actor),
        )
    )
    if purchase is None:
        raise NotFound()
    return purchase
