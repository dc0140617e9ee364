"""The evaluations that a person may see, and as what: evaluator, lead, or reader of everything."""

from dataclasses import dataclass

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page
from procurement_hub.evaluation.models import LotRecommendation, PanelMember, Score
from procurement_hub.evaluation.permissions import may_lead, may_read_all, may_serve
from procurement_hub.frameworks.models import Entitlement, Framework, FrameworkStatus, Lot
from procurement_hub.tenders.models import Bid, BidStatus, Criterion, Question, Tender, TenderStatus


@dataclass(frozen=True)
class Evaluation:
    """A tender's evaluation and what this reader is in it. `member` is their own declaration."""

    tender: Tender
    member: PanelMember | None
    serves: bool
    leads: bool
    reads_all: bool

    @property
    def framework(self) -> Framework:
        return self.tender.framework

    @property
    def opened(self) -> bool:
        return self.tender.status is TenderStatus.OPENED

    @property
    def scores(self) -> bool:
        """Whether the reader is on the panel and may score."""
        return self.serves and self.opened and self.member is not None and not self.member.conflict

    @property
    def awarded(self) -> bool:
        return self.framework.status in (FrameworkStatus.AWARDED, FrameworkStatus.LIVE)


def evaluation_for(actor: Actor, tender_id: int) -> Evaluation:
    """The evaluation of a tender, or NotFound when the actor has no part in it."""
    row = db.session.execute(
        select(Tender, PanelMember)
        .outerjoin(
            PanelMember, and_(PanelMember.tender_id == Tender.id, PanelMember.person_id == actor.person_id)
        )
        .where(Tender.id == tender_id)
        .options(joinedload(Tender.framework).joinedload(Framework.organisation))
    ).first()
    if row is None or row.Tender.framework.status is FrameworkStatus.PRACTICE:
        raise NotFound()
    tender, member = row
    found = Evaluation(
        tender=tender,
        member=member,
        serves=may_serve(actor, tender.framework),
        leads=may_lead(actor, tender.framework),
        reads_all=may_read_all(actor, tender.framework),
    )
    if not found.serves and not found.reads_all:
        raise NotFound()
    return found


@dataclass(frozen=True, slots=True)
class Row:
    """An evaluation as the list shows it. Of a tender that is not opened there are no counts."""

    tender: Tender
    member: PanelMember | None
    lots: int
    recommended: int
    answers: int
    scored: int


def evaluations_page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page:
    """The evaluations that the actor has a part in, newest first."""
    mine = Framework.organisation_id == actor.organisation_id
    if may(actor, Permission.SCORE) or actor.organisation_kind != Kind.RCE:
        mine = or_(
            mine,
            exists().where(
                Entitlement.framework_id == Framework.id, Entitlement.organisation_id == actor.organisation_id
            ),
        )
    query = (
        select(Tender, PanelMember, *_counts())
        .join(Framework, Framework.id == Tender.framework_id)
        .outerjoin(
            PanelMember, and_(PanelMember.tender_id == Tender.id, PanelMember.person_id == actor.person_id)
        )
        .where(mine, Tender.status != TenderStatus.WITHDRAWN, Framework.status != FrameworkStatus.PRACTICE)
        .options(joinedload(Tender.framework).joinedload(Framework.organisation))
        .order_by(Tender.id.desc())
        .limit(size + 1)
    )
    if after is not None:
        query = query.where(Tender.id < after)
    found = db.session.execute(query).all()
    rows = [
        Row(tender, member, lots, recommended, bids * questions, scored)
        for tender, member, lots, recommended, bids, questions, scored in found[:size]
    ]
    return Page(rows, rows[-1].tender.id if len(found) > size else None)


def _counts() -> list:
    """Of each tender: lots, lots recommended, opened bids, questions, and scores of one's own."""
    lots = select(func.count()).where(Lot.framework_id == Tender.framework_id)
    recommended = (
        select(func.count())
        .select_from(LotRecommendation)
        .join(Lot, Lot.id == LotRecommendation.lot_id)
        .where(Lot.framework_id == Tender.framework_id)
    )
    bids = select(func.count()).where(
        Bid.tender_id == Tender.id, Bid.status == BidStatus.SUBMITTED, Bid.supplier_id.is_not(None)
    )
    questions = (
        select(func.count())
        .select_from(Question)
        .join(Criterion, Criterion.id == Question.criterion_id)
        .where(Criterion.tender_id == Tender.id)
    )
    scored = select(func.count()).where(Score.panel_member_id == PanelMember.id)
    return [
        counted.correlate(Tender, PanelMember).scalar_subquery()
        for counted in (lots, recommended, bids, questions, scored)
    ]
