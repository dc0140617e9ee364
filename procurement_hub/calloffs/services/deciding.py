"""Deciding on an order: approve, return, cancel, accept, decline, and end it short."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Membership
from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.calloffs import letters
from procurement_hub.calloffs.models import Order
from procurement_hub.calloffs.orders import give_back, hold, invoiced_gross, lines_of, settle
from procurement_hub.calloffs.permissions import is_councils, is_suppliers
from procurement_hub.calloffs.workflow import ORDER
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, WrongState
from procurement_hub.core.money import format_money, format_quantity
from procurement_hub.exclusions import checks
from procurement_hub.exclusions.models import Outcome
from procurement_hub.frameworks.models import Framework


class OwnOrder(DomainError):
    """Whoever places an order does not approve it."""


class OverApprovalLimit(DomainError):
    """The order is larger than the approver may approve."""


class ReceivedButNotInvoiced(DomainError):
    """What was delivered must be invoiced before an order is ended short."""


def approve_order(*, actor: Actor, now: datetime, order: Order) -> Order:
    """The council's approver lets the order go to the supplier.

    Not the person who placed it, not above the approver's limit (£ net), and not to a supplier that
    was excluded meanwhile (T6)."""
    require(actor, Permission.APPROVE_ORDER)
    _councils(actor, hold(order))
    if order.placed_by_id == actor.person_id:
        raise OwnOrder("You placed this order, so somebody else must approve it.")
    limit = db.session.scalar(
        select(Membership.approval_limit).where(
            Membership.person_id == actor.person_id, Membership.organisation_id == actor.organisation_id
        )
    )
    ORDER.move(order, "approve")
    if limit is not None and order.net > limit:
        raise OverApprovalLimit(
            f"Your approval limit is {format_money(limit)} excluding VAT. "
            f"This order is {format_money(order.net)}."
        )
    order.approved_at = now
    order.approved_by_id = actor.person_id
    _refuse_excluded(order, now)
    letters.tell_supplier(order, now=now)
    audit.record(actor, "approve_order", order, now=now, detail=_of(order))
    return order


def return_order(*, actor: Actor, now: datetime, order: Order, reason: str) -> Order:
    """The approver gives the order back to its buyer, with a reason; it ends and frees the ceiling."""
    require(actor, Permission.APPROVE_ORDER)
    _councils(actor, hold(order))
    _end(actor, now, order, "return", reason)
    letters.tell_buyer(order, "returned to you", order.end_reason, now=now)
    return order


def cancel_order(*, actor: Actor, now: datetime, order: Order, reason: str) -> Order:
    """The council's buyer or approver calls the order off before the supplier accepts it."""
    if not may(actor, Permission.APPROVE_ORDER):
        require(actor, Permission.PLACE_ORDER)
    _councils(actor, hold(order))
    _end(actor, now, order, "cancel", reason)
    return order


def accept_order(*, actor: Actor, now: datetime, order: Order) -> Order:
    """The supplier accepts: from here on there is a contract."""
    require(actor, Permission.FULFIL_ORDER)
    _suppliers(actor, hold(order))
    ORDER.move(order, "accept")
    order.accepted_at = now
    order.accepted_by_id = actor.person_id
    letters.tell_buyer(order, "accepted", "", now=now)
    audit.record(actor, "accept_order", order, now=now, detail=_of(order))
    return order


def decline_order(*, actor: Actor, now: datetime, order: Order, reason: str) -> Order:
    """The supplier declines with a reason; the ceiling is freed."""
    require(actor, Permission.FULFIL_ORDER)
    _suppliers(actor, hold(order))
    _end(actor, now, order, "decline", reason)
    letters.tell_buyer(order, "declined", order.end_reason, now=now)
    return order


def close_short(*, actor: Actor, now: datetime, order: Order, reason: str) -> Order:
    """The buyer ends an accepted order of which no more will come.

    Everything received must be invoiced. The ceiling keeps what was invoiced; an order of which
    nothing came is cancelled and keeps nothing."""
    require(actor, Permission.PLACE_ORDER)
    _councils(actor, hold(order))
    lines = lines_of(order).values()
    open_lines = [line for line in lines if line.received > line.invoiced]
    if open_lines and ORDER.allows(order, "end"):
        line = open_lines[0]
        raise ReceivedButNotInvoiced(
            f"{format_quantity(line.received - line.invoiced)} of {line.item.title} have been received "
            "and not invoiced yet. Wait for the invoice before you end the order."
        )
    if not any(line.received for line in lines):
        _end(actor, now, order, "end_undelivered", reason)
        return order
    ORDER.move(order, "end")
    _note_end(actor, now, order, reason)
    settle(order, invoiced_gross(order.id))
    audit.record(actor, "close_short", order, now=now, reason=order.end_reason, detail=_of(order))
    return order


def _refuse_excluded(order: Order, now: datetime) -> None:
    owner_id = db.session.scalar(select(Framework.organisation_id).where(Framework.id == order.framework_id))
    outcome = checks.note_order(
        now=now,
        supplier_id=order.supplier_id,
        order_id=order.id,
        authority_id=owner_id,
        subject_kind=checks.APPROVAL,
    )
    if outcome is Outcome.EXCLUDED:
        raise checks.ExcludedSupplier()


def _end(actor: Actor, now: datetime, order: Order, act: str, reason: str) -> None:
    ORDER.move(order, act)
    _note_end(actor, now, order, reason)
    give_back(order)
    audit.record(actor, f"{act}_order", order, now=now, reason=order.end_reason, detail=_of(order))


def _note_end(actor: Actor, now: datetime, order: Order, reason: str) -> None:
    if not reason.strip():
        raise Invalid("Give the reason.", "reason")
    order.ended_at = now
    order.ended_by_id = actor.person_id
    order.end_reason = reason.strip()


def _councils(actor: Actor, order: Order) -> None:
    if not is_councils(actor, order):
        raise NotFound()


def _suppliers(actor: Actor, order: Order) -> None:
    if order.supplier_id == actor.organisation_id and not is_suppliers(actor, order):
        raise WrongState("This order has not been approved.")
    if not is_suppliers(actor, order):
        raise NotFound()


def _of(order: Order) -> dict:
    return {"number": order.number, "net": format_money(order.net), "gross": format_money(order.gross)}
