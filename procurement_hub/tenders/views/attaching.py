"""Files that come with the form of an answer, and what its page says of files."""

from flask import request

from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.core.files import ALLOWED, FileTooLarge
from procurement_hub.core.files import LARGEST as LARGEST_IN_A_FORM
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers.queries import current_evidence
from procurement_hub.tenders import chunks, receiving, services
from procurement_hub.tenders.queries.uploads import unfinished_uploads
from procurement_hub.tenders.services.uploading import LARGEST, MOST_FILES, MOST_IN_A_LOT
from procurement_hub.tenders.views.desk import arrived_at
from procurement_hub.tenders.views.uploads import CHUNK
from procurement_hub.web.session import actor
from procurement_hub.web.uploads import scanner, store


def file_context(own, code: str) -> dict:
    """What the page of an answer shows of its files, and the limits that it says beforehand."""
    return {
        "unfinished": unfinished_uploads(own, actor(), code),
        "limits": {
            "largest": LARGEST,
            "largest_in_a_form": LARGEST_IN_A_FORM,
            "most": MOST_FILES,
            "in_a_lot": MOST_IN_A_LOT,
            "kinds": [f".{extension}" for extension in ALLOWED],
        },
    }


def attach_sent(own, code: str) -> list[str]:
    """Attach the files that came with the answer's form; their names. A file that is refused leaves
    nothing behind, and those before it are attached."""
    taken = []
    at = arrived_at()
    for sent in request.files.getlist("files"):
        if not sent.filename:
            continue
        data = sent.stream.read(LARGEST_IN_A_FORM + 1)
        if len(data) > LARGEST_IN_A_FORM:
            raise FileTooLarge(
                f"{sent.filename} is larger than {LARGEST_IN_A_FORM // (1024 * 1024)}MB. So large a "
                "file needs a browser with JavaScript switched on, which sends it piece by piece.",
                "files",
            )
        taken.append(_attach(own, code, sent.filename, data, at))
    return taken


def attach_evidence(own, code: str, chosen: str) -> str:
    """Attach a copy of the file of an item of the supplier's own wallet; its name."""
    at = arrived_at()
    for evidence in current_evidence([actor().organisation_id]):
        if str(evidence.id) == chosen:
            data = store().get(evidence.document.key)
            return _attach(own, code, evidence.document.name, data, at, evidence_id=evidence.id)
    raise Invalid("Choose what to take from your evidence wallet.", "evidence")


def _attach(own, code: str, name: str, data: bytes, at, evidence_id: int | None = None) -> str:
    with transaction():
        upload = services.begin_upload(
            actor=actor(),
            now=at,
            lot=own.lot,
            code=code,
            name=name,
            size=len(data),
            evidence_id=evidence_id,
        )
    try:
        for start in range(0, len(data), CHUNK):
            upload = receiving.take(
                actor=actor(),
                at=at,
                store=store(),
                upload=upload,
                offset=start,
                data=data[start : start + CHUNK],
            )
        receiving.finish(store=store(), scanner=scanner(), upload=upload)
    except DomainError:
        chunks.drop(store(), upload.id)
        with transaction():
            services.forget_files(now=at, file_ids=[upload.id])
        raise
    return upload.note.name
