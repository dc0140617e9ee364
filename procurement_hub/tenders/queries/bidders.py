"""What a supplier reads of its own bids and receipts; nobody else's can be asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE
from procurement_hub.frameworks.models import Lot
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

RECENT = 200
"""Of so many tenders, newest first, a supplier's list shows drafts; submitted bids never drop out."""


@dataclass(frozen=True)
class OwnBid:
    """A supplier's bid for a lot as the supplier sees it; `bid` is None before the first save."""

    tender: Tender
    lot: Lot
    bid: Bid | None
    content: BidContent

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
    tender = db.session.scalar(whole_tender().where(Tender.id == tender_id))
    lot = next((lot for lot in tender.framework.lots if lot.id == lot_id), None) if tender else None
    if lot is None:
        raise NotFound()
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    bid = db.session.scalar(select(Bid).where(Bid.lot_id == lot.id, Bid.token == token))
    if bid is None:
        return OwnBid(tender, lot, None, BidContent())
    text = box.read_working_copy(bid.working_copy, lot_id=lot.id, token=token)
    return OwnBid(tender, lot, bid, BidContent.from_text(text))


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
