"""A supplier's bid: an answer, the price grid and sheet, who does what, and the last word."""

from collections.abc import Sequence

from wtforms import HiddenField
from wtforms.validators import StopValidation

from procurement_hub.core.calendar import format_date
from procurement_hub.demand.aggregation import Tier
from procurement_hub.suppliers.models import Evidence
from procurement_hub.tenders.content import MOST_TIERS
from procurement_hub.tenders.forms.rows import number_in, within
from procurement_hub.tenders.pasting import read_rows
from procurement_hub.tenders.queries import OwnBid
from procurement_hub.tenders.working import PRICES, answer_part
from procurement_hub.web.forms import (
    Button,
    FieldList,
    FormField,
    HubForm,
    QuantityField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TickField,
    UnitPriceField,
    UploadField,
)

SPARE_TIERS = 1


class SeenForm(HubForm):
    """A form that carries the version of the part that its page showed."""

    version = HiddenField()

    @property
    def seen_version(self) -> int | None:
        return number_in(self.version.data)

    def see(self, version: int | None) -> None:
        """From now on the form is about this version: the person has it before their eyes."""
        self.version.data = str(version or "")


class AnswerBoxField(TextAreaField):
    """An answer as far as it is written. Limits are for the service, once it is complete."""

    def pre_validate(self, form) -> None:
        raise StopValidation()


class AnswerBoxForm(SeenForm):
    text = AnswerBoxField("Your answer", rows=14)

    @classmethod
    def of(cls, own: OwnBid, code: str) -> "AnswerBoxForm":
        form = cls(data={"version": own.draft.version(answer_part(code)) or "", "text": own.draft.text(code)})
        form.text.label.text = f"Your answer to {code}"
        return form


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


class PricesForm(SeenForm):
    """The price grid of a lot, in the order of its items."""

    prices = FieldList(FormField(ItemRow))
    pasted = TextAreaField(
        "Paste rows from your spreadsheet",
        hint="Item code or name, from quantity, price. They go into the grid, and nothing is saved yet.",
        rows=5,
        max_length=200_000,
        optional=True,
    )

    @classmethod
    def of(cls, own: OwnBid) -> "PricesForm":
        """The grid as it was last typed, here or in a browser that is asking now."""
        form = cls(data={"version": own.draft.version(PRICES) or ""})
        if not form.is_submitted():
            form.lay_out(own.draft.body(PRICES).get("typed", {}), own)
        form.name_rows(own)
        return form

    def lay_out(self, typed, own: OwnBid) -> None:
        """Put what was typed back in the boxes, to the letter, with a spare row for each item."""
        while self.prices.entries:
            self.prices.pop_entry()
        for line in own.lot.items:
            rows = [row for row in typed.get(line.item.code, ()) if any(row)]
            entry = self.prices.append_entry()
            for quantity, price in [*rows, *[("", "")] * (SPARE_TIERS if rows else 2)][:MOST_TIERS]:
                tier = entry.form.tiers.append_entry()
                tier.form.from_quantity.raw_data, tier.form.unit_price.raw_data = [quantity], [price]
        self.name_rows(own)

    def name_rows(self, own: OwnBid) -> None:
        """Label every box for those who hear the page, and note which field says what."""
        self.addresses = {
            f"price:{line.item.code}": f"prices-{n}-tiers-0-from_quantity"
            for n, line in enumerate(own.lot.items)
        }
        while len(self.prices) < len(own.lot.items):
            self.prices.append_entry()
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

    def paste(self, own: OwnBid) -> None:
        """Put the pasted rows in the grid, in place of what stands there for the same items."""
        rows = read_rows(self.pasted.text, own.lot.items, field=self.pasted.name)
        self.lay_out({**self.typed(own), **rows}, own)
        self.pasted.raw_data, self.pasted.data = [""], ""
        self.just_pasted = sum(len(tiers) for tiers in rows.values())

    just_pasted = 0

    def typed(self, own: OwnBid) -> dict[str, list[list[str]]]:
        """What stands in the boxes, to the letter."""
        return {
            line.item.code: [
                [tier.form.from_quantity.text, tier.form.unit_price.text]
                for tier in entry.form.tiers
                if not tier.form.blank
            ]
            for entry, line in zip(self.prices, own.lot.items, strict=False)
        }

    def tiers(self, own: OwnBid) -> dict[str, list[Tier]]:
        """The tiers that a valid grid stands for."""
        prices = {}
        for entry, line in zip(self.prices, own.lot.items, strict=False):
            rows = [tier.form for tier in entry.form.tiers if not tier.form.blank]
            if rows:
                prices[line.item.code] = [(row.from_quantity.data, row.unit_price.data) for row in rows]
        return prices

    def address(self, name: str | None) -> str | None:
        """The field that a refusal of the content is about: "price:A4-80"."""
        return self.addresses.get(name or "")


class PriceSheetForm(SeenForm):
    sheet = UploadField(
        "Price sheet",
        hint="The Excel file that you downloaded here, filled in. Nothing is saved until every row is right.",
        accept=".xlsx",
        missing="Choose the price sheet",
    )


KEEP = "Keep all answers of this bid in your answer bank"


class EvidenceForm(HubForm):
    """One of the supplier's own proofs, to go with an answer."""

    evidence = RadiosField("Which evidence?", missing="Select what to take from your evidence wallet")

    @classmethod
    def of(cls, wallet: Sequence[Evidence]) -> "EvidenceForm":
        form = cls()
        form.evidence.choices = [
            (
                str(item.id),
                item.title,
                f"Until {format_date(item.expires_on)}" if item.expires_on else "Without an end",
            )
            for item in wallet
        ]
        return form


class SubmitForm(HubForm):
    seen = HiddenField()
    keep = TickField(KEEP, hint="To bring them into another bid. Only your organisation can read them.")
    submit = Button("Submit this bid")


class StandForm(HubForm):
    agreed = TickField(
        "I may bind my organisation, and I declare every complete version of this bid submitted",
        missing="Tick the box to declare it",
    )
    keep = TickField(f"{KEEP}, each time a version goes into the box")


class WithdrawForm(HubForm):
    sure = RadiosField(
        "Do you want to withdraw this bid?",
        choices=[("yes", "Yes, take it out of the box"), ("no", "No, leave it there")],
        missing="Select yes if you want to withdraw the bid",
    )


class ShareForm(HubForm):
    """Who looks after which part."""

    owners = FieldList(SelectField("Who", optional=True, unchosen="Nobody yet"))

    @classmethod
    def of(cls, own: OwnBid, colleagues: list[str]) -> "ShareForm":
        form = cls(data={"owners": [task.owner for task in own.tasks]})
        while len(form.owners) < len(own.tasks):
            form.owners.append_entry()
        for entry, task in zip(form.owners, own.tasks, strict=False):
            entry.label.text = task.title
            named = dict.fromkeys([*colleagues, *filter(None, [task.owner])])
            entry.choices = [(name, name) for name in named]
        return form

    def chosen(self, own: OwnBid) -> dict[str, str]:
        return {task.name: entry.data or "" for entry, task in zip(self.owners, own.tasks, strict=False)}
