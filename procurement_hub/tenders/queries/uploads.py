"""Files that bidders upload, as their own keys read them; and which of them nobody needs any more."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import Attachment
from procurement_hub.tenders.models import Bid, BidFile, Tender, TenderStatus
from procurement_hub.tenders.queries.bidders import OwnBid
from procurement_hub.tenders.sealing import Box
from procurement_hub.tenders.upload_notes import Note
from procurement_hub.tenders.working import IN_THE_BOX, Draft, drafts_of

KEPT_UNFINISHED = timedelta(days=7)
AT_ONCE = 50
"""Of files to look after, so many in one turn."""


@dataclass(frozen=True)
class Upload:
    """A file's row as it was read, in plain values that no later transaction changes."""

    id: str
    tender_id: int
    lot_id: int
    token: str
    locked: bytes
    size: int
    received: int
    begun_at: datetime
    completed_at: datetime | None
    deadline_at: datetime
    box: Box
    note: Note

    @property
    def whole(self) -> bool:
        return self.received == self.size

    @property
    def expires_at(self) -> datetime:
        return self.begun_at + KEPT_UNFINISHED

    @classmethod
    def of(cls, file: BidFile, tender: Tender) -> "Upload":
        box = box_of(tender)
        return cls(
            id=file.id,
            tender_id=file.tender_id,
            lot_id=file.lot_id,
            token=file.token,
            locked=file.locked,
            size=file.size,
            received=file.received,
            begun_at=file.begun_at,
            completed_at=file.completed_at,
            deadline_at=tender.deadline_at,
            box=box,
            note=Note.of(box, file),
        )


def own_upload(actor: Actor, tender_id: int, lot_id: int, file_id: str) -> Upload:
    """A file of the actor's own supplier; anybody else's is NotFound."""
    row = db.session.execute(
        _files()
        .where(BidFile.id == file_id, BidFile.tender_id == tender_id, BidFile.lot_id == lot_id)
        .execution_options(populate_existing=True)
    ).first()
    if row is None or row.BidFile.token != box_of(row.Tender).token(actor.organisation_id):
        raise NotFound()
    return Upload.of(row.BidFile, row.Tender)


def unfinished_uploads(own: OwnBid, actor: Actor, code: str | None = None) -> list[Upload]:
    """The supplier's uploads for a lot that are not whole, or were refused; of one answer or of all."""
    token = box_of(own.tender).token(actor.organisation_id)
    found = db.session.scalars(
        select(BidFile)
        .where(BidFile.lot_id == own.lot.id, BidFile.token == token, BidFile.completed_at.is_(None))
        .order_by(BidFile.begun_at, BidFile.id)
    )
    uploads = [Upload.of(file, own.tender) for file in found]
    return [upload for upload in uploads if code in (None, upload.note.code)]


def own_file(own: OwnBid, file_id: str) -> Attachment:
    """An attachment of the supplier's draft or of what it has in the box, or NotFound."""
    for file in attachments_in(own.draft):
        if file.file_id == file_id:
            return file
    raise NotFound()


def attachments_in(draft: Draft) -> list[Attachment]:
    """Every attachment that the draft or the version in the box needs."""
    found = [file for name in draft.parts for file in draft.body(name).get("files", ())]
    if held := draft.body(IN_THE_BOX):
        sealed = json.loads(held["answers"]).get("files", {})
        found += [file for files in sealed.values() for file in files]
    return [Attachment(**file) for file in found]


# --- what is looked after every so often ----------------------------------------------------------


def left_whole(arrived_before: datetime) -> list[Upload]:
    """Uploads whose last byte came, but which a fault kept from being looked at and attached."""
    found = db.session.execute(
        _files()
        .where(
            BidFile.completed_at.is_(None),
            BidFile.received == BidFile.size,
            Tender.status == TenderStatus.PUBLISHED,
        )
        .order_by(BidFile.begun_at)
        .limit(AT_ONCE)
    )
    uploads = [Upload.of(file, tender) for file, tender in found]
    return [upload for upload in uploads if upload.note.arrived_at < arrived_before]


def left_unfinished(now: datetime) -> list[str]:
    """Ids of uploads that were begun too long ago to go on."""
    return list(
        db.session.scalars(
            select(BidFile.id)
            .where(BidFile.completed_at.is_(None), BidFile.begun_at < now - KEPT_UNFINISHED)
            .order_by(BidFile.begun_at)
            .limit(AT_ONCE)
        )
    )


def left_unused(completed_before: datetime) -> list[str]:
    """Ids of whole files that neither a draft nor a version in a box refers to.

    Asked only of tenders that are not opened: after that nothing is deleted here."""
    by_tender: dict[int, tuple[Tender, list[BidFile]]] = {}
    for file, tender in db.session.execute(
        _files().where(BidFile.completed_at < completed_before, Tender.status == TenderStatus.PUBLISHED)
    ):
        by_tender.setdefault(tender.id, (tender, []))[1].append(file)
    return [file_id for tender, files in by_tender.values() for file_id in _unused(tender, files)]


def _unused(tender: Tender, files: Iterable[BidFile]) -> list[str]:
    files = list(files)
    bids = db.session.scalars(
        select(Bid).where(Bid.tender_id == tender.id, Bid.token.in_({file.token for file in files}))
    ).all()
    drafts = drafts_of(box_of(tender), bids)
    used = {file.file_id for draft in drafts.values() for file in attachments_in(draft)}
    return [file.id for file in files if file.id not in used]


def _files():
    return select(BidFile, Tender).join(Tender, Tender.id == BidFile.tender_id)
