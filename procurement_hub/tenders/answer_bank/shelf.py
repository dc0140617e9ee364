"""One supplier's shelf of the bank: the name its rows go by, and the key that reads them."""

import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from sqlalchemy import select

from procurement_hub.core import keys
from procurement_hub.core.database import db
from procurement_hub.core.keys import ring
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.tenders.answer_bank.models import BankKey
from procurement_hub.tenders.sealing import padded, unpadded

CONTEXT = b"answer bank"
FIRST = 1
THE_KEY = select(BankKey.wrapped_key).order_by(BankKey.id).limit(1)


@dataclass(frozen=True)
class Shelf:
    """`key` is the bank's: both the owner's token and the shelf's own key come from it."""

    supplier_id: int
    key: bytes

    @property
    def owner(self) -> str:
        """What stands for the supplier in its rows."""
        token = keys.derive(self.key, b"owner")
        return hmac.new(token, str(self.supplier_id).encode(), sha256).hexdigest()

    def lock(self, entry_id: str, body: Mapping) -> bytes:
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        return keys.encrypt(self._own_key, padded(text), entry_id.encode())

    def read(self, entry_id: str, locked: bytes) -> dict:
        """What was locked for that entry. Raises SealBroken for anything else."""
        return json.loads(unpadded(keys.decrypt(self._own_key, locked, entry_id.encode())))

    @cached_property
    def _own_key(self) -> bytes:
        return keys.derive(self.key, f"shelf {self.supplier_id}".encode())


def shelf_of(supplier_id: int) -> Shelf | None:
    """The supplier's shelf, or None while nobody has kept anything."""
    return shelf_under(supplier_id, db.session.scalar(THE_KEY))


def shelf_under(supplier_id: int, wrapped_key: bytes | None) -> Shelf | None:
    """The same when the bank's wrapped key is at hand."""
    return Shelf(supplier_id, ring().unwrap(wrapped_key, CONTEXT)) if wrapped_key else None


def shelf_to_fill(supplier_id: int) -> Shelf:
    """The supplier's shelf, to write on: the first answer of all makes the bank's key."""
    row = {"id": FIRST, "wrapped_key": ring().wrap(secrets.token_bytes(32), CONTEXT)}
    insert_if_absent(db.session, BankKey.__table__, row, ("id",))
    return shelf_of(supplier_id)
