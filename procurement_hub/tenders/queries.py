"""Reads of tenders: the public's, the officers', and a supplier's own bids."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page
from procurement_hub.demand.models import Commitment, DemandLine, RoundItem
from procurement_hub.frameworks.models import Entitlement, Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import BidContent
from procurement_hub.tenders.models import (
    Bid,
    BidReceipt,
    BidStatus,
    Clarification,
    Criterion,
    DeadlineChange,
    Question,
    ReceiptAct,
    Tender,
    TenderStatus,
)

RECENT = 200
"""Of so many tenders, newest first, a supplier's list shows drafts; submitted bids never drop out."""


@dataclass(frozen=True, slots=True)
class Row:
    """A tender as the public list shows it. Its value is £ including VAT."""

    id: int
    title: str
    centre: str
    published_at: datetime
    deadline_at: datetime
    ceiling_gross: Decimal


_ROWS = (
    select(
        Tender.id,
        Framework.title,
        Organisation.name,
        Tender.published_at,
        Tender.deadline_at,
        Framework.ceiling_gross,
    )
    .join(Framework, Framework.id == Tender.framework_id)
    .join(Organisation, Organisation.id == Framework.organisation_id)
    .where(Framework.status != FrameworkStatus.WITHDRAWN)
    .order_by(Tender.id.desc())
)


def public_list(now: datetime, *, open_now: bool, after: int | None = None, size: int = PAGE) -> Page:
    """Tenders that take bids, or those that no longer do, newest first, in one statement."""
    query = _ROWS.where(Tender.deadline_at > now if open_now else Tender.deadline_at <= now)
    if after is not None:
        query = query.where(Tender.id < after)
    rows = [Row(*row) for row in db.session.execute(query.limit(size + 1))]
    more = len(rows) > size
    return Page(rows[:size], rows[size - 1].id if more else None)


@dataclass(frozen=True)
class CouncilDemand:
    """What one council will need of one item."""

    council: str
    firm: Decimal
    soft: Decimal


@dataclass(frozen=True)
class Published:
    """All that is public of a tender. `demand` is by item id, councils by name."""

    tender: Tender
    entitled: list[str]
    clarifications: list[Clarification]
    changes: list[DeadlineChange]
    demand: dict[int, list[CouncilDemand]]

    @property
    def framework(self) -> Framework:
        return self.tender.framework

    @property
    def withdrawn(self) -> bool:
        return self.framework.status is FrameworkStatus.WITHDRAWN

    def takes_bids(self, now: datetime) -> bool:
        return (
            not self.withdrawn
            and self.tender.status is TenderStatus.PUBLISHED
            and now < self.tender.deadline_at
        )

    def takes_questions(self, now: datetime) -> bool:
        return self.takes_bids(now) and now < self.tender.questions_until


def published(tender_id: int) -> Published:
    """The tender for anybody to read, or NotFound."""
    tender = db.session.scalar(_whole().where(Tender.id == tender_id))
    if tender is None:
        raise NotFound()
    return Published(
        tender=tender,
        entitled=list(
            db.session.scalars(
                select(Organisation.name)
                .join(Entitlement, Entitlement.organisation_id == Organisation.id)
                .where(Entitlement.framework_id == tender.framework_id)
                .order_by(Organisation.name)
            )
        ),
        clarifications=list(
            db.session.scalars(
                select(Clarification)
                .where(Clarification.tender_id == tender.id)
                .order_by(Clarification.asked_at, Clarification.id)
            )
        ),
        changes=list(
            db.session.scalars(
                select(DeadlineChange)
                .where(DeadlineChange.tender_id == tender.id)
                .order_by(DeadlineChange.changed_at, DeadlineChange.id)
            )
        ),
        demand=_demand(tender.framework.round_id),
    )


def _whole():
    return select(Tender).options(
        joinedload(Tender.framework).joinedload(Framework.organisation),
        joinedload(Tender.framework)
        .selectinload(Framework.lots)
        .joinedload(Lot.items)
        .joinedload(LotItem.item),
        selectinload(Tender.criteria).joinedload(Criterion.questions),
    )


def _demand(round_id: int) -> dict[int, list[CouncilDemand]]:
    rows = db.session.execute(
        select(RoundItem.item_id, Organisation.name, DemandLine.commitment, DemandLine.quantity)
        .join(DemandLine, DemandLine.round_item_id == RoundItem.id)
        .join(Organisation, Organisation.id == DemandLine.council_id)
        .where(RoundItem.round_id == round_id)
        .order_by(RoundItem.item_id, Organisation.name, DemandLine.id)
    )
    found: dict[int, dict[str, dict[Commitment, Decimal]]] = {}
    for item_id, council, commitment, quantity in rows:
        found.setdefault(item_id, {}).setdefault(council, {})[commitment] = quantity
    return {
        item_id: [
            CouncilDemand(
                council, parts.get(Commitment.FIRM, Decimal(0)), parts.get(Commitment.SOFT, Decimal(0))
            )
            for council, parts in councils.items()
        ]
        for item_id, councils in found.items()
    }


def own_tender(actor: Actor, tender_id: int) -> Tender:
    """A tender of the actor's own centre with its framework, or NotFound."""
    tender = db.session.scalar(
        select(Tender)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(Tender.id == tender_id, Framework.organisation_id == actor.organisation_id)
        .options(
            joinedload(Tender.framework),
            joinedload(Tender.opening_started_by),
            joinedload(Tender.second_officer),
        )
    )
    if tender is None:
        raise NotFound()
    return tender


def tender_of(framework: Framework) -> Tender:
    """The tender that a framework was published with, or NotFound."""
    tender = db.session.scalar(select(Tender).where(Tender.framework_id == framework.id))
    if tender is None:
        raise NotFound()
    return tender


def own_framework(actor: Actor, framework_id: int) -> Framework:
    """A framework of the actor's own centre, or NotFound."""
    framework = db.session.scalar(
        select(Framework)
        .where(Framework.id == framework_id, Framework.organisation_id == actor.organisation_id)
        .options(joinedload(Framework.organisation))
    )
    if framework is None:
        raise NotFound()
    return framework


def clarification_of(actor: Actor, tender_id: int, clarification_id: int) -> tuple[Tender, Clarification]:
    """A question put to a tender of the actor's own centre, or NotFound."""
    tender = own_tender(actor, tender_id)
    clarification = db.session.get(Clarification, clarification_id)
    if clarification is None or clarification.tender_id != tender.id:
        raise NotFound()
    return tender, clarification


# --- the supplier's own ---------------------------------------------------------------------------


@dataclass(frozen=True)
class OwnBid:
    """A supplier's bid for a lot as the supplier sees it; `bid` is None before the first save."""

    tender: Tender
    lot: Lot
    bid: Bid | None
    content: BidContent
    text: bytes

    @property
    def questions(self) -> list[Question]:
        return [question for criterion in self.tender.criteria for question in criterion.questions]

    @property
    def version(self) -> int | None:
        return self.bid.working_version if self.bid else None

    @property
    def submitted(self) -> bool:
        return self.bid is not None and self.bid.status is BidStatus.SUBMITTED

    @property
    def changed_since(self) -> bool:
        """Whether something was saved after the version that is in the box."""
        return self.submitted and self.bid.saved_at > self.bid.submitted_at


def own_bid(actor: Actor, tender_id: int, lot_id: int) -> OwnBid:
    """The actor's own bid for a lot, or NotFound when there is no such lot."""
    tender = db.session.scalar(_whole().where(Tender.id == tender_id))
    lot = next((lot for lot in tender.framework.lots if lot.id == lot_id), None) if tender else None
    if lot is None:
        raise NotFound()
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    bid = db.session.scalar(select(Bid).where(Bid.lot_id == lot.id, Bid.token == token))
    if bid is None:
        return OwnBid(tender, lot, None, BidContent(), b"")
    text = box.read_working_copy(bid.working_copy, lot_id=lot.id, token=token)
    return OwnBid(tender, lot, bid, BidContent.from_text(text), text)


def own_bids_of(actor: Actor, tender: Tender) -> dict[int, Bid]:
    """The actor's bids for one tender, by lot."""
    token = box_of(tender).token(actor.organisation_id)
    bids = db.session.scalars(select(Bid).where(Bid.tender_id == tender.id, Bid.token == token))
    return {bid.lot_id: bid for bid in bids}


def own_bids(actor: Actor, *, size: int = PAGE) -> list[Bid]:
    """The actor's bids with tender and lot, newest first."""
    recent = db.session.scalars(select(Tender).order_by(Tender.id.desc()).limit(RECENT)).all()
    tokens = [box_of(tender).token(actor.organisation_id) for tender in recent]
    return list(
        db.session.scalars(
            select(Bid)
            .where(or_(Bid.token.in_(tokens), Bid.supplier_id == actor.organisation_id))
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


def own_text(actor: Actor, receipt: BidReceipt, bid: Bid) -> bytes | None:
    """What was submitted, byte for byte, if the draft is still that version."""
    box = box_of(bid.tender)
    text = box.read_working_copy(bid.working_copy, lot_id=bid.lot_id, token=box.token(actor.organisation_id))
    return text if sha256(text).hexdigest() == receipt.content_sha256 else None


# --- the opening ----------------------------------------------------------------------------------


def opened_bids(tender: Tender) -> list[Bid]:
    """The bids of an opened tender with lot and supplier, by lot and supplier.

    Empty before the opening: not even how many there are is told (law.md B1)."""
    if tender.status is not TenderStatus.OPENED:
        return []
    return list(
        db.session.scalars(
            select(Bid)
            .where(Bid.tender_id == tender.id, Bid.status == BidStatus.SUBMITTED)
            .options(joinedload(Bid.lot), joinedload(Bid.supplier))
            .join(Lot, Lot.id == Bid.lot_id)
            .join(Organisation, Organisation.id == Bid.supplier_id)
            .order_by(Lot.number, Organisation.name)
        )
    )
