"""Receipts: a statement of what the box took and when, signed by the platform (Ed25519, RFC 8032).

Whoever holds a receipt can prove it, and whoever is shown one can check it, without the database
and without learning more than the statement says: it names tender, lot, moment and hashes, and
nobody who bid. The key comes from the key ring; a receipt names the secret that it was signed
under, so that receipts outlive a change of secrets."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from procurement_hub.core.keys import KeyMissing, KeyRing

PURPOSE = b"receipt signing"


@dataclass(frozen=True)
class Signed:
    """A statement and the platform's signature under its very bytes."""

    statement: str
    signature: bytes

    @property
    def code(self) -> str:
        """Both as one line, to be pasted or printed."""
        text = base64.urlsafe_b64encode(self.statement.encode()).decode()
        return f"{text}.{base64.urlsafe_b64encode(self.signature).decode()}"

    @classmethod
    def from_code(cls, code: str) -> "Signed | None":
        """What `code` stands for, or None when it is none. Spaces and line breaks do not matter."""
        try:
            text, signature = "".join(code.split()).split(".")
            return cls(base64.urlsafe_b64decode(text).decode(), base64.urlsafe_b64decode(signature))
        except ValueError:  # also what is no Base64 and no UTF-8
            return None


def sign(ring: KeyRing, facts: Mapping) -> Signed:
    """The facts as canonical JSON, with the id of the secret, signed under the newest secret."""
    statement = json.dumps(
        {**facts, "key": ring.newest.hex()}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return Signed(statement, _private(ring, ring.newest).sign(statement.encode()))


def facts_in(ring: KeyRing, signed: Signed | None) -> Mapping | None:
    """What the statement says when the platform signed it; None when it did not."""
    try:
        facts = json.loads(signed.statement) if signed else None
        key = bytes.fromhex(facts["key"])
        public_key(ring, key).verify(signed.signature, signed.statement.encode())
    except (InvalidSignature, KeyMissing, KeyError, TypeError, ValueError):
        return None
    return facts


def public_key(ring: KeyRing, key_id: bytes) -> Ed25519PublicKey:
    """The key that checks signatures made under a secret. Raises KeyMissing."""
    return _private(ring, key_id).public_key()


def _private(ring: KeyRing, key_id: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(ring.key(key_id, PURPOSE))
