"""Reads for the pages about people and organisations, scoped to who asks."""

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from procurement_hub.accounts.models import (
    Demonstration,
    Invitation,
    InvitationState,
    Membership,
    Organisation,
    Person,
)
from procurement_hub.accounts.permissions import may_administer
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import Page, newest_first

MOST = 500


def organisation_for(actor: Actor, organisation_id: int) -> Organisation:
    """An organisation that the actor administers. Raises NotFound for any other."""
    organisation = db.session.get(Organisation, organisation_id)
    if organisation is None or not may_administer(actor, organisation.id):
        raise NotFound()
    return organisation


def organisations(actor: Actor, *, after: int | None = None) -> Page:
    """Every organisation, newest first, for an administrator of the centre; else one's own."""
    query = select(Organisation)
    if actor.organisation_kind != Kind.RCE:
        query = query.where(Organisation.id == actor.organisation_id)
    return newest_first(db.session, query, Organisation.id, after=after)


def people(actor: Actor, organisation_id: int) -> list[Membership]:
    """The memberships of an organisation with person and roles, by name: active ones first."""
    if not may_administer(actor, organisation_id):
        raise NotFound()
    query = (
        select(Membership)
        .join(Membership.person)
        .where(Membership.organisation_id == organisation_id)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.invitation),
            selectinload(Membership.held_roles),
        )
        .order_by(Membership.active.desc(), Person.name, Membership.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def membership_for(actor: Actor, membership_id: int) -> Membership:
    """A membership of an organisation that the actor administers, with person, roles, organisation."""
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .options(
            joinedload(Membership.person),
            joinedload(Membership.organisation),
            joinedload(Membership.invitation),
            selectinload(Membership.held_roles),
        )
    )
    if membership is None or not may_administer(actor, membership.organisation_id):
        raise NotFound()
    return membership


def invitations(actor: Actor) -> list[Membership]:
    """The memberships that the person is asked to accept, the oldest first."""
    query = (
        select(Membership)
        .join(Membership.invitation)
        .join(Membership.organisation)
        .where(
            Membership.person_id == actor.person_id,
            Invitation.state == InvitationState.OPEN,
            Organisation.active,
        )
        .options(
            contains_eager(Membership.invitation),
            contains_eager(Membership.organisation),
            selectinload(Membership.held_roles),
        )
        .order_by(Invitation.asked_at, Membership.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def person_by_email(email: str) -> Person | None:
    return db.session.scalar(select(Person).where(Person.email == email.strip().lower()))


def demonstration_people() -> dict[Organisation, list[Membership]]:
    """Everybody who can be signed in as with one click, by organisation: nobody, in a database that
    was not made as a demonstration. One statement."""
    memberships = db.session.scalars(
        select(Membership)
        .join(Membership.person)
        .join(Membership.organisation)
        .where(select(Demonstration.id).exists(), Membership.active, Person.active, Organisation.active)
        .options(
            contains_eager(Membership.person),
            contains_eager(Membership.organisation),
            joinedload(Membership.held_roles),
        )
        .order_by(Organisation.name, Person.name, Membership.id)
        .limit(MOST)
    ).unique()
    found: dict[Organisation, list[Membership]] = {}
    for membership in memberships:
        found.setdefault(membership.organisation, []).append(membership)
    in_order = sorted(found, key=lambda organisation: list(Kind).index(organisation.kind))
    return {organisation: found[organisation] for organisation in in_order}
