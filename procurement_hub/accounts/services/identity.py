"""Signing in and out, passwords, and the organisation acted for: what of it is kept and audited.

Passwords come here hashed: hashing is slow on purpose, and no transaction waits for it."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from procurement_hub.accounts import attempts
from procurement_hub.accounts.models import Membership, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.accounts.services.memberships import create_person
from procurement_hub.accounts.services.organisations import create_organisation
from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound


def note_signed_in(*, actor: Actor, now: datetime, how: str = "password") -> None:
    """Somebody signed in: their wrong tries are forgotten."""
    person = db.session.get(Person, actor.person_id)
    attempts.clear(person.email)
    audit.record(actor, "sign_in", person, now=now, detail={"how": how})


def sign_out(*, actor: Actor, now: datetime) -> None:
    """Every session of the person ends, also one that somebody goes on with from a copied cookie."""
    person = db.session.get(Person, actor.person_id)
    person.fs_uniquifier = uuid4().hex
    audit.record(actor, "sign_out", person, now=now)


def begin_acting(*, actor: Actor, now: datetime) -> None:
    """Somebody with several organisations now acts for the one that `actor` names."""
    audit.record(actor, "act_for", db.session.get(Organisation, actor.organisation_id), now=now)


def request_password_link(*, email: str, now: datetime) -> None:
    """Mail a link by which to choose a new password, when the address is known.

    Whoever asks learns nothing from the answer: it is the same for every address."""
    person = db.session.scalar(select(Person).where(Person.email == email.strip().lower(), Person.active))
    if attempts.count_link(email, now=now) and person is not None:
        outbox.put("password_link", {"person_id": person.id}, now=now)
        audit.record(SYSTEM, "send_password_link", person, now=now)


def set_password(*, actor: Actor, now: datetime, person_id: int, password_hash: str) -> Person:
    """Give the person this password. Every session and link of theirs ends, and a lock is lifted."""
    person = db.session.get(Person, person_id)
    if person is None or not person.active:
        raise NotFound()
    person.password = password_hash
    person.fs_uniquifier = uuid4().hex
    attempts.clear(person.email)
    audit.record(actor, "set_password", person, now=now)
    return person


def create_administrator(
    *,
    now: datetime,
    email: str,
    name: str,
    organisation_code: str,
    organisation_name: str,
    password_hash: str,
) -> Membership:
    """The first administrator of the centre, who lets everybody else in. For the command line."""
    centre = db.session.scalar(select(Organisation).where(Organisation.code == organisation_code))
    if centre is None:
        centre = create_organisation(
            actor=SYSTEM, now=now, code=organisation_code, name=organisation_name, kind=Kind.RCE
        )
    membership = create_person(
        actor=SYSTEM,
        now=now,
        email=email,
        name=name,
        organisation_id=centre.id,
        roles={Role.ADMINISTRATOR},
        invite=False,
    )
    set_password(actor=SYSTEM, now=now, person_id=membership.person_id, password_hash=password_hash)
    return membership
