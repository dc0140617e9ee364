"""How the bids of a lot came out, with every sum that led there."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.evaluation.explaining import points, price_sum
from procurement_hub.evaluation.models import AgreedScore, BidResult, LotRecommendation
from procurement_hub.evaluation.queries.bids import (
    bids_of,
    criteria_of,
    labels_of,
    price_weight_in,
    questions_in,
)
from procurement_hub.exclusions import checks
from procurement_hub.exclusions import models as exclusions
from procurement_hub.exclusions.queries import checks_on
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.tenders.models import Bid, Question, Tender


@dataclass(frozen=True)
class Placed:
    """One bid in the ranking; points out of 100 to 2 places, totals in £ excluding VAT."""

    bid: Bid
    label: str
    result: BidResult
    scores: dict[int, AgreedScore]
    price_sum: str

    @property
    def price(self) -> Decimal:
        return points(self.result.price_score)

    @property
    def quality(self) -> Decimal:
        return points(self.result.quality_score)

    @property
    def total(self) -> Decimal:
        return points(self.result.total_score)


@dataclass(frozen=True)
class LotResult:
    """A lot before or after its recommendation: before, `placed` is empty and `missing` counts the
    scores that the panel has yet to agree. `disregarded` are the bids of excluded suppliers, by id."""

    lot: Lot
    bids: list[tuple[Bid, str]]
    questions: list[Question]
    price_weight: Decimal
    recommendation: LotRecommendation | None
    placed: list[Placed]
    missing: int
    disregarded: frozenset[int]

    @property
    def released(self) -> bool:
        return any(each.result.summary_released_at for each in self.placed)

    @property
    def winners(self) -> list[Placed]:
        return [each for each in self.placed if each.result.awarded]


def lot_result(tender: Tender, lot_id: int, *, on: date) -> LotResult:
    """A lot of the opened tender as it is on that UK day, or NotFound."""
    lot = db.session.get(Lot, lot_id)
    if lot is None or lot.framework_id != tender.framework_id:
        raise NotFound()
    every = bids_of(tender)
    labels = labels_of(every)
    bids = [bid for bid in every if bid.lot_id == lot.id]
    criteria = criteria_of(tender)
    questions = questions_in(criteria)
    agreed = agreed_of([bid.id for bid in bids])
    recommendation = db.session.scalar(
        select(LotRecommendation)
        .where(LotRecommendation.lot_id == lot.id)
        .options(joinedload(LotRecommendation.recommended_by))
    )
    results = db.session.scalars(
        select(BidResult).where(BidResult.lot_id == lot.id).order_by(BidResult.rank)
    ).all()
    lowest = min((result.evaluated_total for result in results), default=Decimal(0))
    weight = price_weight_in(criteria)
    by_id = {bid.id: bid for bid in bids}
    disregarded = _disregarded(bids, lot, recommendation, on)
    return LotResult(
        lot=lot,
        bids=[(bid, labels[bid.supplier_id]) for bid in bids],
        questions=questions,
        price_weight=weight,
        recommendation=recommendation,
        placed=[
            Placed(
                bid=by_id[result.bid_id],
                label=labels[by_id[result.bid_id].supplier_id],
                result=result,
                scores=agreed.get(result.bid_id, {}),
                price_sum=price_sum(weight, lowest, result.evaluated_total, result.price_score),
            )
            for result in results
        ],
        missing=sum(
            len(questions) - len(agreed.get(bid.id, {})) for bid in bids if bid.id not in disregarded
        ),
        disregarded=disregarded,
    )


def _disregarded(
    bids: list[Bid], lot: Lot, recommendation: LotRecommendation | None, on: date
) -> frozenset[int]:
    """The bids of excluded suppliers: as they were checked for the recommendation, or else on that day."""
    if recommendation is not None:
        found = checks_on(checks.RECOMMENDATION, [bid.id for bid in bids])
        return frozenset(
            bid_id for bid_id, check in found.items() if check.outcome is exclusions.Outcome.EXCLUDED
        )
    owner_id = db.session.scalar(select(Framework.organisation_id).where(Framework.id == lot.framework_id))
    excluded = checks.excluded_among([bid.supplier_id for bid in bids], on, authority_id=owner_id)
    return frozenset(bid.id for bid in bids if bid.supplier_id in excluded)


def agreed_of(bid_ids: list[int]) -> dict[int, dict[int, AgreedScore]]:
    """Bid id → question id → agreed score."""
    found: dict[int, dict[int, AgreedScore]] = {}
    for agreed in db.session.scalars(select(AgreedScore).where(AgreedScore.bid_id.in_(bid_ids))):
        found.setdefault(agreed.bid_id, {})[agreed.question_id] = agreed
    return found
