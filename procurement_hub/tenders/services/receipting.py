"""Receipts go to their bidders by mail: at once for what a person submits or withdraws, and after the
deadline, once, for a bid that stood as submitted through many versions.

Neither the row that asks for a letter nor the note that it was written says who bids; the letter
itself lies sealed until it is sent (law.md B1)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind
from procurement_hub.core import outbox
from procurement_hub.core.database import db
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import Bid, BidReceipt, ReceiptMailed, Tender
from procurement_hub.tenders.queries.following import bidders_of, bids_by_token, tender_for_letters
from procurement_hub.tenders.receipt_letter import ReceiptLinks, letter_of

KIND = "mail_receipt"


def mail_receipt_later(*, now: datetime, receipt: BidReceipt) -> None:
    """Ask, in the transaction of the act, for its receipt to be mailed."""
    outbox.put(KIND, {"receipt_id": receipt.id}, now=now)


def mail_receipt(
    *, now: datetime, receipt_id: int, links_of: Callable[[Tender, BidReceipt], ReceiptLinks]
) -> int:
    """Write a sealed letter to everybody who may bid for the receipt's supplier. How many; 0 when they
    were written before."""
    receipt = db.session.scalars(
        select(BidReceipt)
        .where(BidReceipt.id == receipt_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if receipt is None or db.session.get(ReceiptMailed, receipt_id) is not None:
        return 0
    db.session.add(ReceiptMailed(receipt_id=receipt_id, at=now))
    bid = db.session.get_one(Bid, receipt.bid_id)
    tender = tender_for_letters(bid.tender_id)
    supplier_id = bid.supplier_id or _supplier_of(tender, bid.token)
    if supplier_id is None:
        return 0
    own = bids_by_token(tender, [bid.token])[bid.token]
    subject, text = letter_of(receipt, bid, tender, own, links=links_of(tender, receipt), now=now)
    bidders = bidders_of([supplier_id]).get(supplier_id, [])
    for bidder in bidders:
        outbox.put("sealed_mail", {"to": bidder.email, "subject": subject, "text": text}, now=now)
    return len(bidders)


def _supplier_of(tender: Tender, token: str) -> int | None:
    """Whose token it is: only who holds the secret can ask every supplier's."""
    box = box_of(tender)
    suppliers = db.session.scalars(select(Organisation.id).where(Organisation.kind == Kind.SUPPLIER))
    return next((supplier_id for supplier_id in suppliers if box.token(supplier_id) == token), None)
