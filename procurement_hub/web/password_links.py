"""The links by which a person chooses a password: for the first time, or because it is forgotten.

A link is signed when its mail is sent, never kept in the database, and void once used: choosing a
password changes the person's session key, which the link carries."""

from collections.abc import Callable

from flask import current_app
from flask_security.recoverable import generate_reset_password_token, reset_password_token_status

from procurement_hub.accounts.models import Person
from procurement_hub.core.database import db

DAYS = 3


def public_url(endpoint: str, **values) -> str:
    """The full address of a page, from the configured address of the service: never from the
    request, whose Host anybody may write."""
    path = current_app.url_map.bind("").build(endpoint, values, force_external=False)
    return current_app.config["PUBLIC_URL"].rstrip("/") + path


def person_of(token: str) -> Person | None:
    """Whose link it is; None when it is forged, older than three days, or used already."""
    expired, invalid, person = reset_password_token_status(token)
    return person if person and not expired and not invalid and person.active else None


def send_password_link(payload: dict, send_mail: Callable[[dict], None]) -> None:
    """The outbox's work: `payload` holds person_id and, for an invitation, invited_by and
    organisation."""
    person = db.session.get(Person, payload["person_id"])
    if person is None or not person.active:
        return
    link = public_url("accounts.choose_password", token=generate_reset_password_token(person))
    if "organisation" in payload:
        subject = f"{payload['invited_by']} has added you to Procurement Hub"
        opening = (
            f"{payload['invited_by']} has given you access to Procurement Hub, to act for "
            f"{payload['organisation']}.\n\nChoose a password to begin:"
        )
        closing = "If you did not expect this, tell the person named above."
    else:
        subject = "Choose a new password for Procurement Hub"
        opening = "Somebody, we hope you, asked for a new password. Choose it here:"
        closing = "If it was not you, do nothing: your password stays as it is."
    text = (
        f"Hello {person.name},\n\n{opening}\n\n{link}\n\nThe link works once, for {DAYS} days.\n\n{closing}\n"
    )
    send_mail({"to": person.email, "subject": subject, "text": text})
