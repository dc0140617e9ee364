"""The content of a bidder's file, in the store: chunk by chunk as it came, each encrypted by itself.

Every chunk is under the file's own random key (AES-256-GCM), bound to the file and to its number.
Its place in the store is made from the file's id and drawn anew for every attempt, so a chunk that
is sent twice at once never overwrites the one that counts. Once the file is whole, a table of its
chunks lies beside them under the same key: who has id and key needs nothing else to read it. No
name, hash or length of content is to be seen in the store, and nothing is ever put down unencrypted.
"""

import hashlib
import io
import json
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from procurement_hub.core import keys
from procurement_hub.core.errors import NotFound
from procurement_hub.core.files import FileDamaged, FileStore
from procurement_hub.core.keys import SealBroken

TABLE = "table"


@dataclass(frozen=True)
class Chunk:
    """A stored chunk: where it lies within its file's folder, and how many bytes it stands for."""

    place: str
    size: int


@dataclass(frozen=True)
class Chunks:
    """The chunks of one file so far, and the key that they are under."""

    store: FileStore
    file_id: str
    key: bytes
    held: Sequence[Chunk] = ()

    def put(self, data: bytes) -> Chunk:
        """Encrypt and store the next chunk. It belongs to the file only once a row says so."""
        chunk = Chunk(secrets.token_hex(16), len(data))
        self.store.keep_piece(
            self._path(chunk.place), keys.encrypt(self.key, data, self._context(str(len(self.held))))
        )
        return chunk

    def take_back(self, chunk: Chunk) -> None:
        self.store.drop_piece(self._path(chunk.place))

    def close(self) -> None:
        """Put the table of chunks beside them: the file is whole."""
        table = json.dumps([[chunk.place, chunk.size] for chunk in self.held]).encode()
        self.store.keep_piece(self._path(TABLE), keys.encrypt(self.key, table, self._context(TABLE)))

    @classmethod
    def of_whole(cls, store: FileStore, file_id: str, key: bytes) -> "Chunks":
        """A file that was closed. NotFound when it is no longer in the store."""
        empty = cls(store, file_id, key)
        table = json.loads(empty._read(TABLE, TABLE))
        return cls(store, file_id, key, tuple(Chunk(*entry) for entry in table))

    def __iter__(self) -> Iterator[bytes]:
        """The plain bytes, a chunk at a time. A chunk that was changed or swapped is FileDamaged."""
        for number in range(len(self.held)):
            yield self.chunk(number)

    def chunk(self, number: int) -> bytes:
        return self._read(self.held[number].place, str(number))

    def open(self) -> io.BufferedReader:
        """The plain bytes as a file that can be read from any place, decrypted as it is read."""
        return io.BufferedReader(_Plain(self), buffer_size=io.DEFAULT_BUFFER_SIZE)

    def _read(self, place: str, context: str) -> bytes:
        try:
            return keys.decrypt(self.key, self.store.piece(self._path(place)), self._context(context))
        except SealBroken:
            raise FileDamaged(f"a chunk of {self.file_id} is not what was stored") from None

    def _path(self, place: str) -> str:
        return f"{folder(self.file_id)}/{place}"

    def _context(self, part: str) -> bytes:
        return f"bid file|{self.file_id}|{part}".encode()


def folder(file_id: str) -> str:
    """Where a file's chunks lie in the store."""
    digest = hashlib.sha256(f"bid file|{file_id}".encode()).hexdigest()
    return f"sealed/{digest[:2]}/{digest}"


def drop(store: FileStore, file_id: str) -> None:
    """Delete whatever the store holds of a file. It does no harm to repeat it."""
    store.drop_pieces(folder(file_id))


def verified(store: FileStore, file_id: str, key: bytes, sha256: str) -> Iterator[bytes]:
    """The plain bytes of a whole file. The last chunk is held back until the hash is right, so that a
    damaged file never arrives whole. A file that is not there is NotFound at once."""
    return _checked(Chunks.of_whole(store, file_id, key), sha256)


def _checked(chunks: Chunks, sha256: str) -> Iterator[bytes]:
    digest, held = hashlib.sha256(), b""
    try:
        for piece in chunks:
            if held:
                yield held
            held = piece
            digest.update(piece)
    except NotFound:
        raise FileDamaged(f"a chunk of {chunks.file_id} is missing") from None
    if digest.hexdigest() != sha256:
        raise FileDamaged(f"{chunks.file_id} holds other bytes than were sealed")
    yield held


class _Plain(io.RawIOBase):
    """Reads the chunks as one file; only the chunk in hand is in memory."""

    def __init__(self, chunks: Chunks):
        self._chunks = chunks
        self._starts, size = [], 0
        for chunk in chunks.held:
            self._starts.append(size)
            size += chunk.size
        self._size, self._at = size, 0
        self._number, self._content = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if start + offset < 0:
            raise ValueError("before the beginning of the file")
        self._at = start + offset
        return self._at

    def readinto(self, buffer) -> int:
        if self._at >= self._size:
            return 0
        if not self._within():
            self._number = max(n for n, start in enumerate(self._starts) if start <= self._at)
            self._content = self._chunks.chunk(self._number)
        within = self._at - self._starts[self._number]
        piece = self._content[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _within(self) -> bool:
        if self._number < 0:
            return False
        start = self._starts[self._number]
        return start <= self._at < start + len(self._content)
