"""The service's key ring: what wraps the keys of tender boxes.

Secrets come from the configuration, newest first. The newest wraps; older ones only unwrap, so
a secret can be replaced without losing a box that it closed. Services never read the
configuration: the application calls `configure` once at start, and they ask `ring()`.
"""

import hashlib
import secrets as random
from collections.abc import Sequence
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

ID = 8
NONCE = 12


class KeyMissing(RuntimeError):
    """The secret that closed something is no longer in the configuration."""


class SealBroken(RuntimeError):
    """Something encrypted was changed, or belongs to another place than the one it is read for."""


class KeyRing:
    """Secrets, newest first, and what is derived from them (HKDF-SHA-256, one key a purpose)."""

    def __init__(self, secrets: Sequence[str | bytes]):
        if not secrets or not all(secrets):
            raise ValueError("a key ring needs at least one secret, and none of them empty")
        raw = [secret.encode() if isinstance(secret, str) else secret for secret in secrets]
        self._secrets = {_expand(secret, b"key id", ID): secret for secret in raw}
        self.newest = next(iter(self._secrets))

    @property
    def ids(self) -> list[bytes]:
        """What every secret is called, newest first."""
        return list(self._secrets)

    def key(self, key_id: bytes, purpose: bytes) -> bytes:
        """The 32-byte key for a purpose under the secret called `key_id`."""
        try:
            secret = self._secrets[key_id]
        except KeyError:
            raise KeyMissing(
                f"the secret {key_id.hex()} is missing: add it back to SEALING_KEYS, after the newest"
            ) from None
        return _expand(secret, purpose, 32)

    def wrap(self, plaintext: bytes, context: bytes) -> bytes:
        """Encrypt under the newest secret. `context` must be given again to unwrap."""
        return self.newest + encrypt(self.key(self.newest, b"wrap"), plaintext, context)

    def unwrap(self, wrapped: bytes, context: bytes) -> bytes:
        return decrypt(self.key(wrapped[:ID], b"wrap"), wrapped[ID:], context)

    def rewrap(self, wrapped: bytes, context: bytes) -> bytes:
        """The same content under the newest secret; unchanged when that wraps it already."""
        if key_id(wrapped) == self.newest:
            return wrapped
        return self.wrap(self.unwrap(wrapped, context), context)

    @property
    def key_ids(self) -> list[bytes]:
        """What the secrets are called, newest first."""
        return list(self._secrets)


def from_configuration(sealing_keys: str, secret_key: str | None) -> KeyRing | None:
    """The ring of SEALING_KEYS (separated by spaces, newest first) and, last, SECRET_KEY.

    None when there is neither: commands that only make tables need no ring."""
    secrets = [*sealing_keys.split(), *filter(None, [secret_key])]
    return KeyRing(secrets) if secrets else None


def encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """AES-256-GCM with a random nonce in front; `context` is authenticated with it."""
    nonce = random.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def decrypt(key: bytes, ciphertext: bytes, context: bytes) -> bytes:
    """Undo `encrypt`; raises SealBroken unless key, context and ciphertext are the same."""
    try:
        return AESGCM(key).decrypt(ciphertext[:NONCE], ciphertext[NONCE:], context)
    except (InvalidTag, ValueError):
        raise SealBroken("this was changed after it was encrypted") from None


def derive(key: bytes, purpose: bytes) -> bytes:
    """The 32-byte key for a purpose under a key that is itself random (HKDF-SHA-256)."""
    return _expand(key, purpose, 32)


def key_id(wrapped: bytes) -> bytes:
    """Which secret wrapped this."""
    return wrapped[:ID]


@lru_cache(maxsize=1024)
def _expand(secret: bytes, purpose: bytes, length: int) -> bytes:
    info = b"procurement hub: " + purpose
    return HKDF(algorithm=SHA256(), length=length, salt=hashlib.sha256(info).digest(), info=info).derive(
        secret
    )


_ring: KeyRing | None = None


def configure(keys: KeyRing | None) -> None:
    """Set the ring of this process. The application does it once, at start."""
    global _ring
    _ring = keys


def ring() -> KeyRing:
    if _ring is None:
        raise RuntimeError("no key ring: the application has not been built")
    return _ring
