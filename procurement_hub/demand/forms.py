"""What the demand pages ask for, and in which words."""

from procurement_hub.demand.models import Commitment
from procurement_hub.web.forms import (
    DateField,
    FieldList,
    FormField,
    HubForm,
    QuantityField,
    RadiosField,
    RowForm,
    TextAreaField,
    TextField,
    UnitPriceField,
    UploadField,
)

MOST_ITEMS = 60


class RoundItemRow(RowForm):
    """An item that the round asks about."""

    code = TextField(
        "Reference",
        hint="Short, such as A4-80. An item used before keeps its reference.",
        missing="Enter a reference for the item",
        classes="govuk-input--width-10",
    )
    title = TextField(
        "What it is",
        hint="As a supplier would say it, such as A4 copier paper, 80 gsm, white, 500 sheets.",
        missing="Enter what the item is",
    )
    unit = TextField(
        "Unit",
        hint="What quantities and prices are counted in: ream, each, box, hour.",
        missing="Enter the unit that the item is counted in",
        classes="govuk-input--width-10",
    )
    cpv = TextField(
        "CPV code",
        hint="With its check digit, such as 30197643-5. Search below if you do not know it.",
        missing="Enter the CPV code",
        classes="govuk-input--width-10",
    )
    specification = TextAreaField("Specification", rows=2, optional=True)


class RoundForm(HubForm):
    title = TextField(
        "Title", hint="Such as Copier paper 2026 to 2030.", missing="Enter a title for the round"
    )
    closes_on = DateField(
        "Closing date",
        hint="Councils can register until the end of this day. For example, 30 4 2026.",
        missing="Enter the closing date",
    )
    items = FieldList(FormField(RoundItemRow), min_entries=1, max_entries=MOST_ITEMS)
    cpv_search = TextField(
        "Find a CPV code",
        hint="A word or two for what you buy, or the first digits of a code.",
        optional=True,
        classes="govuk-input--width-20",
    )


class LineForm(HubForm):
    """A council's answer about one item."""

    commitment = RadiosField(
        "How sure is this quantity?",
        choices=[
            (Commitment.FIRM, "Firm", "We will buy this. It counts towards the price tier."),
            (Commitment.SOFT, "Soft", "We may buy this. Suppliers see it, but no price depends on it."),
        ],
        coerce=Commitment,
        missing="Say whether the quantity is firm or soft",
    )
    quantity = QuantityField(
        "Quantity needed in a year", noun="The quantity", missing="Enter the quantity", minimum="0.001"
    )
    current_price = UnitPriceField(
        "What you pay now for one",
        hint="Excluding VAT. It becomes your baseline, against which gains are counted.",
        optional=True,
        noun="The current price",
        minimum="0.000001",
    )
    price_date = DateField(
        "Date of that price",
        hint="The date of the invoice or contract. For example, 15 2 2026.",
        optional=True,
        noun="The date of the price",
    )
    current_quantity = QuantityField(
        "How many you buy in a year now", optional=True, noun="The quantity bought now", minimum="0.001"
    )
    current_supplier = TextField("Who supplies it now", optional=True)
    evidence_note = TextField(
        "What shows the price", hint="Such as invoice 2026-02.", optional=True, noun="The evidence"
    )
    evidence = UploadField(
        "A copy of it", hint="A PDF, picture, spreadsheet or Word document.", optional=True
    )


class UploadForm(HubForm):
    file = UploadField(
        "Your filled-in template",
        hint="A CSV or Excel (XLSX) file.",
        accept=".csv,.xlsx",
        missing="Choose your filled-in template",
    )


class ConfirmLinesForm(HubForm):
    """Carries the rows that were shown to the confirmation."""

    rows = TextAreaField("Rows", max_length=2_000_000, missing="Upload the file again")
