"""The tables of call-offs: orders, receipts and invoices matched line by line, and what comes after them."""

from procurement_hub.calloffs.models.invoices import CreditNote, CreditNoteLine, Invoice, InvoiceLine
from procurement_hub.calloffs.models.orders import Order, OrderLine, OrderStatus
from procurement_hub.calloffs.models.receipts import Receipt, ReceiptLine
from procurement_hub.calloffs.models.shares import Rebate, ShareBasis, SharedCost

__all__ = [
    "CreditNote",
    "CreditNoteLine",
    "Invoice",
    "InvoiceLine",
    "Order",
    "OrderLine",
    "OrderStatus",
    "Rebate",
    "Receipt",
    "ReceiptLine",
    "ShareBasis",
    "SharedCost",
]
