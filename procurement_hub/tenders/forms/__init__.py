"""Forms of tenders, by the step they belong to."""

from procurement_hub.tenders.forms.addenda import AddendumForm
from procurement_hub.tenders.forms.asking import AnswerForm, AskForm, DeadlineForm, SendQuestionForm
from procurement_hub.tenders.forms.bidding import (
    AnswerBoxForm,
    EvidenceForm,
    PricesForm,
    PriceSheetForm,
    ShareForm,
    StandForm,
    SubmitForm,
    WithdrawForm,
)
from procurement_hub.tenders.forms.publishing import PublishForm
from procurement_hub.tenders.forms.service import MaintenanceForm

__all__ = [
    "AddendumForm",
    "AnswerBoxForm",
    "AnswerForm",
    "AskForm",
    "DeadlineForm",
    "EvidenceForm",
    "MaintenanceForm",
    "PriceSheetForm",
    "PricesForm",
    "PublishForm",
    "SendQuestionForm",
    "ShareForm",
    "StandForm",
    "SubmitForm",
    "WithdrawForm",
]
