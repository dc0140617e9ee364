"""How far an evaluation is: an evaluator's own part, and the lead's control room."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import joinedload

from procurement_hub.core.database import db
from procurement_hub.evaluation.models import (
    AgreedScore,
    BidResult,
    LotRecommendation,
    PanelMember,
    Score,
)
from procurement_hub.evaluation.queries.bids import bids_of, criteria_of, labels_of, questions_in
from procurement_hub.evaluation.queries.tenders import Evaluation
from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.models import Bid, Criterion, Question


@dataclass(frozen=True, slots=True)
class OwnBid:
    """A bid to score, under its label, with how many of its answers one has scored."""

    id: int
    label: str
    lot: Lot
    scored: int


@dataclass(frozen=True, slots=True)
class OwnProgress:
    bids: list[OwnBid]
    questions: int

    @property
    def scored(self) -> int:
        return sum(bid.scored for bid in self.bids)

    @property
    def answers(self) -> int:
        return self.questions * len(self.bids)

    @property
    def next_bid(self) -> OwnBid | None:
        return next((bid for bid in self.bids if bid.scored < self.questions), None)


def own_progress(evaluation: Evaluation) -> OwnProgress:
    """What the evaluator has scored and has left. No names of bidders, nobody else's scores."""
    tender, member = evaluation.tender, evaluation.member
    bids = bids_of(tender)
    labels = labels_of(bids)
    scored = dict(
        db.session.execute(
            select(Score.bid_id, func.count())
            .where(Score.panel_member_id == member.id)
            .group_by(Score.bid_id)
        ).all()
    )
    questions = db.session.scalar(
        select(func.count())
        .select_from(Question)
        .join(Criterion, Criterion.id == Question.criterion_id)
        .where(Criterion.tender_id == tender.id)
    )
    return OwnProgress(
        [OwnBid(bid.id, labels[bid.supplier_id], bid.lot, scored.get(bid.id, 0)) for bid in bids], questions
    )


@dataclass(frozen=True, slots=True)
class Cell:
    """Where one answer is. Least and most are known once the whole panel has scored it."""

    given: int
    panel: int
    least: int | None
    most: int | None
    agreed: int | None

    @property
    def complete(self) -> bool:
        return self.panel > 0 and self.given >= self.panel


@dataclass(frozen=True, slots=True)
class BidProgress:
    bid: Bid
    label: str
    cells: list[Cell]

    @property
    def agreed(self) -> int:
        return sum(cell.agreed is not None for cell in self.cells)

    @property
    def to_agree(self) -> bool:
        return any(cell.agreed is None and cell.complete for cell in self.cells)


@dataclass(frozen=True, slots=True)
class LotProgress:
    lot: Lot
    bids: list[BidProgress]
    recommended: bool
    released_at: datetime | None

    @property
    def agreed(self) -> bool:
        """Whether nothing is left to agree, so that the award can be recommended."""
        return all(cell.agreed is not None for bid in self.bids for cell in bid.cells)


@dataclass(frozen=True, slots=True)
class MemberProgress:
    member: PanelMember
    scored: int


@dataclass(frozen=True)
class WholeProgress:
    """The control room: the panel, and every answer of every bid of every lot."""

    panel: list[MemberProgress]
    lots: list[LotProgress]
    questions: list[Question]
    criteria: list[Criterion] = field(default_factory=list)

    @property
    def answers(self) -> int:
        return len(self.questions) * sum(len(lot.bids) for lot in self.lots)

    @property
    def scorers(self) -> list[MemberProgress]:
        return [each for each in self.panel if not each.member.conflict]

    @property
    def unfinished(self) -> list[MemberProgress]:
        """Those who still have an answer to score."""
        return [each for each in self.scorers if each.scored < self.answers]

    @property
    def agreed(self) -> bool:
        """Whether every score of every lot is agreed, so that sealed prices can be opened."""
        return bool(self.lots) and all(lot.agreed for lot in self.lots)

    @property
    def bids(self) -> int:
        return sum(len(lot.bids) for lot in self.lots)

    @property
    def next_to_agree(self) -> BidProgress | None:
        return next((bid for lot in self.lots for bid in lot.bids if bid.to_agree), None)

    @property
    def next_to_recommend(self) -> LotProgress | None:
        return next((lot for lot in self.lots if lot.agreed and not lot.recommended), None)

    @property
    def recommended(self) -> bool:
        return bool(self.lots) and all(lot.recommended for lot in self.lots)

    @property
    def released_at(self) -> datetime | None:
        return next((lot.released_at for lot in self.lots if lot.released_at), None)


def whole_progress(evaluation: Evaluation) -> WholeProgress:
    """The control room of an opened tender; before that, the panel and the lots without bids.

    The number of statements depends on neither bids nor questions nor evaluators."""
    tender = evaluation.tender
    panel = _panel(tender.id)
    size = sum(not each.member.conflict for each in panel)
    criteria = criteria_of(tender)
    questions = questions_in(criteria)
    bids = bids_of(tender) if evaluation.opened else []
    labels = labels_of(bids)
    given = _given(tender.id)
    agreed = _agreed(tender.id)

    def cell(bid: Bid, question: Question) -> Cell:
        count, least, most = given.get((bid.id, question.id), (0, None, None))
        if count < size:
            least = most = None
        return Cell(count, size, least, most, agreed.get((bid.id, question.id)))

    progress = [
        BidProgress(bid, labels[bid.supplier_id], [cell(bid, question) for question in questions])
        for bid in bids
    ]
    lots = [
        LotProgress(lot, [each for each in progress if each.bid.lot_id == lot.id], recommended, released_at)
        for lot, recommended, released_at in _lots(tender.framework_id)
    ]
    return WholeProgress(panel, lots, questions, criteria)


def _panel(tender_id: int) -> list[MemberProgress]:
    scored = select(func.count()).where(Score.panel_member_id == PanelMember.id).scalar_subquery()
    rows = db.session.execute(
        select(PanelMember, scored)
        .where(PanelMember.tender_id == tender_id)
        .options(joinedload(PanelMember.person))
        .order_by(PanelMember.id)
    )
    return [MemberProgress(*row) for row in rows]


def _given(tender_id: int) -> dict[tuple[int, int], tuple[int, int, int]]:
    """(bid, question) → how many scores count, the least and the most."""
    rows = db.session.execute(
        select(Score.bid_id, Score.question_id, func.count(), func.min(Score.score), func.max(Score.score))
        .join(PanelMember, PanelMember.id == Score.panel_member_id)
        .where(PanelMember.tender_id == tender_id, PanelMember.conflict.is_(False))
        .group_by(Score.bid_id, Score.question_id)
    )
    return {(bid_id, question_id): tuple(counted) for bid_id, question_id, *counted in rows}


def _agreed(tender_id: int) -> dict[tuple[int, int], int]:
    rows = db.session.execute(
        select(AgreedScore.bid_id, AgreedScore.question_id, AgreedScore.score)
        .join(Bid, Bid.id == AgreedScore.bid_id)
        .where(Bid.tender_id == tender_id)
    )
    return {(bid_id, question_id): score for bid_id, question_id, score in rows}


def _lots(framework_id: int) -> list[tuple[Lot, bool, datetime | None]]:
    released = select(func.max(BidResult.summary_released_at)).where(BidResult.lot_id == Lot.id)
    rows = db.session.execute(
        select(Lot, LotRecommendation.lot_id, released.scalar_subquery())
        .outerjoin(LotRecommendation, and_(LotRecommendation.lot_id == Lot.id))
        .where(Lot.framework_id == framework_id)
        .order_by(Lot.number)
    )
    return [(lot, recommended is not None, released_at) for lot, recommended, released_at in rows]
