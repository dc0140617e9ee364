"""The assessment summaries go to every bidder at one moment (PA 2023 s.50, rule T8)."""

from datetime import datetime

from sqlalchemy import exists, func, select

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.evaluation.models import AgreedScore, BidResult, LotRecommendation
from procurement_hub.evaluation.permissions import require_lead
from procurement_hub.evaluation.records import held_tender
from procurement_hub.evaluation.services.recommending import ScoresNotAgreed, SummariesReleased
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.tenders.holding import questions_asked
from procurement_hub.tenders.models import Bid, Tender


class LotsNotRecommended(DomainError):
    """Summaries go out for all lots at one moment, so every lot must be recommended first."""


class NothingAssessed(DomainError):
    """No lot has a bid."""


def release_summaries(*, actor: Actor, now: datetime, tender: Tender) -> int:
    """Give every assessed bidder its assessment summary at one moment; how many there are.

    Refused until every lot is recommended and every summary is complete (T8)."""
    framework = db.session.get_one(Framework, tender.framework_id)
    require_lead(actor, framework)
    held = held_tender(framework)
    waiting = db.session.scalars(
        select(Lot.number)
        .where(Lot.framework_id == framework.id)
        .where(~exists().where(LotRecommendation.lot_id == Lot.id))
        .order_by(Lot.number)
    ).all()
    if waiting:
        raise LotsNotRecommended(f"Recommend the award first for lot {', '.join(waiting)}.")
    results = list(
        db.session.scalars(
            select(BidResult)
            .join(Bid, Bid.id == BidResult.bid_id)
            .where(Bid.tender_id == held.id)
            .order_by(BidResult.bid_id)
            .with_for_update()
        )
    )
    if any(result.summary_released_at is not None for result in results):
        raise SummariesReleased("The assessment summaries have been released.")
    if not results:
        raise NothingAssessed("There are no bids, so there are no summaries to release.")
    _refuse_incomplete(held, results)
    for result in results:
        result.summary_released_at = now
    _tell_bidders(framework, results, now)
    audit.record(actor, "release_summaries", held, now=now, detail={"summaries": len(results)})
    db.session.flush()
    return len(results)


def _refuse_incomplete(tender: Tender, results: list[BidResult]) -> None:
    """Every criterion of every bid needs its score with a reason, and the bid its explanation."""
    questions = len(questions_asked(tender))
    reasons = dict(
        db.session.execute(
            select(AgreedScore.bid_id, func.count())
            .where(AgreedScore.bid_id.in_([result.bid_id for result in results]), AgreedScore.reason != "")
            .group_by(AgreedScore.bid_id)
        ).all()
    )
    incomplete = [
        result for result in results if reasons.get(result.bid_id, 0) < questions or not result.explanation
    ]
    if incomplete:
        raise ScoresNotAgreed(f"{len(incomplete)} assessment summaries are not complete.")


def _tell_bidders(framework: Framework, results: list[BidResult], now: datetime) -> None:
    suppliers = select(Bid.supplier_id).where(Bid.id.in_([result.bid_id for result in results]))
    people = db.session.scalars(
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Organisation.id.in_(suppliers),
            MembershipRole.role == Role.BIDDER,
            Membership.active,
            Person.active,
        )
        .distinct()
        .order_by(Person.email)
    ).all()
    for address in people:
        outbox.put(
            "mail",
            {
                "to": address,
                "subject": f"Result of the tender {framework.title}",
                "text": "Your assessment summary is ready. Sign in to Procurement Hub and open Results to "
                "read your scores, the reasons for them and those of the winner.",
            },
            now=now,
        )
