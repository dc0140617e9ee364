"""Crediting: the supplier gives back some of an invoice, and the books are corrected with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.calloffs import letters
from procurement_hub.calloffs.models import (
    CreditNote,
    CreditNoteLine,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    OrderStatus,
)
from procurement_hub.calloffs.orders import free_credited, hold
from procurement_hub.calloffs.permissions import is_suppliers
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.money import ZERO, format_money, format_quantity, format_unit_price, with_vat
from procurement_hub.savings import ledger

LONGEST = 64
THOUSANDTH, MILLIONTH = Decimal("0.001"), Decimal("0.000001")


class CreditNoteNumberTaken(DomainError):
    """A supplier uses a credit note's number once."""


class NotOnTheInvoice(DomainError):
    """Only what was invoiced can be credited."""


class MoreThanInvoiced(DomainError):
    """No more is credited than was invoiced and not credited yet."""


class NotALowerPrice(DomainError):
    """An agreed price is credited only when it is lower than the one that was invoiced."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What is credited of one item: units that went back, or a lower price (£ net) for those kept."""

    item: Item
    reason: str
    returned: Decimal | None = None
    unit_price: Decimal | None = None


def credit_invoice(
    *, actor: Actor, now: datetime, invoice: Invoice, number: str, lines: Sequence[Credit]
) -> CreditNote:
    """Record the supplier's credit note for some of its invoice.

    Units that went back are no longer received nor invoiced, so the order can be delivered again
    while it is under way; a complete order gives their value back to the ceiling. Each line corrects
    the council's gains in the year of supply; a year that was signed off is open again."""
    require(actor, Permission.FULFIL_ORDER)
    order = hold(db.session.get_one(Order, invoice.order_id))
    if not is_suppliers(actor, order):
        raise NotFound()
    number = number.strip()
    _check_number(actor, number)
    invoiced = _lines_of(invoice)
    _check(lines, invoiced)
    before = sum((line.net_now for line in invoiced.values()), ZERO)
    credited = [(line, invoiced[line.item.id], invoiced[line.item.id].price_now) for line in lines]
    nets = [_take(line, on_invoice, row) for row, (line, on_invoice, _) in enumerate(credited)]
    after = before - sum(nets, ZERO)
    if sum(nets, ZERO) <= 0:
        raise Invalid("The credit note must come to a penny at least.", "lines-0-returned")
    note = CreditNote(
        number=number,
        invoice_id=invoice.id,
        supplier_id=order.supplier_id,
        net=before - after,
        gross=with_vat(before, order.vat_rate) - with_vat(after, order.vat_rate),
        credited_at=now,
        credited_by_id=actor.person_id,
    )
    db.session.add(note)
    try:
        db.session.flush()
    except IntegrityError as clash:
        # Another credit note with this number was sent a moment ago.
        raise CreditNoteNumberTaken(f"Credit note {number} was already recorded.", "number") from clash
    ledger.hold_years_of([on_invoice.id for _, on_invoice, _ in credited])
    for (line, on_invoice, price_before), net in zip(credited, nets, strict=True):
        _correct(actor, now, note, line, on_invoice, price_before, net)
    if order.status is OrderStatus.COMPLETE:
        free_credited(order, note.gross)
    letters.tell_of_credit(order, note, now=now)
    audit.record(
        actor,
        "credit_invoice",
        note,
        now=now,
        reason="; ".join(dict.fromkeys(line.reason.strip() for line in lines)),
        detail={
            "order": order.number,
            "invoice": invoice.number,
            "credit_note": number,
            "net": format_money(note.net),
        },
    )
    return note


def _lines_of(invoice: Invoice) -> dict[int, InvoiceLine]:
    """The invoice's lines by item, as they are now."""
    lines = db.session.scalars(
        select(InvoiceLine)
        .options(joinedload(InvoiceLine.order_line).joinedload(OrderLine.item))
        .where(InvoiceLine.invoice_id == invoice.id)
        .order_by(InvoiceLine.id)
        .execution_options(populate_existing=True)
    )
    return {line.order_line.item_id: line for line in lines}


def _check_number(actor: Actor, number: str) -> None:
    if not number:
        raise Invalid("Enter the credit note number.", "number")
    if len(number) > LONGEST:
        raise Invalid(f"The credit note number must be {LONGEST} characters or fewer.", "number")
    taken = db.session.scalar(
        select(CreditNote).where(CreditNote.supplier_id == actor.organisation_id, CreditNote.number == number)
    )
    if taken:
        raise CreditNoteNumberTaken(
            f"Credit note {number} was already recorded on {format_date(uk_date(taken.credited_at))}.",
            "number",
        )


def _check(lines: Sequence[Credit], invoiced: dict[int, InvoiceLine]) -> None:
    if not lines:
        raise Invalid("Enter what is credited of at least one item.", "lines-0-returned")
    seen = set()
    for row, line in enumerate(lines):
        name = line.item.title
        if line.item.id not in invoiced:
            raise NotOnTheInvoice(f"{name} is not on this invoice.", f"lines-{row}-returned")
        if line.item.id in seen:
            raise Invalid(f"{name} is there twice. Credit it on one line.", f"lines-{row}-returned")
        seen.add(line.item.id)
        if (line.returned is None) == (line.unit_price is None):
            raise Invalid(
                f"Enter for {name} either what went back or a lower price for what was kept. "
                "Use a second credit note for the other.",
                f"lines-{row}-returned",
            )
        if line.returned is not None and not _is_figure(line.returned, THOUSANDTH):
            raise Invalid(
                f"The quantity of {name} must be more than zero, with 3 decimal places at most.",
                f"lines-{row}-returned",
            )
        if line.unit_price is not None and not (
            line.unit_price == 0 or _is_figure(line.unit_price, MILLIONTH)
        ):
            raise Invalid(
                f"The unit price of {name} must be zero or more, with 6 decimal places at most.",
                f"lines-{row}-unit_price",
            )
        if not line.reason.strip():
            raise Invalid(f"Enter why {name} is credited.", f"lines-{row}-reason")


def _is_figure(value: Decimal, step: Decimal) -> bool:
    return value.is_finite() and value > 0 and value == value.quantize(step)


def _take(line: Credit, on_invoice: InvoiceLine, row: int) -> Decimal:
    """Note on the invoice line what is credited, if it still can be: £ net that it comes to."""
    before = on_invoice.net_now
    if line.returned is not None:
        _take_back(line, on_invoice, row)
    else:
        _lower(line, on_invoice, row)
    db.session.refresh(on_invoice, ["returned", "credited_price"])
    return before - on_invoice.net_now


def _take_back(line: Credit, on_invoice: InvoiceLine, row: int) -> None:
    taken = db.session.execute(
        update(InvoiceLine)
        .where(InvoiceLine.id == on_invoice.id, InvoiceLine.returned + line.returned <= InvoiceLine.quantity)
        .values(returned=InvoiceLine.returned + line.returned)
        .execution_options(synchronize_session=False)
    )
    if not taken.rowcount:
        raise MoreThanInvoiced(
            f"You credit {format_quantity(line.returned)} of {line.item.title}, but only "
            f"{format_quantity(on_invoice.quantity_kept)} of the {format_quantity(on_invoice.quantity)} "
            "invoiced are not credited yet.",
            f"lines-{row}-returned",
        )
    # What went back is neither received nor invoiced; its receipt stays matched, so nobody pays twice.
    db.session.execute(
        update(OrderLine)
        .where(OrderLine.id == on_invoice.order_line_id)
        .values(received=OrderLine.received - line.returned, invoiced=OrderLine.invoiced - line.returned)
        .execution_options(synchronize_session=False)
    )


def _lower(line: Credit, on_invoice: InvoiceLine, row: int) -> None:
    field = f"lines-{row}-unit_price"
    if not on_invoice.quantity_kept:
        raise MoreThanInvoiced(
            f"All of {line.item.title} on this invoice was credited already, so it has no price to lower.",
            field,
        )
    if line.unit_price >= on_invoice.price_now:
        raise NotALowerPrice(
            f"The price of {line.item.title} is {format_unit_price(on_invoice.price_now)} now. "
            f"{format_unit_price(line.unit_price)} is not lower.",
            field,
        )
    db.session.execute(
        update(InvoiceLine)
        .where(InvoiceLine.id == on_invoice.id)
        .values(credited_price=line.unit_price)
        .execution_options(synchronize_session=False)
    )


def _correct(
    actor: Actor,
    now: datetime,
    note: CreditNote,
    line: Credit,
    on_invoice: InvoiceLine,
    price_before: Decimal,
    net: Decimal,
) -> None:
    reason = line.reason.strip()
    written = CreditNoteLine(
        credit_note_id=note.id,
        invoice_line_id=on_invoice.id,
        returned=line.returned,
        price_before=price_before,
        price_after=line.unit_price,
        net=net,
        reason=reason,
    )
    db.session.add(written)
    db.session.flush()
    about = {
        "actor": actor,
        "now": now,
        "invoice_line_id": on_invoice.id,
        "credit_note_line_id": written.id,
        "reason": f"Credit note {note.number}: {reason}",
    }
    if line.returned is not None:
        ledger.post_return(**about, quantity=line.returned, unit_price=price_before)
    else:
        ledger.post_lower_price(**about, price_before=price_before, price_after=line.unit_price)
