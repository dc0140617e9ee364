"""A supplier's receipts: the latest of each bid, all of one bid, and those still to be mailed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, select

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.paging import PAGE
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.models import (
    Bid,
    BidReceipt,
    BidStatus,
    Criterion,
    Question,
    ReceiptAct,
    ReceiptMailed,
    Tender,
)
from procurement_hub.tenders.queries.bidders import OwnBid, own_bid

SHOWN = 3
"""Receipts of one bid that a list of bids shows, newest first."""
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Receipts:
    """The newest receipts of a bid, and how many it has in all."""

    newest: list[BidReceipt]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.newest)


def latest_receipts(bids: Sequence[Bid]) -> dict[int, Receipts]:
    """By bid, in one statement, however many versions a bid that stands as submitted went through."""
    place = func.row_number().over(partition_by=BidReceipt.bid_id, order_by=BidReceipt.id.desc())
    count = func.count().over(partition_by=BidReceipt.bid_id)
    numbered = (
        select(BidReceipt.id, place.label("place"), count.label("count"))
        .where(BidReceipt.bid_id.in_([bid.id for bid in bids]))
        .subquery()
    )
    found: dict[int, Receipts] = {}
    for receipt, total in db.session.execute(
        select(BidReceipt, numbered.c.count)
        .join(numbered, numbered.c.id == BidReceipt.id)
        .where(numbered.c.place <= SHOWN)
        .order_by(BidReceipt.id.desc())
    ):
        found.setdefault(receipt.bid_id, Receipts([], total)).newest.append(receipt)
    return found


@dataclass(frozen=True)
class ReceiptPage:
    """Receipts of one bid, newest first. `before` is the moment to go on from, or None at the end: a
    running number would tell how many others there are."""

    own: OwnBid
    receipts: list[BidReceipt]
    before: datetime | None


def receipt_page(
    actor: Actor, tender_id: int, lot_id: int, *, before: datetime | None = None, size: int = PAGE
) -> ReceiptPage:
    """All receipts of the actor's own bid for a lot; NotFound when there is no such lot."""
    own = own_bid(actor, tender_id, lot_id)
    if own.bid is None:
        return ReceiptPage(own, [], None)
    query = select(BidReceipt).where(BidReceipt.bid_id == own.bid.id)
    if before is not None:
        query = query.where(BidReceipt.at < before)
    found = db.session.scalars(query.order_by(BidReceipt.at.desc()).limit(size + 1)).all()
    return ReceiptPage(own, list(found[:size]), found[size - 1].at if len(found) > size else None)


def question_titles(tender: Tender) -> dict[str, str]:
    """Titles by code, in the order in which they are asked."""
    return dict(
        db.session.execute(
            select(Question.code, Question.title)
            .join(Criterion)
            .where(Criterion.tender_id == tender.id)
            .order_by(Criterion.position, Question.position)
        ).all()
    )


def final_receipts_to_mail(now: datetime) -> list[tuple[int, int]]:
    """Receipts of what is in the boxes of tenders whose deadline has passed, not mailed yet: the ids of
    receipt and tender."""
    return list(
        db.session.execute(
            select(BidReceipt.id, Tender.id)
            .join(Bid, Bid.id == BidReceipt.bid_id)
            .join(Tender, Tender.id == Bid.tender_id)
            .join(Framework, Framework.id == Tender.framework_id)
            .where(
                Tender.deadline_at <= now,
                Framework.status.not_in((FrameworkStatus.WITHDRAWN, FrameworkStatus.PRACTICE)),
                Bid.status == BidStatus.SUBMITTED,
                BidReceipt.act == ReceiptAct.SUBMITTED,
                BidReceipt.content_sha256 == Bid.content_sha256,
                ~exists().where(ReceiptMailed.receipt_id == BidReceipt.id),
            )
            .order_by(BidReceipt.id)
            .limit(MOST_AT_ONCE)
        )
    )
