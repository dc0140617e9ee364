"""Verbs about orders, by step: place, decide, receive, invoice."""

from procurement_hub.calloffs.services.crediting import Credit, credit_invoice
from procurement_hub.calloffs.services.deciding import (
    accept_order,
    approve_order,
    cancel_order,
    close_short,
    decline_order,
    return_order,
)
from procurement_hub.calloffs.services.invoicing import invoice
from procurement_hub.calloffs.services.placing import place_order
from procurement_hub.calloffs.services.receiving import receive

__all__ = [
    "Credit",
    "accept_order",
    "approve_order",
    "cancel_order",
    "close_short",
    "credit_invoice",
    "decline_order",
    "invoice",
    "place_order",
    "receive",
    "return_order",
]
