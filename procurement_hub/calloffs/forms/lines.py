"""What is asked when something is ordered, received or invoiced. Lines follow the order's own."""

import re
from collections.abc import Sequence
from secrets import token_hex

from wtforms import HiddenField

from procurement_hub.core.errors import DomainError
from procurement_hub.web.forms import (
    Button,
    FixedRows,
    FormField,
    HubForm,
    QuantityField,
    RowForm,
    TextAreaField,
    TextField,
    UnitPriceField,
)

LINE = re.compile(r"lines-(\d+)-(\w+)")


class OnceForm(HubForm):
    """A form that counts once, however often it is sent: its key is made when it is shown."""

    request_key = HiddenField()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not self.request_key.data:
            self.request_key.data = token_hex(16)

    @property
    def key(self) -> str:
        return "".join(filter(str.isalnum, self.request_key.data))[:64]


class LinesForm(HubForm):
    """A form with a row for each item, of which the empty ones are left out.

    A refusal counts the lines that were sent on; it is shown beside the row it came from."""

    def filled(self, items: Sequence) -> list[tuple]:
        """(item, row) for each row with a quantity; `items` are in the rows' order."""
        return [
            (item, entry.form)
            for item, entry in zip(items, self.lines, strict=False)
            if entry.form.quantity.data
        ]

    def refuse(self, refusal: DomainError) -> None:
        rows = [index for index, entry in enumerate(self.lines) if entry.form.quantity.data]
        if found := LINE.match(refusal.field or ""):
            row = rows[int(found[1])]
            refusal.field = f"lines-{row}-{found[2]}"
        super().refuse(refusal)


class QuantityRow(RowForm):
    """How many of one item; empty is none."""

    quantity = QuantityField("Quantity", optional=True, width="5", noun="The quantity")


class BasketForm(LinesForm):
    lines = FixedRows(FormField(QuantityRow))
    budget_code = TextField(
        "Budget code",
        hint="The code in your ledger that pays for this order",
        missing="Enter the budget code",
        classes="govuk-input--width-20",
    )
    submit = Button("Continue")


class PlaceForm(OnceForm):
    submit = Button("Place the order")


class ReceiveForm(LinesForm, OnceForm):
    lines = FixedRows(FormField(QuantityRow))
    submit = Button("Record what came")


class InvoiceRow(RowForm):
    """A quantity of one item, and the price of one."""

    quantity = QuantityField("Quantity", optional=True, width="5", noun="The quantity")
    unit_price = UnitPriceField("Unit price, excluding VAT", optional=True, width="5", noun="The unit price")


class InvoiceForm(LinesForm):
    number = TextField("Invoice number", missing="Enter the invoice number", classes="govuk-input--width-20")
    lines = FixedRows(FormField(InvoiceRow))
    submit = Button("Send the invoice")


class CreditRow(RowForm):
    """What is credited of one line: units that went back, or a lower price for those kept."""

    returned = QuantityField("Went back", optional=True, width="5", noun="The quantity")
    unit_price = UnitPriceField(
        "Lower unit price, excluding VAT", optional=True, width="5", noun="The unit price"
    )


class CreditForm(HubForm):
    """Empty rows are left out; a refusal is shown beside the row that it came from."""

    number = TextField(
        "Credit note number", missing="Enter the credit note number", classes="govuk-input--width-20"
    )
    lines = FixedRows(FormField(CreditRow))
    reason = TextAreaField(
        "Why is it credited?",
        hint="The council reads this, and it is kept with the correction of its gains.",
        rows=3,
        missing="Enter why it is credited",
    )
    submit = Button("Send the credit note")

    def filled(self, items: Sequence) -> list[tuple]:
        """(item, row) for each row with something in it; `items` are in the rows' order."""
        return [
            (item, entry.form)
            for item, entry in zip(items, self.lines, strict=False)
            if _is_filled(entry.form)
        ]

    def refuse(self, refusal: DomainError) -> None:
        rows = [index for index, entry in enumerate(self.lines) if _is_filled(entry.form)]
        if found := LINE.match(refusal.field or ""):
            row = rows[int(found[1])] if rows else 0
            refusal.field = "reason" if found[2] == "reason" else f"lines-{row}-{found[2]}"
        super().refuse(refusal)


def _is_filled(row: CreditRow) -> bool:
    return row.returned.data is not None or row.unit_price.data is not None
