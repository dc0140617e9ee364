"""From bytes that have arrived to a file in its answer: the store first, then the row that counts it.

Each step may be broken off anywhere and done again. What a row counts is in the store; what the
store has without a row counting it is deleted in time."""

from datetime import datetime

from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import DomainError
from procurement_hub.core.files import FileStore
from procurement_hub.core.scanning import ClamAV, NoScanner
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import chunks, services
from procurement_hub.tenders.inspecting import inspect
from procurement_hub.tenders.queries.uploads import Upload
from procurement_hub.tenders.services.uploading import Attached, UploadOver

Scanner = ClamAV | NoScanner


def take(*, actor: Actor, at: datetime, store: FileStore, upload: Upload, offset: int, data: bytes) -> Upload:
    """Keep a chunk whose last byte was here `at` that moment. On return it outlasts any fault."""
    services.refuse_chunk(now=at, upload=upload, offset=offset, length=len(data))
    if not data:
        return upload
    held = upload.note.stored(store, upload.id)
    chunk = held.put(data)
    try:
        with transaction():
            return services.advance_upload(actor=actor, now=at, upload=upload, chunk=chunk)
    except DomainError:
        held.take_back(chunk)
        raise


def finish(*, store: FileStore, scanner: Scanner, upload: Upload) -> Attached:
    """Look at a whole file and attach it to its answer, as of the moment when its last byte was here.

    A file that is refused is deleted, and its upload says why."""
    note, at = upload.note, upload.note.arrived_at
    if note.refused:
        raise UploadOver(note.refused)
    held = note.stored(store, upload.id)
    try:
        found = inspect(held, name=note.name, scanner=scanner, now=at)
    except DomainError as refusal:
        with transaction():
            services.refuse_upload(now=at, upload=upload, sentence=refusal.sentence)
        chunks.drop(store, upload.id)
        raise
    held.close()
    with transaction():
        return services.attach_upload(actor=note.actor, now=at, upload=upload, found=found)
