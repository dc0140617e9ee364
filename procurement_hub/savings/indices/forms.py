"""What the pages of price indices ask for, and in which words."""

from enum import StrEnum

from procurement_hub.web.forms import (
    DateField,
    HubForm,
    RadiosField,
    TextAreaField,
    TextField,
    UploadField,
)


class ReleaseForm(HubForm):
    code = TextField(
        "Index",
        hint="Its short code, such as GDP for the GDP deflator. A new code begins a new index.",
        max_length=32,
        missing="Enter the code of the index",
        classes="govuk-input--width-10",
    )
    title = TextField(
        "Title, for a new index",
        hint="Such as GDP deflator at market prices.",
        optional=True,
        noun="The title",
    )
    unit = TextField(
        "What stands at 100, for a new index",
        hint="Such as 2024 to 2025 = 100.",
        max_length=100,
        optional=True,
        noun="What stands at 100",
        classes="govuk-input--width-20",
    )
    vintage = DateField(
        "Date of the release",
        hint="The day on which these figures were published. For example, 28 3 2026.",
        missing="Enter the date of the release",
        noun="The date of the release",
    )
    source = TextField(
        "Source",
        hint="The publication and its address, so that others can find the same figures.",
        max_length=1000,
        missing="Enter where the figures come from",
    )
    figures = TextAreaField(
        "Figures",
        hint="Paste a financial year and its value on each line, such as 2024-25, 100.000. Or send a file.",
        optional=True,
        rows=8,
        max_length=20_000,
    )
    file = UploadField(
        "The same as a CSV file", hint="It is kept with the release.", accept=".csv", optional=True
    )


class Use(StrEnum):
    AS_IT_IS = "as_it_is"
    EVERYTHING = "everything"
    ONE_CATEGORY = "one_category"


class ApproveForm(HubForm):
    use = RadiosField(
        "What is the index used for from now on?",
        choices=[
            (Use.AS_IT_IS, "The same as before", "Only the release is approved."),
            (Use.EVERYTHING, "Every category that has no index of its own"),
            (Use.ONE_CATEGORY, "One category", "Enter the first digits of its CPV code below."),
        ],
        coerce=Use,
        missing="Select what the index is used for",
    )
    category = TextField(
        "First digits of the CPV code",
        hint="2 to 8 digits, such as 3019 for office machinery and supplies.",
        max_length=10,
        optional=True,
        classes="govuk-input--width-10",
    )
    reason = TextAreaField(
        "What did you check, or why is it the right index?",
        rows=3,
        missing="Enter what you checked, or why it is the right index",
    )
