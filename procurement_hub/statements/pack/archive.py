"""A ZIP file written piece by piece: the same content gives the same bytes, however much there is."""

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from tempfile import SpooledTemporaryFile
from typing import IO

IN_MEMORY = 4 * 1024 * 1024
"""Bytes of a pack that stay in memory; what is larger lies on the disk until it is sent."""
ROWS_AT_ONCE = 200
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONG_AGO = (1980, 1, 1, 0, 0, 0)
MANIFEST = "manifest.json"


@dataclass(frozen=True, slots=True)
class Member:
    """A file of the pack, and what it proves."""

    path: str
    size: int
    sha256: str
    media_type: str
    proves: str


class Archive:
    """Files are added in order, each from bytes or from pieces that come one by one."""

    def __init__(self):
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
        self._zip = zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED, compresslevel=6)
        self.members: list[Member] = []

    def add(self, path: str, content: bytes | Iterable[bytes], media_type: str, proves: str) -> None:
        digest, size = hashlib.sha256(), 0
        with self._zip.open(_described(path), "w", force_zip64=True) as member:
            for piece in [content] if isinstance(content, bytes) else content:
                member.write(piece)
                digest.update(piece)
                size += len(piece)
        self.members.append(Member(path, size, digest.hexdigest(), media_type, proves))

    def add_json(self, path: str, value: object, proves: str) -> None:
        text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=plain)
        self.add(path, f"{text}\n".encode(), "application/json", proves)

    def add_rows(self, path: str, header: Sequence[str], rows: Iterable[Sequence], proves: str) -> None:
        self.add(path, _csv(header, rows), "text/csv", proves)

    def add_lines(self, path: str, values: Iterable[object], proves: str) -> None:
        """A JSON value on each line."""
        lines = (
            json.dumps(value, sort_keys=True, ensure_ascii=False, default=plain).encode() + b"\n"
            for value in values
        )
        self.add(path, lines, "application/jsonl", proves)

    def close(self, about: dict) -> tuple[IO[bytes], int, str]:
        """Write the manifest last. The finished file at its beginning, its size and its SHA-256."""
        files = [asdict(member) for member in self.members]
        self.add_json(MANIFEST, {**about, "files": files}, "")
        self._zip.close()
        size = self._file.tell()
        self._file.seek(0)
        digest = hashlib.file_digest(_Readable(self._file), "sha256").hexdigest()
        self._file.seek(0)
        return self._file, size, digest


class _Readable(io.RawIOBase):
    """A spooled file as hashlib wants to read it."""

    def __init__(self, file: IO[bytes]):
        self._from = file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        piece = self._from.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)


def _described(path: str) -> zipfile.ZipInfo:
    """How the file stands in the ZIP: without the moment of making it."""
    info = zipfile.ZipInfo(path, LONG_AGO)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.external_attr = 0o644 << 16
    info.create_system = 3
    return info


def _csv(header: Sequence[str], rows: Iterable[Sequence]) -> Iterator[bytes]:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for number, row in enumerate(rows, 1):
        writer.writerow([_cell(value) for value in row])
        if number % ROWS_AT_ONCE == 0:
            yield text.getvalue().encode()
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode()


def _cell(value: object) -> object:
    """A value as a spreadsheet may read it; words that begin like a formula are never one."""
    found = "" if value is None else plain(value)
    if isinstance(value, str) and found.startswith(STARTS_A_FORMULA):
        return f"'{found}"
    return found


def plain(value: object) -> object:
    """A value as text or number that is the same everywhere: money as decimals, moments in UTC."""
    match value:
        case bool() | int():
            return value
        case Decimal():
            return format(value, "f")
        case datetime() | date():
            return value.isoformat()
        case Enum():
            return value.value
        case str():
            return value
    raise TypeError(f"{type(value).__name__} has no place in a pack")


def unpacked(file: IO[bytes], path: str) -> bytes:
    """One file of a pack."""
    with zipfile.ZipFile(file) as pack:
        return pack.read(path)


def fixed_workbook(data: bytes) -> bytes:
    """A workbook without the moment of making it, so that equal workbooks are equal bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as made, zipfile.ZipFile(written, "w") as again:
        for name in sorted(made.namelist()):
            content = made.read(name)
            if name == "docProps/core.xml":
                content = _without_moments(content)
            again.writestr(_described(name), content)
    return written.getvalue()


def _without_moments(properties: bytes) -> bytes:
    for name in (b"created", b"modified"):
        start = properties.find(b"<dcterms:" + name)
        end = properties.find(b"</dcterms:" + name + b">")
        if 0 <= start < end:
            opened = properties.index(b">", start) + 1
            properties = properties[:opened] + b"1980-01-01T00:00:00Z" + properties[end:]
    return properties
