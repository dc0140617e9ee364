"""Forms about signing in, passwords, people, organisations and the demonstration's clock."""

from procurement_hub.accounts.roles import ROLES_BY_KIND, Kind, Role
from procurement_hub.web.forms import (
    Button,
    CheckboxesField,
    EmailField,
    HubForm,
    MomentField,
    MoneyField,
    PasswordField,
    RadiosField,
    TextAreaField,
    TextField,
)

WORDS_HINT = (
    "At least 12 characters. Three random words make a good one. It never expires, and no particular "
    "characters are needed."
)


class SignInForm(HubForm):
    email = EmailField("E-mail address", missing="Enter your e-mail address", autocomplete="username")
    password = PasswordField("Password", missing="Enter your password")
    submit = Button("Sign in")


class ForgottenForm(HubForm):
    email = EmailField("E-mail address", missing="Enter your e-mail address", autocomplete="username")
    submit = Button("Send the link")


class ChoosePasswordForm(HubForm):
    password = PasswordField(
        "New password", hint=WORDS_HINT, missing="Enter a new password", autocomplete="new-password"
    )
    submit = Button("Save the password")


class ChangePasswordForm(HubForm):
    current = PasswordField("Current password", missing="Enter your current password")
    password = PasswordField(
        "New password", hint=WORDS_HINT, missing="Enter a new password", autocomplete="new-password"
    )
    submit = Button("Change the password")


class SwitchForm(HubForm):
    membership = RadiosField(
        "Which organisation do you act for?", coerce=int, missing="Select an organisation"
    )
    submit = Button("Continue")


def _roles() -> CheckboxesField:
    hint = "“Who may do what”, below, lists what each may do."
    return CheckboxesField("Roles", coerce=Role, missing="Select at least one role", hint=hint)


def _approval_limit() -> MoneyField:
    hint = "The largest order an approver may approve. Leave it empty for no limit."
    return MoneyField("Approval limit, excluding VAT", hint=hint, optional=True)


class RolesForm(HubForm):
    """Roles and approval limit of a member; the roles on offer depend on the kind of organisation."""

    roles = _roles()
    approval_limit = _approval_limit()
    submit = Button("Save")

    def offer(self, kind: Kind) -> None:
        self.roles.choices = [(role, role.label) for role in Role if role in ROLES_BY_KIND[kind]]
        if Role.APPROVER not in ROLES_BY_KIND[kind]:
            del self.approval_limit

    @property
    def limit(self):
        """£ net of VAT, or None for no limit."""
        return self.approval_limit.data if "approval_limit" in self else None


class PersonForm(RolesForm):
    """Somebody new: who they are first, then the same as RolesForm asks."""

    name = TextField("Full name", max_length=200, autocomplete="off", missing="Enter the full name")
    email = EmailField(
        "E-mail address",
        autocomplete="off",
        missing="Enter the e-mail address",
        hint="We send a link here by which to choose a password.",
    )
    roles = _roles()
    approval_limit = _approval_limit()
    submit = Button("Add and send the link")


class OrganisationForm(HubForm):
    name = TextField("Name", missing="Enter the name")
    code = TextField(
        "Short reference", max_length=32, width="10", hint="Such as RBWM. It appears on orders.",
        missing="Enter the short reference",
    )  # fmt: skip
    kind = RadiosField(
        "Kind of organisation", coerce=Kind, missing="Select the kind of organisation",
        choices=[(kind, kind.label) for kind in Kind],
    )  # fmt: skip
    email = EmailField("E-mail address for correspondence", optional=True)
    address = TextAreaField("Address", rows=4, max_length=500, optional=True)
    submit = Button("Add the organisation")


class ClockForm(HubForm):
    to = MomentField(
        "Move the clock to", missing="Enter the day and time",
        hint="UK time. For example, 27 3 2027 and 12 noon. The clock only goes forward.",
    )  # fmt: skip
    submit = Button("Move the clock")
