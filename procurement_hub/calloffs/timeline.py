"""What has happened to an order, and who it waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from procurement_hub.calloffs.models import CreditNote, Invoice, Order, OrderStatus, Receipt
from procurement_hub.core.money import format_pence


@dataclass(frozen=True, slots=True)
class Event:
    """One step: when, what, by whom, and what was said."""

    at: datetime
    what: str
    who: str
    detail: str = ""


def events(
    order: Order,
    receipts: Sequence[Receipt],
    invoices: Sequence[Invoice],
    credit_notes: Sequence[CreditNote],
    ended_by: str,
) -> list[Event]:
    """The order's steps, first one first."""
    found = [Event(order.placed_at, "Placed", f"{order.placed_by.name}, {order.council.name}", order.route)]
    if order.approved_at:
        found.append(Event(order.approved_at, "Approved", f"{order.approved_by.name}, {order.council.name}"))
    if order.accepted_at:
        found.append(Event(order.accepted_at, "Accepted", f"{order.accepted_by.name}, {order.supplier.name}"))
    for receipt in receipts:
        found.append(Event(receipt.received_at, "Received", receipt.received_by.name))
    for invoice in invoices:
        detail = f"Invoice {invoice.number}: {format_pence(invoice.net)} excluding VAT"
        found.append(Event(invoice.invoiced_at, "Invoiced", order.supplier.name, detail))
    for note in credit_notes:
        detail = (
            f"Credit note {note.number} gives {format_pence(note.net)} excluding VAT back: "
            f"{note.lines[0].reason}"
        )
        found.append(Event(note.credited_at, "Credited", order.supplier.name, detail))
    if order.ended_at:
        found.append(Event(order.ended_at, _ending(order), ended_by, order.end_reason))
    return sorted(found, key=lambda event: event.at)


def _ending(order: Order) -> str:
    return "Ended short" if order.status is OrderStatus.COMPLETE else order.status.value.capitalize()


def next_step(order: Order) -> str:
    """Who the order waits for, in a sentence; what became of it when it waits for nobody."""
    match order.status:
        case OrderStatus.PLACED:
            return f"An approver of {order.council.name} approves it or returns it."
        case OrderStatus.APPROVED:
            return f"{order.supplier.name} accepts or declines it."
        case OrderStatus.ACCEPTED:
            if any(line.received > line.invoiced for line in order.lines):
                return f"{order.supplier.name} invoices what was received."
            return f"{order.council.name} records what comes."
        case OrderStatus.COMPLETE:
            return "Everything that came is invoiced. Nothing more is to be done."
        case OrderStatus.DECLINED:
            return "The supplier declined it. Its share of the ceiling is free again."
        case _:
            return "It was called off. Its share of the ceiling is free again."
