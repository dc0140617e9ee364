"""Holding an order while something is done to it, and what every verb asks of its lines."""

from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import func, inspect, select
from sqlalchemy.orm import joinedload

from procurement_hub.calloffs.models import CreditNote, Invoice, Order, OrderLine
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.core.money import ZERO, Money, format_quantity
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


def invoiced_gross(order_id: int) -> Decimal:
    """£ including VAT invoiced for the order, less what its suppliers credited."""
    invoices = select(func.sum(Invoice.gross, type_=Money())).where(Invoice.order_id == order_id)
    credits = (
        select(func.sum(CreditNote.gross, type_=Money()))
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .where(Invoice.order_id == order_id)
    )
    invoiced, credited = db.session.execute(
        select(invoices.scalar_subquery(), credits.scalar_subquery())
    ).one()
    return (invoiced or ZERO) - (credited or ZERO)


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


def free_credited(order: Order, credited_gross: Decimal) -> None:
    """Give back to the ceiling what was credited of a complete order. One that is under way keeps all
    that it reserved until it is complete, because what went back may come again."""
    freed = min(credited_gross, order.committed_gross)
    order.committed_gross -= freed
    db.session.flush()
    ceiling.release(
        framework_id=order.framework_id, lot_id=order.lot_id, agreement_id=order.agreement_id, gross=freed
    )
