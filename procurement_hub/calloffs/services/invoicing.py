"""Invoicing: order, receipt and invoice are matched line by line, and the match becomes a gain."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.calloffs.models import Invoice, InvoiceLine, Order, OrderLine, ReceiptLine
from procurement_hub.calloffs.orders import check_quantities, hold, invoiced_gross, line_for, lines_of, settle
from procurement_hub.calloffs.permissions import is_suppliers
from procurement_hub.calloffs.workflow import ORDER
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import financial_year_of, format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.money import (
    format_money,
    format_quantity,
    format_unit_price,
    net_price,
    with_vat,
)
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings import ledger

LONGEST = 64


class InvoiceNumberTaken(DomainError):
    """A supplier uses an invoice number once."""


class AnotherPrice(DomainError):
    """The invoice's unit price is not the order's."""


class AlreadyInvoiced(DomainError):
    """Everything received is invoiced."""


class NotReceived(DomainError):
    """What is invoiced has not been received."""


@dataclass(frozen=True, slots=True)
class Match:
    """A part of an invoice line that pays for a part of a receipt line."""

    financial_year: int
    item_id: int
    receipt_line_id: int
    invoice_line: InvoiceLine
    received_on: date
    quantity: Decimal


def invoice(
    *,
    actor: Actor,
    now: datetime,
    order: Order,
    number: str,
    lines: Sequence[tuple[Item, Decimal, Decimal]],
) -> Invoice:
    """Record the supplier's invoice for quantities (units) of the order at unit prices (£ net).

    Refused in this order: the number is used already; a price is not the order's; everything
    received is invoiced already; not so much was received. Oldest receipts are matched first, each
    match is posted to the ledger in the financial year in which it was received, and an order of
    which all has come and is invoiced is complete."""
    require(actor, Permission.FULFIL_ORDER)
    hold(order)
    if not is_suppliers(actor, order):
        raise NotFound()
    number = number.strip()
    _check_number(actor, number)
    check_quantities([(item, quantity) for item, quantity, _ in lines], "to invoice")
    on_order = lines_of(order)
    _check_prices(on_order, lines)
    for row, (item, quantity, _) in enumerate(lines):
        _take(line_for(on_order, item, row), quantity, row)

    nets = [net_price(unit_price, quantity) for _, quantity, unit_price in lines]
    if sum(nets) <= 0:
        raise Invalid("The invoice must come to a penny at least.", "lines-0-quantity")
    document = Invoice(
        number=number,
        order_id=order.id,
        supplier_id=order.supplier_id,
        net=sum(nets),
        gross=with_vat(sum(nets), order.vat_rate),
        invoiced_at=now,
        invoiced_by_id=actor.person_id,
    )
    db.session.add(document)
    try:
        db.session.flush()
    except IntegrityError as clash:
        # Another invoice with this number was sent a moment ago.
        raise InvoiceNumberTaken(f"Invoice {number} was already recorded.", "number") from clash
    invoice_lines = [
        InvoiceLine(
            invoice_id=document.id,
            order_line_id=on_order[item.id].id,
            quantity=quantity,
            unit_price=unit_price,
            net=net,
        )
        for (item, quantity, unit_price), net in zip(lines, nets, strict=True)
    ]
    db.session.add_all(invoice_lines)
    db.session.flush()
    matches = [
        match
        for line, (item, _, _) in zip(invoice_lines, lines, strict=True)
        for match in _match(line, item.id)
    ]
    _post(actor, now, order, matches)
    audit.record(
        actor,
        "invoice_order",
        document,
        now=now,
        detail={"order": order.number, "invoice": number, "net": format_money(document.net)},
    )
    _complete(actor, now, order)
    return document


def _check_number(actor: Actor, number: str) -> None:
    if not number:
        raise Invalid("Enter the invoice number.", "number")
    if len(number) > LONGEST:
        raise Invalid(f"The invoice number must be {LONGEST} characters or fewer.", "number")
    taken = db.session.scalar(
        select(Invoice).where(Invoice.supplier_id == actor.organisation_id, Invoice.number == number)
    )
    if taken:
        raise InvoiceNumberTaken(
            f"Invoice {number} was already recorded on {format_date(uk_date(taken.invoiced_at))}.", "number"
        )


def _check_prices(on_order: dict[int, OrderLine], lines: Sequence[tuple[Item, Decimal, Decimal]]) -> None:
    for row, (item, _, unit_price) in enumerate(lines):
        agreed = line_for(on_order, item, row).unit_price
        if unit_price != agreed:
            raise AnotherPrice(
                f"The price of {item.title} is {format_unit_price(agreed)} on the order and "
                f"{format_unit_price(unit_price)} on the invoice.",
                f"lines-{row}-unit_price",
            )


def _take(line: OrderLine, quantity: Decimal, row: int) -> None:
    """Count the quantity as invoiced, as long as so much was received and not invoiced yet."""
    taken = db.session.execute(
        update(OrderLine)
        .where(OrderLine.id == line.id, OrderLine.invoiced + quantity <= OrderLine.received)
        .values(invoiced=OrderLine.invoiced + quantity)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount:
        return
    field = f"lines-{row}-quantity"
    name, received, waiting = line.item.title, line.received, line.received - line.invoiced
    if received and not waiting:
        sentence = f"All {format_quantity(received)} of {name} that were received are already invoiced."
        if received < line.quantity:
            sentence += f" The other {format_quantity(line.quantity - received)} are not received yet."
        raise AlreadyInvoiced(sentence, field)
    raise NotReceived(
        f"You invoice {format_quantity(quantity)} of {name}, but only {format_quantity(waiting)} "
        "have been received and not invoiced yet. The rest is not received.",
        field,
    )


def _match(line: InvoiceLine, item_id: int) -> Iterator[Match]:
    """Spread an invoice line over the receipts that it pays for, oldest first."""
    left = line.quantity
    waiting = db.session.scalars(
        select(ReceiptLine)
        .where(ReceiptLine.order_line_id == line.order_line_id, ReceiptLine.matched < ReceiptLine.quantity)
        .order_by(ReceiptLine.received_on, ReceiptLine.id)
        .execution_options(populate_existing=True)
    ).all()
    for receipt_line in waiting:
        part = min(left, receipt_line.quantity - receipt_line.matched)
        if not part:
            return
        receipt_line.matched += part
        left -= part
        yield Match(
            financial_year=financial_year_of(receipt_line.received_on),
            item_id=item_id,
            receipt_line_id=receipt_line.id,
            invoice_line=line,
            received_on=receipt_line.received_on,
            quantity=part,
        )


def _post(actor: Actor, now: datetime, order: Order, matches: Sequence[Match]) -> None:
    """Post each match; years and items in one order, so that two invoices never wait crosswise."""
    framework = db.session.get_one(Framework, order.framework_id)
    for match in sorted(matches, key=lambda m: (m.financial_year, m.item_id, m.receipt_line_id)):
        ledger.post_gain(
            actor=actor,
            now=now,
            council_id=order.council_id,
            financial_year=match.financial_year,
            item_id=match.item_id,
            framework_id=order.framework_id,
            round_id=framework.round_id,
            contract_start=framework.starts_on,
            invoice_line_id=match.invoice_line.id,
            receipt_line_id=match.receipt_line_id,
            supplied_on=match.received_on,
            quantity=match.quantity,
            unit_price_paid=match.invoice_line.unit_price,
        )


def _complete(actor: Actor, now: datetime, order: Order) -> None:
    unfinished = db.session.scalar(
        select(exists().where(OrderLine.order_id == order.id, OrderLine.invoiced < OrderLine.quantity))
    )
    if unfinished:
        return
    ORDER.move(order, "complete")
    settle(order, invoiced_gross(order.id))
    audit.record(actor, "complete_order", order, now=now, detail={"number": order.number})
