"""Mail kept in a folder, for a demonstration: one file a letter, and who may read it again.

A sealed letter lies there encrypted under the key ring (.eml.sealed), so that the folder tells
nothing of who bids; a file's name tells the moment and nothing else."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path
from uuid import uuid4

from procurement_hub.core.database import utcnow
from procurement_hub.core.errors import NotFound
from procurement_hub.core.keys import KeyMissing, SealBroken
from procurement_hub.core.sealed import seal, unseal

PLAIN, SEALED = ".eml", ".eml.sealed"
CONTEXT = b"kept mail"
LOOKED_THROUGH = 5000
"""Files, newest first, that are looked through for a person's letters."""


@dataclass(frozen=True)
class Letter:
    """A kept letter as its recipient reads it."""

    name: str
    subject: str
    at: datetime
    text: str
    attached: tuple[str, ...]
    sealed: bool


def keep(message: EmailMessage, *, folder: Path, sealed: bool) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"{utcnow():%Y%m%dT%H%M%S%f}-{uuid4().hex[:8]}"
    if sealed:
        (folder / f"{stem}{SEALED}").write_bytes(seal(message.as_bytes(), CONTEXT))
    else:
        (folder / f"{stem}{PLAIN}").write_bytes(message.as_bytes())


def letters_to(address: str, *, folder: Path, most: int) -> list[Letter]:
    """The letters to this address, newest first."""
    found: list[Letter] = []
    for path in _newest_first(folder):
        letter = _letter_to(address, path)
        if letter is not None:
            found.append(letter)
            if len(found) == most:
                break
    return found


def letter_to(address: str, name: str, *, folder: Path) -> Letter:
    """One letter by its name, or NotFound when there is none of that name to this address."""
    path = folder / name
    if path.parent != folder or not name.endswith((PLAIN, SEALED)) or not path.is_file():
        raise NotFound()
    letter = _letter_to(address, path)
    if letter is None:
        raise NotFound()
    return letter


def _newest_first(folder: Path) -> Iterator[Path]:
    with suppress(FileNotFoundError):
        names = sorted((entry.name for entry in folder.iterdir()), reverse=True)
        for name in names[:LOOKED_THROUGH]:
            if name.endswith((PLAIN, SEALED)):
                yield folder / name


def _letter_to(address: str, path: Path) -> Letter | None:
    sealed = path.name.endswith(SEALED)
    content = path.read_bytes()
    if sealed:
        try:
            content = unseal(content, CONTEXT)
        except (SealBroken, KeyMissing):
            return None
    message = message_from_bytes(content, policy=policy.default)
    if str(message["To"]).strip().lower() != address.strip().lower():
        return None
    body = message.get_body(("plain",))
    return Letter(
        name=path.name,
        subject=str(message["Subject"]).strip(),
        at=parsedate_to_datetime(message["Date"]),
        text=body.get_content() if body else "",
        attached=tuple(part.get_filename() or "" for part in message.iter_attachments()),
        sealed=sealed,
    )
