"""Forms of tenders, by the step they belong to."""

from procurement_hub.tenders.forms.asking import AnswerForm, AskForm, DeadlineForm
from procurement_hub.tenders.forms.bidding import (
    AnswerBoxForm,
    PricesForm,
    PriceSheetForm,
    ShareForm,
    StandForm,
    SubmitForm,
    WithdrawForm,
)
from procurement_hub.tenders.forms.publishing import PublishForm

__all__ = [
    "AnswerBoxForm",
    "AnswerForm",
    "AskForm",
    "DeadlineForm",
    "PriceSheetForm",
    "PricesForm",
    "PublishForm",
    "ShareForm",
    "StandForm",
    "SubmitForm",
    "WithdrawForm",
]
