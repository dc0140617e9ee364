"""The background work of suppliers: the link that confirms a registration, and warnings of expiry."""

from datetime import date, datetime

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import select

from procurement_hub.accounts.models import Person
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import queries, services
from procurement_hub.suppliers.models import Registration
from procurement_hub.web.jobs import send_mail
from procurement_hub.web.password_links import DAYS, public_url


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.secret_key, salt="supplier registration")


def token_of(registration: Registration) -> str:
    """Signed when the mail is sent, and never kept in the database."""
    return _signer().dumps(registration.id)


def registration_of(token: str) -> Registration | None:
    """Whose link it is; None when it is forged. Whether it has run out is the service's to say."""
    try:
        registration_id = _signer().loads(token)
    except BadSignature:
        return None
    return queries.registration(registration_id)


def account_of(registration: Registration) -> Person | None:
    """The account that the address has here already."""
    return db.session.scalar(select(Person).where(Person.email == registration.email, Person.active))


def send_registration_link(payload: dict) -> None:
    """The outbox's work: `payload` holds registration_id. Only this mail says whether the address is
    known here, to nobody but whoever reads its mailbox."""
    registration = queries.registration(payload["registration_id"])
    if registration is None or registration.organisation_id is not None:
        return
    link = public_url("suppliers.confirm", token=token_of(registration))
    if account_of(registration) is None:
        how = "Confirm the registration and choose a password here:"
    else:
        how = (
            "You have an account here already. Confirm the registration here, and you can act for this "
            "supplier too, with the password that you have:"
        )
    text = (
        f"Hello {registration.person_name},\n\n"
        f"Somebody, we hope you, asked to register {registration.name} as a supplier. It is free.\n\n"
        f"{how}\n\n{link}\n\nThe link works once, for {DAYS} days.\n\n"
        "If it was not you, do nothing: nothing is registered.\n"
    )
    subject = "Confirm your registration as a supplier"
    send_mail({"to": registration.email, "subject": subject, "text": text})


class OnceADay:
    """Warns of expiring evidence and forgets registrations that nobody confirmed, in the first minute of
    each day and again after a start: each warning is written once whatever happens, so that doing it
    twice does no harm."""

    __name__ = "look_after_suppliers"

    def __init__(self):
        self.done_on: date | None = None

    def __call__(self, now: datetime) -> None:
        today = uk_date(now)
        if self.done_on == today:
            return
        with transaction():
            services.forget_unconfirmed(now=now)
            warned = services.warn_of_expiry(
                now=now, page_of=lambda evidence_id: public_url("suppliers.piece", evidence_id=evidence_id)
            )
        if warned == 0:  # until nothing is left of a day with more than one sweep's worth
            self.done_on = today


look_after_suppliers = OnceADay()
