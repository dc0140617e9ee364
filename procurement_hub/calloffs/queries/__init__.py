"""Reads of call-offs, scoped to the reader."""

from procurement_hub.calloffs.queries.gains import counted_in
from procurement_hub.calloffs.queries.orders import (
    OrderRow,
    credit_notes_of,
    declined_order,
    expected_gain,
    invoice_to_credit,
    invoices_of,
    name_of,
    order_for,
    orders_page,
    receipts_of,
    waiting_for_approval,
)
from procurement_hub.calloffs.queries.shelves import (
    PriceNow,
    Shelf,
    ShelfRow,
    lot_to_order_from,
    lots_open_to,
    shelf,
    suppliers_in,
)

__all__ = [
    "OrderRow",
    "PriceNow",
    "Shelf",
    "ShelfRow",
    "counted_in",
    "credit_notes_of",
    "declined_order",
    "expected_gain",
    "invoice_to_credit",
    "invoices_of",
    "lot_to_order_from",
    "lots_open_to",
    "name_of",
    "order_for",
    "orders_page",
    "receipts_of",
    "shelf",
    "suppliers_in",
    "waiting_for_approval",
]
