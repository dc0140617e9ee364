"""Forms of tenders: publishing, questions, the deadline, and a supplier's bid."""

from decimal import Decimal

from wtforms import HiddenField
from wtforms.validators import StopValidation

from procurement_hub.law.time_limits import ShorterPeriodReason
from procurement_hub.tenders.content import ANSWER_CHARACTERS, BidContent
from procurement_hub.tenders.models import CriterionKind
from procurement_hub.tenders.queries import OwnBid
from procurement_hub.tenders.services import NewCriterion, NewQuestion
from procurement_hub.web.forms import (
    Button,
    FieldList,
    FormField,
    HubForm,
    MomentField,
    PercentField,
    QuantityField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    UnitPriceField,
    UploadField,
    WholeNumberField,
)

SPARE_TIERS = 1
MOST_TIERS = 12
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


class PublishForm(HubForm):
    price_weight = PercentField(
        "Weight of price",
        hint="Price score = weight × lowest total ÷ this total. With the questions it must make 100%.",
    )
    quality = FieldList(FormField(CriterionRow), min_entries=1, max_entries=MOST_CRITERIA)
    deadline_at = MomentField(
        "Deadline for bids", noun="The deadline", hint="UK time. For example, 30 6 2026, 12 noon"
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

    def reshape(self, wish: str) -> None:
        """Add or take away a row: "criterion", "question-0", "drop-0-1"."""
        act, *places = wish.split("-")
        if act == "criterion" and len(self.quality) < MOST_CRITERIA:
            self.quality.append_entry()
        elif act == "question" and _within(self.quality, places[:1]):
            questions = self.quality[int(places[0])].form.questions
            if len(questions) < MOST_QUESTIONS:
                questions.append_entry()
        elif act == "drop" and _within(self.quality, places[:1]):
            questions = self.quality[int(places[0])].form.questions
            if _within(questions, places[1:2]) and len(questions) > 1:
                _drop(questions, int(places[1]))

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        if self.deadline_reason.data and not self.explanation.data:
            self.explanation.errors = ["Explain why the shorter period applies"]
            return False
        return sound


def _within(rows: FieldList, places: list[str]) -> bool:
    return bool(places) and places[0].isdigit() and int(places[0]) < len(rows)


def _drop(rows: FieldList, place: int) -> None:
    """Take a row away and move what follows up, with what was typed there."""
    for at in range(place, len(rows) - 1):
        for below, above in zip(rows[at + 1].form, rows[at].form, strict=True):
            above.data, above.raw_data, above.errors = below.data, below.raw_data, below.errors
    rows.pop_entry()


class AskForm(HubForm):
    text = TextAreaField(
        "Your question",
        hint="Everybody can read it and its answer. Do not say who you are: your name is not shown.",
        max_length=4000,
        missing="Enter your question",
    )


class AnswerForm(HubForm):
    text = TextAreaField(
        "Answer",
        hint="Every bidder can read it at once. It cannot be changed afterwards.",
        missing="Enter the answer",
    )


class DeadlineForm(HubForm):
    deadline_at = MomentField(
        "New deadline", noun="The new deadline", hint="UK time. It can only move later."
    )
    reason = TextAreaField("Reason", hint="Every bidder can read it.", rows=3, missing="Enter the reason")


# --- a bid ----------------------------------------------------------------------------------------


class AnswerField(TextAreaField):
    """An answer. A draft may leave it empty; a submission is refused without it, by the service."""

    def pre_validate(self, form) -> None:
        if self.process_errors or not self.answered():
            raise StopValidation()


class TierRow(RowForm):
    """A price tier; an empty row is no tier."""

    from_quantity = QuantityField("From quantity", optional=True)
    unit_price = UnitPriceField("Price for one, £ excluding VAT", optional=True, noun="The price")

    @property
    def blank(self) -> bool:
        return not self.from_quantity.text.strip() and not self.unit_price.text.strip()

    def validate(self, extra_validators=None) -> bool:
        sound = super().validate(extra_validators)
        if self.blank:
            return sound
        for field, sentence in (
            (self.from_quantity, "Enter the quantity that this price starts from"),
            (self.unit_price, "Enter the price that goes with the quantity"),
        ):
            if not field.errors and not field.answered():
                field.errors = [sentence]
                sound = False
        return sound


class ItemRow(RowForm):
    tiers = FieldList(FormField(TierRow), max_entries=MOST_TIERS)


class BidForm(HubForm):
    """Answers and prices of a lot, in the order of its questions and items."""

    version = HiddenField()
    answers = FieldList(AnswerField("Answer", rows=10, max_length=ANSWER_CHARACTERS))
    prices = FieldList(FormField(ItemRow))

    @classmethod
    def of(cls, own: OwnBid) -> "BidForm":
        """The form as it was last saved, or as it was just typed."""
        content = own.content
        tiers = [
            [
                {"from_quantity": quantity, "unit_price": price}
                for quantity, price in content.prices.get(line.item.code, ())
            ]
            for line in own.lot.items
        ]
        form = cls(
            data={
                "version": own.version or "",
                "answers": [content.answers.get(question.code, "") for question in own.questions],
                "prices": [{"tiers": [*rows, *[{}] * (SPARE_TIERS if rows else 2)]} for rows in tiers],
            }
        )
        form.name_rows(own)
        return form

    def name_rows(self, own: OwnBid) -> None:
        """Label every box for those who hear the page, and note which field says what."""
        self.addresses = {
            **{f"answer:{question.code}": f"answers-{n}" for n, question in enumerate(own.questions)},
            **{
                f"price:{line.item.code}": f"prices-{n}-tiers-0-from_quantity"
                for n, line in enumerate(own.lot.items)
            },
        }
        while len(self.answers) < len(own.questions):
            self.answers.append_entry()
        while len(self.prices) < len(own.lot.items):
            self.prices.append_entry()
        for entry, question in zip(self.answers, own.questions, strict=False):
            entry.label.text = f"{question.code}: {question.title}"
            entry._noun = f"The answer to {question.code}"
        for entry, line in zip(self.prices, own.lot.items, strict=False):
            if not entry.form.tiers.entries:
                entry.form.tiers.append_entry()
            for number, tier in enumerate(entry.form.tiers, 1):
                name = f"{line.item.title}, tier {number}"
                tier.form.from_quantity.label.text = f"{name}: from quantity"
                tier.form.unit_price.label.text = f"{name}: price for one, £ excluding VAT"
                tier.form.from_quantity._noun = "The quantity"

    def add_tier(self, wish: str, own: OwnBid) -> None:
        if _within(self.prices, [wish]):
            tiers = self.prices[int(wish)].form.tiers
            if len(tiers) < MOST_TIERS:
                tiers.append_entry()
        self.name_rows(own)

    @property
    def seen_version(self) -> int | None:
        return int(self.version.data) if (self.version.data or "").isdigit() else None

    def content(self, own: OwnBid) -> BidContent:
        prices = {}
        for entry, line in zip(self.prices, own.lot.items, strict=False):
            rows = [tier.form for tier in entry.form.tiers if not tier.form.blank]
            if rows:
                prices[line.item.code] = [(row.from_quantity.data, row.unit_price.data) for row in rows]
        answers = {
            question.code: entry.data
            for entry, question in zip(self.answers, own.questions, strict=False)
            if entry.data
        }
        return BidContent(answers=answers, prices=prices)

    def address(self, name: str | None) -> str | None:
        """The field that a refusal of the content is about: "answer:Q1", "price:A4-80"."""
        return self.addresses.get(name or "")


class PriceSheetForm(HubForm):
    sheet = UploadField(
        "Price sheet",
        hint="The Excel file that you downloaded here, filled in. Nothing is saved until every row is right.",
        accept=".xlsx",
        missing="Choose the price sheet",
    )
    version = HiddenField()


class SubmitForm(HubForm):
    version = HiddenField()
    submit = Button("Submit this bid")


class WithdrawForm(HubForm):
    sure = RadiosField(
        "Do you want to withdraw this bid?",
        choices=[("yes", "Yes, take it out of the box"), ("no", "No, leave it there")],
        missing="Select yes if you want to withdraw the bid",
    )
