"""What a form can ask for. Each field keeps exactly what was typed when it refuses it, says in a
sentence what is wrong, and is drawn by the GOV.UK component that belongs to it.

All take (label, hint="", optional=False, missing="Enter the …", noun="…"): `missing` is the
sentence for an empty answer, and `noun` the subject of the others when the label is a question."""

from procurement_hub.web.fields.asking import Button, Field
from procurement_hub.web.fields.choices import CheckboxesField, RadiosField, SelectField, TickField
from procurement_hub.web.fields.dates import DateField, MomentField
from procurement_hub.web.fields.numbers import (
    MoneyField,
    PercentField,
    QuantityField,
    UnitPriceField,
    WholeNumberField,
)
from procurement_hub.web.fields.texts import EmailField, PasswordField, TextAreaField, TextField, UploadField

__all__ = [
    "Button",
    "CheckboxesField",
    "DateField",
    "EmailField",
    "Field",
    "MomentField",
    "MoneyField",
    "PasswordField",
    "PercentField",
    "QuantityField",
    "RadiosField",
    "SelectField",
    "TextAreaField",
    "TextField",
    "TickField",
    "UnitPriceField",
    "UploadField",
    "WholeNumberField",
]
