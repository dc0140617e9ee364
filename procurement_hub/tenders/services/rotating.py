"""Replacing the secrets of the key ring: everything that an older one wrapped is wrapped anew.

No token, draft, sealed bid or receipt changes by it: what is wrapped are keys, and they stay the
same. Afterwards an older secret is needed only for what `needs` still names, and for copies of the
database from before."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from procurement_hub.core import audit, outbox
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.database import db
from procurement_hub.core.keys import KeyRing, key_id, ring
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.tenders import receipts
from procurement_hub.tenders.answer_bank.models import BankKey
from procurement_hub.tenders.answer_bank.shelf import CONTEXT
from procurement_hub.tenders.interest import TenderFollow
from procurement_hub.tenders.models import BidAttachment, ReceiptKey, Tender
from procurement_hub.tenders.sealing import BIDDERS

BOXES = "keys of tender boxes"
FILES = "keys of opened files"
FOLLOWERS = "followers of tenders"
RECEIPTS = "public keys of receipts"
BANK = "keys of the answer bank"
LETTERS = "sealed letters that wait to be sent"


@dataclass
class Rotation:
    """How many keys of each kind were wrapped anew, and which secrets what is left still needs."""

    rewrapped: Counter = field(default_factory=Counter)
    missing: dict[str, Counter] = field(default_factory=dict)


def rewrap_keys(*, now: datetime) -> Rotation:
    """Wrap everything under the newest secret, and keep the public key of every secret in use.

    What was wrapped under a secret that is not in the ring stays as it is and is counted as missing."""
    keys, done = ring(), Rotation()
    for tender in db.session.scalars(select(Tender).order_by(Tender.id).with_for_update()):
        for column, context in (
            ("wrapped_private_key", tender.public_key),
            ("wrapped_price_key", tender.price_public_key),
            ("wrapped_bidders_key", BIDDERS + tender.public_key),
        ):
            _rewrap(keys, done, BOXES, tender, column, context)
    for file in db.session.scalars(select(BidAttachment).execution_options(yield_per=500)):
        _rewrap(keys, done, FILES, file, "wrapped_key", file.file_id.encode())
    for follow in db.session.scalars(select(TenderFollow).execution_options(yield_per=500)):
        context = f"follower {follow.tender_id}|{follow.token}".encode()
        _rewrap(keys, done, FOLLOWERS, follow, "sealed_supplier", context)
    keep_receipt_keys(now=now)
    for kept in db.session.scalars(select(ReceiptKey).order_by(ReceiptKey.key_id)):
        _rewrap(keys, done, RECEIPTS, kept, "wrapped_public_key", receipts.context_of(kept.key_id))
    for kept in db.session.scalars(select(BankKey).order_by(BankKey.id)):
        _rewrap(keys, done, BANK, kept, "wrapped_key", CONTEXT)
    moved, stuck = outbox.reseal(db.session)
    done.rewrapped[LETTERS] += moved
    for needed, count in stuck.items():
        done.missing.setdefault(needed, Counter())[LETTERS] += count
    detail = {"newest": keys.newest.hex(), "rewrapped": {k: n for k, n in done.rewrapped.items() if n}}
    audit.record(SYSTEM, "rewrap_keys", None, now=now, detail=detail)
    db.session.flush()
    return done


def keep_receipt_keys(*, now: datetime) -> None:
    """Keep the public keys of all secrets in use, for the time when they are not."""
    keys = ring()
    for name, public in receipts.public_keys(keys).items():
        row = {
            "key_id": name,
            "wrapped_public_key": keys.wrap(public.public_bytes_raw(), receipts.context_of(name)),
            "kept_at": now,
        }
        insert_if_absent(db.session, ReceiptKey.__table__, row, ["key_id"])


def _rewrap(keys: KeyRing, done: Rotation, kind: str, row: object, column: str, context: bytes) -> None:
    wrapped = getattr(row, column)
    under = key_id(wrapped)
    if under not in keys.key_ids:
        done.missing.setdefault(under.hex(), Counter())[kind] += 1
    elif under != keys.newest:
        setattr(row, column, keys.rewrap(wrapped, context))
        done.rewrapped[kind] += 1
