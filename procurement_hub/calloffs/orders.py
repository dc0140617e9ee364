"""Holding an order while something is done to it, and what every verb asks of its lines."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import inspect, select
from sqlalchemy.orm import joinedload

from procurement_hub.calloffs.models import Order, OrderLine
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.core.money import format_quantity
from procurement_hub.frameworks import ceiling

THOUSANDTH = Decimal("0.001")
MOST = Decimal("1000000000")


class NotOnTheOrder(DomainError):
    """The item is not one that was ordered."""


def hold(order: Order) -> Order:
    """The order as it is now, locked until the transaction ends.

    Read by itself: PostgreSQL locks no rows that a page's outer joins brought along."""
    (order_id,) = inspect(order).identity
    return db.session.scalars(
        select(Order).where(Order.id == order_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def lines_of(order: Order) -> dict[int, OrderLine]:
    """The order's lines by item, as they are now."""
    lines = db.session.scalars(
        select(OrderLine)
        .options(joinedload(OrderLine.item))
        .where(OrderLine.order_id == order.id)
        .order_by(OrderLine.id)
        .execution_options(populate_existing=True)
    )
    return {line.item_id: line for line in lines}


def check_quantities(lines: Sequence[tuple[Item, Decimal]], noun: str) -> None:
    """Refuse an empty list, an item twice, and a quantity that cannot be. Fields are lines-0-quantity."""
    if not lines:
        raise Invalid(f"Enter a quantity for at least one item {noun}.")
    seen = set()
    for row, (item, quantity) in enumerate(lines):
        field = f"lines-{row}-quantity"
        if item.id in seen:
            raise Invalid(f"{item.title} is there twice. Put its whole quantity on one line.", field)
        seen.add(item.id)
        if not quantity.is_finite() or quantity <= 0:
            raise Invalid(f"The quantity of {item.title} must be more than zero.", field)
        if quantity >= MOST:
            raise Invalid(
                f"The quantity of {item.title} is too large to be true: {format_quantity(quantity)}.", field
            )
        if quantity != quantity.quantize(THOUSANDTH):
            raise Invalid(f"The quantity of {item.title} can have 3 decimal places at most.", field)


def line_for(lines: dict[int, OrderLine], item: Item, row: int) -> OrderLine:
    if item.id not in lines:
        raise NotOnTheOrder(f"{item.title} is not on this order.", f"lines-{row}-quantity")
    return lines[item.id]


def give_back(order: Order) -> None:
    """Free the whole of the ceiling that the order holds. The caller moves the order first."""
    gross, order.committed_gross = order.committed_gross, Decimal("0.00")
    db.session.flush()
    ceiling.release(
        framework_id=order.framework_id, lot_id=order.lot_id, agreement_id=order.agreement_id, gross=gross
    )


def settle(order: Order, invoiced_gross: Decimal) -> None:
    """Keep of the ceiling what was invoiced, and no more than was reserved: parts that were each
    rounded to the penny may together pass the whole by pennies, and must not be refused for it."""
    reserved = order.committed_gross
    order.committed_gross = min(invoiced_gross, reserved)
    db.session.flush()
    ceiling.settle(
        framework_id=order.framework_id,
        lot_id=order.lot_id,
        agreement_id=order.agreement_id,
        reserved=reserved,
        invoiced=order.committed_gross,
    )
