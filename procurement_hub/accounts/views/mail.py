"""One's own mail in a demonstration, which sends none: what would have come lies in a folder.

A sealed letter is read again only for its own recipient. In service there is no such page."""

from flask import current_app, render_template

from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.core.errors import NotFound
from procurement_hub.core.mail.folder import letter_to, letters_to
from procurement_hub.web.access import access
from procurement_hub.web.session import clock_ahead_seconds, signed_in

MOST = 50


def _folder():
    """Where the letters lie. NotFound outside a demonstration, and where mail really is sent."""
    if clock_ahead_seconds() is None or current_app.config["MAIL_URL"]:
        raise NotFound()
    return current_app.config["VAR"] / "mail"


@blueprint.route("/account/mail")
@access.signed_in
def mail():
    letters = letters_to(signed_in().email, folder=_folder(), most=MOST)
    return render_template("accounts/mail.html", letters=letters, address=signed_in().email, most=MOST)


@blueprint.route("/account/mail/<name>")
@access.signed_in
def letter(name: str):
    found = letter_to(signed_in().email, name, folder=_folder())
    return render_template("accounts/letter.html", letter=found, address=signed_in().email)
