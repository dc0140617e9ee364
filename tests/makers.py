"""Organisations, people and signed-in visitors for tests, each in one line."""

from datetime import UTC, datetime
from itertools import count

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions.declaration import Answer, Declaration
from procurement_hub.exclusions.models import ConfirmedDeclaration
from procurement_hub.law.exclusion_grounds import declared_grounds

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
DECLARED = datetime(2026, 5, 5, 9, tzinfo=UTC)
_numbers = count(1)


def make_organisation(kind=Kind.COUNCIL, name: str | None = None, **columns) -> Organisation:
    number = next(_numbers)
    name = name or f"{Kind(kind).label} {number}"
    with transaction():
        organisation = Organisation(code=f"ORG{number}", name=name, kind=Kind(kind), **columns)
        db.session.add(organisation)
    return organisation


def make_person(
    roles=(),
    organisation: Organisation | None = None,
    *,
    name: str | None = None,
    email: str | None = None,
    password_hash: str | None = None,
    approval_limit=None,
) -> Person:
    """Somebody who acts for the organisation (a new council unless given) in these roles."""
    organisation_id = (organisation or make_organisation()).id
    number = next(_numbers)
    with transaction():
        person = Person(
            email=email or f"person{number}@example.org",
            name=name or f"Person {number}",
            password=password_hash,
            fs_uniquifier=f"session-key-{number}",
        )
        membership = Membership(
            person=person,
            organisation_id=organisation_id,
            approval_limit=approval_limit,
            held_roles=[MembershipRole(role=Role(role)) for role in roles],
        )
        db.session.add_all([person, membership])
    return person


def actor_for(person: Person) -> Actor:
    """The person as an actor, for the first organisation that they act for."""
    membership, organisation = db.session.execute(
        db.select(Membership, Organisation)
        .join(Membership.organisation)
        .where(Membership.person_id == person.id)
        .order_by(Membership.id)
    ).first()
    held = db.select(MembershipRole.role).where(MembershipRole.membership_id == membership.id)
    roles = frozenset(db.session.scalars(held))
    return Actor(person.id, person.name, organisation.id, organisation.name, organisation.kind, roles)


def sign_in(client, person: Person):
    """The client, signed in as the person, without the page."""
    with client.session_transaction() as session:
        session["_user_id"] = person.fs_uniquifier
        session["_fresh"] = True
    return client


def visitor(app, roles=(), organisation: Organisation | None = None, **columns):
    """A client signed in as somebody new with these roles."""
    return sign_in(app.test_client(), make_person(roles, organisation, **columns))


def declare(supplier: Organisation, person: Person, *, at: datetime = DECLARED) -> None:
    """The supplier's declaration that no exclusion ground applies, confirmed by the person."""
    said = Declaration(
        answers=tuple(Answer(ground.code, False) for ground in declared_grounds(at.date())),
        version=1,
        confirmed_by=person.name,
        confirmed_at=at,
    )
    db.session.add(
        ConfirmedDeclaration(
            supplier_id=supplier.id,
            version=1,
            content=said.to_json(),
            confirmed_at=at,
            confirmed_by_id=person.id,
        )
    )
