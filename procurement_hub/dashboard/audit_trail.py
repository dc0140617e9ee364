"""The audit trail as the page shows it: of sealed bids nothing, until the box is open."""

from sqlalchemy import and_, exists, or_, select

from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent, Outcome
from procurement_hub.core.database import db
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.models import Bid, Tender, TenderStatus

SEALED_ACTS = ("save_bid", "submit_bid", "withdraw_bid")


def audit_trail(actor: Actor, *, after: int | None = None) -> Page:
    """Events of the actor's own organisation, newest first; a centre also reads the platform's
    own chain, where acts on bids stand without a name, and only once the box is open: before
    that they would tell how many bids there are, and when they came (law.md B1)."""
    chains = [actor.organisation_id]
    if actor.organisation_kind == Kind.RCE:
        chains.append(0)
    query = select(AuditEvent).where(
        AuditEvent.chain.in_(chains), or_(AuditEvent.verb.not_in(SEALED_ACTS), _no_longer_sealed())
    )
    return newest_first(db.session, query, AuditEvent.id, after=after)


def _no_longer_sealed():
    """The act was on a bid that has been opened; or, for a refusal, which names no bid, it was
    before every tender whose box is still closed."""
    opened = exists().where(
        AuditEvent.subject_kind == Bid.__tablename__,
        Bid.id == AuditEvent.subject_id,
        Tender.id == Bid.tender_id,
        Tender.status == TenderStatus.OPENED,
    )
    closed = exists().where(
        Tender.status == TenderStatus.PUBLISHED,
        Tender.published_at <= AuditEvent.at,
        Framework.id == Tender.framework_id,
        Framework.status.not_in((FrameworkStatus.WITHDRAWN, FrameworkStatus.PRACTICE)),
    )
    return or_(opened, and_(AuditEvent.outcome == Outcome.REFUSED, ~closed))
