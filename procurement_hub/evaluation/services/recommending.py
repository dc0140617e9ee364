"""From agreed scores to a ranking, frozen as the recommendation of a lot."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, WrongState
from procurement_hub.core.money import round_money
from procurement_hub.evaluation.explaining import Outcome, explain
from procurement_hub.evaluation.models import AgreedScore, BidResult, LotRecommendation
from procurement_hub.evaluation.permissions import require_lead
from procurement_hub.evaluation.records import held_tender, tiers_by_item
from procurement_hub.evaluation.scoring import PRICE, LotScores, ScoredBid, evaluated_total, score_lot, shown
from procurement_hub.exclusions import checks
from procurement_hub.exclusions.models import Outcome as Standing
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.holding import questions_asked
from procurement_hub.tenders.models import (
    Bid,
    BidStatus,
    Criterion,
    CriterionKind,
    Question,
    Tender,
    TenderStatus,
)

STORED = Decimal("0.000000001")


class ScoresNotAgreed(DomainError):
    """The panel has not agreed every score of the lot."""


class PricesSealed(WrongState):
    """Nothing is ranked, and no total worked out, before the price envelopes are open (law.md B9)."""


class DrawNeeded(DomainError):
    """Bids are equal in total and quality, so a draw must decide and be recorded."""


class AlreadyRecommended(WrongState):
    """The lot has its recommendation."""


class SummariesReleased(WrongState):
    """Bidders have read the result."""


def recommend_award(*, actor: Actor, now: datetime, lot: Lot, draw: str = "") -> LotRecommendation:
    """Score and rank the lot's bids and freeze the result.

    Each bidder is checked, and the check kept (T5); the bid of an excluded supplier is disregarded
    (PA 2023 s.19(3)(b)), and its prices are nobody's measure. `draw` settles a tie in total and
    quality: supplier codes in the order drawn, separated by commas. A lot without bids is recommended
    without an award."""
    framework = db.session.get_one(Framework, lot.framework_id)
    require_lead(actor, framework)
    tender = held_tender(framework)
    if tender is None or tender.status is not TenderStatus.OPENED:
        raise WrongState("The bids have not been opened, so there is nothing to recommend.")
    if tender.prices_opened_at is None:
        raise PricesSealed(
            "The prices are still sealed. Two officers open them when every score of every lot is agreed; "
            "then the bids can be ranked."
        )
    if db.session.get(LotRecommendation, lot.id) is not None:
        raise AlreadyRecommended(f"The award of lot {lot.number} has been recommended.")
    bids, disregarded = _regarded(actor, now, framework, lot, _bids(lot))
    questions = questions_asked(tender)
    scores = _agreed_scores(bids, questions)
    totals = _totals(lot, bids)
    result = _score(tender, questions, scores, bids, totals, _drawn(draw, bids))
    if result.needs_draw:
        names = " and ".join(", ".join(group) for group in result.needs_draw)
        raise DrawNeeded(
            f"The bids of {names} are equal in total and in quality. Draw lots before a witness and enter "
            "their codes in the order drawn.",
            "draw",
        )
    if draw.strip() and not result.tied:
        raise Invalid("No bids are tied, so there is nothing to draw.", "draw")
    _freeze(lot, bids, totals, result)
    recommendation = LotRecommendation(
        lot_id=lot.id, recommended_at=now, recommended_by_id=actor.person_id, draw=draw.strip()
    )
    db.session.add(recommendation)
    audit.record(
        actor,
        "recommend_award",
        lot,
        now=now,
        reason=draw.strip(),
        detail={
            "ranking": result.ranking,
            "scores": {code: str(s) for code, s in result.scores.items()},
            "disregarded": [bid.supplier.code for bid in disregarded],
        },
    )
    db.session.flush()
    return recommendation


def withdraw_recommendation(*, actor: Actor, now: datetime, lot: Lot, reason: str) -> None:
    """Undo a recommendation, with its reason, while no bidder has read a summary of it; or later, when
    a supplier that was to win has been excluded since and cannot be awarded a place (T6)."""
    framework = db.session.get_one(Framework, lot.framework_id)
    require_lead(actor, framework)
    held_tender(framework)
    recommendation = db.session.get(LotRecommendation, lot.id)
    if recommendation is None:
        raise WrongState(f"Lot {lot.number} has no recommendation to withdraw.")
    if not reason.strip():
        raise Invalid("Give the reason for withdrawing the recommendation.", "reason")
    if framework.status is not FrameworkStatus.TENDERING:
        raise WrongState("The award notice has been published, so the recommendation stands.")
    released = exists().where(BidResult.lot_id == lot.id, BidResult.summary_released_at.is_not(None))
    if db.session.scalar(select(released)) and not _winner_excluded(framework, lot, now):
        raise SummariesReleased("Bidders have their assessment summaries, so the recommendation stands.")
    db.session.execute(delete(BidResult).where(BidResult.lot_id == lot.id))
    db.session.delete(recommendation)
    audit.record(actor, "withdraw_recommendation", lot, now=now, reason=reason.strip())
    db.session.flush()


def _bids(lot: Lot) -> list[Bid]:
    return list(
        db.session.scalars(
            select(Bid)
            .where(Bid.lot_id == lot.id, Bid.status == BidStatus.SUBMITTED)
            .options(joinedload(Bid.supplier), selectinload(Bid.prices))
            .order_by(Bid.id)
            .execution_options(populate_existing=True)
        )
    )


def _regarded(
    actor: Actor, now: datetime, framework: Framework, lot: Lot, bids: list[Bid]
) -> tuple[list[Bid], list[Bid]]:
    """The bids to rank, and those of excluded suppliers."""
    checked = checks.check_each(
        actor=actor,
        now=now,
        subjects={bid.supplier_id: bid.id for bid in bids},
        subject_kind=checks.RECOMMENDATION,
        authority_id=framework.organisation_id,
    )
    excluded = {supplier_id for supplier_id, found in checked.items() if found.outcome is Standing.EXCLUDED}
    return (
        [bid for bid in bids if bid.supplier_id not in excluded],
        [bid for bid in bids if bid.supplier_id in excluded],
    )


def _winner_excluded(framework: Framework, lot: Lot, now: datetime) -> bool:
    winners = db.session.scalars(
        select(Bid.supplier_id)
        .join(BidResult, BidResult.bid_id == Bid.id)
        .where(BidResult.lot_id == lot.id, BidResult.awarded)
    ).all()
    return bool(checks.excluded_among(winners, uk_date(now), authority_id=framework.organisation_id))


def _agreed_scores(bids: list[Bid], questions: list[Question]) -> dict[tuple[int, int], int]:
    """(bid, question) → agreed score, or ScoresNotAgreed naming what is missing."""
    found = {
        (bid_id, question_id): score
        for bid_id, question_id, score in db.session.execute(
            select(AgreedScore.bid_id, AgreedScore.question_id, AgreedScore.score).where(
                AgreedScore.bid_id.in_([bid.id for bid in bids])
            )
        )
    }
    missing = [
        f"{question.code} of {bid.supplier.name}"
        for bid in bids
        for question in questions
        if (bid.id, question.id) not in found
    ]
    if missing:
        more = f" and {len(missing) - 3} more" if len(missing) > 3 else ""
        raise ScoresNotAgreed(f"The panel has not agreed the score of {', '.join(missing[:3])}{more}.")
    return found


def _drawn(draw: str, bids: list[Bid]) -> list[str]:
    codes = [code.strip() for code in draw.split(",") if code.strip()]
    known = {bid.supplier.code for bid in bids}
    for code in codes:
        if code not in known:
            raise Invalid(f"{code} is not the code of a bidder for this lot.", "draw")
    if len(set(codes)) < len(codes):
        raise Invalid("A bidder is in the draw twice.", "draw")
    return codes


def _totals(lot: Lot, bids: list[Bid]) -> dict[str, Decimal]:
    """Supplier code → £ excluding VAT, unrounded, for the round's whole demand, firm and soft."""
    lines = db.session.scalars(
        select(LotItem).where(LotItem.lot_id == lot.id).order_by(LotItem.item_id)
    ).all()
    demand = {line.item_id: line.firm_quantity + line.soft_quantity for line in lines}
    return {bid.supplier.code: evaluated_total(demand, tiers_by_item(bid.prices)) for bid in bids}


def _score(
    tender: Tender,
    questions: list[Question],
    scores: dict[tuple[int, int], int],
    bids: list[Bid],
    totals: dict[str, Decimal],
    drawn: list[str],
) -> LotScores:
    price_weight = db.session.scalar(
        select(Criterion.weight).where(
            Criterion.tender_id == tender.id, Criterion.kind == CriterionKind.PRICE
        )
    )
    return score_lot(
        {PRICE: price_weight} | {str(question.id): question.weight for question in questions},
        {str(question.id): question.scale_max for question in questions},
        {
            bid.supplier.code: ScoredBid(
                total=totals[bid.supplier.code],
                scores={str(question.id): scores[bid.id, question.id] for question in questions},
            )
            for bid in bids
        },
        drawn,
    )


def _freeze(lot: Lot, bids: list[Bid], totals: dict[str, Decimal], result: LotScores) -> None:
    by_code = {bid.supplier.code: bid for bid in bids}
    outcomes = [
        Outcome(
            supplier=by_code[code].supplier.name,
            evaluated_total=round_money(totals[code]),
            price=shown(result.breakdown[code].price),
            quality=shown(result.breakdown[code].quality),
            total=result.scores[code],
            rank=rank,
            awarded=rank <= lot.max_suppliers,
        )
        for rank, code in enumerate(result.ranking, 1)
    ]
    for code, outcome in zip(result.ranking, outcomes, strict=True):
        exact = result.breakdown[code]
        db.session.add(
            BidResult(
                bid_id=by_code[code].id,
                lot_id=lot.id,
                evaluated_total=outcome.evaluated_total,
                price_score=_stored(exact.price),
                quality_score=_stored(exact.quality),
                total_score=_stored(exact.total),
                rank=outcome.rank,
                awarded=outcome.awarded,
                explanation=explain(outcome, outcomes, lot.max_suppliers),
            )
        )


def _stored(score: Fraction) -> Decimal:
    """Points to a billionth, half up: enough that the 2 places shown are those of the exact score."""
    return (Decimal(score.numerator) / Decimal(score.denominator)).quantize(STORED, ROUND_HALF_UP)
