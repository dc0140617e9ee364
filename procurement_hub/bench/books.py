"""What must be true of the books after any race, read from the tables themselves."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.bench.figures import Void
from procurement_hub.bench.market import Place
from procurement_hub.calloffs.models import Order, OrderLine
from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.core.money import ZERO
from procurement_hub.frameworks.models import Agreement, Framework, Lot


def check_ceilings(places: Sequence[Place], *, committed: Decimal | None = None) -> int:
    """Raise Void unless, at every place, the sum of the orders is what is committed and within the
    ceiling of framework, lot and supplier. Returns how many orders there are.

    With `committed` (£ including VAT) the sum must also be exactly that: not an order too few."""
    orders = 0
    for place in places:
        count, total = db.session.execute(
            select(func.count(), func.sum(Order.committed_gross)).where(
                Order.framework_id == place.framework_id
            )
        ).one()
        orders += count
        total = total or ZERO
        for model, key in (
            (Framework, place.framework_id),
            (Lot, place.lot_id),
            (Agreement, place.agreement_id),
        ):
            record = db.session.get_one(model, key, populate_existing=True)
            name = f"{model.__tablename__} {key}"
            if record.committed_gross != total:
                raise Void(f"{name}: {record.committed_gross} committed, but its orders sum to {total}")
            if record.ceiling_gross is not None and total > record.ceiling_gross:
                raise Void(f"{name}: {total} is over the ceiling of {record.ceiling_gross}")
        if committed is not None and total != committed:
            raise Void(f"framework {place.framework_id}: {total} ordered where {committed} fits")
    return orders


def check_trail(*, placed: int) -> None:
    """Raise Void unless every order has its line and its event, and every audit chain is whole."""
    orders = db.session.scalar(select(func.count()).select_from(Order))
    lines = db.session.scalar(select(func.count(func.distinct(OrderLine.order_id))))
    events = db.session.scalar(
        select(func.count()).where(
            audit.AuditEvent.subject_kind == Order.__tablename__,
            audit.AuditEvent.outcome == audit.Outcome.DONE,
        )
    )
    if (orders, lines, events) != (placed, placed, placed):
        raise Void(f"{placed} orders were placed: {orders} kept, {lines} with a line, {events} in the audit")
    for broken in audit.verify(db.session):
        raise Void(f"audit chain {broken.chain} is broken at {broken.position}: {broken.why}")
