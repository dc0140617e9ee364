"""What the pages of gains ask for, and in which words."""

from decimal import Decimal

from procurement_hub.savings.models import Better, BudgetUse, Decision, EntryKind, GainNature
from procurement_hub.web.fields.numbers import NumberField
from procurement_hub.web.forms import (
    HubForm,
    MoneyField,
    PercentField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)

MOST = Decimal("999999999.999999")


class MeasureField(NumberField):
    """A value of an indicator, which may be below zero, to a millionth."""

    places = 6
    limit = MOST
    example = "96.5"

    def __init__(self, label: str, *, minimum=-MOST, **kwargs):
        super().__init__(label, minimum=minimum, **kwargs)


class ItemField(SelectField):
    """One of the council's items; `choose` says which there are."""

    def __init__(self, label: str, **kwargs):
        super().__init__(label, coerce=int, **kwargs)

    def choose(self, items) -> None:
        self.choices = [(item.id, item.title) for item in items]
        if len(self.choices) == 1 and not self.raw_data and not self.optional:
            self.data = self.choices[0][0]


class QualityForm(HubForm):
    item = ItemField("Item", missing="Select the item")
    indicator = TextField(
        "What was measured",
        hint="Such as Orders delivered in full within two working days (%). A later record in the same "
        "words replaces the earlier one.",
        missing="Enter what was measured",
    )
    better = RadiosField(
        "Which way is better?",
        choices=[
            (Better.HIGHER, "Higher is better", "Such as deliveries on time or satisfied users."),
            (Better.LOWER, "Lower is better", "Such as faults, returns or days to deliver."),
        ],
        coerce=Better,
        missing="Select whether higher or lower is better",
    )
    before = MeasureField(
        "Before",
        hint="When the council bought alone.",
        missing="Enter the value before",
        noun="The value before",
    )
    after = MeasureField(
        "Now", hint="In this financial year.", missing="Enter the value now", noun="The value now"
    )
    tolerance = MeasureField(
        "Tolerance",
        hint="How much worse it may be and still count as met, in the same units. Enter 0 for none.",
        minimum=0,
        missing="Enter the tolerance, or 0 for none",
        noun="The tolerance",
    )
    nature = RadiosField(
        "What became of the service for those who use it?",
        hint="A cut is no gain, whatever it saves.",
        choices=[(nature, nature.label) for nature in GainNature],
        coerce=GainNature,
        optional=True,
        missing="Select what became of the service",
    )


class ExplainForm(HubForm):
    explanation = TextAreaField(
        "Why does the gain still stand?",
        hint="This is printed on the statement.",
        missing="Enter why the gain still stands",
    )


class CostForm(HubForm):
    kind = RadiosField(
        "What kind of cost is it?",
        choices=[
            (EntryKind.ONE_OFF_COST, "One-off", "Such as a legal fee, or a charge for leaving a contract."),
            (EntryKind.RECURRING_COST, "Recurring", "Paid every year, such as managing the contract."),
        ],
        coerce=EntryKind,
        missing="Select whether the cost is one-off or recurring",
    )
    amount = MoneyField(
        "Amount", hint="Excluding VAT.", minimum="0.01", missing="Enter the amount", noun="The cost"
    )
    item = ItemField("Item", optional=True, unchosen="The whole year")
    reason = TextAreaField("What was it for?", rows=3, missing="Enter what the cost was for")
    displaced_from = TextField(
        "Which change elsewhere brought it about?",
        hint="Only if a gain elsewhere moved this cost here, such as the closing of a day centre.",
        optional=True,
    )


class ReleaseForm(HubForm):
    item = ItemField("Item", missing="Select the item")
    amount = MoneyField(
        "Amount taken out of the budget",
        hint="Excluding VAT.",
        minimum="0.01",
        missing="Enter the amount",
        noun="The amount",
    )
    use = RadiosField(
        "What is the money used for?",
        choices=[
            (BudgetUse.REINVESTED, "Reinvested in services"),
            (BudgetUse.COUNCIL_TAX, BudgetUse.COUNCIL_TAX.label),
            (BudgetUse.BUDGET_GAP, BudgetUse.BUDGET_GAP.label),
        ],
        coerce=BudgetUse,
        missing="Select what the money is used for",
    )
    purpose = TextAreaField(
        "Where is it reinvested, or which part of the budget does it help?",
        hint="Needed if the money of one gain is reinvested.",
        optional=True,
        rows=2,
    )
    reference = TextField(
        "Reference of the budget movement",
        hint="Such as the virement or journal number.",
        max_length=100,
        width="20",
        missing="Enter the reference of the budget movement",
        noun="The reference",
    )
    raised = PercentField(
        "Per cent by which the budget had been raised for inflation",
        hint="Only if a part of the amount is inflation that was not paid. Leave it empty otherwise.",
        optional=True,
        noun="The per cent",
    )
    inflation = MoneyField(
        "How much of the amount is that inflation?",
        hint="Excluding VAT. It becomes cashable by this record.",
        optional=True,
        minimum="0.01",
        noun="The inflation",
    )

    @property
    def uplift(self) -> Decimal | None:
        """The factor that the budget was raised by, None without one."""
        return None if self.raised.data is None else 1 + self.raised.data / 100


class SignForm(HubForm):
    """`seen` are the figures that the officer was shown."""

    decision = RadiosField(
        "Your decision",
        choices=[
            (Decision.ACCEPT, "Accept these gains", "You sign the figures above for your council."),
            (Decision.REJECT, "Reject these gains", "The year stays open. Say what must be put right."),
        ],
        coerce=Decision,
        missing="Select whether you accept or reject these gains",
    )
    reason = TextAreaField(
        "Reason", hint="Needed if you reject. It is kept with your decision.", optional=True, rows=3
    )
    seen = TextField("Figures shown", optional=True)
