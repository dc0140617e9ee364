"""What a bidder reads: the results of its own bids, from the moment of their release."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page, newest_first
from procurement_hub.evaluation.explaining import answer_points, points, price_sum, quality_sum
from procurement_hub.evaluation.models import AgreedScore, BidResult
from procurement_hub.evaluation.queries.bids import criteria_of, price_weight_in
from procurement_hub.evaluation.queries.lots import agreed_of
from procurement_hub.frameworks.models import Framework
from procurement_hub.tenders.models import Bid, BidAnswer, Criterion, Question, Tender


def own_results(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page:
    """The actor's own bids whose assessment summary is released, newest first."""
    query = (
        select(BidResult)
        .join(Bid, Bid.id == BidResult.bid_id)
        .where(Bid.supplier_id == actor.organisation_id, BidResult.summary_released_at.is_not(None))
        .options(
            joinedload(BidResult.bid).joinedload(Bid.lot),
            joinedload(BidResult.bid)
            .joinedload(Bid.tender)
            .joinedload(Tender.framework)
            .joinedload(Framework.organisation),
        )
    )
    return newest_first(db.session, query, BidResult.bid_id, after=after, size=size)


@dataclass(frozen=True)
class Marked:
    """The agreed score of one answer with its reason and its sum."""

    criterion: Criterion
    question: Question
    agreed: AgreedScore

    @property
    def points(self) -> Decimal:
        return answer_points(self.question.weight, self.agreed.score, self.question.scale_max)

    @property
    def sum(self) -> str:
        return quality_sum(self.question.weight, self.agreed.score, self.question.scale_max)


@dataclass(frozen=True)
class Assessed:
    """A bid as it was assessed: points out of 100 to 2 places, its total in £ excluding VAT."""

    bid: Bid
    result: BidResult
    answers: list[Marked]
    price_sum: str

    @property
    def supplier(self) -> str:
        return self.bid.supplier.name

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
class Summary:
    """An assessment summary (PA 2023 s.50, PR 2024 r.31): one's own assessment and the winners'.

    `count` is how many bids the lot had, `lowest` the lowest total of them (£ excluding VAT)."""

    own: Assessed
    winners: list[Assessed]
    criteria: list[Criterion]
    price_weight: Decimal
    lowest: Decimal
    count: int

    @property
    def tender(self) -> Tender:
        return self.own.bid.tender

    @property
    def framework(self) -> Framework:
        return self.tender.framework

    @property
    def awarded(self) -> bool:
        return self.own.result.awarded

    @property
    def others(self) -> list[Assessed]:
        """The winners but for oneself."""
        return [winner for winner in self.winners if winner.bid.id != self.own.bid.id]


def own_summary(actor: Actor, bid_id: int) -> Summary:
    """The summary of the actor's own bid once it is released; anything else is NotFound."""
    own = db.session.scalar(
        _with_bids()
        .where(BidResult.bid_id == bid_id)
        .where(Bid.supplier_id == actor.organisation_id, BidResult.summary_released_at.is_not(None))
        .options(
            joinedload(BidResult.bid)
            .joinedload(Bid.tender)
            .joinedload(Tender.framework)
            .joinedload(Framework.organisation)
        )
    )
    if own is None:
        raise NotFound()
    winners = list(
        db.session.scalars(
            _with_bids().where(BidResult.lot_id == own.lot_id, BidResult.awarded).order_by(BidResult.rank)
        )
    )
    lowest, count = db.session.execute(
        select(func.min(BidResult.evaluated_total), func.count()).where(BidResult.lot_id == own.lot_id)
    ).one()
    criteria = criteria_of(own.bid.tender)
    weight = price_weight_in(criteria)
    agreed = agreed_of([own.bid_id, *(winner.bid_id for winner in winners)])

    def assessed(result: BidResult) -> Assessed:
        given = agreed.get(result.bid_id, {})
        return Assessed(
            bid=result.bid,
            result=result,
            answers=[
                Marked(criterion, question, given[question.id])
                for criterion in criteria
                for question in criterion.questions
                if question.id in given
            ],
            price_sum=price_sum(weight, lowest, result.evaluated_total, result.price_score),
        )

    return Summary(
        own=assessed(own),
        winners=[assessed(winner) for winner in winners],
        criteria=criteria,
        price_weight=weight,
        lowest=lowest,
        count=count,
    )


def own_answers(actor: Actor, bid_id: int) -> dict[int, str]:
    """The texts of the actor's own opened bid, by question."""
    rows = db.session.execute(
        select(BidAnswer.question_id, BidAnswer.text)
        .join(Bid, Bid.id == BidAnswer.bid_id)
        .where(BidAnswer.bid_id == bid_id, Bid.supplier_id == actor.organisation_id)
    )
    return dict(rows.all())


def _with_bids():
    return (
        select(BidResult)
        .join(Bid, Bid.id == BidResult.bid_id)
        .options(
            joinedload(BidResult.bid).joinedload(Bid.lot), joinedload(BidResult.bid).joinedload(Bid.supplier)
        )
    )
