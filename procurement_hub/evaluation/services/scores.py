"""Scores: each evaluator alone, then the panel's agreed score with the reason the bidder reads."""

import re
from datetime import datetime

from sqlalchemy import exists, select

from procurement_hub.accounts.models import Membership, Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound, WrongState
from procurement_hub.evaluation.models import AgreedScore, LotRecommendation, PanelMember, Score
from procurement_hub.evaluation.permissions import require_lead, require_serve
from procurement_hub.frameworks.models import Framework
from procurement_hub.tenders.holding import hold
from procurement_hub.tenders.models import Bid, Criterion, Question, Tender, TenderStatus

LABEL = re.compile(r"\b[Bb]idder [A-Z]{1,2}\b")


class InterestNotDeclared(DomainError):
    """Nobody scores before declaring interests (T7)."""


class ConflictOfInterest(DomainError):
    """A declared conflict keeps the person from scoring (PA 2023 s.82)."""


class OwnOrganisationsBid(ConflictOfInterest):
    """Nobody evaluates a bid of an organisation that they act for."""


class OffTheScale(DomainError):
    """The score is not a whole number of the question's scale."""


class ScoreSettled(WrongState):
    """The panel has agreed this score, or the award has been recommended."""


class NamesAnotherBidder(DomainError):
    """A reason that the bidder will read speaks of another bidder, or of a bidder by its label."""


class ScoresMissing(DomainError):
    """Somebody on the panel has not scored this answer yet."""


def score(*, actor: Actor, now: datetime, bid: Bid, question: Question, score: int, reason: str) -> Score:
    """Give one's own score of one answer. It can change until the panel agrees; until then nobody
    else sees it."""
    tender = _opened(bid, question)
    framework = db.session.get_one(Framework, tender.framework_id)
    require(actor, Permission.SCORE)
    require_serve(actor, framework)
    member = _member(actor, tender)
    _refuse_own_bid(actor, bid)
    _refuse_off_scale(question, score, reason)
    if db.session.scalar(select(_agreed(bid, question))):
        raise ScoreSettled(f"The panel has agreed the score of {question.code} for this bid.")
    given = db.session.scalars(
        select(Score)
        .where(Score.bid_id == bid.id, Score.question_id == question.id, Score.panel_member_id == member.id)
        .with_for_update()
    ).one_or_none()
    if given is None:
        given = Score(bid_id=bid.id, question_id=question.id, panel_member_id=member.id)
        db.session.add(given)
    given.score = score
    given.reason = reason.strip()
    given.scored_at = now
    audit.record(
        actor,
        "score",
        given,
        now=now,
        reason=given.reason,
        detail={"bid": bid.id, "question": question.code, "score": score},
    )
    db.session.flush()
    return given


def agree_score(
    *, actor: Actor, now: datetime, bid: Bid, question: Question, score: int, reason: str
) -> AgreedScore:
    """Record the panel's score of one answer. Every member without a conflict must have scored it.

    It can be agreed anew until the lot is recommended; with quality before price only until the
    prices are open (law.md B9)."""
    tender = _opened(bid, question)
    require_lead(actor, db.session.get_one(Framework, tender.framework_id))
    _refuse_own_bid(actor, bid)
    _refuse_off_scale(question, score, reason)
    _refuse_known_prices(tender)
    if db.session.scalar(select(exists().where(LotRecommendation.lot_id == bid.lot_id))):
        raise ScoreSettled("The award of this lot has been recommended. Withdraw the recommendation first.")
    _refuse_missing_scores(tender, bid, question)
    _refuse_other_bidders(bid, reason)
    agreed = db.session.scalars(
        select(AgreedScore)
        .where(AgreedScore.bid_id == bid.id, AgreedScore.question_id == question.id)
        .with_for_update()
    ).one_or_none()
    before = agreed.score if agreed else None
    if agreed is None:
        agreed = AgreedScore(bid_id=bid.id, question_id=question.id)
        db.session.add(agreed)
    agreed.score = score
    agreed.reason = reason.strip()
    agreed.agreed_at = now
    agreed.agreed_by_id = actor.person_id
    audit.record(
        actor,
        "agree_score",
        agreed,
        now=now,
        reason=agreed.reason,
        detail={"bid": bid.id, "question": question.code, "score": score, "before": before},
    )
    db.session.flush()
    return agreed


def _refuse_known_prices(tender: Tender) -> None:
    """The tender is held, so that its prices are not opened while a score is being agreed."""
    held = hold(tender, shared=True)
    if held.quality_first and held.prices_opened_at is not None:
        raise ScoreSettled(
            f"The prices were opened on {format_moment(held.prices_opened_at)}, so no score changes any more."
        )


def _opened(bid: Bid, question: Question) -> Tender:
    """The tender that bid and question belong to, once its bids are open."""
    tender = db.session.get_one(Tender, bid.tender_id)
    of_tender = select(Criterion.tender_id).where(Criterion.id == question.criterion_id)
    if tender.status is not TenderStatus.OPENED or bid.supplier_id is None:
        raise NotFound()
    if db.session.scalar(of_tender) != tender.id:
        raise NotFound()
    return tender


def _member(actor: Actor, tender: Tender) -> PanelMember:
    member = db.session.scalars(
        select(PanelMember).where(
            PanelMember.tender_id == tender.id, PanelMember.person_id == actor.person_id
        )
    ).one_or_none()
    if member is None:
        raise InterestNotDeclared("Declare your interests for this tender before you score.")
    if member.conflict:
        raise ConflictOfInterest("You declared a conflict of interest, so you may not score these bids.")
    return member


def _refuse_own_bid(actor: Actor, bid: Bid) -> None:
    """Whichever organisation the person acts for today: a bidder's colleague judges no bid of theirs."""
    colleague = exists().where(
        Membership.person_id == actor.person_id,
        Membership.organisation_id == bid.supplier_id,
        Membership.active,
    )
    if db.session.scalar(select(colleague)):
        raise OwnOrganisationsBid("You may not score a bid of an organisation that you act for.")


def _agreed(bid: Bid, question: Question):
    return exists().where(AgreedScore.bid_id == bid.id, AgreedScore.question_id == question.id)


def _refuse_off_scale(question: Question, score: int, reason: str) -> None:
    if isinstance(score, bool) or not isinstance(score, int) or not 0 <= score <= question.scale_max:
        raise OffTheScale(f"Score from 0 to {question.scale_max}.", "score")
    if not reason.strip():
        raise Invalid("Give the reason for the score, by reference to the answer.", "reason")


def _refuse_other_bidders(bid: Bid, reason: str) -> None:
    """An answer is scored against the scale, never against another bid, and bidders know no labels."""
    others = db.session.scalars(
        select(Organisation.name)
        .join(Bid, Bid.supplier_id == Organisation.id)
        .where(Bid.tender_id == bid.tender_id, Bid.supplier_id != bid.supplier_id)
        .distinct()
    )
    named = next((name for name in others if name.lower() in reason.lower()), None)
    label = LABEL.search(reason)
    if named or label:
        raise NamesAnotherBidder(
            f"Leave {named or label[0]} out of the reason: the bidder reads it, and an answer is scored "
            "against the scale, not against another bid.",
            "reason",
        )


def _refuse_missing_scores(tender: Tender, bid: Bid, question: Question) -> None:
    scored = exists().where(
        Score.panel_member_id == PanelMember.id, Score.bid_id == bid.id, Score.question_id == question.id
    )
    rows = db.session.execute(
        select(PanelMember.id, scored.label("scored"))
        .where(PanelMember.tender_id == tender.id, PanelMember.conflict.is_(False))
        .order_by(PanelMember.id)
    ).all()
    waiting = sum(not row.scored for row in rows)
    if not rows:
        raise ScoresMissing("Nobody has declared their interests and joined the panel.")
    if waiting:
        raise ScoresMissing(
            f"{waiting} of {len(rows)} evaluators {'has' if waiting == 1 else 'have'} not scored "
            f"{question.code} of this bid yet."
        )
