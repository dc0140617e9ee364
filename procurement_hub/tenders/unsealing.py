"""What the opening makes of sealed envelopes: rows of answers, files and prices, each checked against
the hash of its receipt. Nothing else in the product unseals a bid."""

import json
from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import insert, select

from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.keys import SealBroken
from procurement_hub.frameworks.models import Lot, LotItem
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import Attachment, BidContent, prices_hash_in, supplier_in
from procurement_hub.tenders.models import (
    Bid,
    BidAnswer,
    BidAttachment,
    BidPrice,
    Criterion,
    Question,
    Tender,
)
from procurement_hub.tenders.sealing import Box, Envelope


class BidNotAsSubmitted(DomainError):
    """A bid in the box is not the one that its receipt is for."""


def unseal_answers(tender: Tender, bids: Iterable[Bid]) -> set[int]:
    """Open the first envelope of each bid, and fill in who bid, the answers and the files.

    Returns the ids of the evidence, from the bidders' wallets, that the files are copies of."""
    box = box_of(tender)
    questions = dict(
        db.session.execute(
            select(Question.code, Question.id).join(Criterion).where(Criterion.tender_id == tender.id)
        ).all()
    )
    answers, attachments, evidence = [], [], set()
    for bid in bids:
        text = _answers_text(box, bid)
        content = BidContent.from_texts(text, None)
        bid.supplier_id = supplier_in(text)
        bid.declaration = json.dumps(content.declaration, sort_keys=True) if content.declaration else None
        bid.signatory = content.signatory
        evidence |= {
            file.evidence_id for files in content.files.values() for file in files if file.evidence_id
        }
        answers += [
            {"bid_id": bid.id, "question_id": questions[code], "text": answer}
            for code, answer in content.answers.items()
        ]
        attachments += [
            _attachment(box, bid, questions[code], position, file)
            for code, files in content.files.items()
            for position, file in enumerate(files)
        ]
    if answers:
        db.session.execute(insert(BidAnswer), answers)
    if attachments:
        db.session.execute(insert(BidAttachment), attachments)
    return evidence


def unseal_prices(tender: Tender, bids: Iterable[Bid]) -> None:
    """Open the price envelopes of bids whose answers are open, each checked against its hash."""
    box = box_of(tender)
    items = dict(
        db.session.execute(
            select(Item.code, Item.id)
            .join(LotItem, LotItem.item_id == Item.id)
            .join(Lot)
            .where(Lot.framework_id == tender.framework_id)
        ).all()
    )
    prices = []
    for bid in bids:
        content = BidContent.from_texts(_answers_text(box, bid), _prices_text(box, bid))
        prices += [
            {"bid_id": bid.id, "item_id": items[code], "from_quantity": quantity, "unit_price": price}
            for code, tiers in content.prices.items()
            for quantity, price in tiers
        ]
    if prices:
        db.session.execute(insert(BidPrice), prices)


def _answers_text(box: Box, bid: Bid) -> bytes:
    """What was submitted, or BidNotAsSubmitted: hash, place and bidder must all be right."""
    try:
        text = box.open_sealed(bid.sealed, lot_id=bid.lot_id, token=bid.token)
        intact = sha256(text).hexdigest() == bid.content_sha256 and box.token(supplier_in(text)) == bid.token
    except SealBroken:
        intact = False
    if not intact:
        raise _not_as_submitted(bid)
    return text


def _prices_text(box: Box, bid: Bid) -> bytes | None:
    """The prices that were submitted, or BidNotAsSubmitted; None when they lie among the answers."""
    if bid.sealed_prices is None:
        return None
    try:
        text = box.open_sealed(
            bid.sealed_prices, lot_id=bid.lot_id, token=bid.token, envelope=Envelope.PRICES
        )
        intact = sha256(text).hexdigest() == prices_hash_in(_answers_text(box, bid))
    except SealBroken:
        intact = False
    if not intact:
        raise _not_as_submitted(bid)
    return text


def _not_as_submitted(bid: Bid) -> BidNotAsSubmitted:
    return BidNotAsSubmitted(
        f"Bid {bid.id} is not what was submitted: the stored content was changed. "
        "Nothing was opened. Restore the database and tell the auditor."
    )


def _attachment(box: Box, bid: Bid, question_id: int, position: int, file: Attachment) -> dict:
    return {
        "bid_id": bid.id,
        "question_id": question_id,
        "position": position,
        "file_id": file.file_id,
        "name": file.name,
        "media_type": file.media_type,
        "size": file.size,
        "sha256": file.sha256,
        "scan": file.scan,
        "wrapped_key": box.ring.wrap(bytes.fromhex(file.key), file.file_id.encode()),
    }
