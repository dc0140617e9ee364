"""One thing that waits for somebody, and how orders are told as such."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.calloffs.models import Order, OrderStatus
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.money import format_money

EACH = 10
"""Tasks of one kind that a home page lists; the area's own list has the rest."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: where to go, what to do there, and why or by when."""

    endpoint: str
    arguments: dict
    title: str
    note: str


def orders(actor: Actor, side, statuses: dict[OrderStatus, str]) -> list[Task]:
    orders = db.session.scalars(
        select(Order)
        .where(side == actor.organisation_id, Order.status.in_(list(statuses)))
        .options(joinedload(Order.framework), joinedload(Order.council), joinedload(Order.supplier))
        .order_by(Order.id)
        .limit(EACH)
    )
    return [
        Task(
            "calloffs.show",
            {"order_id": order.id},
            f"Order {order.number}, {format_money(order.net)} excluding VAT",
            f"{statuses[order.status]}. {order.framework.title}",
        )
        for order in orders
    ]
