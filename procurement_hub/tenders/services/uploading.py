"""A bidder's files: begun, taken chunk by chunk, attached to their answer, moved and removed.

Chunks go into the store before a transaction makes them count, so what is acknowledged is there
whatever happens next (law.md B2). Like all work on a draft it leaves no audit event."""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import delete, exists, select, update

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.files import refuse_by_name
from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.boxing import keep_in_the_box
from procurement_hub.tenders.chunks import Chunk
from procurement_hub.tenders.content import UNKEEPABLE, Attachment
from procurement_hub.tenders.desk import Desk, sit_down
from procurement_hub.tenders.holding import box_takes
from procurement_hub.tenders.inspecting import Inspected
from procurement_hub.tenders.models import BidAttachment, BidFile, BidReceipt
from procurement_hub.tenders.queries.uploads import Upload
from procurement_hub.tenders.upload_notes import Note, begun_by
from procurement_hub.tenders.working import answer_part

MEGABYTE = 1024 * 1024
LARGEST = 200 * MEGABYTE
"""Bytes of the largest file."""
MOST_FILES = 20
"""Files of one answer."""
MOST_IN_A_LOT = 1024 * MEGABYTE
"""Bytes of one supplier's files for one lot."""
MOST_CHUNKS = 4000
LONGEST_NAME = 200


class TooManyFiles(DomainError):
    """The answer has as many files as it may, or the lot's files are as large as they may be."""


class UploadElsewhere(DomainError):
    """The file is at another byte than the sender thinks: ask where, and go on from there."""

    status = 409


class UploadOver(DomainError):
    """The file is whole, refused, expired or removed: it takes no more bytes."""

    status = 410


class TooManyBytes(DomainError):
    """More bytes than the file was said to have."""

    status = 413


@dataclass(frozen=True)
class Attached:
    """A file in its answer: the answer's version, and the receipt when a whole bid went in the box."""

    file: Attachment
    version: int
    receipt: BidReceipt | None


def begin_upload(
    *,
    actor: Actor,
    now: datetime,
    lot: Lot,
    code: str,
    name: str,
    size: int,
    evidence_id: int | None = None,
) -> Upload:
    """Make room for a file of `size` bytes that belongs to the answer to a question; `evidence_id` when
    it is a copy of what lies in the supplier's wallet."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    _refuse_unknown(desk, code)
    name = name.replace("\\", "/").rpartition("/")[2].strip()
    if not name or len(name) > LONGEST_NAME or UNKEEPABLE.search(name) or not name.isprintable():
        raise Invalid(f"Give the file a name of 1 to {LONGEST_NAME} plain characters.", "files")
    refuse_by_name(name, size, field="files", largest=LARGEST)
    _refuse_too_much(desk, code, size)
    file = BidFile(
        id=secrets.token_hex(16),
        tender_id=desk.tender.id,
        lot_id=lot.id,
        token=desk.token,
        size=size,
        received=0,
        chunks=0,
        begun_at=now,
    )
    note = Note(name, code, secrets.token_hex(32), begun_by(actor), evidence_id=evidence_id)
    file.locked = note.locked(desk.box, file)
    db.session.add(file)
    db.session.flush()
    return Upload.of(file, desk.tender)


def refuse_chunk(*, now: datetime, upload: Upload, offset: int, length: int) -> None:
    """Raise unless these bytes could be the file's next."""
    if now >= upload.deadline_at:
        raise UploadOver("The deadline has passed, so nothing more is taken.")
    if upload.note.refused or upload.completed_at is not None or now >= upload.expires_at:
        raise UploadOver(upload.note.refused or "This upload is over.")
    if offset != upload.received:
        raise UploadElsewhere(f"The next byte of this file is number {upload.received}.")
    if offset + length > upload.size:
        raise TooManyBytes("These are more bytes than the file was said to have.")
    if len(upload.note.chunks) >= MOST_CHUNKS:
        raise UploadOver("This file came in too many pieces. Remove it and upload it again.")


def advance_upload(*, actor: Actor, now: datetime, upload: Upload, chunk: Chunk) -> Upload:
    """Count a stored chunk as the file's next. Of two at the same place one is counted; the other is
    UploadElsewhere. `now` is when its last byte was here: at the deadline second it is refused."""
    require(actor, Permission.BID)
    received = upload.received + chunk.size
    note = replace(
        upload.note,
        chunks=(*upload.note.chunks, chunk),
        arrived=now.isoformat() if received == upload.size else "",
    )
    locked = note.locked(upload.box, upload)
    counted = db.session.scalar(
        update(BidFile)
        .where(
            BidFile.id == upload.id,
            BidFile.received == upload.received,
            BidFile.locked == upload.locked,
            BidFile.completed_at.is_(None),
            box_takes(BidFile.tender_id, now),
        )
        .values(received=received, chunks=len(note.chunks), locked=locked)
        .returning(BidFile.id)
        .execution_options(synchronize_session=False)
    )
    if counted is None:
        raise UploadElsewhere("Another part of this file came in at the same time. Ask where it is now.")
    return replace(upload, received=received, locked=locked, note=note)


def attach_upload(*, actor: Actor, now: datetime, upload: Upload, found: Inspected) -> Attached:
    """Attach a whole file to its answer. An answer that was complete stays complete, and a bid that
    stands as submitted and lacked only this file is submitted. Doing it again changes nothing."""
    desk = sit_down(actor, db.session.get_one(Lot, upload.lot_id), now)
    note = upload.note
    completed = db.session.scalar(
        update(BidFile)
        .where(BidFile.id == upload.id, BidFile.completed_at.is_(None), BidFile.received == BidFile.size)
        .values(completed_at=now)
        .returning(BidFile.id)
        .execution_options(synchronize_session=False)
    )
    file = Attachment(
        file_id=upload.id,
        name=note.name,
        media_type=found.media_type,
        size=upload.size,
        sha256=found.sha256,
        key=note.key,
        scan=found.scan,
        evidence_id=note.evidence_id,
    )
    receipt = None
    if completed is not None:
        desk.begin(now)
        _refuse_unknown(desk, note.code)
        _keep_files(desk, actor, note.code, [*desk.draft.files(note.code), file], now)
        receipt = keep_in_the_box(desk, actor, now)
    return Attached(file, desk.draft.version(answer_part(note.code)) or 0, receipt)


def refuse_upload(*, now: datetime, upload: Upload, sentence: str) -> None:
    """Note why a whole file was not taken. Its chunks are the caller's to delete."""
    note = replace(upload.note, chunks=(), arrived="", refused=sentence)
    db.session.execute(
        update(BidFile)
        .where(BidFile.id == upload.id, BidFile.completed_at.is_(None))
        .values(received=0, chunks=0, locked=note.locked(upload.box, upload))
        .execution_options(synchronize_session=False)
    )


def remove_file(*, actor: Actor, now: datetime, lot: Lot, code: str, file_id: str) -> BidReceipt | None:
    """Take a file off an answer. What the version in the box needs of it stays until that is replaced."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    _, kept = _picked(desk, code, file_id)
    _keep_files(desk, actor, code, kept, now)
    return keep_in_the_box(desk, actor, now)


def move_file(
    *, actor: Actor, now: datetime, lot: Lot, code: str, file_id: str, to: str
) -> BidReceipt | None:
    """Take a file from one answer to another, without sending it again."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    _refuse_unknown(desk, to)
    file, kept = _picked(desk, code, file_id)
    if to == code:
        return None
    if len(desk.draft.files(to)) >= MOST_FILES:
        raise TooManyFiles(f"The answer to {to} has {MOST_FILES} files, which is the most it may have.")
    _keep_files(desk, actor, code, kept, now)
    _keep_files(desk, actor, to, [*desk.draft.files(to), file], now)
    return keep_in_the_box(desk, actor, now)


def drop_upload(*, actor: Actor, now: datetime, lot: Lot, file_id: str) -> None:
    """Forget an upload that is not finished. Its chunks are the caller's to delete."""
    require(actor, Permission.BID)
    desk = sit_down(actor, lot, now)
    db.session.execute(
        delete(BidFile).where(
            BidFile.id == file_id,
            BidFile.lot_id == lot.id,
            BidFile.token == desk.token,
            BidFile.completed_at.is_(None),
        )
    )


def forget_files(*, now: datetime, file_ids: Sequence[str]) -> None:
    """Delete the rows of files that nothing refers to; opened attachments keep theirs."""
    opened = exists().where(BidAttachment.file_id == BidFile.id)
    db.session.execute(
        delete(BidFile).where(BidFile.id.in_(file_ids), ~opened).execution_options(synchronize_session=False)
    )


def _keep_files(desk: Desk, actor: Actor, code: str, files: Sequence[Attachment], now: datetime) -> None:
    """Save an answer with these files and with its words as they are.

    `worded` says since which version the words are those: who has them before their eyes may go on
    writing, and no file that came meanwhile makes that a conflict."""
    name = answer_part(code)
    body = desk.draft.body(name)
    text = body.get("text", "")
    worded = body.get("worded", desk.draft.version(name) or 0)
    desk.write(
        name,
        {
            **body,
            "text": text,
            "files": [asdict(file) for file in files],
            "done": bool(body.get("done")) and bool(text.strip() or files),
            "by": actor.person_name,
            "worded": worded,
        },
        now=now,
    )


def _picked(desk: Desk, code: str, file_id: str) -> tuple[Attachment, list[Attachment]]:
    files = desk.draft.files(code)
    kept = [file for file in files if file.file_id != file_id]
    if len(kept) == len(files):
        raise NotFound()
    return next(file for file in files if file.file_id == file_id), kept


def _refuse_unknown(desk: Desk, code: str) -> None:
    if code not in {question.code for question in desk.questions}:
        raise NotFound()


def _refuse_too_much(desk: Desk, code: str, size: int) -> None:
    files = db.session.scalars(
        select(BidFile).where(BidFile.lot_id == desk.lot.id, BidFile.token == desk.token)
    ).all()
    if sum(file.size for file in files) + size > MOST_IN_A_LOT:
        raise TooManyFiles(
            f"All files of a lot may be {MOST_IN_A_LOT // MEGABYTE:,}MB together. "
            "Remove one before you upload another.",
            "files",
        )
    waiting = [Note.of(desk.box, file) for file in files if file.completed_at is None]
    coming = sum(note.code == code and not note.refused for note in waiting)
    if len(desk.draft.files(code)) + coming >= MOST_FILES:
        raise TooManyFiles(f"An answer may have {MOST_FILES} files. Remove one to upload another.", "files")
