"""The people and organisations of a scenario, put into an empty database."""

import secrets
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.catalogue import reference, starter
from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.database import db
from procurement_hub.suppliers.models import Size, SupplierProfile


class NotEmpty(Exception):
    """The database already holds organisations: a scenario is played on an empty one."""


def assemble(cast: dict, *, now: datetime) -> None:
    """Write organisations, people and roles of `scenario.json`, and the starter catalogue."""
    if db.session.scalar(select(Organisation.id).limit(1)) is not None:
        raise NotEmpty("This database already holds organisations. Play a scenario on an empty one.")
    stock_up()
    organisations = {}
    for entry in cast["organisations"]:
        organisation = Organisation(
            code=entry["code"],
            name=entry["name"],
            kind=Kind(entry["kind"]),
            region=entry.get("region", ""),
            gss_code=entry.get("gss_code"),
            address=entry.get("address", ""),
            email=entry.get("email", ""),
        )
        organisations[entry["code"]] = organisation
        db.session.add(organisation)
    db.session.flush()
    for entry in cast["organisations"]:
        if entry["kind"] == Kind.SUPPLIER:
            db.session.add(
                SupplierProfile(
                    organisation_id=organisations[entry["code"]].id,
                    company_number=entry.get("company_number"),
                    size=Size(entry["size"]),
                    vcse=entry.get("vcse", False),
                )
            )
    people: dict[str, Person] = {}
    for entry in cast["people"]:
        email = entry["email"].lower()
        person = people.get(email)
        if person is None:
            person = people[email] = Person(
                email=email, name=entry["name"], fs_uniquifier=secrets.token_hex(32)
            )
            db.session.add(person)
            db.session.flush()
        membership = Membership(person_id=person.id, organisation_id=organisations[entry["organisation"]].id)
        membership.held_roles = [MembershipRole(role=Role(role)) for role in entry["roles"]]
        db.session.add(membership)
    audit.record(SYSTEM, "assemble_cast", None, now=now, reason=cast.get("title", ""))


def stock_up() -> None:
    """The few CPV codes and units that an empty database starts with; the full lists are imported."""
    reference.import_cpv(starter.CPV)
    reference.import_units(starter.UNITS)


def actors() -> dict[str, Actor]:
    """Each person's e-mail address and the actor they are, acting for their first organisation."""
    rows = db.session.execute(
        select(Person, Membership, Organisation)
        .join(Membership, Membership.person_id == Person.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .order_by(Membership.id)
    ).all()
    roles: dict[int, set[str]] = {}
    for held in db.session.scalars(select(MembershipRole)):
        roles.setdefault(held.membership_id, set()).add(held.role)
    found: dict[str, Actor] = {}
    for person, membership, organisation in rows:
        found.setdefault(
            person.email,
            Actor(
                person_id=person.id,
                person_name=person.name,
                organisation_id=organisation.id,
                organisation_name=organisation.name,
                organisation_kind=organisation.kind,
                roles=frozenset(roles.get(membership.id, ())),
            ),
        )
    return found
