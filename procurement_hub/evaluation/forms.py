"""What the evaluation pages ask for, and in which words."""

from collections.abc import Sequence

from procurement_hub.evaluation.queries.suppliers import Marked
from procurement_hub.tenders.models import Question
from procurement_hub.web.forms import (
    CheckboxesField,
    FormField,
    HubForm,
    RadiosField,
    RowForm,
    TextAreaField,
    TextField,
    WholeNumberField,
)


class DeclarationForm(HubForm):
    conflict = RadiosField(
        "Do you have an interest that could affect how you judge these bids?",
        choices=[
            (
                "no",
                "No",
                "Neither I, nor anybody close to me, would gain or lose by who wins.",
            ),
            ("yes", "Yes, or it could look so", "You will not score these bids."),
        ],
        missing="Say whether you have an interest",
    )
    detail = TextAreaField(
        "What it is",
        hint="Needed if you said yes: whose interest it is, in which bidder or market, and since when.",
        rows=3,
        max_length=4_000,
        optional=True,
    )

    @property
    def has_conflict(self) -> bool:
        return self.conflict.data == "yes"


class MarkRow(RowForm):
    """A score and its reason. A row that nobody has touched asks for nothing."""

    set_aside = False
    asked_for = False

    @property
    def untouched(self) -> bool:
        return not self.score.text.strip() and not self.reason.text.strip()

    def validate(self, *args, **kwargs) -> bool:
        if self.set_aside or (self.untouched and not self.asked_for):
            return True
        return super().validate(*args, **kwargs)


class MarksForm(HubForm):
    """Scores and reasons for the answers of one bid, a row for each question."""

    def row(self, question: Question) -> MarkRow:
        return self[name_of(question)].form

    def only(self, question: Question) -> None:
        """Look at this question alone; the other rows stay as they were typed."""
        for field in self:
            if isinstance(field, FormField):
                field.form.set_aside = field.name != name_of(question)
                field.form.asked_for = not field.form.set_aside


def name_of(question: Question) -> str:
    return f"q{question.id}"


def marks_form(questions: Sequence[Question], *, score: str, reason: str, hint: str) -> type[MarksForm]:
    """The form for these questions, each with its own scale, in these words."""
    rows = {name_of(question): FormField(_row(question, score, reason, hint)) for question in questions}
    return type("MarksForm", (MarksForm,), rows)


def _row(question: Question, score: str, reason: str, hint: str) -> type[MarkRow]:
    code = question.code
    fields = {
        "score": WholeNumberField(
            f"{score} of {code}",
            hint=f"A whole number from 0 to {question.scale_max}.",
            maximum=question.scale_max,
            missing=f"Enter the score of {code}",
            noun=f"The score of {code}",
            width="3",
        ),
        "reason": TextAreaField(
            f"{reason} for {code}",
            hint=hint,
            rows=3,
            max_length=8_000,
            missing=f"Give the reason for the score of {code}",
            noun=f"The reason for {code}",
        ),
    }
    return type("MarkRow", (MarkRow,), fields)


class RecommendationForm(HubForm):
    draw = TextField(
        "Order in which the tied bidders were drawn",
        hint="Their codes, first drawn first, separated by commas.",
        optional=True,
        spellcheck=False,
        classes="govuk-input--width-20",
    )


class NoticeForm(HubForm):
    reference = TextField(
        "Reference of the contract award notice (UK6)",
        hint="The number that the Central Digital Platform gave it, such as 2026-000001.",
        max_length=40,
        missing="Enter the reference of the contract award notice",
        spellcheck=False,
        classes="govuk-input--width-20",
    )


GOOD = 60
"""Per cent of the top score from which an answer is ticked to be kept."""


def scored(marked: Marked) -> str:
    """What the answer bank notes of an answer's score."""
    return f"scored {marked.agreed.score} of {marked.question.scale_max}"


class KeepAnswersForm(HubForm):
    """Which answers of one's own assessed bid go into the answer bank."""

    codes = CheckboxesField("Answers to keep", missing="Select at least one answer to keep")

    @classmethod
    def of(cls, answers: Sequence[Marked]) -> "KeepAnswersForm":
        form = cls()
        form.codes.choices = [
            (each.question.code, f"{each.question.code}: {each.question.title}", scored(each).capitalize())
            for each in answers
        ]
        if not form.is_submitted():
            form.codes.data = [
                each.question.code
                for each in answers
                if each.agreed.score * 100 >= GOOD * each.question.scale_max
            ]
        return form
