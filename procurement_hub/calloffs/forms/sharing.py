"""A supplier's rebate and a cost of the centre: what they are, before they are shared out."""

from datetime import date
from decimal import Decimal

from procurement_hub.calloffs.models import ShareBasis
from procurement_hub.web.forms import (
    Button,
    DateField,
    FieldList,
    FixedRows,
    FormField,
    HubForm,
    MoneyField,
    PercentField,
    RadiosField,
    RowForm,
    SelectField,
    TextAreaField,
    TextField,
    UploadField,
)

TIERS = 4


class TierRow(RowForm):
    """A tier; an empty row is none."""

    above = MoneyField("Above this spend", optional=True, noun="The spend")
    percent = PercentField("Rebate on the whole spend", optional=True, noun="The percentage")


class RebateForm(HubForm):
    supplier = SelectField("Supplier", coerce=int, missing="Select the supplier")
    lot = SelectField("Lot", coerce=int, optional=True, unchosen="The whole framework")
    reference = TextField(
        "Reference of the supplier's statement",
        missing="Enter the reference of the supplier's statement",
        classes="govuk-input--width-20",
    )
    from_on = DateField("First day of supply", missing="Enter the first day")
    to_on = DateField("Last day of supply", missing="Enter the last day")
    amount = MoneyField(
        "Rebate on the statement",
        hint="Excluding VAT. Leave it empty if tiers decide.",
        optional=True,
        noun="The rebate",
    )
    tiers = FieldList(FormField(TierRow), min_entries=TIERS)
    retained_percent = PercentField(
        "Percentage that the centre keeps",
        hint="What the centre keeps is no gain of any council. Enter 0 for none.",
        missing="Enter the percentage that the centre keeps, or 0 for none",
        noun="The percentage",
    )
    submit = Button("See each council's part")

    @property
    def filled_tiers(self) -> list[tuple[Decimal, Decimal]]:
        rows = [entry.form for entry in self.tiers]
        return [
            (row.above.data or Decimal(0), row.percent.data) for row in rows if row.percent.data is not None
        ]


class ConfirmRebateForm(HubForm):
    statement = UploadField(
        "The supplier's statement",
        hint="The file that confirms the rebate, such as a PDF.",
        missing="Choose the file with the supplier's statement",
    )
    submit = Button("Confirm the rebate")


class ShareRow(RowForm):
    percent = PercentField("Share", optional=True, noun="The share")


class CostForm(HubForm):
    amount = MoneyField(
        "Amount", hint="Excluding VAT.", minimum="0.01", missing="Enter the amount", noun="The cost"
    )
    incurred_on = DateField("When was it incurred?", missing="Enter the day", noun="The day")
    reason = TextAreaField(
        "What was it for?", hint="Such as running the tender.", rows=2, missing="Enter what the cost was for"
    )
    basis = RadiosField(
        "How is it shared?",
        choices=[
            (
                ShareBasis.BASELINE_SPEND,
                ShareBasis.BASELINE_SPEND.label,
                "Old unit price times old yearly quantity, over the items of the framework.",
            ),
            (ShareBasis.AGREED, ShareBasis.AGREED.label, "Fill in the percentages below; together 100."),
        ],
        coerce=ShareBasis,
        missing="Select how it is shared",
    )
    shares = FixedRows(FormField(ShareRow))
    submit = Button("See each council's part")

    def agreed(self, council_ids: list[int]) -> dict[int, Decimal] | None:
        """Council → per cent, None unless the councils agreed shares."""
        if self.basis.data is not ShareBasis.AGREED:
            return None
        rows = zip(council_ids, self.shares, strict=False)
        return {council_id: entry.form.percent.data or Decimal(0) for council_id, entry in rows}


def written_day(value: str | None) -> date | None:
    """A day in an address: 2026-08-05; None when it is no day."""
    try:
        return date.fromisoformat(value or "")
    except ValueError:
        return None
