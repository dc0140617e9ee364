"""Forms of the answer bank, and of the decision to bid."""

from wtforms import HiddenField

from procurement_hub.tenders.answer_bank.entries import Entry
from procurement_hub.tenders.answer_bank.services.keeping import QUESTION_CHARACTERS
from procurement_hub.tenders.content import ANSWER_CHARACTERS
from procurement_hub.tenders.forms.bidding import SeenForm
from procurement_hub.tenders.services.resolving import REASON_CHARACTERS
from procurement_hub.web.forms import (
    CheckboxesField,
    HubForm,
    MoneyField,
    RadiosField,
    TextAreaField,
    TextField,
)


class SearchForm(HubForm):
    """Asked by its address: nothing is kept."""

    class Meta(HubForm.Meta):
        csrf = False

    q = TextField("Find an answer", hint="Words of its question or its text.", optional=True, max_length=200)


class BankedForm(SeenForm):
    question = TextField(
        "Question", hint="Later questions are compared with it.", max_length=QUESTION_CHARACTERS
    )
    text = TextAreaField("Answer", rows=14, max_length=ANSWER_CHARACTERS)

    @classmethod
    def of(cls, entry: Entry) -> "BankedForm":
        return cls(data={"question": entry.question, "text": entry.text, "version": str(entry.version)})


class BringInForm(SeenForm):
    """One of the earlier answers, by its button."""

    entry = HiddenField()


class FillForm(HubForm):
    """Which questions to fill in: their codes, all ticked to begin with."""

    codes = CheckboxesField("Answers to bring in", missing="Select at least one answer to bring in")


class DecisionForm(HubForm):
    bids = RadiosField(
        "Do you want to bid?",
        choices=[("yes", "Bid"), ("no", "Not this time")],
        missing="Select whether you want to bid",
    )
    reason = TextAreaField(
        "Why?",
        hint="For your own organisation, encrypted: nobody else reads it.",
        rows=3,
        max_length=REASON_CHARACTERS,
        optional=True,
    )


class PracticeForm(HubForm):
    """Asked by its address: nothing is kept."""

    class Meta(HubForm.Meta):
        csrf = False

    lowest = MoneyField(
        "If the lowest total were",
        hint="A guess, excluding VAT: your own total if you think that you are the lowest.",
        missing="Enter a total to compare yours with",
    )
