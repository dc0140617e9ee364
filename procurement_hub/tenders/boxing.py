"""How a draft becomes what is in the box, and the receipt for it."""

import json
import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, insert, update

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.keys import ring
from procurement_hub.exclusions.declaration import problems
from procurement_hub.tenders import receipts
from procurement_hub.tenders.content import fingerprint
from procurement_hub.tenders.desk import Desk, too_late
from procurement_hub.tenders.holding import box_takes
from procurement_hub.tenders.models import Bid, BidReceipt, ReceiptAct
from procurement_hub.tenders.sealing import Envelope
from procurement_hub.tenders.workflow import BID
from procurement_hub.tenders.working import IN_THE_BOX, STANDING, gaps


def keep_in_the_box(desk: Desk, actor: Actor, now: datetime) -> BidReceipt | None:
    """Seal the draft when the bid stands as submitted and every part of it is complete.

    Until then the last complete version stays in the box as it is."""
    if not desk.bid.standing or desk.draft.unfinished(desk.questions):
        return None
    if gaps(desk.draft.content(desk.questions), desk.questions, desk.items):
        return None
    if problems(desk.declaration, now):
        return None
    return put_in_the_box(desk, actor, now, signatory=desk.draft.body(STANDING)["by"])


def put_in_the_box(desk: Desk, actor: Actor, now: datetime, *, signatory: str) -> BidReceipt:
    """Seal the draft in place of what the box held, with the declaration on exclusion grounds.

    The draft must be complete and declared. At the deadline second or later it is BidTooLate: the
    statement that stores the bid looks at the deadline itself."""
    declared = json.loads(desk.declaration.to_json())
    content = desk.draft.content(desk.questions, declaration=declared, signatory=signatory)
    nonce = secrets.token_hex(16)
    place = {"lot_id": desk.lot.id, "token": desk.bid.token}
    answers, prices = content.texts(
        tender_id=desk.tender.id, lot_id=desk.lot.id, supplier_id=actor.organisation_id, nonce=nonce
    )
    digest = sha256(answers).hexdigest()
    sealed = {
        "sealed": desk.box.seal(answers, **place),
        "sealed_prices": desk.box.seal(prices, **place, envelope=Envelope.PRICES),
        "content_sha256": digest,
        "submitted_at": now,
    }
    stored = db.session.execute(_STORE, {"bid": desk.bid.id, "arrived": now, **sealed})
    if not stored.rowcount:
        raise too_late(desk.tender)
    db.session.expire(desk.bid, ["status", *sealed])
    held = {"answers": answers.decode(), "prices": prices.decode(), "versions": desk.draft.versions()}
    desk.write(IN_THE_BOX, held, now=now)
    facts = {
        "sha256": digest,
        "prices": sha256(prices).hexdigest(),
        "answers": {code: fingerprint(nonce, text) for code, text in content.answers.items()},
        "files": {code: [file.sha256 for file in files] for code, files in content.files.items()},
    }
    return give_receipt(desk, actor, now, ReceiptAct.SUBMITTED, facts)


_BID = Bid.__table__.c
_SOURCES, _TARGET = BID.table["submit"]
_STORE = (
    update(Bid.__table__)
    .where(
        _BID.id == bindparam("bid"),
        _BID.status.in_(_SOURCES),
        box_takes(_BID.tender_id, bindparam("arrived")),
    )
    .values(status=_TARGET)
)
_GIVE = insert(BidReceipt.__table__).returning(BidReceipt.__table__.c.id)


def give_receipt(desk: Desk, actor: Actor, now: datetime, act: ReceiptAct, facts: dict) -> BidReceipt:
    """A signed receipt of the act, with its audit event that names nobody. `facts` holds the hashes."""
    framework = desk.framework
    place = {
        "tender": framework.code,
        "title": framework.title,
        "lot": str(desk.lot.number),
        "lot_title": desk.lot.title,
    }
    signed = receipts.sign(ring(), facts | place | {"act": act.value, "at": now.isoformat()})
    row = {
        "bid_id": desk.bid.id,
        "act": act,
        "at": now,
        "content_sha256": facts["sha256"],
        "statement": signed.statement,
        "signature": signed.signature,
    }
    receipt = BidReceipt(id=db.session.scalar(_GIVE, row), **row)
    verb = "submit_bid" if act is ReceiptAct.SUBMITTED else "withdraw_bid"
    audit.record(actor.unnamed(), verb, desk.bid, now=now, detail={"sha256": facts["sha256"]})
    return receipt
