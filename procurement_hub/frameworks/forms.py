"""What the framework pages ask for, and in which words."""

from procurement_hub.frameworks.models import DirectAward
from procurement_hub.law.modifications import Ground
from procurement_hub.web.forms import (
    CheckboxesField,
    DateField,
    FieldList,
    FormField,
    HubForm,
    MoneyField,
    PercentField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    TickField,
    UnitPriceField,
    WholeNumberField,
)

MOST_LOTS = 30
COMPETITION = "competition"
ROUTES = [
    (DirectAward.SOLE_SUPPLIER.value, "The lot has one supplier", "Orders go to it (section 45(4)(a))."),
    (
        DirectAward.LOWEST_PRICE.value,
        "The lowest total price for the order",
        "From the price schedules, without further competition (section 45(4)(b)).",
    ),
    (
        DirectAward.RANKING.value,
        "The highest ranked supplier that can supply",
        "In the order of the award, without further competition (section 45(4)(b)).",
    ),
    (COMPETITION, "A mini-competition for each order", "Among every supplier in the lot (section 45(3))."),
]


def route_of(choice: str) -> DirectAward | None:
    return None if choice == COMPETITION else DirectAward(choice)


class LotRow(RowForm):
    number = TextField("Lot number", missing="Enter a number for the lot", classes="govuk-input--width-5")
    title = TextField("Lot title", missing="Enter a title for the lot")
    items = CheckboxesField(
        "Items in this lot", coerce=int, missing="Choose the items of the lot", optional=True
    )
    max_suppliers = WholeNumberField(
        "Most suppliers in this lot", minimum=1, maximum=1000, missing="Enter how many suppliers the lot has"
    )
    direct_award = RadiosField(
        "How the supplier of an order is chosen",
        choices=ROUTES,
        missing="Choose how the supplier of an order is chosen",
    )
    ceiling_gross = MoneyField(
        "Limit of this lot, including VAT", hint="Only if the lot has one of its own.", optional=True
    )


class FrameworkForm(HubForm):
    title = TextField("Title", missing="Enter a title for the framework")
    starts_on = DateField("First day", hint="For example, 1 8 2026.", missing="Enter the first day")
    ends_on = DateField(
        "Last day",
        hint="Four years at most: one that starts on 1 August 2026 ends on 31 July 2030 (section 47).",
        missing="Enter the last day",
    )
    longer_term_reasons = TextAreaField(
        "Reasons for a longer term",
        hint="Only for a term over four years. They are published in the tender notice.",
        rows=3,
        optional=True,
    )
    light_touch = TickField(
        "This is a light touch framework",
        hint="For social care and other listed services. Parts of sections 45 to 47 do not apply to it.",
    )
    ceiling_gross = MoneyField(
        "Estimated value of the framework, including VAT",
        hint="All orders together can never pass it.",
        missing="Enter the estimated value of the framework",
        noun="The value",
        minimum="0.01",
    )
    vat_rate = PercentField("VAT rate", missing="Enter the VAT rate")
    levy_percent = PercentField(
        "Levy on orders",
        hint="One fixed percentage of each order excluding VAT, paid by the supplier. 0 for none.",
        missing="Enter the levy, or 0 for none",
        noun="The levy",
    )
    entitled = CheckboxesField(
        "Authorities that may use the framework", coerce=int, missing="Choose the authorities", optional=True
    )
    lots = FieldList(FormField(LotRow), min_entries=0, max_entries=MOST_LOTS)
    description = TextAreaField("What the framework is for", rows=4, optional=True)
    price_mechanism = TextAreaField("How prices are worked out", rows=4, optional=True)
    selection_process = TextAreaField("How a supplier is chosen for an order", rows=4, optional=True)

    def offer(self, items: list[tuple[int, str]], authorities: list[tuple[int, str]]) -> None:
        """Put in the choices: the items of the round, and the authorities that can be named."""
        self.entitled.choices = authorities
        for row in self.lots:
            row.form.items.choices = items


class SignForm(HubForm):
    authorised = TickField(
        "I am authorised to sign this agreement for my organisation",
        missing="Say that you are authorised to sign",
    )


class PriceForm(HubForm):
    item = SelectField("Item", coerce=int, missing="Select the item")
    unit_price = UnitPriceField("New price for one, excluding VAT", missing="Enter the new price")
    starts_on = DateField(
        "From when?",
        hint="Orders placed from this day on take the new price. Earlier orders keep theirs.",
        missing="Enter the day from which the new price holds",
        noun="The day",
    )
    ground = RadiosField("On which ground may it change?", missing="Select the ground")
    reason = TextAreaField(
        "Why does it change?",
        hint="Such as the clause of the framework, and the figures that it refers to.",
        rows=3,
        missing="Enter why the price changes",
    )

    def offer(self, items: list, *, light_touch: bool) -> None:
        """Put in the choices: the agreement's items, and the grounds of the law."""
        self.item.choices = [(item.id, item.title) for item in items]
        if len(items) == 1 and not self.item.raw_data:
            self.item.data = items[0].id
        self.ground.choices = [
            (ground.value, ground.label)
            for ground in Ground
            if light_touch or ground is not Ground.LIGHT_TOUCH
        ]


class LeaveForm(HubForm):
    last_day = DateField(
        "Last day",
        hint="You can order up to and including this day.",
        missing="Enter the last day",
    )
    reason = TextAreaField(
        "Why does your authority leave?", rows=3, missing="Enter why your authority leaves"
    )
