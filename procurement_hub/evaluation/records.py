"""The rows that the steps of an award read."""

from decimal import Decimal

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Framework
from procurement_hub.tenders.models import BidPrice, Tender


def held_tender(framework: Framework) -> Tender | None:
    """The framework's tender, locked: one step of an award at a time."""
    return db.session.scalars(
        select(Tender)
        .where(Tender.framework_id == framework.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def tiers_by_item(prices: list[BidPrice]) -> dict[int, list[tuple[Decimal, Decimal]]]:
    tiers: dict[int, list[tuple[Decimal, Decimal]]] = {}
    for price in prices:
        tiers.setdefault(price.item_id, []).append((price.from_quantity, price.unit_price))
    return tiers
