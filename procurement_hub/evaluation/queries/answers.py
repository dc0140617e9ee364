"""One bid's answers with their scores: an evaluator's own sheet, and the panel's."""

from dataclasses import dataclass

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.evaluation.models import AgreedScore, LotRecommendation, PanelMember, Score
from procurement_hub.evaluation.queries.attachments import attachments_of
from procurement_hub.evaluation.queries.bids import bids_of, criteria_of, labels_of, without_name
from procurement_hub.tenders.models import Bid, BidAnswer, BidAttachment, Criterion, Question, Tender


@dataclass(frozen=True)
class Answer:
    """An answer to one question and the scores of it that the reader may know.

    `waiting` names the evaluators who have not scored it; only the panel's sheet fills it."""

    criterion: Criterion
    question: Question
    text: str
    files: list[BidAttachment]
    own: Score | None
    scores: list[Score]
    agreed: AgreedScore | None
    waiting: list[str]

    @property
    def spread(self) -> int:
        marks = [given.score for given in self.scores]
        return max(marks) - min(marks) if marks else 0


@dataclass(frozen=True)
class Sheet:
    """A bid with all its answers. `next_bid` is the one to go on to. `priced` says that scores are
    locked because the prices were opened after them (law.md B9)."""

    bid: Bid
    label: str
    anonymous: bool
    answers: list[Answer]
    recommended: bool
    priced: bool
    next_bid: Bid | None

    def told(self, text: str) -> str:
        """The text as this reader may see it: without the bidder's name for an evaluator."""
        return without_name(text, self.bid.supplier, self.label) if self.anonymous else text

    @property
    def settled(self) -> bool:
        return self.recommended or self.priced

    @property
    def open_answers(self) -> list[Answer]:
        """Those that the evaluator can still score."""
        return [] if self.settled else [each for each in self.answers if each.agreed is None]

    @property
    def ready_answers(self) -> list[Answer]:
        """Those that the panel can agree, or agree anew: everybody has scored them."""
        return [] if self.settled else [each for each in self.answers if not each.waiting and each.scores]


def own_sheet(actor: Actor, tender: Tender, bid_id: int) -> Sheet:
    """The bid as its evaluator sees it: no name, one's own scores, and of others only those of answers
    that the panel has agreed."""
    settled = exists().where(AgreedScore.bid_id == Score.bid_id, AgreedScore.question_id == Score.question_id)
    return _sheet(tender, bid_id, actor, or_(PanelMember.person_id == actor.person_id, settled), [])


def panel_sheet(actor: Actor, tender: Tender, bid_id: int) -> Sheet:
    """The bid as the lead sees it. The scores of an answer show once every evaluator has given theirs."""
    panel = list(
        db.session.scalars(
            select(PanelMember)
            .where(PanelMember.tender_id == tender.id, PanelMember.conflict.is_(False))
            .options(joinedload(PanelMember.person))
            .order_by(PanelMember.id)
        )
    )
    return _sheet(tender, bid_id, actor, None, panel)


def _sheet(tender: Tender, bid_id: int, actor: Actor, seen, panel: list[PanelMember]) -> Sheet:
    bids = bids_of(tender)
    place = next((place for place, bid in enumerate(bids) if bid.id == bid_id), None)
    if place is None:
        raise NotFound()
    bid = bids[place]
    label = labels_of(bids)[bid.supplier_id]
    texts = dict(
        db.session.execute(
            select(BidAnswer.question_id, BidAnswer.text).where(BidAnswer.bid_id == bid.id)
        ).all()
    )
    files = attachments_of(bid)
    scores = _scores(bid, seen)
    agreed = {
        each.question_id: each
        for each in db.session.scalars(select(AgreedScore).where(AgreedScore.bid_id == bid.id))
    }
    answers = []
    for criterion in criteria_of(tender):
        for question in criterion.questions:
            given = scores.get(question.id, [])
            scored = {score.panel_member_id for score in given}
            waiting = [member.person.name for member in panel if member.id not in scored]
            answers.append(
                Answer(
                    criterion=criterion,
                    question=question,
                    text=texts.get(question.id, ""),
                    files=files.get(question.id, []),
                    own=next((s for s in given if s.panel_member.person_id == actor.person_id), None),
                    scores=[] if waiting else given,
                    agreed=agreed.get(question.id),
                    waiting=waiting,
                )
            )
    recommended = db.session.get(LotRecommendation, bid.lot_id) is not None
    following = bids[place + 1] if place + 1 < len(bids) else None
    priced = tender.quality_first and tender.prices_opened_at is not None
    return Sheet(bid, label, seen is not None, answers, recommended, priced, following)


def _scores(bid: Bid, seen) -> dict[int, list[Score]]:
    """Question id → scores of the panel without those whose evaluator declared a conflict since."""
    query = (
        select(Score)
        .join(Score.panel_member)
        .where(Score.bid_id == bid.id, PanelMember.conflict.is_(False))
        .options(contains_eager(Score.panel_member).joinedload(PanelMember.person))
        .order_by(Score.question_id, PanelMember.id)
    )
    if seen is not None:
        query = query.where(seen)
    found: dict[int, list[Score]] = {}
    for score in db.session.scalars(query):
        found.setdefault(score.question_id, []).append(score)
    return found
