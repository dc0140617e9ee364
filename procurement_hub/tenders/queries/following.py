"""Who follows a tender: a count for everybody, one's own for a supplier, and for letters all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, literal, select, true
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.interest import TenderFollow, TenderReminder
from procurement_hub.tenders.models import Bid, DeadlineChange, Tender, TenderStatus

LEAST_TOLD = 3
"""Fewer firms than this are not told of: a small number could point at one of them."""

REMINDED_BEFORE = (168, 24, 2)
"""Hours before a deadline at which those who are not ready are reminded, the earliest first."""


@dataclass(frozen=True)
class Interest:
    """How many firms prepare a bid, how many of them are small or medium, and whether one's own does."""

    firms: int
    small: int
    own: bool

    @property
    def told(self) -> bool:
        return self.firms >= LEAST_TOLD


def interest_in(tender: Tender, actor: Actor | None = None) -> Interest:
    """In one statement; `actor` is a supplier's person who may bid, or None."""
    token = box_of(tender).token(actor.organisation_id) if actor else None
    firms, small, own = db.session.execute(
        select(
            func.count(),
            func.count().filter(TenderFollow.small),
            func.count().filter(TenderFollow.token == token) if token else literal(0),
        ).where(TenderFollow.tender_id == tender.id, TenderFollow.active)
    ).one()
    return Interest(firms, small, bool(own))


def nothing_to_follow(framework: Framework, tender: Tender, now: datetime) -> str | None:
    """Why a tender has no more news for bidders; None while it has."""
    if framework.status is FrameworkStatus.WITHDRAWN:
        return "This tender was withdrawn, so there is nothing to follow."
    if tender.status is not TenderStatus.PUBLISHED or now >= tender.deadline_at:
        return f"The deadline was {format_moment(tender.deadline_at)}, so there is nothing to follow."
    if framework.status is not FrameworkStatus.TENDERING:
        return "This tender is not out to bid, so there is nothing to follow."
    return None


def moments_moved(tender: Tender) -> list[datetime]:
    """When the deadline was moved, oldest first."""
    return list(
        db.session.scalars(
            select(DeadlineChange.changed_at)
            .where(DeadlineChange.tender_id == tender.id)
            .order_by(DeadlineChange.changed_at, DeadlineChange.id)
        )
    )


def tender_for_letters(tender_id: int) -> Tender | None:
    """A tender with its framework, lots and centre."""
    return db.session.scalar(_for_letters().where(Tender.id == tender_id))


def tender_of_framework(framework_id: int) -> Tender | None:
    return db.session.scalar(_for_letters().where(Tender.framework_id == framework_id))


def _for_letters():
    return select(Tender).options(
        joinedload(Tender.framework).selectinload(Framework.lots),
        joinedload(Tender.framework).joinedload(Framework.organisation),
    )


def followers(tender: Tender) -> list[TenderFollow]:
    return list(
        db.session.scalars(
            select(TenderFollow)
            .where(TenderFollow.tender_id == tender.id, TenderFollow.active)
            .order_by(TenderFollow.id)
        )
    )


def bids_by_token(tender: Tender, tokens: Iterable[str]) -> dict[str, list[Bid]]:
    """What stands in a tender for these bidders: status and place, never content."""
    found: dict[str, list[Bid]] = {}
    for bid in db.session.scalars(
        select(Bid).where(Bid.tender_id == tender.id, Bid.token.in_(tuple(tokens))).order_by(Bid.lot_id)
    ):
        found.setdefault(bid.token, []).append(bid)
    return found


def hours_band(deadline_at: datetime, now: datetime) -> int | None:
    """Which reminder it is time for: 2 in the last two hours, 24 in the last day, 168 in the last
    week; None earlier and once the deadline has passed."""
    left = deadline_at - now
    if left <= timedelta(0):
        return None
    return next((hours for hours in reversed(REMINDED_BEFORE) if left <= timedelta(hours=hours)), None)


def to_be_reminded(now: datetime) -> dict[Tender, list[TenderFollow]]:
    """Followers of tenders that close within a week who have not had the reminder that is due.

    Whether their bids are in the box is for the caller to ask."""
    found: dict[Tender, list[TenderFollow]] = {}
    closer = timedelta(0)
    for hours in reversed(REMINDED_BEFORE):
        had = and_(
            TenderReminder.tender_id == Tender.id,
            TenderReminder.token == TenderFollow.token,
            TenderReminder.deadline_at == Tender.deadline_at,
            TenderReminder.hours_before == hours,
        )
        rows = db.session.execute(
            select(Tender, TenderFollow)
            .join(TenderFollow, TenderFollow.tender_id == Tender.id)
            .join(Tender.framework)
            .where(
                Tender.status == TenderStatus.PUBLISHED,
                Framework.status == FrameworkStatus.TENDERING,
                Tender.deadline_at > now + closer,
                Tender.deadline_at <= now + timedelta(hours=hours),
                TenderFollow.active,
                ~select(true()).where(had).correlate(Tender, TenderFollow).exists(),
            )
            .options(joinedload(Tender.framework).selectinload(Framework.lots))
            .order_by(Tender.id, TenderFollow.id)
        )
        for tender, follow in rows:
            found.setdefault(tender, []).append(follow)
        closer = timedelta(hours=hours)
    return found


@dataclass(frozen=True)
class Bidder:
    """Somebody who bids for a supplier, to write to."""

    person_id: int
    email: str
    supplier_id: int
    supplier: str


def bidders_of(supplier_ids: Sequence[int]) -> dict[int, list[Bidder]]:
    """The people with the role bidder, by supplier. One statement."""
    found: dict[int, list[Bidder]] = {}
    for row in db.session.execute(
        select(Person.id, Person.email, Organisation.id, Organisation.name)
        .join(Membership, Membership.person_id == Person.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Organisation.id.in_(supplier_ids),
            Organisation.active,
            Membership.active,
            Person.active,
            MembershipRole.role == Role.BIDDER,
        )
        .order_by(Organisation.id, Person.id)
    ):
        found.setdefault(row[2], []).append(Bidder(*row))
    return found
