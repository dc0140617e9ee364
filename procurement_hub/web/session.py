"""Who is asking, for which organisation, and what the time is.

Identity is one statement a request: the person, every organisation they act for, their roles
there, and how far ahead a demonstration's clock runs. All of it is read anew each time, so that
a role taken away is gone with the next click."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import flask_security
from flask import g, has_request_context, session
from flask_login import UserMixin, current_user
from sqlalchemy import bindparam, select

from procurement_hub.accounts.models import Demonstration, Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import ROLES_BY_KIND, Role
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.errors import NotFound, NotPermitted

ACTING_AS = "membership"


@dataclass(frozen=True, slots=True)
class Seat:
    """A membership that the person may act in."""

    membership_id: int
    actor: Actor

    @property
    def role_names(self) -> str:
        """ "Buyer and approver", in the order that roles are declared."""
        labels = [role.label for role in Role if role in self.actor.roles]
        labels[1:] = [label[0].lower() + label[1:] for label in labels[1:]]
        return " and ".join(filter(None, [", ".join(labels[:-1]), *labels[-1:]]))


@dataclass(frozen=True)
class SignedIn(UserMixin):
    """What Flask-Login knows of the person: plain values, so no transaction can expire them."""

    id: int
    name: str
    email: str
    fs_uniquifier: str
    seats: tuple[Seat, ...]
    clock_ahead_seconds: int | None
    active: bool = True

    @property
    def is_active(self) -> bool:
        return self.active

    def get_id(self) -> str:
        return self.fs_uniquifier


# Built once: putting the statement together costs more than running it.
IDENTITY = (
    select(
        Person.id,
        Person.name,
        Person.email,
        Membership.id.label("membership_id"),
        Organisation.id.label("organisation_id"),
        Organisation.name.label("organisation_name"),
        Organisation.kind,
        MembershipRole.role,
        select(Demonstration.clock_ahead_seconds).scalar_subquery().label("ahead"),
    )
    .outerjoin(Membership, (Membership.person_id == Person.id) & Membership.active)
    .outerjoin(Organisation, (Organisation.id == Membership.organisation_id) & Organisation.active)
    .outerjoin(MembershipRole, MembershipRole.membership_id == Membership.id)
    .where(Person.fs_uniquifier == bindparam("key"), Person.active)
    .order_by(Organisation.name, Membership.id)
)
AHEAD = select(Demonstration.clock_ahead_seconds)


def load_signed_in(fs_uniquifier: str | None) -> SignedIn | None:
    """The person with this session key, when still active. One statement."""
    if not fs_uniquifier:
        return None
    rows = db.session.connection().execute(IDENTITY, {"key": fs_uniquifier}).all()
    if not rows:
        return None
    person = rows[0]
    roles: dict[int, set[Role]] = {}
    acting: dict[int, object] = {}
    for row in rows:
        if row.organisation_id is not None:
            acting[row.membership_id] = row
            held = roles.setdefault(row.membership_id, set())
            if row.role in ROLES_BY_KIND[row.kind]:
                held.add(row.role)
    seats = tuple(
        Seat(
            membership_id,
            Actor(
                person_id=person.id,
                person_name=person.name,
                organisation_id=row.organisation_id,
                organisation_name=row.organisation_name,
                organisation_kind=row.kind,
                roles=frozenset(roles[membership_id]),
            ),
        )
        for membership_id, row in acting.items()
    )
    return SignedIn(person.id, person.name, person.email, fs_uniquifier, seats, person.ahead)


def signed_in() -> SignedIn | None:
    """The person whose session this is, or None. Someone with no organisation left is signed out."""
    if not has_request_context():
        return None
    if "signed_in" not in g:
        person = current_user._get_current_object() if current_user else None
        g.signed_in = person if isinstance(person, SignedIn) and person.seats else None
    return g.signed_in


def seat() -> Seat | None:
    """The membership acted in: the one chosen, or else the first."""
    if "seat" not in g:
        person = signed_in()
        chosen = session.get(ACTING_AS) if person else None
        g.seat = None
        if person:
            held = next((held for held in person.seats if held.membership_id == chosen), None)
            g.seat = held or _sit(person.seats[0])
    return g.seat


def actor_or_none() -> Actor | None:
    held = seat()
    return held.actor if held else None


def actor() -> Actor:
    """Who acts. Raises NotPermitted when nobody is signed in."""
    someone = actor_or_none()
    if someone is None:
        raise NotPermitted("Sign in first.")
    return someone


def act_as(membership_id: int) -> Actor:
    """Choose the organisation to act for. Raises NotFound for a membership not one's own."""
    person = signed_in()
    held = next((s for s in person.seats if s.membership_id == membership_id), None) if person else None
    if held is None:
        raise NotFound("You do not act for that organisation.")
    g.seat = _sit(held)
    return held.actor


def _sit(held: Seat) -> Seat:
    """Act in this membership from now on. A page still open from another one sends a form whose
    token no longer fits, so that nothing is done for an organisation that it was not meant for."""
    if session.get(ACTING_AS) not in (None, held.membership_id):
        session.pop("csrf_token", None)
        _forget("csrf_token")
    session[ACTING_AS] = held.membership_id
    return held


def begin(fs_uniquifier: str) -> SignedIn | None:
    """Sign the person in with a fresh session; None when they act for no active organisation."""
    person = load_signed_in(fs_uniquifier)
    if person is None or not person.seats:
        return None
    session.clear()
    _forget("csrf_token", "signed_in", "seat")
    session.permanent = True
    flask_security.login_user(person, remember=False)
    session[ACTING_AS] = person.seats[0].membership_id
    return person


def end() -> None:
    """Sign out and forget everything in the session."""
    flask_security.logout_user()
    session.clear()
    _forget("signed_in", "seat")


def _forget(*names: str) -> None:
    for name in names:
        g.pop(name, None)


def clock_ahead_seconds() -> int | None:
    """How far a demonstration's clock runs ahead; None in a database that is no demonstration."""
    if "clock_ahead_seconds" not in g:
        person = signed_in()
        if person is not None:
            g.clock_ahead_seconds = person.clock_ahead_seconds
        else:
            g.clock_ahead_seconds = db.session.connection().scalar(AHEAD)
    return g.clock_ahead_seconds


def now() -> datetime:
    """The moment of this request, in UTC: read once. In a demonstration its clock is added."""
    if "now" not in g:
        g.now = utcnow() + timedelta(seconds=clock_ahead_seconds() or 0)
    return g.now
