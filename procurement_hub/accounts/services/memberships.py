"""Who acts for an organisation, in which roles, and up to which amount.

Nobody is made to act for an organisation: somebody who acts for another one already is asked, and the
membership is inactive until they accept."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import (
    Invitation,
    InvitationState,
    Membership,
    MembershipRole,
    Organisation,
    Person,
)
from procurement_hub.accounts.permissions import may_administer
from procurement_hub.accounts.roles import ROLES_BY_KIND, Role
from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound


class AlreadyActsFor(DomainError):
    """The person has a membership of that organisation."""


class RoleNotForKind(DomainError):
    """The role cannot be held in that kind of organisation, or none was given."""


class LastAdministrator(DomainError):
    """The organisation would be left with nobody to manage its people."""


class InvitationAnswered(DomainError):
    """The invitation was accepted, declined or taken back."""


def create_person(
    *,
    actor: Actor,
    now: datetime,
    email: str,
    name: str,
    organisation_id: int,
    roles: Iterable[Role],
    approval_limit: Decimal | None = None,
    invite: bool = True,
) -> Membership:
    """Give somebody access, and send a link by which to choose a password.

    Somebody who acts for another organisation already keeps that, and acts for both once they accept.
    `approval_limit`: £ net of VAT; None is no limit."""
    organisation = _locked(actor, organisation_id)
    email = email.strip().lower()
    person = db.session.scalar(select(Person).where(Person.email == email))
    if person is None:
        if not name.strip():
            raise Invalid("Enter the full name", "name")
        person = Person(email=email, name=name, fs_uniquifier=uuid4().hex)
        db.session.add(person)
        db.session.flush()
        audit.record(actor, "create_person", person, now=now, detail={"name": name})
    membership = _grant(actor, now, person, organisation, frozenset(roles), approval_limit)
    if invite and membership.active and person.password is None:
        _invite(actor, now, person, organisation)
    return membership


def grant_membership(
    *,
    actor: Actor,
    now: datetime,
    person_id: int,
    organisation_id: int,
    roles: Iterable[Role],
    approval_limit: Decimal | None = None,
) -> Membership:
    """Let a known person act for an organisation too. `approval_limit`: £ net of VAT."""
    organisation = _locked(actor, organisation_id)
    person = db.session.get(Person, person_id)
    if person is None:
        raise NotFound()
    return _grant(actor, now, person, organisation, frozenset(roles), approval_limit)


def change_roles(
    *,
    actor: Actor,
    now: datetime,
    membership_id: int,
    roles: Iterable[Role],
    approval_limit: Decimal | None = None,
) -> Membership:
    """Give a member these roles, and this approval limit (£ net of VAT; None is no limit)."""
    membership, organisation = _member(actor, membership_id)
    roles = frozenset(roles)
    _check_roles(organisation, roles)
    if membership.active and Role.ADMINISTRATOR not in roles:
        _keep_an_administrator(organisation, membership)
    before = sorted(held.role.value for held in membership.held_roles)
    membership.held_roles = [
        *(held for held in membership.held_roles if held.role in roles),
        *(MembershipRole(role=role) for role in roles - {held.role for held in membership.held_roles}),
    ]
    membership.approval_limit = approval_limit
    detail = {"before": before, "after": _values(roles), "approval_limit": _amount(approval_limit)}
    audit.record(actor, "change_roles", membership, now=now, detail=detail)
    return membership


def deactivate(*, actor: Actor, now: datetime, membership_id: int, reason: str = "") -> Membership:
    """Stop somebody acting for the organisation, from the next click on. What they did stays."""
    membership, organisation = _member(actor, membership_id)
    if membership.active:
        _keep_an_administrator(organisation, membership)
    if _is_asked(membership):
        _answer(membership.invitation, InvitationState.WITHDRAWN, now)
    membership.active = False
    audit.record(actor, "deactivate", membership, now=now, reason=reason)
    return membership


def reactivate(*, actor: Actor, now: datetime, membership_id: int) -> Membership:
    """Let somebody act for the organisation again, in the roles held before. Somebody who has not yet
    agreed to act for it is asked again."""
    membership, _ = _member(actor, membership_id)
    if membership.invitation is None or membership.invitation.state is InvitationState.ACCEPTED:
        membership.active = True
    else:
        _ask(actor, now, membership)
    audit.record(actor, "reactivate", membership, now=now)
    return membership


def invite_again(*, actor: Actor, now: datetime, membership_id: int) -> Membership:
    """Send a new link: to choose a password, to somebody who has chosen none yet; to accept, to
    somebody who was asked."""
    membership, organisation = _member(actor, membership_id)
    person = db.session.get(Person, membership.person_id)
    if _is_asked(membership):
        _ask(actor, now, membership)
    elif person.password is not None:
        raise AlreadyActsFor(f"{person.name} has a password, and can ask for a new one on the sign-in page.")
    else:
        _invite(actor, now, person, organisation)
    audit.record(actor, "invite_again", membership, now=now)
    return membership


def accept_invitation(*, actor: Actor, now: datetime, membership_id: int) -> Membership:
    """Agree to act for the organisation too. Only the person asked can."""
    membership = _own_invitation(actor, membership_id)
    _answer(membership.invitation, InvitationState.ACCEPTED, now)
    membership.active = True
    audit.record(actor, "accept_invitation", membership, now=now)
    return membership


def decline_invitation(*, actor: Actor, now: datetime, membership_id: int) -> Membership:
    membership = _own_invitation(actor, membership_id)
    _answer(membership.invitation, InvitationState.DECLINED, now)
    audit.record(actor, "decline_invitation", membership, now=now)
    return membership


def _own_invitation(actor: Actor, membership_id: int) -> Membership:
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id, Membership.person_id == actor.person_id)
        .options(joinedload(Membership.invitation), joinedload(Membership.organisation))
        .with_for_update(of=Membership)
    )
    if membership is None or membership.invitation is None:
        raise NotFound()
    if not _is_asked(membership):
        raise InvitationAnswered("This invitation was answered or taken back already.")
    return membership


def _is_asked(membership: Membership) -> bool:
    return membership.invitation is not None and membership.invitation.state is InvitationState.OPEN


def _answer(invitation: Invitation, state: InvitationState, now: datetime) -> None:
    invitation.state, invitation.answered_at = state, now


def _ask(actor: Actor, now: datetime, membership: Membership) -> None:
    """Leave the membership inactive and ask the person, by mail, to accept it."""
    if membership.invitation is None:
        membership.invitation = Invitation(membership_id=membership.id)
    invitation = membership.invitation
    invitation.state, invitation.answered_at = InvitationState.OPEN, None
    invitation.asked_at, invitation.asked_by = now, actor.person_name
    membership.active = False
    outbox.put("invitation", {"membership_id": membership.id}, now=now)


def _must_agree(actor: Actor, person: Person) -> bool:
    """Whether the person acts elsewhere, and did not come here by their own act or the platform's."""
    if actor == SYSTEM or actor.person_id == person.id:
        return False
    elsewhere = exists().where(
        Membership.person_id == person.id,
        Membership.active,
        Membership.organisation_id == Organisation.id,
        Organisation.active,
    )
    return db.session.scalar(select(elsewhere))


def _invite(actor: Actor, now: datetime, person: Person, organisation: Organisation) -> None:
    payload = {"person_id": person.id, "invited_by": actor.person_name, "organisation": organisation.name}
    outbox.put("password_link", payload, now=now)


def _grant(
    actor: Actor,
    now: datetime,
    person: Person,
    organisation: Organisation,
    roles: frozenset[Role],
    approval_limit: Decimal | None,
) -> Membership:
    _check_roles(organisation, roles)
    taken = db.session.scalar(
        select(Membership.id).where(
            Membership.person_id == person.id, Membership.organisation_id == organisation.id
        )
    )
    if taken is not None:
        raise AlreadyActsFor(f"{person.name} is on the list of {organisation.name} already", "email")
    agrees = not _must_agree(actor, person)
    membership = Membership(
        person_id=person.id,
        organisation_id=organisation.id,
        approval_limit=approval_limit,
        held_roles=[MembershipRole(role=role) for role in roles],
        invitation=None,
    )
    db.session.add(membership)
    db.session.flush()
    if not agrees:
        _ask(actor, now, membership)
    detail = {
        "organisation": organisation.name,
        "roles": _values(roles),
        "approval_limit": _amount(approval_limit),
    }
    audit.record(actor, "grant_membership", membership, now=now, detail=detail)
    return membership


def _locked(actor: Actor, organisation_id: int) -> Organisation:
    """The organisation, its people held still until the end of the transaction."""
    if not may_administer(actor, organisation_id):
        raise NotFound()
    organisation = db.session.scalar(
        select(Organisation).where(Organisation.id == organisation_id).with_for_update()
    )
    if organisation is None:
        raise NotFound()
    return organisation


def _member(actor: Actor, membership_id: int) -> tuple[Membership, Organisation]:
    organisation_id = db.session.scalar(
        select(Membership.organisation_id).where(Membership.id == membership_id)
    )
    if organisation_id is None:
        raise NotFound()
    organisation = _locked(actor, organisation_id)
    membership = db.session.scalar(
        select(Membership)
        .where(Membership.id == membership_id)
        .options(selectinload(Membership.held_roles), joinedload(Membership.invitation))
    )
    return membership, organisation


def _check_roles(organisation: Organisation, roles: frozenset[Role]) -> None:
    if not roles:
        raise RoleNotForKind("Select at least one role", "roles")
    wrong = roles - ROLES_BY_KIND[organisation.kind]
    if wrong:
        labels = ", ".join(sorted(role.label.lower() for role in wrong))
        raise RoleNotForKind(f"Nobody can be {labels} of a {organisation.kind.label.lower()}", "roles")


def _keep_an_administrator(organisation: Organisation, leaving: Membership) -> None:
    others = (
        select(Membership.id)
        .join(Membership.held_roles)
        .join(Membership.person)
        .where(
            Membership.organisation_id == organisation.id,
            Membership.id != leaving.id,
            Membership.active,
            Person.active,
            MembershipRole.role == Role.ADMINISTRATOR,
        )
        .limit(1)
    )
    is_one = any(held.role == Role.ADMINISTRATOR for held in leaving.held_roles)
    if is_one and db.session.scalar(others) is None:
        raise LastAdministrator(f"{organisation.name} must keep at least one administrator", "roles")


def _values(roles: Iterable[Role]) -> list[str]:
    return sorted(role.value for role in roles)


def _amount(limit: Decimal | None) -> str | None:
    return None if limit is None else str(limit)
