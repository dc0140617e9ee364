"""The box of a tender: who can read a bid, and when.

Each box has two envelopes, one for answers and one for prices, each with its own key pair (HPKE,
RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM). A submitted bid is sealed to the public keys and
nothing in the product unseals it but the opening. The private keys lie in the database only
wrapped under the service's key ring, so a copy of the database opens nothing. A bidder is known
to the box by a token, a keyed digest of tender and supplier: no row says who bid. What a supplier
is still working on is encrypted under a key that needs that token. Tokens and those keys come from
the bidders' key, which is the box's own and lies wrapped beside the private keys: so all three can
be wrapped anew under another secret, at any time, and no token or draft changes. Whatever is
encrypted here is padded first, so that its length says little about what was written (law.md B1;
Directive 2014/24/EU Annex IV (b) to (e)).
"""

import hmac
import secrets
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from procurement_hub.core import keys
from procurement_hub.core.keys import KeyRing, SealBroken

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
PADDED = b"\x01"
BIDDERS = b"bidders' key|"
LEAST_PADDED = 256
"""Bytes that the shortest text is padded to."""


class Envelope(Enum):
    """Which half of a bid. Prices may stay shut after the answers are open (law.md B9)."""

    ANSWERS = ""
    PRICES = "prices|"


def new_box(ring: KeyRing) -> tuple[bytes, bytes]:
    """A fresh key pair of one envelope: the public key, and the private key wrapped under the ring."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return public, ring.wrap(private.private_bytes_raw(), public)


def new_bidders_key(ring: KeyRing, public_key: bytes) -> bytes:
    """A fresh key for the tokens and drafts of the box with that public key, wrapped under the ring."""
    return ring.wrap(secrets.token_bytes(32), BIDDERS + public_key)


@dataclass(frozen=True)
class Box:
    """The box of one tender, with the ring that its private keys are wrapped under.

    A box without a bidders' key is one from before there were any: migrations alone meet it."""

    tender_id: int
    public_key: bytes
    wrapped_private_key: bytes
    ring: KeyRing
    price_public_key: bytes = b""
    wrapped_price_key: bytes = b""
    wrapped_bidders_key: bytes = b""

    def token(self, supplier_id: int) -> str:
        """What stands for the supplier in every row of this tender until the opening."""
        return hmac.new(self.bidders_key, f"{self.tender_id}|{supplier_id}".encode(), sha256).hexdigest()

    @cached_property
    def bidders_key(self) -> bytes:
        if self.wrapped_bidders_key:
            return self.ring.unwrap(self.wrapped_bidders_key, BIDDERS + self.public_key)
        return self.ring.key(keys.key_id(self.wrapped_private_key), b"bidder token")

    def seal(
        self, plaintext: bytes, *, lot_id: int, token: str, envelope: Envelope = Envelope.ANSWERS
    ) -> bytes:
        """Encrypt to the envelope's key. The envelope, the place and the bidder's token are bound in."""
        public = X25519PublicKey.from_public_bytes(self._keys(envelope)[0])
        return SUITE.encrypt(padded(plaintext), public, self._context(lot_id, token, envelope.value))

    def open_sealed(
        self, sealed: bytes, *, lot_id: int, token: str, envelope: Envelope = Envelope.ANSWERS
    ) -> bytes:
        """Decrypt a sealed envelope. Only the opening calls this. Raises SealBroken."""
        public_key, wrapped = self._keys(envelope)
        private = X25519PrivateKey.from_private_bytes(self.ring.unwrap(wrapped, public_key))
        try:
            return unpadded(SUITE.decrypt(sealed, private, self._context(lot_id, token, envelope.value)))
        except (InvalidTag, ValueError):
            raise SealBroken("a sealed bid is not what was submitted") from None

    def lock_working_copy(self, plaintext: bytes, *, lot_id: int, token: str, part: str = "") -> bytes:
        """Encrypt what only this bidder may read: a part of its draft, or a note about a file."""
        return keys.encrypt(self._working_key(token), padded(plaintext), self._context(lot_id, token, part))

    def read_working_copy(self, locked: bytes, *, lot_id: int, token: str, part: str = "") -> bytes:
        return unpadded(keys.decrypt(self._working_key(token), locked, self._context(lot_id, token, part)))

    def _keys(self, envelope: Envelope) -> tuple[bytes, bytes]:
        if envelope is Envelope.PRICES:
            return self.price_public_key, self.wrapped_price_key
        return self.public_key, self.wrapped_private_key

    def _working_key(self, token: str) -> bytes:
        purpose = f"working copy {self.tender_id}|{token}".encode()
        if self.wrapped_bidders_key:
            return keys.derive(self.bidders_key, purpose)
        return self.ring.key(keys.key_id(self.wrapped_private_key), purpose)

    def _context(self, lot_id: int, token: str, within: str = "") -> bytes:
        return f"{within}{self.tender_id}|{lot_id}|{token}".encode()


def padded(text: bytes) -> bytes:
    """The text with its length in front and zeros behind, as long as its Padmé bucket.

    Padmé (Nikitin and others, 2019) rounds a length up so that only the top bits of it remain:
    at most 12% more, and the length tells O(log log n) bits."""
    whole = PADDED + len(text).to_bytes(4) + text
    return whole.ljust(max(LEAST_PADDED, _bucket(len(whole))), b"\0")


def unpadded(whole: bytes) -> bytes:
    """Undo `padded`. What was encrypted before there was padding begins otherwise and comes back as it is."""
    if whole[:1] != PADDED:
        return whole
    length = int.from_bytes(whole[1:5])
    return whole[5 : 5 + length]


def _bucket(length: int) -> int:
    exponent = length.bit_length() - 1
    free = exponent - exponent.bit_length()
    mask = (1 << max(free, 0)) - 1
    return (length + mask) & ~mask
