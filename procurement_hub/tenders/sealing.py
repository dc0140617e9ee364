"""The box of a tender: who can read a bid, and when.

Each box has its own key pair (HPKE, RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM). A submitted
bid is sealed to the public key and nothing in the product unseals it but the opening. The private
key lies in the database only wrapped under the service's key ring, so a copy of the database
opens nothing. A bidder is known to the box by a token, a keyed digest of tender and supplier: no
row says who bid. What a supplier is still working on is encrypted under a key that needs that
token (law.md B1; Directive 2014/24/EU Annex IV (b) to (e)).
"""

import hmac
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

from procurement_hub.core import keys
from procurement_hub.core.keys import KeyRing, SealBroken

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)


def new_box(ring: KeyRing) -> tuple[bytes, bytes]:
    """A fresh key pair: the public key, and the private key wrapped under the ring."""
    private = X25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    return public, ring.wrap(private.private_bytes_raw(), public)


@dataclass(frozen=True)
class Box:
    """The box of one tender, with the ring that its private key is wrapped under."""

    tender_id: int
    public_key: bytes
    wrapped_private_key: bytes
    ring: KeyRing

    def token(self, supplier_id: int) -> str:
        """What stands for the supplier in every row of this tender until the opening."""
        key = self.ring.key(keys.key_id(self.wrapped_private_key), b"bidder token")
        return hmac.new(key, f"{self.tender_id}|{supplier_id}".encode(), sha256).hexdigest()

    def seal(self, plaintext: bytes, *, lot_id: int, token: str) -> bytes:
        """Encrypt to the box. The place and the bidder's token are bound in."""
        public = X25519PublicKey.from_public_bytes(self.public_key)
        return SUITE.encrypt(plaintext, public, self._context(lot_id, token))

    def open_sealed(self, sealed: bytes, *, lot_id: int, token: str) -> bytes:
        """Decrypt a sealed bid. Only the opening calls this. Raises SealBroken."""
        raw = self.ring.unwrap(self.wrapped_private_key, self.public_key)
        try:
            return SUITE.decrypt(
                sealed, X25519PrivateKey.from_private_bytes(raw), self._context(lot_id, token)
            )
        except (InvalidTag, ValueError):
            raise SealBroken("a sealed bid is not what was submitted") from None

    def lock_working_copy(self, plaintext: bytes, *, lot_id: int, token: str) -> bytes:
        return keys.encrypt(self._working_key(token), plaintext, self._context(lot_id, token))

    def read_working_copy(self, locked: bytes, *, lot_id: int, token: str) -> bytes:
        return keys.decrypt(self._working_key(token), locked, self._context(lot_id, token))

    def _working_key(self, token: str) -> bytes:
        purpose = f"working copy {self.tender_id}|{token}".encode()
        return self.ring.key(keys.key_id(self.wrapped_private_key), purpose)

    def _context(self, lot_id: int, token: str) -> bytes:
        return f"{self.tender_id}|{lot_id}|{token}".encode()
