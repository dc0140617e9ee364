"""Sealing what nobody but the service may read: under the key ring, and padded, so that the length
tells little about who or what is inside."""

import struct

from procurement_hub.core.keys import ring

BLOCK = 4096
"""Bytes. Every letter is shorter than this or a whole number of it."""

_LENGTH = struct.Struct(">I")


def seal(plaintext: bytes, context: bytes) -> bytes:
    """Encrypt under the newest secret. `context` must be given again to unseal."""
    content = _LENGTH.pack(len(plaintext)) + plaintext
    return ring().wrap(content + bytes(-len(content) % BLOCK), context)


def unseal(sealed: bytes, context: bytes) -> bytes:
    """Undo `seal`. Raises SealBroken when it was changed, KeyMissing when its secret is gone."""
    content = ring().unwrap(sealed, context)
    (length,) = _LENGTH.unpack_from(content)
    return content[_LENGTH.size : _LENGTH.size + length]
