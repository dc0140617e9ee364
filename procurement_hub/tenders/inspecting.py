"""Looking at a file that has come whole: what it is, its SHA-256, and whether it has a virus."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.core.files import FileDamaged, media_type_in
from procurement_hub.core.scanning import ClamAV, NoScanner, Outcome
from procurement_hub.tenders.chunks import Chunks


class FileInfected(DomainError):
    """The scanner found a virus: the file is not taken."""


class FileNotWhole(DomainError):
    """Something of the file is missing in the store, or is not what was put there."""


@dataclass(frozen=True)
class Inspected:
    """What is known of a file that may be attached. `scan` is what the scanner said, in words."""

    media_type: str
    sha256: str
    scan: str


def inspect(chunks: Chunks, *, name: str, scanner: ClamAV | NoScanner, now: datetime) -> Inspected:
    """Read the whole file, decrypting as it goes. Raises FileTypeNotAllowed, FileInfected or
    FileNotWhole, each with a sentence that names the file."""
    digest = hashlib.sha256()
    try:
        with chunks.open() as file:
            media_type = media_type_in(name, file)
        verdict = scanner.scan(_through(chunks, digest))
    except (NotFound, FileDamaged):
        raise FileNotWhole(
            f"Something of {name} was lost on its way into the store. Send it again."
        ) from None
    if verdict.outcome is Outcome.INFECTED:
        raise FileInfected(
            f"{name} was not taken and is deleted: it has a virus in it ({verdict.virus}). "
            "Remove the virus or make the file anew, then upload it again."
        )
    return Inspected(media_type, digest.hexdigest(), verdict.words(now))


def _through(chunks: Chunks, digest) -> Iterator[bytes]:
    for piece in chunks:
        digest.update(piece)
        yield piece
