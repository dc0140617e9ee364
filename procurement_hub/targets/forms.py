"""What the pages of targets ask for, and in which words."""

from collections.abc import Sequence
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.savings.forms import MeasureField
from procurement_hub.targets.divisions import TITLES
from procurement_hub.targets.models import Basis, Excluded
from procurement_hub.targets.services import NewExclusion, NewRate
from procurement_hub.web.forms import (
    FieldList,
    FixedRows,
    FormField,
    HubForm,
    MoneyField,
    PercentField,
    QuantityField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    TickField,
    UploadField,
)

MOST = Decimal("99999999999.99")
RATES = 4


def years(first: int, last: int) -> list[tuple[int, str]]:
    """The financial years to choose from, the latest first."""
    return [(year, format_financial_year(year)) for year in range(last, first - 1, -1)]


class YearField(SelectField):
    def __init__(self, label: str, **kwargs):
        super().__init__(label, coerce=int, **kwargs)


class DivisionField(SelectField):
    """One of the divisions of the CPV."""

    def __init__(self, label: str, **kwargs):
        choices = [(code, f"{code} {title}") for code, title in TITLES.items()]
        super().__init__(label, choices=choices, **kwargs)


def _reason() -> TextAreaField:
    return TextAreaField(
        "Reason",
        hint="Needed when this replaces what is recorded already. Both stay on file.",
        optional=True,
        rows=2,
    )


def _source(hint: str) -> TextField:
    return TextField(
        "Document that it is taken from", hint=hint, max_length=300, missing="Enter the document", noun="This"
    )


class BaseForm(HubForm):
    base_year = YearField("Base year", missing="Select the base year")
    basis = RadiosField(
        "Is it the budget or the outturn?",
        choices=[
            (Basis.OUTTURN, "Outturn", "What was spent in the end."),
            (Basis.BUDGET, "Budget", "What was planned as the year began."),
        ],
        coerce=Basis,
        missing="Select whether it is the budget or the outturn",
    )
    gross = MoneyField(
        "Gross expenditure",
        hint="Revenue and capital, excluding VAT, before anything is left out.",
        minimum="0.01",
        missing="Enter the gross expenditure",
    )
    transfer_payments = MoneyField(
        "Transfer payments", hint="Such as rent allowances and rebates.", optional=True
    )
    delegated_schools = MoneyField("Delegated schools budgets", optional=True)
    police = MoneyField("Police", optional=True)
    other_name = TextField("Something else that is left out", max_length=200, optional=True)
    other = MoneyField("Amount of it", optional=True)
    source = _source("Such as Statement of accounts 2025 to 2026, page 14.")
    file = UploadField("File", hint="The document itself.", optional=True)
    counts_from = YearField(
        "First year of targets that it counts for",
        hint="Targets of earlier years stay on the base that they had.",
        optional=True,
        unchosen="The year after the base year",
    )
    reason = _reason()

    def exclusions(self) -> list[NewExclusion]:
        """What was entered of the categories, nothing for those left empty."""
        found = []
        for category in Excluded:
            amount = self[category.value].data
            if amount:
                name = self.other_name.data or "" if category is Excluded.OTHER else ""
                found.append(NewExclusion(category, amount, name))
        return found


class AgreedForm(HubForm):
    division = DivisionField(
        "Category",
        hint="Nobody asks for a target by category: choose one only where your council set it itself.",
        optional=True,
        unchosen="The council as a whole",
    )
    total = MoneyField(
        "Gains by the end of the year",
        hint="Cumulative, excluding VAT: a gain that lasts counts in each year.",
        missing="Enter the target",
        noun="The target",
    )
    cashable = MoneyField("Of which cashable", missing="Enter the cashable part", noun="The cashable part")
    source = TextField(
        "Who agreed it, and where that is written",
        hint="Such as Cabinet, 12 February 2026, minute 84.",
        max_length=300,
        missing="Enter who agreed the target",
        noun="This",
    )
    reason = _reason()


class OutturnForm(HubForm):
    division = DivisionField("Category", missing="Select the category")
    amount = MoneyField("Outturn", hint="Excluding VAT.", missing="Enter the outturn", noun="The outturn")
    new_burdens = MoneyField(
        "New burdens",
        hint="£ of duties that are new in this year. Below zero for duties that ended.",
        minimum=-MOST,
        optional=True,
    )
    demand_factor = MeasureField(
        "Growth of need",
        hint="Against the year before, as a factor: 1.01 is 1% more clients, pupils or sites.",
        minimum="0.000001",
        maximum=100,
        optional=True,
    )
    source = _source("Such as Revenue outturn return 2026 to 2027, line 12.")
    file = UploadField("File", hint="The document itself.", optional=True)
    reason = _reason()


class ExplanationForm(HubForm):
    explanation = TextAreaField(
        "Why did spending not fall as claimed?", missing="Enter why spending did not fall as claimed"
    )
    virement = TextField(
        "Reference of the virement",
        hint="The movement by which the money went on inside the same service.",
        max_length=100,
        width="20",
        missing="Enter the reference of the virement",
        noun="The reference",
    )


class HeadsForm(HubForm):
    division = DivisionField("First category", missing="Select the first category")
    beside = DivisionField("Second category", missing="Select the second category")
    reason = TextField(
        "What could move from one to the other?",
        hint="Such as Agency staff paid as consultancy.",
        max_length=300,
        missing="Enter what could move from one to the other",
        noun="This",
    )


class BandDForm(HubForm):
    band_d = QuantityField(
        "Band D equivalents",
        hint="The council tax base of the year.",
        minimum="0.001",
        missing="Enter the number of Band D equivalents",
    )
    source = _source("Such as Council tax base return, October 2026.")


class RateForm(RowForm):
    percent = PercentField("Rate", maximum=100, noun="The rate")


class ProgrammeForm(HubForm):
    title = TextField("Name", max_length=200, missing="Enter the name of the programme", noun="The name")
    base_year = YearField("Base year", missing="Select the base year")
    rates = FieldList(FormField(RateForm), min_entries=RATES, max_entries=RATES)
    compounding = TickField("The rates compound", hint="Two years of 3% are then 6.1%, not 6%.")
    cashable_percent = PercentField(
        "Cashable part of the target", maximum=100, missing="Enter the cashable part, such as 50"
    )
    source = TextField(
        "Who decided it, and where that is written",
        max_length=300,
        missing="Enter who decided the rates",
        noun="This",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, row in enumerate(self.rates, 1):
            row.form.percent.label.text = f"Year {number} after the base year"
            row.form.percent.optional = number > 1
            row.form.percent.missing = "Enter the rate of the first year, such as 2.5"

    def new_rates(self) -> list[NewRate]:
        """The rates entered, for the years that follow the base year."""
        first = self.base_year.data + 1
        given = [row.form.percent.data for row in self.rates]
        while given and given[-1] is None:
            given.pop()
        return [NewRate(first + n, percent or Decimal(0)) for n, percent in enumerate(given)]


class PaymentForm(RowForm):
    amount = MoneyField("Receives, or pays below zero", minimum=-MOST, optional=True, noun="The amount")


class EqualisationForm(HubForm):
    payments = FixedRows(FormField(PaymentForm))
    reason = TextAreaField(
        "Why is the saving shared anew?",
        hint="Every council in the table reads this before it agrees.",
        missing="Enter why the saving is shared anew",
    )

    def ask(self, councils: Sequence) -> None:
        """A box for each council, in their order."""
        while len(self.payments) < len(councils):
            self.payments.append_entry()
        for council, row in zip(councils, self.payments, strict=False):
            row.form.amount.label.text = f"{council.name} receives, or pays below zero"
