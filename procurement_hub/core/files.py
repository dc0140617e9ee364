"""Documents on a local folder or in S3, behind one API: named by their hash and never overwritten.

The key of a file is made from the SHA-256 of its bytes, so the same file is kept once, a name cannot be
guessed at or climbed out of, and whatever comes back is checked against the name it was kept under.
Pieces that a caller encrypts itself lie under keys of the caller's own making.
"""

import codecs
import hashlib
import io
import os
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import IO

import obstore
from obstore.exceptions import AlreadyExistsError
from obstore.store import LocalStore, from_url

from procurement_hub.core.errors import DomainError, NotFound

LARGEST = 20 * 1024 * 1024
"""Bytes of the largest file that is taken."""

CHUNK = 256 * 1024


class FileTooLarge(DomainError):
    """More bytes than are taken."""


class FileTypeNotAllowed(DomainError):
    """The name or the content is of no type that people exchange here, or the two disagree."""


class FileDamaged(Exception):
    """The store gave back other bytes than were put in. Not a refusal: somebody must look into it."""


@dataclass(frozen=True)
class StoredFile:
    """Where the bytes lie and what they are; the name a person gave the file is kept elsewhere."""

    key: str
    sha256: str
    size: int
    media_type: str


class FileStore:
    """Files by their hash, in any store that obstore knows."""

    def __init__(self, store, folder: str | None = None):
        self._store = store
        self._folder = folder

    @classmethod
    def open(cls, url_or_path: str, **options) -> "FileStore":
        """`s3://bucket/prefix` with its options (endpoint, region, access_key_id, ...), `memory:///`,
        or the path of a folder, which is made when it is not there."""
        location = str(url_or_path)
        if location.startswith("file://"):
            location = location.removeprefix("file://")
        if "://" in location:
            return cls(from_url(location, **options))
        return cls(LocalStore(prefix=location, mkdir=True), folder=location)

    def put(self, data: bytes | IO[bytes], *, media_type: str) -> StoredFile:
        """Keep the bytes. The same bytes again are the same file.

        A file object is read to its end. More than LARGEST bytes is FileTooLarge."""
        content = data if isinstance(data, bytes) else data.read(LARGEST + 1)
        _refuse_too_large(len(content), LARGEST)
        digest = hashlib.sha256(content).hexdigest()
        stored = StoredFile(_key(digest), digest, len(content), media_type)
        try:
            obstore.put(self._store, stored.key, content, mode="create", use_multipart=False)
        except AlreadyExistsError:
            self.get(stored.key)  # what is there already must still be what it was
        return stored

    def get(self, key: str) -> bytes:
        """All the bytes; NotFound when there are none, FileDamaged when they are not what was put in."""
        return b"".join(self.stream(key))

    def stream(self, key: str) -> Iterator[bytes]:
        """The bytes in pieces. The last piece is held back until the hash is right, so that a damaged
        file never arrives whole. A key that is not there is NotFound at once, before any piece."""
        try:
            found = obstore.get(self._store, key)
        except FileNotFoundError as missing:
            raise NotFound("This file is not in the store.") from missing
        return _verified(key, found.stream(min_chunk_size=CHUNK))

    def keep_piece(self, key: str, piece: bytes) -> None:
        """Keep bytes under the caller's own key. On return they outlast the machine losing its power."""
        obstore.put(self._store, key, piece, mode="overwrite", use_multipart=False)
        if self._folder is not None:
            _write_through(self._folder, key)

    def piece(self, key: str) -> bytes:
        """The bytes kept under the caller's own key, as they are; NotFound when there are none."""
        try:
            return bytes(obstore.get(self._store, key).bytes())
        except FileNotFoundError as missing:
            raise NotFound("This file is not in the store.") from missing

    def drop_pieces(self, folder: str) -> None:
        """Delete every piece whose key begins with `folder/`. It does no harm to repeat it."""
        for found in obstore.list(self._store, prefix=folder):
            paths = [meta["path"] for meta in found]
            if paths:
                obstore.delete(self._store, paths)

    def drop_piece(self, key: str) -> None:
        obstore.delete(self._store, key)


def _write_through(folder: str, key: str) -> None:
    """Make the disk keep the file, and the names that lead to it."""
    path = PurePath(folder, key)
    for place in (path, *list(path.parents)[: len(PurePath(key).parts)]):
        descriptor = os.open(place, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _verified(key: str, pieces) -> Iterator[bytes]:
    digest, held = hashlib.sha256(), b""
    for piece in pieces:
        if held:
            yield held
        held = bytes(piece)
        digest.update(held)
    if _key(digest.hexdigest()) != key:
        raise FileDamaged(f"{key} holds other bytes than were stored")
    yield held


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


# --- what may be uploaded -------------------------------------------------------------------------


CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")


def _is_pdf(file: IO[bytes]) -> bool:
    return file.read(5) == b"%PDF-"


def _is_png(file: IO[bytes]) -> bool:
    return file.read(8) == b"\x89PNG\r\n\x1a\n"


def _is_jpeg(file: IO[bytes]) -> bool:
    return file.read(3) == b"\xff\xd8\xff"


def _is_text(file: IO[bytes]) -> bool:
    """UTF-8, or the Windows code page that spreadsheets save CSV in, without control characters."""
    for encoding in ("utf-8-sig", "cp1252"):
        file.seek(0)
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            while piece := file.read(CHUNK):
                if CONTROL.search(decoder.decode(piece)):
                    return False
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            continue
        return True
    return False


def _is_office(file: IO[bytes], part: str) -> bool:
    """An Office Open XML file with the part that its kind has, and without macros."""
    try:
        with zipfile.ZipFile(file) as parts:
            names = set(parts.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    macros = any(name.lower().endswith("vbaproject.bin") for name in names)
    return {"[Content_Types].xml", part} <= names and not macros


def _is_workbook(file: IO[bytes]) -> bool:
    return _is_office(file, "xl/workbook.xml")


def _is_word_document(file: IO[bytes]) -> bool:
    return _is_office(file, "word/document.xml")


OPEN_XML = "application/vnd.openxmlformats-officedocument"

ALLOWED = {
    "pdf": ("application/pdf", _is_pdf),
    "png": ("image/png", _is_png),
    "jpg": ("image/jpeg", _is_jpeg),
    "jpeg": ("image/jpeg", _is_jpeg),
    "csv": ("text/csv", _is_text),
    "txt": ("text/plain", _is_text),
    "xlsx": (f"{OPEN_XML}.spreadsheetml.sheet", _is_workbook),
    "docx": (f"{OPEN_XML}.wordprocessingml.document", _is_word_document),
}
"""The extension of a name → the media type, and the test that the content is of it."""


def media_type_of(name: str, content: bytes, *, field: str | None = None, largest: int = LARGEST) -> str:
    """The media type of an upload, from its name and its content together.

    Raises FileTooLarge above `largest` bytes, and FileTypeNotAllowed for an empty file, for an
    extension that is not allowed and for content that is not what the extension says."""
    refuse_by_name(name, len(content), field=field, largest=largest)
    return media_type_in(name, io.BytesIO(content), field=field)


def refuse_by_name(name: str, size: int, *, field: str | None = None, largest: int = LARGEST) -> None:
    """What can be said against a file before a byte of it is read."""
    _refuse_too_large(size, largest, field)
    if extension_of(name) not in ALLOWED:
        raise FileTypeNotAllowed(
            "The file must be a PDF, an image (PNG or JPG), a CSV, a spreadsheet (XLSX), "
            "a Word document (DOCX) or plain text (TXT).",
            field,
        )
    if not size:
        raise FileTypeNotAllowed("The file is empty. Choose a file with something in it.", field)


def media_type_in(name: str, file: IO[bytes], *, field: str | None = None) -> str:
    """The media type of a file whose extension is allowed, read as far as it takes to be sure of it."""
    extension = extension_of(name)
    media_type, is_it = ALLOWED[extension]
    if not is_it(file):
        raise FileTypeNotAllowed(
            f"The file is named .{extension} but does not hold one. Save it again as {extension.upper()}.",
            field,
        )
    return media_type


def extension_of(name: str) -> str:
    return PurePath(name).suffix.removeprefix(".").lower()


def _refuse_too_large(size: int, largest: int, field: str | None = None) -> None:
    if size > largest:
        raise FileTooLarge(f"The file must be smaller than {largest // (1024 * 1024)}MB.", field)
