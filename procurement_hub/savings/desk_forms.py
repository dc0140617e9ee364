"""What the finance officer's desk and the reviewer's pages ask for, and in which words."""

from procurement_hub.savings.forms import ItemField, MeasureField
from procurement_hub.savings.indicators import APPROVED, OTHER
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Better, FloorBasis, Outcome
from procurement_hub.web.forms import (
    CheckboxesField,
    HubForm,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    UnitPriceField,
)


class DecideForm(HubForm):
    """`seen` are the figures that the officer was shown."""

    outcome = RadiosField(
        "Your decision",
        choices=[
            (Outcome.CASHABLE, "Accept as cashable", "Needs evidence of grade A or B, and quality met."),
            (Outcome.NON_CASHABLE, "Accept as non-cashable", "It counts, but not as cash."),
            (Outcome.HELD, "Hold", "It counts for nothing until you decide again."),
            (Outcome.REJECTED, "Reject", "It stays on file under the code that you choose."),
            (Outcome.UNDECIDED, "Take the decision back", "It counts again as the ledger works it out."),
        ],
        coerce=Outcome,
        missing="Select your decision",
    )
    code = SelectField(
        "Code",
        hint="Needed if you reject. It is shown on the page of what was disallowed.",
        unchosen="No code",
        choices=[
            (code, f"{code.value} {code.label}") for code in Disallowance if code.decided_by_finance_officer
        ],
        coerce=Disallowance,
        missing="Select the code",
        optional=True,
    )
    reason = TextAreaField(
        "Reason",
        hint="Needed unless you accept as cashable. It is kept with your decision.",
        optional=True,
        rows=3,
    )
    seen = TextField("Figures shown", optional=True)

    def without_taking_back(self) -> None:
        """Where there is no decision to take back."""
        self.outcome.choices = [choice for choice in self.outcome.choices if choice[0] != Outcome.UNDECIDED]


class AcceptForm(HubForm):
    """The gains to accept together, each as item-framework:figures."""

    gains = CheckboxesField("Gains to accept", missing="Select the gains to accept")


class QuestionForm(HubForm):
    question = TextAreaField(
        "Your question",
        hint="The council must answer it before the year is signed off. It is kept with your name.",
        missing="Enter your question",
    )


class AskAgainForm(HubForm):
    question = TextAreaField(
        "What is still open?", hint="It is kept with your name.", missing="Enter your question"
    )


class AnswerForm(HubForm):
    answer = TextAreaField("Your answer", hint="It is kept with your name.", missing="Enter your answer")


class CloseForm(HubForm):
    remark = TextAreaField(
        "Why is the challenge closed?", rows=2, missing="Enter why the challenge is closed"
    )


class BuyableField(SelectField):
    """An item through a framework, as item-framework."""

    def choose(self, rows) -> None:
        self.choices = [(f"{row.Item.id}-{row.id}", f"{row.Item.title} ({row.title})") for row in rows]


class ChooseForm(HubForm):
    what = BuyableField("Item and framework", missing="Select the item and its framework")
    code = RadiosField(
        "By what will its quality be judged?",
        choices=[
            *(
                (
                    indicator.code,
                    indicator.title,
                    ("For care. " if indicator.care else "")
                    + ("Higher is better." if indicator.better is Better.HIGHER else "Lower is better."),
                )
                for indicator in APPROVED
            ),
            (OTHER, "Something else", "Not on the approved list: say what, and why."),
        ],
        missing="Select the indicator",
    )
    tolerance = MeasureField(
        "Tolerance",
        hint="How much worse it may become and still count as met, in the same units. Enter 0 for none.",
        minimum=0,
        missing="Enter the tolerance, or 0 for none",
        noun="The tolerance",
    )
    indicator = TextField("What will be measured", hint="Only for something else.", optional=True)
    better = RadiosField(
        "Which way is better?",
        hint="Only for something else.",
        choices=[(Better.HIGHER, "Higher is better"), (Better.LOWER, "Lower is better")],
        coerce=Better,
        inline=True,
        optional=True,
        missing="Select whether higher or lower is better",
    )
    explanation = TextAreaField(
        "Why does no approved indicator fit?", hint="Only for something else.", optional=True, rows=2
    )


class FloorForm(HubForm):
    item = ItemField("Item", missing="Select the item")
    unit_price = UnitPriceField(
        "Floor for one",
        hint="Excluding VAT. A price paid under it goes to review.",
        minimum="0.000001",
        missing="Enter the floor",
        noun="The floor",
    )
    basis = RadiosField(
        "What is it?",
        choices=[
            (FloorBasis.LOWER_QUARTILE, FloorBasis.LOWER_QUARTILE.label),
            (
                FloorBasis.COST_MODEL,
                FloorBasis.COST_MODEL.label,
                "Such as an open-book model.",
            ),
        ],
        coerce=FloorBasis,
        missing="Select what the floor is",
    )
    source = TextAreaField("Where does it come from?", rows=2, missing="Enter where the floor comes from")


class HoursForm(HubForm):
    item = ItemField("Item", missing="Select the item")
    before = MeasureField(
        "Hours for each person before",
        hint="Such as hours a week, when the council bought alone.",
        missing="Enter the hours before",
        noun="The hours before",
    )
    after = MeasureField(
        "Hours for each person now",
        hint="In this financial year.",
        missing="Enter the hours now",
        noun="The hours now",
    )
    source = TextAreaField("Where do they come from?", rows=2, missing="Enter where the hours come from")
