"""The files of an opened bid, for those who may read its answers."""

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.evaluation.queries.bids import bids_of, labels_of, without_name
from procurement_hub.evaluation.queries.tenders import Evaluation
from procurement_hub.tenders.models import Bid, BidAttachment


def attachments_of(bid: Bid) -> dict[int, list[BidAttachment]]:
    """Question id → the files of its answer, in the bidder's order."""
    found: dict[int, list[BidAttachment]] = {}
    for file in db.session.scalars(
        select(BidAttachment)
        .where(BidAttachment.bid_id == bid.id)
        .order_by(BidAttachment.question_id, BidAttachment.position)
    ):
        found.setdefault(file.question_id, []).append(file)
    return found


def attachment_for(evaluation: Evaluation, bid_id: int, file_id: str) -> tuple[BidAttachment, str]:
    """A file of a bid of this evaluation, and the name that this reader may see of it: an evaluator
    reads the bidder's label in place of its name. NotFound before the opening and for anybody else."""
    if not evaluation.opened or not (evaluation.reads_all or evaluation.scores):
        raise NotFound()
    bids = bids_of(evaluation.tender)
    bid = next((bid for bid in bids if bid.id == bid_id), None)
    file = db.session.scalars(
        select(BidAttachment)
        .where(BidAttachment.bid_id == bid_id, BidAttachment.file_id == file_id)
        .order_by(BidAttachment.question_id)
        .limit(1)
    ).first()
    if bid is None or file is None:
        raise NotFound()
    if evaluation.reads_all:
        return file, file.name
    return file, without_name(file.name, bid.supplier, labels_of(bids)[bid.supplier_id])
