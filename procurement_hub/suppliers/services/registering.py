"""Registering as a supplier: free, once for every region, and proved by a link in a mail.

Nothing exists until the link is followed, so nobody takes a company's number with a stranger's
address; and whoever asks sees the same answer whether the address is known here or not."""

from datetime import datetime

from sqlalchemy import delete, func, select

from procurement_hub.accounts import attempts
from procurement_hub.accounts import services as accounts
from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.suppliers import unique
from procurement_hub.suppliers.models import Registration
from procurement_hub.suppliers.models.registration import LINK_LASTS
from procurement_hub.suppliers.services.profile import record_profile


class NameTaken(DomainError):
    """Another organisation has that name."""


class LinkSpent(DomainError):
    """The registration was confirmed already, or the link has run out."""


def ask_to_register(
    *,
    now: datetime,
    name: str,
    person_name: str,
    email: str,
    company_number: str | None = None,
    charity_number: str | None = None,
) -> None:
    """Keep what was typed and mail a link by which to confirm it.

    Five times an hour for one address; after that nothing is sent, and nobody is told."""
    name = " ".join(name.split())
    if not name:
        raise Invalid("Enter the organisation’s name", "name")
    company = unique.free_company_number(company_number)
    charity = unique.free_charity_number(charity_number)
    _require_free_name(name)
    if not attempts.count_registration(email, now=now):
        return
    registration = Registration(
        name=name,
        company_number=company,
        charity_number=charity,
        person_name=person_name.strip(),
        email=email.strip().lower(),
        asked_at=now,
    )
    db.session.add(registration)
    db.session.flush()
    outbox.put("registration_link", {"registration_id": registration.id}, now=now)
    audit.record(SYSTEM, "ask_to_register", registration, now=now, detail={"name": name})


def forget_unconfirmed(*, now: datetime) -> None:
    """Delete what was typed by those who did not follow their link while it worked."""
    db.session.execute(
        delete(Registration).where(
            Registration.organisation_id.is_(None), Registration.asked_at <= now - LINK_LASTS
        )
    )


def confirm_registration(*, now: datetime, registration_id: int, password_hash: str | None) -> Organisation:
    """Make the supplier and let the person act for it, as its administrator and bidder.

    Somebody who has an account already keeps it and its password; `password_hash` is for the others."""
    unique.hold_numbers()
    registration = db.session.scalar(
        select(Registration).where(Registration.id == registration_id).with_for_update()
    )
    if registration is None or not registration.is_open(now):
        raise LinkSpent("This link was used already, or has run out. Register again to get a new one.")
    unique.free_company_number(registration.company_number)
    unique.free_charity_number(registration.charity_number)
    _require_free_name(registration.name)
    known = db.session.scalar(select(Person).where(Person.email == registration.email))
    if known is not None and not known.active:
        raise LinkSpent("This link no longer works.")
    organisation = accounts.create_organisation(
        actor=SYSTEM,
        now=now,
        code=f"S{registration.id:06}",
        name=registration.name,
        kind=Kind.SUPPLIER,
        email=registration.email,
    )
    membership = accounts.create_person(
        actor=SYSTEM,
        now=now,
        email=registration.email,
        name=registration.person_name,
        organisation_id=organisation.id,
        roles={Role.ADMINISTRATOR, Role.BIDDER},
        invite=False,
    )
    person = db.session.get(Person, membership.person_id)
    if person.password is None:
        if password_hash is None:
            raise Invalid("Choose a password", "password")
        accounts.set_password(actor=SYSTEM, now=now, person_id=person.id, password_hash=password_hash)
    record_profile(
        actor=SYSTEM,
        now=now,
        organisation=organisation,
        company_number=registration.company_number,
        charity_number=registration.charity_number,
        size=None,
        vcse=None,
    )
    registration.organisation_id = organisation.id
    audit.record(SYSTEM, "confirm_registration", organisation, now=now, detail={"name": organisation.name})
    return organisation


def _require_free_name(name: str) -> None:
    twin = select(Organisation.id).where(func.lower(Organisation.name) == name.lower()).limit(1)
    if db.session.scalar(twin) is not None:
        raise NameTaken(
            f"An organisation called {name} is here already. If it is yours, its administrator can add you "
            "as a colleague; if not, add the place to the name.",
            "name",
        )
