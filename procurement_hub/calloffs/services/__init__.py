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
from procurement_hub.calloffs.services.rebating import plan_rebate, record_rebate
from procurement_hub.calloffs.services.receiving import receive
from procurement_hub.calloffs.services.sharing_costs import plan_cost, share_cost

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
    "plan_cost",
    "plan_rebate",
    "receive",
    "record_rebate",
    "return_order",
    "share_cost",
]
