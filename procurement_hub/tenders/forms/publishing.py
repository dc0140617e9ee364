"""The form that publishes a tender: criteria, questions and the timetable."""

from decimal import Decimal

from procurement_hub.law.time_limits import ShorterPeriodReason
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.tenders.forms.rows import within
from procurement_hub.tenders.models import CriterionKind
from procurement_hub.tenders.requiring import MOST_REQUIREMENTS
from procurement_hub.tenders.services import NewCriterion, NewQuestion, NewRequirement
from procurement_hub.web.forms import (
    FieldList,
    FormField,
    HubForm,
    MomentField,
    MoneyField,
    PercentField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    TickField,
    WholeNumberField,
)

MOST_QUESTIONS = 20
MOST_CRITERIA = 8

REASONS = [
    (ShorterPeriodReason.URGENCY.value, "A state of urgency"),
    (ShorterPeriodReason.QUALIFYING_PLANNED_NOTICE.value, "A qualifying planned procurement notice (UK3)"),
    (ShorterPeriodReason.DYNAMIC_MARKET.value, "By reference to a dynamic market"),
    (ShorterPeriodReason.PRESELECTED.value, "Only from pre-selected suppliers"),
]


class QuestionRow(RowForm):
    """A question; an empty row asks nothing."""

    title = TextField("Question", optional=True, max_length=500)
    weight = PercentField("Weight", optional=True)
    scale_max = WholeNumberField("Top of the scale", optional=True, minimum=1, maximum=100, default=5)

    @property
    def blank(self) -> bool:
        return not self.title.text.strip() and not self.weight.text.strip()

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        if self.blank:
            return sound
        for field, sentence in (
            (self.title, "Enter the question"),
            (self.weight, "Enter the weight of the question"),
            (self.scale_max, "Enter the top of the scale"),
        ):
            if not field.errors and not field.answered():
                field.errors = [sentence]
                sound = False
        return sound


class CriterionRow(RowForm):
    """A quality criterion; its weight is that of its questions together."""

    title = TextField("Quality criterion", optional=True)
    questions = FieldList(FormField(QuestionRow), min_entries=2, max_entries=MOST_QUESTIONS)

    @property
    def asked(self) -> list[QuestionRow]:
        return [entry.form for entry in self.questions if not entry.form.blank]

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        if self.asked and not self.title.answered() and not self.title.errors:
            self.title.errors = ["Enter the name of the criterion"]
            return False
        if self.title.answered() and not self.asked:
            self.title.errors = ["Enter at least one question for this criterion"]
            return False
        return sound


class RequirementRow(RowForm):
    """Something that bidders must have; an empty row asks for nothing."""

    kind = SelectField(
        "What bidders must have",
        optional=True,
        coerce=EvidenceKind,
        choices=[(kind, kind.label) for kind in EvidenceKind],
        unchosen="Nothing",
    )
    named = TextField("Which one", optional=True, max_length=200)
    minimum = MoneyField("Smallest sum insured", optional=True)
    must = TickField("Pass or fail")

    def wanted(self) -> NewRequirement:
        return NewRequirement(
            kind=self.kind.data,
            named=self.named.data or "",
            minimum=self.minimum.data,
            must=self.must.data,
        )


class PublishForm(HubForm):
    price_weight = PercentField(
        "Weight of price",
        hint="Price score = weight × lowest total ÷ this total. With the questions it must make 100%.",
    )
    quality = FieldList(FormField(CriterionRow), min_entries=1, max_entries=MOST_CRITERIA)
    requirements = FieldList(FormField(RequirementRow), min_entries=1, max_entries=MOST_REQUIREMENTS)
    deadline_at = MomentField(
        "Deadline for bids",
        noun="The deadline",
        hint="UK time, from 8am to 6pm of a working day in England. For example, 30 6 2026, 12 noon",
    )
    questions_until = MomentField(
        "Last moment for questions",
        noun="The last moment for questions",
        hint="UK time. Leave it empty to take questions until the deadline.",
        optional=True,
    )
    electronic = RadiosField(
        "How are bids sent in?",
        choices=[("yes", "Electronically, here"), ("no", "Not electronically")],
        default="yes",
    )
    documents_complete = RadiosField(
        "Are all documents published now?",
        choices=[("yes", "Yes, all of them"), ("no", "No, some follow")],
        default="yes",
    )
    quality_first = RadiosField(
        "Are prices opened only after quality scores are agreed?",
        hint="Then nobody who scores can know a price: two officers open the prices when every score is "
        "agreed, and from then on no score changes. It cannot be changed after publication.",
        choices=[("no", "No, with the rest of the bids"), ("yes", "Yes, after every score is agreed")],
        default="no",
    )
    deadline_reason = SelectField(
        "Reason for a shorter period", choices=REASONS, optional=True, unchosen="None: the ordinary period"
    )
    explanation = TextAreaField("What stands behind the shorter period", rows=3, optional=True)

    @property
    def criteria(self) -> list[NewCriterion]:
        """The criteria with their codes: Price, then C1, C2 …, with questions Q1, Q2 … throughout."""
        found = [NewCriterion("price", "Price", self.price_weight.data, CriterionKind.PRICE)]
        number = 0
        for entry in self.quality:
            rows = entry.form.asked
            if not rows:
                continue
            questions = []
            for row in rows:
                number += 1
                questions.append(
                    NewQuestion(f"Q{number}", row.title.data, row.weight.data, row.scale_max.data)
                )
            weight = sum((row.weight.data for row in rows), Decimal(0))
            found.append(
                NewCriterion(
                    f"C{len(found)}", entry.form.title.data, weight, CriterionKind.QUALITY, questions
                )
            )
        return found

    @property
    def required(self) -> list[NewRequirement]:
        return [entry.form.wanted() for entry in self.requirements if entry.form.kind.data]

    def reshape(self, wish: str) -> None:
        """Add or take away a row: "criterion", "question-0", "drop-0-1", "requirement", "without-0"."""
        act, *places = wish.split("-")
        if act == "requirement" and len(self.requirements) < MOST_REQUIREMENTS:
            self.requirements.append_entry()
        elif act == "without" and within(self.requirements, places[:1]) and len(self.requirements) > 1:
            _drop(self.requirements, int(places[0]))
        if act == "criterion" and len(self.quality) < MOST_CRITERIA:
            self.quality.append_entry()
        elif act == "question" and within(self.quality, places[:1]):
            questions = self.quality[int(places[0])].form.questions
            if len(questions) < MOST_QUESTIONS:
                questions.append_entry()
        elif act == "drop" and within(self.quality, places[:1]):
            questions = self.quality[int(places[0])].form.questions
            if within(questions, places[1:2]) and len(questions) > 1:
                _drop(questions, int(places[1]))

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        if self.deadline_reason.data and not self.explanation.data:
            self.explanation.errors = ["Explain why the shorter period applies"]
            return False
        return sound


def _drop(rows: FieldList, place: int) -> None:
    """Take a row away and move what follows up, with what was typed there."""
    for at in range(place, len(rows) - 1):
        for below, above in zip(rows[at + 1].form, rows[at].form, strict=True):
            above.data, above.raw_data, above.errors = below.data, below.raw_data, below.errors
    rows.pop_entry()
