"""Forms of suppliers: registering, the profile, contacts, evidence and accounts."""

from procurement_hub.suppliers.models import Connection, ContactRole, EvidenceKind
from procurement_hub.web.forms import (
    Button,
    DateField,
    EmailField,
    HubForm,
    MoneyField,
    PasswordField,
    RadiosField,
    SelectField,
    TextAreaField,
    TextField,
    UploadField,
    WholeNumberField,
)

COMPANY_HINT = "8 characters, such as 04150001. Leave it empty if it is not a company."
CHARITY_HINT = "Of the register for England and Wales: 6 or 7 digits, such as 1123456."
LEAST = -99_999_999_999
"""£: as far below zero as any amount may be above it."""


class RegisterForm(HubForm):
    name = TextField("Name of the organisation", missing="Enter the name of the organisation", max_length=200)
    company_number = TextField(
        "Company number", hint=COMPANY_HINT, width="10", optional=True, max_length=20, spellcheck=False
    )
    charity_number = TextField(
        "Charity number", hint=CHARITY_HINT, width="10", optional=True, max_length=20, spellcheck=False
    )
    person_name = TextField(
        "Your full name", max_length=200, autocomplete="name", missing="Enter your full name"
    )
    email = EmailField(
        "Your e-mail address",
        missing="Enter your e-mail address",
        hint="We send a link here by which you confirm the registration.",
    )
    submit = Button("Register")


class ConfirmForm(HubForm):
    """The password of somebody who has no account yet."""

    password = PasswordField(
        "Choose a password",
        missing="Enter a password",
        autocomplete="new-password",
        hint="At least 12 characters. Three random words make a good one.",
    )
    submit = Button("Confirm and register")


class ProfileForm(HubForm):
    company_number = TextField(
        "Company number", hint=COMPANY_HINT, width="10", optional=True, max_length=20, spellcheck=False
    )
    charity_number = TextField(
        "Charity number", hint=CHARITY_HINT, width="10", optional=True, max_length=20, spellcheck=False
    )
    ppon = TextField(
        "PPON",
        hint="Your public procurement organisation number on Find a Tender, such as PBRL-1724-VNQT.",
        width="20",
        optional=True,
        max_length=20,
        spellcheck=False,
    )
    address = TextAreaField("Registered address", rows=4, max_length=500, optional=True)
    website = TextField("Website", optional=True, max_length=290, spellcheck=False)
    staff = WholeNumberField(
        "Number of staff",
        hint="Everybody you employ, in the last financial year.",
        optional=True,
        maximum=5_000_000,
    )
    turnover = MoneyField(
        "Turnover of a year", hint="Of the last financial year, excluding VAT.", optional=True
    )
    balance_sheet = MoneyField(
        "Balance sheet total",
        hint="What you own in all, before debts. Needed only if the turnover is above £44 million.",
        optional=True,
    )
    vcse = RadiosField(
        "Are you a voluntary, community or social enterprise?",
        choices=[("yes", "Yes"), ("no", "No")],
        inline=True,
        missing="Select whether you are a voluntary, community or social enterprise",
    )
    submit = Button("Save the profile")


class ContactForm(HubForm):
    role = SelectField(
        "What is the contact for?",
        coerce=ContactRole,
        choices=[(role, role.label) for role in ContactRole],
        missing="Select what the contact is for",
    )
    name = TextField("Name", max_length=200, autocomplete="off", missing="Enter the name")
    email = EmailField("E-mail address", autocomplete="off", missing="Enter the e-mail address")
    phone = TextField("Telephone number", max_length=40, width="20", optional=True, autocomplete="off")
    submit = Button("Add the contact")


class ConnectedPersonForm(HubForm):
    connection = RadiosField(
        "How are they connected?",
        coerce=Connection,
        choices=[(connection, connection.label) for connection in Connection],
        missing="Select how they are connected",
    )
    name = TextField("Name", max_length=200, autocomplete="off", missing="Enter the name")
    birth_month = WholeNumberField(
        "Month of birth",
        width="2",
        minimum=1,
        maximum=12,
        optional=True,
        hint="For a person, such as 4. The day is never asked for. Leave it empty for an organisation.",
    )
    birth_year = WholeNumberField("Year of birth", width="4", optional=True, hint="Such as 1971.")
    submit = Button("Add the connected person")


class ReplaceEvidenceForm(HubForm):
    """A newer version: what kind it is does not change."""

    title = TextField("Title", max_length=200, hint="Such as ISO 9001 or Environmental policy.")
    issuer = TextField("Issued by", max_length=200, optional=True)
    reference = TextField("Reference or policy number", max_length=100, optional=True, spellcheck=False)
    amount = MoneyField(
        "Amount of cover", hint="For an insurance: what it pays for one claim.", optional=True
    )
    issued_on = DateField("Issued on", optional=True)
    expires_on = DateField(
        "Last day on which it is valid", optional=True, hint="Leave it empty if it does not expire."
    )
    file = UploadField(
        "File",
        missing="Choose the file",
        hint="A PDF, an image (PNG or JPG), a spreadsheet (XLSX, CSV), a Word document (DOCX) or plain "
        "text. Up to 20MB.",
    )
    submit = Button("Put the newer version in its place")


class EvidenceForm(ReplaceEvidenceForm):
    kind = SelectField(
        "What is it?",
        coerce=EvidenceKind,
        choices=[(kind, kind.label) for kind in EvidenceKind],
        missing="Select what it is",
    )
    submit = Button("Add to the wallet")


class AccountsForm(HubForm):
    ended_on = DateField("Last day of the financial year", missing="Enter the last day of the year")
    turnover = MoneyField("Turnover, excluding VAT", missing="Enter the turnover")
    profit = MoneyField(
        "Profit before tax",
        minimum=LEAST,
        hint="A loss with a minus sign: -12,000.",
        missing="Enter the profit",
    )
    current_assets = MoneyField(
        "Current assets", hint="Cash, stock, and what others owe you.", missing="Enter the current assets"
    )
    current_liabilities = MoneyField(
        "Current liabilities",
        hint="What you must pay within a year.",
        missing="Enter the current liabilities",
    )
    net_assets = MoneyField(
        "Net assets",
        minimum=LEAST,
        hint="Everything owned less everything owed; with a minus sign if that is below zero.",
        missing="Enter the net assets",
    )
    years_in_profit = WholeNumberField(
        "Years in profit, in a row, up to this one",
        optional=True,
        width="3",
        maximum=500,
        hint="If they are more than the years entered here show.",
    )
    submit = Button("Save the figures")


class ValueForm(HubForm):
    """A contract's value, to see the grid for: asked by its address, so nothing is kept."""

    class Meta(HubForm.Meta):
        csrf = False

    value = MoneyField(
        "Value of the contract for one year, excluding VAT",
        missing="Enter the value of the contract for one year",
        hint="Nothing is kept: it only shows where you stand.",
    )
