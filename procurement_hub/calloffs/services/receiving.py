"""Receiving what was ordered, in whole or in part."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.calloffs.models import Order, OrderLine, Receipt, ReceiptLine
from procurement_hub.calloffs.orders import check_quantities, hold, line_for, lines_of
from procurement_hub.calloffs.permissions import is_councils
from procurement_hub.calloffs.workflow import ORDER
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.core.money import format_quantity

KEY = 64


class MoreThanOrdered(DomainError):
    """What is received may not be more than was ordered."""


def receive(
    *,
    actor: Actor,
    now: datetime,
    order: Order,
    lines: Sequence[tuple[Item, Decimal]],
    request_key: str | None = None,
) -> Receipt:
    """Take in quantities of an accepted order, on the UK day of `now`.

    Never more of a line than was ordered and has not come yet. A form sent twice under one
    `request_key` gives back the receipt that it made."""
    require(actor, Permission.RECEIVE)
    hold(order)
    if not is_councils(actor, order):
        raise NotFound()
    key = f"{order.id}:{request_key}"[:KEY] if request_key else None
    if key and (made := db.session.scalar(select(Receipt).where(Receipt.request_key == key))):
        return made
    ORDER.move(order, "receive")
    check_quantities(lines, "that came")
    on_order = lines_of(order)
    receipt = Receipt(order_id=order.id, received_at=now, received_by_id=actor.person_id, request_key=key)
    db.session.add(receipt)
    db.session.flush()
    for row, (item, quantity) in enumerate(lines):
        line = line_for(on_order, item, row)
        taken = db.session.execute(
            update(OrderLine)
            .where(OrderLine.id == line.id, OrderLine.received + quantity <= OrderLine.quantity)
            .values(received=OrderLine.received + quantity)
            .execution_options(synchronize_session=False)
        )
        if taken.rowcount == 0:
            raise MoreThanOrdered(
                f"{format_quantity(line.quantity)} of {item.title} were ordered and "
                f"{format_quantity(line.received)} have been received already, so at most "
                f"{format_quantity(line.quantity - line.received)} more can be received.",
                f"lines-{row}-quantity",
            )
        db.session.add(
            ReceiptLine(
                receipt_id=receipt.id,
                order_line_id=line.id,
                quantity=quantity,
                matched=Decimal(0),
                received_on=uk_date(now),
            )
        )
        db.session.expire(line)
    audit.record(
        actor,
        "receive_order",
        receipt,
        now=now,
        detail={
            "order": order.number,
            "lines": {item.code: format_quantity(quantity) for item, quantity in lines},
        },
    )
    return receipt
