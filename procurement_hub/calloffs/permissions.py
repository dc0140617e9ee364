"""Whose orders a person may read and act on: the council's, the supplier's, the centre's own."""

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.calloffs.models import Order, OrderStatus
from procurement_hub.calloffs.workflow import ORDER
from procurement_hub.core.actor import Actor


def is_councils(actor: Actor, order: Order) -> bool:
    return order.council_id == actor.organisation_id


def is_suppliers(actor: Actor, order: Order) -> bool:
    """The supplier knows an order from its approval on, and never one that was not approved."""
    return order.supplier_id == actor.organisation_id and order.approved_at is not None


def may_read_order(actor: Actor, order: Order, framework_owner_id: int) -> bool:
    if not may(actor, Permission.READ_ORDER):
        return False
    return (
        is_councils(actor, order) or is_suppliers(actor, order) or framework_owner_id == actor.organisation_id
    )


def acts(actor: Actor, order: Order) -> list[str]:
    """What this person can do to the order as it stands, the next step of its life first."""
    council = is_councils(actor, order)
    supplier = is_suppliers(actor, order)
    possible = {
        "approve": council and may(actor, Permission.APPROVE_ORDER) and order.placed_by_id != actor.person_id,
        "return": council and may(actor, Permission.APPROVE_ORDER) and order.placed_by_id != actor.person_id,
        "accept": supplier and may(actor, Permission.FULFIL_ORDER),
        "decline": supplier and may(actor, Permission.FULFIL_ORDER),
        "receive": council and may(actor, Permission.RECEIVE),
        "cancel": council and (may(actor, Permission.PLACE_ORDER) or may(actor, Permission.APPROVE_ORDER)),
        "end": council and may(actor, Permission.PLACE_ORDER),
    }
    allowed = [act for act, can in possible.items() if can and ORDER.allows(order, act)]
    if supplier and may(actor, Permission.FULFIL_ORDER) and order.status is OrderStatus.ACCEPTED:
        allowed.insert(0, "invoice")
    if council and order.status is OrderStatus.DECLINED and may(actor, Permission.PLACE_ORDER):
        allowed.append("order_again")
    return allowed
