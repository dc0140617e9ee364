"""What a supplier wants to hear of."""

from procurement_hub.tenders.interest import AlertFrequency
from procurement_hub.web.forms import CheckboxesField, HubForm, RadiosField, TextField


class AlertsForm(HubForm):
    """`find` is only for adding to the choices of `codes`; nothing is kept of it."""

    find = TextField(
        "Search the list of codes",
        hint="A word, such as paper or cleaning, or the beginning of a CPV code, such as 30",
        optional=True,
    )
    codes = CheckboxesField("Kinds of purchase", hint="Each stands for everything below it", optional=True)
    regions = CheckboxesField("Regions", optional=True)
    councils = CheckboxesField("Councils", coerce=int, optional=True)
    frequency = RadiosField(
        "How often",
        choices=[(frequency, frequency.label) for frequency in AlertFrequency],
        coerce=AlertFrequency,
        missing="Select how often you want to hear",
    )
