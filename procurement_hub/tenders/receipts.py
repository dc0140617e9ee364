"""Receipts: a statement of what the box took and when, signed by the platform (Ed25519, RFC 8032).

Whoever holds a receipt can prove it, and whoever is shown one can check it, without the database
and without learning more than the statement says: it names tender, lot, moment and hashes, and
nobody who bid. The key comes from the key ring; a receipt names the secret that it was signed
under, and the public keys are kept, so that receipts outlive a change of secrets."""

import base64
import binascii
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from procurement_hub.core.keys import KeyRing

PURPOSE = b"receipt signing"
MARK = "Procurement Hub receipt "
"""Stands before the code where a PDF holds it for machines."""

IN_A_PDF = re.compile(re.escape(MARK).encode() + rb"([\w-]+=*\.[\w-]+=*)", re.ASCII)

PublicKeys = Mapping[str, Ed25519PublicKey]
"""Public keys by the hexadecimal id of the secret that they belong to."""


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

    @property
    def json(self) -> bytes:
        """The receipt as a file: the statement to the letter, the signature in hexadecimal, the code."""
        said = {"statement": self.statement, "signature": self.signature.hex(), "code": self.code}
        return json.dumps(said, indent=1, ensure_ascii=False).encode()

    @classmethod
    def from_code(cls, code: str) -> "Signed | None":
        """What `code` stands for, or None when it is none. Spaces and line breaks do not matter."""
        try:
            text, signature = "".join(code.split()).split(".")
            return cls(base64.urlsafe_b64decode(text).decode(), base64.urlsafe_b64decode(signature))
        except (ValueError, binascii.Error):  # also what is no Base64 and no UTF-8
            return None

    @classmethod
    def from_file(cls, content: bytes) -> "Signed | None":
        """The receipt in a file that was downloaded here, PDF or JSON, or in one that holds its code."""
        if content.startswith(b"%PDF"):
            found = IN_A_PDF.search(content)
            return cls.from_code(found[1].decode()) if found else None
        try:
            text = content.decode()
            said = json.loads(text) if text.lstrip().startswith("{") else {"code": text}
            return cls.from_code(said["code"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None


def sign(ring: KeyRing, facts: Mapping) -> Signed:
    """The facts as canonical JSON, with the id of the secret, signed under the newest secret."""
    statement = json.dumps(
        {**facts, "key": ring.newest.hex()}, sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return Signed(statement, _private(ring, ring.newest).sign(statement.encode()))


def facts_in(known: PublicKeys, signed: Signed | None) -> Mapping | None:
    """What the statement says when the platform signed it; None when it did not."""
    try:
        facts = json.loads(signed.statement) if signed else None
        known[facts["key"]].verify(signed.signature, signed.statement.encode())
    except (InvalidSignature, KeyError, TypeError, ValueError, RecursionError):
        return None
    return facts


def public_keys(ring: KeyRing) -> dict[str, Ed25519PublicKey]:
    """The public keys of every secret that the ring holds, newest first."""
    return {key_id.hex(): _private(ring, key_id).public_key() for key_id in ring.key_ids}


def context_of(key_id: str) -> bytes:
    """What a kept public key is wrapped with, so that none stands for another secret."""
    return f"receipt key|{key_id}".encode()


def _private(ring: KeyRing, key_id: bytes) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(ring.key(key_id, PURPOSE))
