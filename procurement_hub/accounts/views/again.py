"""Signing in again on the page of an act that must be one's own, such as opening sealed bids."""

from procurement_hub.accounts import attempts, queries
from procurement_hub.accounts.views.sign_in import person_with
from procurement_hub.core.transaction import transaction
from procurement_hub.web.forms import HubForm, PasswordField
from procurement_hub.web.session import clock_ahead_seconds, signed_in

WRONG = (
    "This is not your password, or there were too many tries. After 10 wrong tries, wait 15 minutes or ask "
    "for a new password."
)


class AgainForm(HubForm):
    """The act's button and the password. In a demonstration its people have no passwords: there the
    button is enough, and the page says so."""

    password = PasswordField(
        "Your password",
        hint="You sign in again, so that nobody does this from a screen that you left.",
        missing="Enter your password",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.one_click = _made_up()
        if self.one_click:
            del self.password

    def signed_in_again(self) -> bool:
        """Whether the form was sent, and by the person who is signed in."""
        if not self.validate_on_submit():
            return False
        if self.one_click:
            return True
        email = signed_in().email
        person = person_with(email, self.password.data)
        if person is None:
            self.password.errors = [WRONG]
            return False
        with transaction():
            attempts.clear(email)
        return True


def _made_up() -> bool:
    """Whether the person is one of a demonstration's, who signs in with one click."""
    if clock_ahead_seconds() is None:
        return False
    person = queries.person_by_email(signed_in().email)
    return person is not None and person.password is None
