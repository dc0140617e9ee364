"""Whom to write to, and who stands behind the supplier."""

from datetime import datetime

from sqlalchemy import func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.suppliers.models import ConnectedPerson, Connection, Contact, ContactRole
from procurement_hub.suppliers.models.people import MOST
from procurement_hub.suppliers.permissions import require_keeper


class TooManyContacts(DomainError):
    """More than anybody would read."""


def add_contact(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    role: ContactRole,
    name: str,
    email: str,
    phone: str = "",
) -> Contact:
    require_keeper(actor, organisation)
    _room_for_another(Contact, organisation)
    contact = Contact(organisation_id=organisation.id, role=role, name=name, email=email, phone=phone)
    db.session.add(contact)
    db.session.flush()
    audit.record(actor, "add_contact", contact, now=now, detail={"role": role.value})
    return contact


def remove_contact(*, actor: Actor, now: datetime, organisation: Organisation, contact_id: int) -> None:
    require_keeper(actor, organisation)
    contact = _own(Contact, contact_id, organisation)
    audit.record(actor, "remove_contact", contact, now=now, detail={"role": contact.role.value})
    db.session.delete(contact)


def add_connected_person(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    name: str,
    connection: Connection,
    birth_month: int | None = None,
    birth_year: int | None = None,
) -> ConnectedPerson:
    """Name a connected person. Month and year of birth are for people, never for an undertaking."""
    require_keeper(actor, organisation)
    if (birth_month is None) != (birth_year is None):
        missing = "birth_month" if birth_month is None else "birth_year"
        raise Invalid("Enter both the month and the year of birth, or neither", missing)
    if birth_year is not None:
        if not connection.may_be_a_person:
            raise Invalid(f"A {connection.label.lower()} has no date of birth", "birth_month")
        if not uk_date(now).year - 120 <= birth_year <= uk_date(now).year - 16:
            raise Invalid("Enter the year of birth, like 1971", "birth_year")
    _room_for_another(ConnectedPerson, organisation)
    person = ConnectedPerson(
        organisation_id=organisation.id,
        name=name,
        connection=connection,
        birth_month=birth_month,
        birth_year=birth_year,
    )
    db.session.add(person)
    db.session.flush()
    audit.record(actor, "add_connected_person", person, now=now, detail={"connection": connection.value})
    return person


def remove_connected_person(
    *, actor: Actor, now: datetime, organisation: Organisation, person_id: int
) -> None:
    require_keeper(actor, organisation)
    person = _own(ConnectedPerson, person_id, organisation)
    detail = {"connection": person.connection.value}
    audit.record(actor, "remove_connected_person", person, now=now, detail=detail)
    db.session.delete(person)


def _own(model, key: int, organisation: Organisation):
    found = db.session.get(model, key)
    if found is None or found.organisation_id != organisation.id:
        raise NotFound()
    return found


def _room_for_another(model, organisation: Organisation) -> None:
    count = select(func.count(model.id)).where(model.organisation_id == organisation.id)
    if db.session.scalar(count) >= MOST:
        raise TooManyContacts(f"There are {MOST} already. Remove one first.")
