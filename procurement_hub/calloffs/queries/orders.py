"""Reads of orders, with their receipts, invoices and credit notes, scoped to the reader."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.roles import Kind
from procurement_hub.calloffs.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    OrderStatus,
    Receipt,
)
from procurement_hub.calloffs.permissions import may_read_order
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page
from procurement_hub.frameworks.models import (
    Framework,
)
from procurement_hub.savings.baselines import counting

PARTS = 200
"""More receipts or invoices than one order has; a bound, not a page."""


def _theirs(kind: str) -> ColumnElement[bool]:
    """The orders that an organisation of that kind has a part in; its id is the parameter "mine"."""
    mine = bindparam("mine")
    if kind == Kind.SUPPLIER:
        return (Order.supplier_id == mine) & Order.approved_at.is_not(None)
    if kind == Kind.RCE:
        owned = select(Framework.id).where(Framework.organisation_id == mine)
        return or_(Order.framework_id.in_(owned), Order.council_id == mine)
    return Order.council_id == mine


class OrderRow(NamedTuple):
    """An order as a list shows it; net is £ excluding VAT, the parties and the framework by name."""

    id: int
    number: str
    status: OrderStatus
    net: Decimal
    placed_at: datetime
    council: str
    supplier: str
    framework: str


_Council, _Supplier = aliased(Organisation), aliased(Organisation)
_ROWS = (
    select(
        Order.id,
        Order.number,
        Order.status,
        Order.net,
        Order.placed_at,
        _Council.name,
        _Supplier.name,
        Framework.title,
    )
    .join(_Council, _Council.id == Order.council_id)
    .join(_Supplier, _Supplier.id == Order.supplier_id)
    .join(Framework, Framework.id == Order.framework_id)
    .order_by(Order.id.desc())
)


@cache
def _orders(kind: str, *, older: bool) -> Select:
    """The statement of a page, built once for each kind of reader."""
    query = _ROWS.where(_theirs(kind)).limit(PAGE + 1)
    return query.where(Order.id < bindparam("after")) if older else query


def orders_page(actor: Actor, *, after: int | None = None) -> Page:
    """The actor's orders, newest first, in one statement of plain columns."""
    query = _orders(actor.organisation_kind, older=after is not None)
    keys = {"mine": actor.organisation_id, "after": after}
    rows = [OrderRow(*row) for row in db.session.connection().execute(query, keys)]
    more = len(rows) > PAGE
    rows = rows[:PAGE]
    return Page(rows, rows[-1].id if more else None)


def waiting_for_approval(actor: Actor) -> Sequence[Order]:
    """Orders that the actor may approve, oldest first; none for who is no approver."""
    if not may(actor, Permission.APPROVE_ORDER):
        return []
    return db.session.scalars(
        select(Order)
        .options(joinedload(Order.supplier), joinedload(Order.placed_by))
        .where(
            Order.council_id == actor.organisation_id,
            Order.status == OrderStatus.PLACED,
            Order.placed_by_id != actor.person_id,
        )
        .order_by(Order.id)
        .limit(PAGE)
    ).all()


def order_for(actor: Actor, order_id: int) -> Order:
    """The order with its parties, people and lines, or NotFound if it is not the actor's to read."""
    order = db.session.scalar(
        select(Order)
        .options(
            joinedload(Order.framework).joinedload(Framework.organisation),
            joinedload(Order.lot),
            joinedload(Order.council),
            joinedload(Order.supplier),
            joinedload(Order.placed_by),
            joinedload(Order.approved_by),
            joinedload(Order.accepted_by),
            selectinload(Order.lines).joinedload(OrderLine.item),
        )
        .where(Order.id == order_id)
        .execution_options(populate_existing=True)
    )
    if order is None or not may_read_order(actor, order, order.framework.organisation_id):
        raise NotFound()
    return order


def expected_gain(order: Order) -> Decimal | None:
    """£ net that the order would gain against the council's own frozen prices, were all of it
    received at once; None when no line has one."""
    before = counting(order.council_id, order.framework.round_id, [line.item_id for line in order.lines])
    gains = [
        (before[line.item_id].baseline.unit_price - line.unit_price) * line.quantity
        for line in order.lines
        if line.item_id in before
    ]
    return sum(gains, Decimal(0)) if gains else None


def receipts_of(order: Order) -> Sequence[Receipt]:
    return db.session.scalars(
        select(Receipt)
        .options(joinedload(Receipt.received_by))
        .where(Receipt.order_id == order.id)
        .order_by(Receipt.id)
        .limit(PARTS)
    ).all()


def invoices_of(order: Order) -> Sequence[Invoice]:
    return db.session.scalars(
        select(Invoice).where(Invoice.order_id == order.id).order_by(Invoice.id).limit(PARTS)
    ).all()


def credit_notes_of(order: Order) -> Sequence[CreditNote]:
    return db.session.scalars(
        select(CreditNote)
        .join(Invoice, Invoice.id == CreditNote.invoice_id)
        .options(
            joinedload(CreditNote.invoice),
            selectinload(CreditNote.lines)
            .joinedload(CreditNoteLine.invoice_line)
            .joinedload(InvoiceLine.order_line)
            .joinedload(OrderLine.item),
        )
        .where(Invoice.order_id == order.id)
        .order_by(CreditNote.id)
        .limit(PARTS)
    ).all()


def invoice_to_credit(actor: Actor, invoice_id: int) -> Invoice:
    """The supplier's own invoice with its lines, or NotFound."""
    invoice = db.session.scalar(
        select(Invoice)
        .options(
            joinedload(Invoice.order).joinedload(Order.council),
            selectinload(Invoice.lines).joinedload(InvoiceLine.order_line).joinedload(OrderLine.item),
        )
        .where(Invoice.id == invoice_id, Invoice.supplier_id == actor.organisation_id)
        .execution_options(populate_existing=True)
    )
    if invoice is None:
        raise NotFound()
    return invoice


def name_of(person_id: int | None) -> str:
    return db.session.scalar(select(Person.name).where(Person.id == person_id)) or "" if person_id else ""


def declined_order(actor: Actor, order_id: int | None) -> Order | None:
    """The declined order of the actor's council that a new one is to follow."""
    if order_id is None:
        return None
    order = db.session.scalar(
        select(Order)
        .options(selectinload(Order.lines))
        .where(
            Order.id == order_id,
            Order.council_id == actor.organisation_id,
            Order.status == OrderStatus.DECLINED,
        )
    )
    if order is None:
        raise NotFound()
    return order
