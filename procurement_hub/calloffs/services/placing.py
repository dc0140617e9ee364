"""Placing an order: the lawful route, the price in force, and the ceiling."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import make_transient_to_detached

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.calloffs import letters, route
from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.calloffs.orders import check_quantities
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotPermitted
from procurement_hub.core.money import format_money
from procurement_hub.exclusions import checks
from procurement_hub.exclusions.models import Outcome
from procurement_hub.frameworks import ceiling
from procurement_hub.frameworks.models import Framework, Lot, LotItem
from procurement_hub.frameworks.queries import NOT_NAMED, why_not_call_off

LONGEST = 64


class AlreadyPlaced(DomainError):
    """The same order twice: the number is taken, or the form was sent twice."""


class MayNotCallOff(DomainError):
    """The framework cannot be called off from: not live, outside its term, nobody to supply (F3)."""


class NotInTheLot(DomainError):
    """The lot was not tendered for this item."""


_ORDER = insert(Order.__table__).inline()
_LINES = insert(OrderLine.__table__).inline()


def place_order(
    *,
    actor: Actor,
    now: datetime,
    lot: Lot,
    lines: Sequence[tuple[Item, Decimal]],
    budget_code: str,
    number: str | None = None,
    request_key: str | None = None,
    instead_of: Order | None = None,
) -> Order:
    """Order from the supplier that the lot's mechanism leads to, for the actor's own council.

    Refuses, in this order: who may not; the framework's first reason why not; what makes no sense
    in the lines; a lot that needs a competition; an order that would pass the ceiling, which is
    reserved last so that its row is locked for the shortest time. A form sent twice under one
    `request_key` gives back the order that it placed. `instead_of` is a declined order that this
    one follows: its supplier, and those declined before it, are passed over (F6). Each supplier that
    the mechanism leads to is checked, and the check kept; an excluded one is passed over (T5, T6)."""
    require(actor, Permission.PLACE_ORDER)
    if placed := _placed_by(actor, request_key):
        return placed
    framework = db.session.get_one(Framework, lot.framework_id)
    if why_not := why_not_call_off(framework, lot, actor.organisation_id, uk_date(now)):
        raise (NotPermitted if why_not == NOT_NAMED else MayNotCallOff)(why_not)
    check_quantities(lines, "to order")
    if not budget_code.strip():
        raise Invalid("Enter the budget code.", "budget_code")
    if len(budget_code.strip()) > LONGEST:
        raise Invalid(f"The budget code must be {LONGEST} characters or fewer.", "budget_code")
    if number and db.session.scalar(select(Order.id).where(Order.number == number)):
        raise AlreadyPlaced(f"There is already an order {number}.", "number")
    order_id = _next_id()
    declined = route.passed_over(actor.organisation_id, lot, instead_of)
    try:
        offer = _offer(now, framework, lot, lines, declined, order_id)
    except route.NoAgreedPrice:
        _check_items(lot, lines)
        raise
    if offer.net <= 0:
        raise Invalid("The order must come to a penny at least.", "lines-0-quantity")
    approvers = letters.approvers(actor.organisation_id, but_not=actor.person_id)

    ceiling.reserve(
        framework_id=framework.id, lot_id=lot.id, agreement_id=offer.agreement.id, gross=offer.gross
    )
    row = {
        "id": order_id,
        "number": number or f"PO-{order_id:06d}",
        "framework_id": framework.id,
        "lot_id": lot.id,
        "agreement_id": offer.agreement.id,
        "supplier_id": offer.agreement.supplier_id,
        "council_id": actor.organisation_id,
        "status": OrderStatus.PLACED,
        "route": offer.route,
        "budget_code": budget_code.strip(),
        "net": offer.net,
        "vat_rate": framework.vat_rate,
        "gross": offer.gross,
        "levy": offer.levy,
        "committed_gross": offer.gross,
        "placed_at": now,
        "placed_by_id": actor.person_id,
        "end_reason": "",
        "request_key": request_key,
        "instead_of_id": instead_of.id if instead_of else None,
    }
    try:
        db.session.connection().execute(_ORDER, row)
    except IntegrityError as clash:
        # Somebody took the number, or the same form came through another door, a moment ago.
        raise AlreadyPlaced("This order has just been placed. Look for it in your orders.") from clash
    order = Order(**row)
    make_transient_to_detached(order)  # it is in the database as it stands here: nothing to read back
    db.session.add(order)
    rows = [
        {
            "order_id": order_id,
            "item_id": line.item.id,
            "quantity": line.quantity,
            "unit_price": line.unit_price,
            "net": line.net,
        }
        for line in offer.lines
    ]
    db.session.connection().execute(_LINES, rows)
    letters.ask_for_approval(order, approvers, actor.organisation_name, now=now)
    audit.record(
        actor,
        "place_order",
        order,
        now=now,
        reason=offer.route,
        detail={
            "number": order.number,
            "lot": lot.id,
            "supplier": offer.agreement.supplier_id,
            "net": format_money(offer.net),
            "gross": format_money(offer.gross),
        },
    )
    return order


def _offer(
    now: datetime,
    framework: Framework,
    lot: Lot,
    lines: Sequence[tuple[Item, Decimal]],
    declined: frozenset[int],
    order_id: int,
) -> route.Offer:
    """The mechanism's offer from a supplier that is not excluded. Usually one check, in one statement."""
    excluded: frozenset[int] = frozenset()
    while True:
        offer = route.choose(framework, lot, lines, uk_date(now), declined, excluded)
        supplier_id = offer.agreement.supplier_id
        outcome = checks.note_order(
            now=now, supplier_id=supplier_id, order_id=order_id, authority_id=framework.organisation_id
        )
        if outcome is not Outcome.EXCLUDED:
            return offer
        excluded |= {supplier_id}


_PLACED_BY = select(Order.id).where(
    Order.request_key == bindparam("key"), Order.placed_by_id == bindparam("person")
)


_LAST_ID = select(func.max(Order.id))
_NEXT_IN_SEQUENCE = text("SELECT nextval(pg_get_serial_sequence('call_off_order', 'id'))")


def _next_id() -> int:
    """The id that the order will have, known before the ceiling's row is locked, so that the number
    needs no second write under the lock. On SQLite the write lock is ours already."""
    if db.session.get_bind().dialect.name == "postgresql":
        return db.session.connection().scalar(_NEXT_IN_SEQUENCE)
    return (db.session.connection().scalar(_LAST_ID) or 0) + 1


def _placed_by(actor: Actor, request_key: str | None) -> Order | None:
    if request_key is None:
        return None
    keys = {"key": request_key, "person": actor.person_id}
    placed = db.session.connection().scalar(_PLACED_BY, keys)
    return db.session.get_one(Order, placed) if placed is not None else None


_ITEMS_IN_LOT = select(LotItem.item_id).where(LotItem.lot_id == bindparam("lot"))


def _check_items(lot: Lot, lines: Sequence[tuple[Item, Decimal]]) -> None:
    in_lot = set(db.session.scalars(_ITEMS_IN_LOT, {"lot": lot.id}))
    for row, (item, _) in enumerate(lines):
        if item.id not in in_lot:
            raise NotInTheLot(f"{item.title} is not in lot {lot.number}.", f"lines-{row}-quantity")
