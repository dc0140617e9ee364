"""A supplier's bid: saved as a draft, submitted to the box, withdrawn again.

Nothing here leaves a name. The audit says that a supplier did it; the bid carries a token.
"""

import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, WrongState
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import BidContent, refuse_gaps, refuse_misfits
from procurement_hub.tenders.models import (
    Bid,
    BidReceipt,
    BidStatus,
    Criterion,
    Question,
    ReceiptAct,
    Tender,
    TenderStatus,
)
from procurement_hub.tenders.sealing import Box
from procurement_hub.tenders.workflow import BID


class BidTooLate(DomainError):
    """The deadline second has come (law.md B2)."""


class BidChangedElsewhere(DomainError):
    """Somebody saved the bid after this person opened it; nothing is overwritten."""


class NothingSubmitted(WrongState):
    """There is no submitted bid to withdraw."""


def save_bid(*, actor: Actor, now: datetime, lot: Lot, content: BidContent, version: int | None) -> Bid:
    """Keep a draft that only this supplier can read. It may be incomplete; it is not submitted.

    `version` is the working version that the person saw, None for a first save. A submitted
    version stays in the box as it is."""
    require(actor, Permission.BID)
    tender = _taking_bids(lot, now)
    refuse_misfits(content, _questions(tender), _items(lot))
    bid = _write_working_copy(actor, now, tender, lot, content, version, nonce="")
    audit.record(actor.unnamed(), "save_bid", bid, now=now)
    return bid


def submit_bid(
    *, actor: Actor, now: datetime, lot: Lot, content: BidContent, version: int | None = None
) -> BidReceipt:
    """Seal a complete bid in the box, in place of an earlier one. The receipt has its SHA-256.

    `version`, when given, is the working version that the person checked. At the deadline
    second or later the bid is refused; the statement that stores it looks at the deadline too."""
    require(actor, Permission.BID)
    tender = _taking_bids(lot, now)
    questions, items = _questions(tender), _items(lot)
    refuse_misfits(content, questions, items)
    refuse_gaps(content, questions, items)
    box, nonce = box_of(tender), secrets.token_hex(16)
    if version is None:
        version = _version_in_box(box, lot, actor)
    bid = _write_working_copy(actor, now, tender, lot, content, version, nonce=nonce)
    text = _text(content, tender, lot, actor, nonce)
    digest = sha256(text).hexdigest()
    sources, target = BID.table["submit"]
    box_takes_bids = exists().where(
        Tender.id == Bid.tender_id, Tender.status == TenderStatus.PUBLISHED, Tender.deadline_at > now
    )
    sealed = db.session.scalar(
        update(Bid)
        .where(Bid.id == bid.id, Bid.status.in_(sources), box_takes_bids)
        .values(
            status=target,
            sealed=box.seal(text, lot_id=lot.id, token=bid.token),
            content_sha256=digest,
            submitted_at=now,
        )
        .returning(Bid)
        .execution_options(populate_existing=True)
    )
    if sealed is None:
        raise _too_late(tender)
    return _receipt(actor, now, sealed, ReceiptAct.SUBMITTED, digest)


def withdraw_bid(*, actor: Actor, now: datetime, lot: Lot) -> BidReceipt:
    """Take the submitted bid out of the box. The working copy stays, to submit again."""
    require(actor, Permission.BID)
    tender = _taking_bids(lot, now)
    bid = _own_bid(lot, box_of(tender).token(actor.organisation_id))
    if bid is None or not BID.allows(bid, "withdraw"):
        raise NothingSubmitted("You have no submitted bid for this lot to withdraw.")
    digest = bid.content_sha256
    BID.move(bid, "withdraw")
    bid.sealed = bid.content_sha256 = bid.submitted_at = None
    return _receipt(actor, now, bid, ReceiptAct.WITHDRAWN, digest)


def _taking_bids(lot: Lot, now: datetime) -> Tender:
    """The lot's tender, held so that it cannot be opened or moved until this transaction ends."""
    tender = db.session.scalars(
        select(Tender)
        .where(Tender.framework_id == lot.framework_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if tender is None:
        raise NotFound()
    if db.session.get_one(Framework, lot.framework_id).status is FrameworkStatus.WITHDRAWN:
        raise WrongState("This tender was withdrawn, so it takes no bids.")
    if tender.status is not TenderStatus.PUBLISHED or now >= tender.deadline_at:
        raise _too_late(tender)  # once opened it stays shut, even should the clock be put back
    return tender


def _too_late(tender: Tender) -> BidTooLate:
    return BidTooLate(
        f"The deadline was {format_moment(tender.deadline_at)}. This bid was not received in time."
    )


def _questions(tender: Tender) -> list[Question]:
    return list(
        db.session.scalars(
            select(Question)
            .join(Criterion)
            .where(Criterion.tender_id == tender.id)
            .order_by(Criterion.position, Question.position)
        )
    )


def _items(lot: Lot) -> list[LotItem]:
    return list(
        db.session.scalars(
            select(LotItem)
            .where(LotItem.lot_id == lot.id)
            .options(joinedload(LotItem.item))
            .order_by(LotItem.item_id)
        )
    )


def _own_bid(lot: Lot, token: str) -> Bid | None:
    return db.session.scalars(
        select(Bid)
        .where(Bid.lot_id == lot.id, Bid.token == token)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def _version_in_box(box: Box, lot: Lot, actor: Actor) -> int | None:
    token = box.token(actor.organisation_id)
    return db.session.scalar(select(Bid.working_version).where(Bid.lot_id == lot.id, Bid.token == token))


def _text(content: BidContent, tender: Tender, lot: Lot, actor: Actor, nonce: str) -> bytes:
    return content.text(tender_id=tender.id, lot_id=lot.id, supplier_id=actor.organisation_id, nonce=nonce)


def _write_working_copy(
    actor: Actor,
    now: datetime,
    tender: Tender,
    lot: Lot,
    content: BidContent,
    version: int | None,
    nonce: str,
) -> Bid:
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    locked = box.lock_working_copy(_text(content, tender, lot, actor, nonce), lot_id=lot.id, token=token)
    bid = _own_bid(lot, token)
    if (bid.working_version if bid else None) != version:
        raise BidChangedElsewhere(
            "Somebody in your organisation has saved this bid since you opened it. "
            "Nothing was overwritten. Open the bid again and put your changes in."
        )
    if bid is None:
        bid = Bid(tender_id=tender.id, lot_id=lot.id, token=token, status=BidStatus.DRAFT, working_version=0)
    bid.working_copy = locked
    bid.working_version += 1
    bid.saved_at = now
    db.session.add(bid)
    try:
        db.session.flush()
    except IntegrityError:  # two first saves at the same moment
        raise BidChangedElsewhere(
            "Somebody in your organisation has started this bid at the same moment. Open it again."
        ) from None
    return bid


def _receipt(actor: Actor, now: datetime, bid: Bid, act: ReceiptAct, digest: str) -> BidReceipt:
    receipt = BidReceipt(bid_id=bid.id, act=act, at=now, content_sha256=digest)
    db.session.add(receipt)
    verb = "submit_bid" if act is ReceiptAct.SUBMITTED else "withdraw_bid"
    audit.record(actor.unnamed(), verb, bid, now=now, detail={"sha256": digest})
    db.session.flush()
    return receipt
