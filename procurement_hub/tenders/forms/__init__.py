"""Forms of tenders, by the step they belong to."""

from procurement_hub.tenders.forms.asking import AnswerForm, AskForm, DeadlineForm
from procurement_hub.tenders.forms.bidding import BidForm, PriceSheetForm, SubmitForm, WithdrawForm
from procurement_hub.tenders.forms.publishing import PublishForm

__all__ = [
    "AnswerForm",
    "AskForm",
    "BidForm",
    "DeadlineForm",
    "PriceSheetForm",
    "PublishForm",
    "SubmitForm",
    "WithdrawForm",
]
