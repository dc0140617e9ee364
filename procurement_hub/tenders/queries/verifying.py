"""The public keys that receipts are verified with: of the secrets in use, and of those that were."""

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.core.keys import KeyMissing, SealBroken, ring
from procurement_hub.tenders import receipts
from procurement_hub.tenders.models import ReceiptKey


def receipt_keys() -> dict[str, Ed25519PublicKey]:
    """By the id of the secret, those in use first. A kept key that the ring did not wrap is no key."""
    found = receipts.public_keys(ring())
    for row in db.session.scalars(select(ReceiptKey).order_by(ReceiptKey.kept_at.desc(), ReceiptKey.key_id)):
        if row.key_id not in found:
            try:
                raw = ring().unwrap(row.wrapped_public_key, receipts.context_of(row.key_id))
            except (KeyMissing, SealBroken):
                continue
            found[row.key_id] = Ed25519PublicKey.from_public_bytes(raw)
    return found
