"""A supplier's bid: answers, price tiers, the price sheet, and the last word on them."""

from wtforms import HiddenField
from wtforms.validators import StopValidation

from procurement_hub.tenders.content import ANSWER_CHARACTERS, MOST_TIERS, BidContent
from procurement_hub.tenders.forms.rows import number_in, within
from procurement_hub.tenders.queries import OwnBid
from procurement_hub.web.forms import (
    Button,
    FieldList,
    FormField,
    HubForm,
    QuantityField,
    RadiosField,
    RowForm,
    TextAreaField,
    UnitPriceField,
    UploadField,
)

SPARE_TIERS = 1


class SeenForm(HubForm):
    """A form that carries the working version of the bid that its page showed."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        return number_in(self.version.data)


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


class BidForm(SeenForm):
    """Answers and prices of a lot, in the order of its questions and items."""

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
                "prices": [
                    {"tiers": [*rows, *[{}] * (SPARE_TIERS if rows else 2)][:MOST_TIERS]} for rows in tiers
                ],
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
        if within(self.prices, [wish]):
            tiers = self.prices[int(wish)].form.tiers
            if len(tiers) < MOST_TIERS:
                tiers.append_entry()
        self.name_rows(own)

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


class PriceSheetForm(SeenForm):
    sheet = UploadField(
        "Price sheet",
        hint="The Excel file that you downloaded here, filled in. Nothing is saved until every row is right.",
        accept=".xlsx",
        missing="Choose the price sheet",
    )


class SubmitForm(SeenForm):
    submit = Button("Submit this bid")


class WithdrawForm(HubForm):
    sure = RadiosField(
        "Do you want to withdraw this bid?",
        choices=[("yes", "Yes, take it out of the box"), ("no", "No, leave it there")],
        missing="Select yes if you want to withdraw the bid",
    )
