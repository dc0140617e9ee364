"""What a supplier reads of its own bids and receipts; nobody else's can be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256

from sqlalchemy import Row, bindparam, or_, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Membership, MembershipRole, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE
from procurement_hub.exclusions.declaration import Declaration, problems
from procurement_hub.exclusions.queries import current_declaration
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import BidContent
from procurement_hub.tenders.models import (
    Bid,
    BidReceipt,
    BidStatus,
    Question,
    ReceiptAct,
    Tender,
)
from procurement_hub.tenders.queries.public import whole_tender
from procurement_hub.tenders.working import (
    IN_THE_BOX,
    PRICES,
    Draft,
    Part,
    Progress,
    answer_part,
    draft_of,
    drafts_of,
    gaps,
)

RECENT = 200
"""Of so many tenders, newest first, a supplier's list shows drafts; submitted bids never drop out."""


@dataclass(frozen=True)
class Task:
    """A part of the bid that somebody has to finish: an answer, or the prices."""

    name: str
    title: str
    progress: Progress
    owner: str
    part: Part | None

    @property
    def code(self) -> str | None:
        """The question's code; None for the prices."""
        _, colon, code = self.name.partition(":")
        return code if colon else None


@dataclass(frozen=True)
class OwnBid:
    """A supplier's bid for a lot as the supplier sees it; `bid` is None before the first save."""

    tender: Tender
    lot: Lot
    bid: Bid | None
    draft: Draft
    declaration: Declaration | None

    @property
    def questions(self) -> list[Question]:
        return [question for criterion in self.tender.criteria for question in criterion.questions]

    def question(self, code: str) -> Question:
        """The question with this code, or NotFound."""
        for question in self.questions:
            if question.code == code:
                return question
        raise NotFound()

    @property
    def unanswered(self) -> list[Question]:
        """The questions whose answers nobody has begun in words."""
        return [question for question in self.questions if not self.draft.text(question.code).strip()]

    @property
    def unreviewed(self) -> list[Question]:
        """The questions whose answers came from the bank and are not marked complete since."""
        return [question for question in self.questions if self.draft.from_bank(question.code)]

    @cached_property
    def content(self) -> BidContent:
        return self.draft.content(self.questions)

    def gaps(self, at: datetime) -> list[str]:
        """What stands in the way of submitting, in sentences."""
        return [*gaps(self.content, self.questions, self.lot.items), *self.undeclared(at)]

    def undeclared(self, at: datetime) -> list[str]:
        """Why the supplier's declaration on exclusion grounds cannot go into a bid yet."""
        return problems(self.declaration, at)

    @cached_property
    def tasks(self) -> list[Task]:
        titles = {answer_part(q.code): f"{q.code}: {q.title}" for q in self.questions}
        return [
            Task(name, title, self.draft.progress(name), self.draft.owner(name), self.draft.parts.get(name))
            for name, title in {**titles, PRICES: "Prices"}.items()
        ]

    def finished(self, at: datetime) -> int:
        """How many tasks are done, the declaration among them; there are `len(tasks) + 1`."""
        done = sum(task.progress is Progress.COMPLETE for task in self.tasks)
        return done + (not self.undeclared(at))

    @property
    def submitted(self) -> bool:
        return self.bid is not None and self.bid.status is BidStatus.SUBMITTED

    @property
    def standing(self) -> bool:
        return self.bid is not None and self.bid.standing

    @property
    def changed_since(self) -> bool:
        """Whether something was saved after the version that is in the box."""
        return self.submitted and self.draft.changed_since_submitted


def own_bid(actor: Actor, tender_id: int, lot_id: int) -> OwnBid:
    """The actor's own bid for a lot, or NotFound when there is no such lot."""
    found = {own.lot.id: own for own in own_bids_of(actor, tender_id, lot_id)}
    if lot_id not in found:
        raise NotFound()
    return found[lot_id]


_LOT = (
    select(Lot.__table__)
    .join(Tender.__table__, Tender.__table__.c.framework_id == Lot.__table__.c.framework_id)
    .where(Tender.__table__.c.id == bindparam("tender"), Lot.__table__.c.id == bindparam("lot"))
)


def lot_of(tender_id: int, lot_id: int) -> Row:
    """The bare row of a lot of that tender, which no later transaction reads again, or NotFound."""
    lot = db.session.execute(_LOT, {"tender": tender_id, "lot": lot_id}).one_or_none()
    if lot is None:
        raise NotFound()
    return lot


def own_bids_of(actor: Actor, tender_id: int, lot_id: int | None = None) -> list[OwnBid]:
    """The actor's bids for one tender, one for each of its lots or for that lot, or NotFound."""
    tender = db.session.scalar(whole_tender().where(Tender.id == tender_id))
    if tender is None:
        raise NotFound()
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    own = select(Bid).where(Bid.tender_id == tender.id, Bid.token == token)
    if lot_id is not None:
        own = own.where(Bid.lot_id == lot_id)
    bids = {bid.lot_id: bid for bid in db.session.scalars(own)}
    drafts = drafts_of(box, list(bids.values())) if bids else {}
    declared = current_declaration(actor.organisation_id)
    return [
        OwnBid(tender, lot, bid, drafts[bid.id] if bid else Draft(), declared)
        for lot in tender.framework.lots
        if lot_id in (None, lot.id)
        for bid in [bids.get(lot.id)]
    ]


def own_bids(actor: Actor, *, size: int = PAGE) -> list[Bid]:
    """The actor's bids with tender and lot, newest first. Those for practice are not among them."""
    recent = db.session.scalars(select(Tender).order_by(Tender.id.desc()).limit(RECENT)).all()
    tokens = [box_of(tender).token(actor.organisation_id) for tender in recent]
    return list(
        db.session.scalars(
            select(Bid)
            .join(Bid.tender)
            .join(Tender.framework)
            .where(
                or_(Bid.token.in_(tokens), Bid.supplier_id == actor.organisation_id),
                Framework.status != FrameworkStatus.PRACTICE,
            )
            .options(joinedload(Bid.tender).joinedload(Tender.framework), joinedload(Bid.lot))
            .order_by(Bid.tender_id.desc(), Bid.lot_id)
            .limit(size)
        )
    )


def receipts_of(bids: Sequence[Bid]) -> dict[int, list[BidReceipt]]:
    """Receipts by bid, newest first."""
    found: dict[int, list[BidReceipt]] = {}
    for receipt in db.session.scalars(
        select(BidReceipt)
        .where(BidReceipt.bid_id.in_([bid.id for bid in bids]))
        .order_by(BidReceipt.id.desc())
    ):
        found.setdefault(receipt.bid_id, []).append(receipt)
    return found


def colleagues(actor: Actor) -> list[str]:
    """The names of those who may bid for the actor's organisation."""
    return list(
        db.session.scalars(
            select(Person.name)
            .join(Membership, Membership.person_id == Person.id)
            .join(MembershipRole, MembershipRole.membership_id == Membership.id)
            .where(
                Membership.organisation_id == actor.organisation_id,
                Membership.active,
                Person.active,
                MembershipRole.role == Role.BIDDER,
            )
            .order_by(Person.name)
            .limit(RECENT)
        )
    )


def own_receipt(actor: Actor, tender_id: int, act: str, digest: str) -> tuple[BidReceipt, Bid]:
    """A receipt of the actor's own, with tender and lot; another supplier's is NotFound.

    Asked for by its hash: a running number would tell how many bids there are."""
    tender = db.session.get(Tender, tender_id)
    row = None
    if tender is not None and act in set(ReceiptAct):
        row = db.session.execute(
            select(BidReceipt, Bid)
            .join(Bid, Bid.id == BidReceipt.bid_id)
            .where(
                Bid.tender_id == tender.id,
                Bid.token == box_of(tender).token(actor.organisation_id),
                BidReceipt.act == act,
                BidReceipt.content_sha256 == digest,
            )
            .options(joinedload(Bid.tender).joinedload(Tender.framework), joinedload(Bid.lot))
        ).first()
    if row is None:
        raise NotFound()
    return row.BidReceipt, row.Bid


def own_text(actor: Actor, receipt: BidReceipt, bid: Bid) -> tuple[bytes, bytes] | None:
    """What was submitted, answers and prices byte for byte, while that version is in the box."""
    box = box_of(bid.tender)
    held = draft_of(box, bid).body(IN_THE_BOX)
    if not held or sha256(held["answers"].encode()).hexdigest() != receipt.content_sha256:
        return None
    return held["answers"].encode(), held["prices"].encode()
