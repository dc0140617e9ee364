"""What is asked about orders line by line, and about money that is shared over councils."""

from procurement_hub.calloffs.forms.lines import BasketForm, CreditForm, InvoiceForm, PlaceForm, ReceiveForm
from procurement_hub.calloffs.forms.sharing import ConfirmRebateForm, CostForm, RebateForm

__all__ = [
    "BasketForm",
    "ConfirmRebateForm",
    "CostForm",
    "CreditForm",
    "InvoiceForm",
    "PlaceForm",
    "RebateForm",
    "ReceiveForm",
]
