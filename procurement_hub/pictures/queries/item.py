"""One item: what the council ordered of it, and the price schedules that it ordered under."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.core.calendar import financial_year_bounds
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import AgreedPrice, Agreement, LotItem

MOST = 60
"""Orders in a picture: the latest. More would be a cloud."""
SCHEDULES = 5

PLACED = (OrderStatus.ACCEPTED, OrderStatus.COMPLETE)


def orders_of(council_id: int, item_id: int, financial_year: int) -> Sequence[OrderLine]:
    """The item's lines of the council's accepted orders of the year, the latest first."""
    opens, closes = financial_year_bounds(financial_year)
    return db.session.scalars(
        select(OrderLine)
        .join(Order, Order.id == OrderLine.order_id)
        .options(joinedload(OrderLine.order))
        .where(
            Order.council_id == council_id,
            Order.status.in_(PLACED),
            Order.placed_at >= datetime.combine(opens, time(), UTC),
            Order.placed_at < datetime.combine(closes + timedelta(days=1), time(), UTC),
            OrderLine.item_id == item_id,
        )
        .order_by(Order.id.desc(), OrderLine.id)
        .limit(MOST)
    ).all()


@dataclass(frozen=True, slots=True)
class Schedule:
    """An agreed price with the tiers as they were bid, and the demand that set it: the firm quantity of
    all councils together."""

    supplier: str
    price: AgreedPrice
    firm_quantity: Decimal


def schedules_of(item_id: int, framework_ids: Collection[int]) -> list[Schedule]:
    """The item's price schedules under these frameworks, each lot's first-ranked supplier first."""
    rows = db.session.execute(
        select(AgreedPrice, Agreement, LotItem.firm_quantity)
        .join(Agreement, Agreement.id == AgreedPrice.agreement_id)
        .join(LotItem, (LotItem.lot_id == Agreement.lot_id) & (LotItem.item_id == AgreedPrice.item_id))
        .options(selectinload(AgreedPrice.tiers), joinedload(Agreement.supplier))
        .where(AgreedPrice.item_id == item_id, Agreement.framework_id.in_(framework_ids))
        .order_by(Agreement.framework_id.desc(), Agreement.rank, Agreement.id)
        .limit(SCHEDULES)
    )
    return [Schedule(agreement.supplier.name, price, firm) for price, agreement, firm in rows]
