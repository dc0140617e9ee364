"""The opening of the box: an act by two officers after the deadline (law.md B4)."""

import json
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256

from sqlalchemy import insert, select

from procurement_hub.accounts.models import Membership
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, WrongState
from procurement_hub.core.keys import SealBroken
from procurement_hub.exclusions import checks
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import Attachment, BidContent, prices_hash_in, supplier_in
from procurement_hub.tenders.models import (
    Bid,
    BidAnswer,
    BidAttachment,
    BidPrice,
    BidStatus,
    Criterion,
    Question,
    Tender,
)
from procurement_hub.tenders.permissions import require_opening
from procurement_hub.tenders.sealing import Box, Envelope
from procurement_hub.tenders.services.outages import refuse_unaccounted
from procurement_hub.tenders.workflow import TENDER


class BidsStillSealed(DomainError):
    """Nobody opens the box before the deadline. The opening report tells who tried."""

    def __init__(self, tender: Tender):
        super().__init__(
            f"The deadline is {format_moment(tender.deadline_at)}. Bids stay sealed until it has passed."
        )
        self.subject = tender


class SecondOfficerNeeded(DomainError):
    """One officer alone cannot open the box."""


class OpeningStarted(WrongState):
    """Another officer has started already: this one can confirm."""


class OfficerOfABidder(DomainError):
    """Whoever opens the box acts for nobody whose bid is in it."""


class BidNotAsSubmitted(DomainError):
    """A bid in the box is not the one that its receipt is for."""


def start_opening(*, actor: Actor, now: datetime, tender: Tender) -> None:
    """The first officer's half. Nothing is opened yet."""
    held = _held(actor, now, tender)
    if held.opening_started_by_id is not None:
        raise OpeningStarted("The opening has been started. A second officer must confirm the opening.")
    held.opening_started_at = now
    held.opening_started_by_id = actor.person_id
    audit.record(actor, "start_opening", held, now=now)
    db.session.flush()


def open_bids(*, actor: Actor, now: datetime, tender: Tender) -> list[Bid]:
    """The second officer's half: unseal every submitted bid, check it against its hash, and fill
    in who bid, the answers and the prices. Drafts and withdrawn bids stay unread for ever.

    With quality before price the price envelopes stay shut (law.md B9), unless there is none."""
    held = _held(actor, now, tender)
    if held.opening_started_by_id is None:
        raise SecondOfficerNeeded("Start the opening first. Then a second officer must confirm the opening.")
    if held.opening_started_by_id == actor.person_id:
        raise SecondOfficerNeeded("A second officer must confirm the opening. You started it yourself.")
    bids = list(
        db.session.scalars(
            select(Bid).where(Bid.tender_id == held.id, Bid.status == BidStatus.SUBMITTED).order_by(Bid.id)
        )
    )
    _unseal(held, bids)
    if not held.quality_first or not bids:
        unseal_prices(held, bids)
        held.prices_opened_at = now
    _check_exclusions(actor, now, bids)
    TENDER.move(held, "open")
    held.opened_at = now
    held.second_officer_id = actor.person_id
    audit.record(
        actor,
        "open_bids",
        held,
        now=now,
        detail={
            "first_officer": held.opening_started_by_id,
            "bids": {bid.id: bid.content_sha256 for bid in bids},
        },
    )
    db.session.flush()
    return bids


def _held(actor: Actor, now: datetime, tender: Tender) -> Tender:
    """The tender, locked: submissions that came in time have been stored, and no more can come."""
    framework = db.session.get_one(Framework, tender.framework_id)
    require_opening(actor, framework)
    held = db.session.scalars(
        select(Tender)
        .where(Tender.id == tender.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if not TENDER.allows(held, "open"):
        raise WrongState(f"This tender is {held.status.value}, so its bids cannot be opened.")
    if framework.status is FrameworkStatus.PRACTICE:
        raise WrongState("This tender is for practice, so its bids are never opened.")
    if framework.status is FrameworkStatus.WITHDRAWN:
        raise WrongState("This tender was withdrawn, so its bids are never opened.")
    if now < held.deadline_at:
        raise BidsStillSealed(held)
    refuse_unaccounted(now=now, tender=held)
    refuse_bidder(actor, held)
    return held


def refuse_bidder(actor: Actor, tender: Tender) -> None:
    """Raise OfficerOfABidder for somebody who acts for a bidder, whichever organisation they act for now.
    Neither the sentence nor the audit says for which."""
    suppliers = db.session.scalars(
        select(Membership.organisation_id).where(Membership.person_id == actor.person_id, Membership.active)
    )
    box = box_of(tender)
    tokens = [box.token(supplier_id) for supplier_id in suppliers]
    bids = select(Bid.id).where(
        Bid.tender_id == tender.id, Bid.status == BidStatus.SUBMITTED, Bid.token.in_(tokens)
    )
    if db.session.scalar(bids.limit(1)) is not None:
        raise OfficerOfABidder(
            "You also act for an organisation that may have bid, so two other officers must open the bids."
        )


def _unseal(tender: Tender, bids: Iterable[Bid]) -> None:
    box = box_of(tender)
    questions = dict(
        db.session.execute(
            select(Question.code, Question.id).join(Criterion).where(Criterion.tender_id == tender.id)
        ).all()
    )
    answers, attachments = [], []
    for bid in bids:
        text = _answers_text(box, bid)
        content = BidContent.from_texts(text, None)
        bid.supplier_id = supplier_in(text)
        bid.declaration = json.dumps(content.declaration, sort_keys=True) if content.declaration else None
        bid.signatory = content.signatory
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


def _check_exclusions(actor: Actor, now: datetime, bids: Iterable[Bid]) -> None:
    """Look at the debarment list and decisions for every bidder, lot by lot, and keep that (T5)."""
    by_lot: dict[int, dict[int, int]] = {}
    for bid in bids:
        by_lot.setdefault(bid.lot_id, {})[bid.supplier_id] = bid.id
    for subjects in by_lot.values():
        checks.check_each(
            actor=actor,
            now=now,
            subjects=subjects,
            subject_kind=checks.BID,
            authority_id=actor.organisation_id,
        )


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
