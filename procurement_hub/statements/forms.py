"""What the pages of statements ask for, and in which words."""

from procurement_hub.statements.models import Look, Signatory
from procurement_hub.web.forms import (
    DateField,
    HubForm,
    PercentField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
)


class SubmitForm(HubForm):
    """`seen` is the fingerprint of the figures that were shown."""

    seen = TextField("Fingerprint", optional=True, max_length=64)


class SignForm(HubForm):
    """`sha256` is the fingerprint of the version that was shown."""

    sha256 = TextField("Fingerprint", optional=True, max_length=64)
    signatory = RadiosField(
        "You sign as",
        choices=[(signatory, signatory.label) for signatory in Signatory],
        coerce=Signatory,
        missing="Select as whom you sign",
    )

    def for_roles(self, signatories: list[Signatory]) -> None:
        """Offer the person's own roles; one alone is not asked for."""
        self.signatory.choices = [(signatory, signatory.label) for signatory in signatories]
        if len(signatories) == 1 and not self.signatory.raw_data:
            self.signatory.data = signatories[0]


class WordsForm(HubForm):
    """The council's own words; empty gives back those from the books."""

    words = TextAreaField("Words", optional=True, rows=6, max_length=2000)


class HeadingForm(HubForm):
    heading = RadiosField("Heading", missing="Select the heading")

    def offer(self, headings) -> None:
        self.heading.choices = [(heading.code, heading.title) for heading in headings]


class PlanForm(HubForm):
    probability = PercentField(
        "How likely is it?",
        hint="100 for what is contracted and will be bought as planned.",
        missing="Enter the probability",
        noun="The probability",
    )
    indicator = TextField(
        "Planned quality check",
        hint="What will be measured before and after, such as Orders delivered in full (%).",
        optional=True,
        max_length=300,
    )


class DueDateForm(HubForm):
    look = RadiosField(
        "Which statement?",
        choices=[(look, look.label) for look in Look],
        coerce=Look,
        missing="Select which statement the date is for",
    )
    financial_year = SelectField("For which year?", coerce=int)
    due_on = DateField("Due by the end of", missing="Enter the day")
    source = TextField("Where does the date come from?", optional=True, max_length=300)
