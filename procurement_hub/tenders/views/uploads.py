"""Uploads that go on where they stopped: the tus protocol, version 1.0.0, for files of a bid.

Core protocol with the extensions creation, termination, expiration and checksum. A chunk is read to
its end before anything else is asked, and the moment of its last byte is the one that counts. When
the connection breaks, what had come of a chunk is kept. Refusals are sentences in JSON."""

import base64
import binascii
import hashlib
from collections.abc import Callable
from functools import wraps

from flask import Response, jsonify, make_response, request, url_for
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.tenders import chunks, queries, receiving, services
from procurement_hub.tenders.desk import BidTooLate
from procurement_hub.tenders.queries.uploads import Upload, attachments_in, own_upload
from procurement_hub.tenders.services.uploading import LARGEST, Attached, UploadOver
from procurement_hub.tenders.views.bids import receipt_url
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.views.desk import arrived_at, received
from procurement_hub.tenders.working import answer_part
from procurement_hub.web import csrf
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now
from procurement_hub.web.uploads import scanner, store

VERSION = "1.0.0"
CHUNK = 8 * 1024 * 1024
"""Bytes of the largest chunk."""
LEAST_KEPT = 64 * 1024
"""Of a chunk that breaks off, fewer bytes than these are sent again rather than kept."""
AT_ONCE = 64 * 1024
MEDIA_TYPE = "application/offset+octet-stream"
ABLE = {
    "Tus-Version": VERSION,
    "Tus-Extension": "creation,expiration,termination,checksum",
    "Tus-Checksum-Algorithm": "sha256,sha1",
    "Tus-Max-Size": str(LARGEST),
}


class Unreadable(DomainError):
    status = 400


class StalePage(DomainError):
    status = 400


class OtherVersion(DomainError):
    status = 412


class ChunkTooLarge(DomainError):
    status = 413


class OtherMediaType(DomainError):
    status = 415


class ChunkGarbled(DomainError):
    """The bytes do not have the checksum that was sent with them (tus: 460 Checksum Mismatch)."""

    status = 460


def speaks_tus(view: Callable) -> Callable:
    """A view of the protocol: its version is checked, and a refusal is a sentence and a status."""

    @wraps(view)
    def spoken(*args, **kwargs):
        try:
            if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
                raise OtherVersion(f"This service speaks tus {VERSION}.")
            response = make_response(view(*args, **kwargs))
        except BidTooLate as refusal:
            response = _refused(refusal, UploadOver.status)
        except DomainError as refusal:
            response = _refused(refusal, refusal.status)
        response.headers["Tus-Resumable"] = VERSION
        response.headers["Cache-Control"] = "no-store"
        return response

    return spoken


def _refused(refusal: DomainError, status: int) -> Response:
    response = jsonify(sentence=refusal.sentence)
    response.status_code = status
    if isinstance(refusal, OtherVersion):
        response.headers["Tus-Version"] = VERSION
    return response


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/uploads", methods=["POST", "OPTIONS"])
@access(Permission.BID)
@speaks_tus
def uploads(tender_id: int, lot_id: int):
    """OPTIONS: what the service is able to do. POST: begin an upload."""
    if request.method == "OPTIONS":
        return "", 204, ABLE
    _refuse_other_sites()
    size, about = _number("Upload-Length"), _metadata()
    own = queries.own_bid(actor(), tender_id, lot_id)
    with received() as at:
        upload = services.begin_upload(
            actor=actor(),
            now=at,
            lot=own.lot,
            code=about.get("question", ""),
            name=about.get("filename", ""),
            size=size,
        )
    place = url_for("tenders.upload", tender_id=tender_id, lot_id=lot_id, file_id=upload.id)
    return "", 201, {"Location": place, **_state(upload)}


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/uploads/<file_id>", methods=["HEAD", "PATCH", "DELETE"])
@access(Permission.BID)
@speaks_tus
def upload(tender_id: int, lot_id: int, file_id: str):
    """HEAD: how far it is. PATCH: the next chunk. DELETE: forget it."""
    if request.method == "HEAD":
        return _tell(own_upload(actor(), tender_id, lot_id, file_id))
    _refuse_other_sites()
    if request.method == "DELETE":
        return _forget(own_upload(actor(), tender_id, lot_id, file_id))
    offset = _number("Upload-Offset")
    if request.mimetype != MEDIA_TYPE:
        raise OtherMediaType(f"A chunk is sent as {MEDIA_TYPE}.")
    data = _body()
    at = arrived_at()
    found = own_upload(actor(), tender_id, lot_id, file_id)
    found = receiving.take(actor=actor(), at=at, store=store(), upload=found, offset=offset, data=data)
    return "", 204, _state(found) | _finished(found)


def _tell(found: Upload):
    """A file that came whole, but whose sender was never told, is finished now."""
    if found.note.refused or (found.completed_at is None and now() >= found.expires_at):
        raise UploadOver(found.note.refused or "This upload has expired.")
    if not found.whole and now() >= found.deadline_at:
        raise UploadOver("The deadline has passed, so nothing more is taken.")
    return "", 200, _state(found) | {"Upload-Length": str(found.size)} | _finished(found)


def _forget(found: Upload):
    if found.completed_at is not None:
        raise UploadOver("This file is whole and belongs to an answer. Remove it there.")
    drop(found)
    return "", 204


def drop(found: Upload) -> None:
    """Delete an upload that is not finished, with what came of it."""
    own = queries.own_bid(actor(), found.tender_id, found.lot_id)
    with received() as at:
        services.drop_upload(actor=actor(), now=at, lot=own.lot, file_id=found.id)
    chunks.drop(store(), found.id)


def _finished(found: Upload) -> dict[str, str]:
    """What the page is told once the last byte is here and the file is in its answer."""
    if not found.whole:
        return {}
    if found.completed_at is not None:
        return _finished_before(found)
    return told(found, receiving.finish(store=store(), scanner=scanner(), upload=found))


def _finished_before(found: Upload) -> dict[str, str]:
    draft = queries.own_bid(actor(), found.tender_id, found.lot_id).draft
    file = next((file for file in attachments_in(draft) if file.file_id == found.id), None)
    if file is None:
        raise UploadOver("This file was removed.")
    return told(found, Attached(file, draft.version(answer_part(found.note.code)) or 0, None))


def told(found: Upload, done: Attached) -> dict[str, str]:
    headers = {
        "Hub-Part-Version": str(done.version),
        "Hub-File-SHA256": done.file.sha256,
        "Hub-File-Scan": done.file.scan,
    }
    if done.receipt:
        headers["Hub-Receipt"] = receipt_url(found.tender_id, done.receipt)
    return headers


def _state(found: Upload) -> dict[str, str]:
    state = {"Upload-Offset": str(found.received)}
    if found.completed_at is None:
        state["Upload-Expires"] = http_date(found.expires_at)
    return state


def _refuse_other_sites() -> None:
    if not csrf.sent_by_our_page():
        raise StalePage("This page is out of date. Reload it, then choose the file again: it goes on.")


def _number(header: str) -> int:
    text = request.headers.get(header, "")
    if not (text.isascii() and text.isdigit() and len(text) <= 15):
        raise Unreadable(f"{header} must be a whole number.")
    return int(text)


def _metadata() -> dict[str, str]:
    """Upload-Metadata: `filename cGxhbi5wZGY=,question UTE=`."""
    try:
        pairs = [
            pair.split() for pair in request.headers.get("Upload-Metadata", "").split(",") if pair.strip()
        ]
        return {
            key: base64.b64decode(value[0] if value else "", validate=True).decode() for key, *value in pairs
        }
    except (binascii.Error, UnicodeDecodeError):
        raise Unreadable("Upload-Metadata could not be read.") from None


def _body() -> bytes:
    """The chunk, or as much as came of it before the connection broke.

    No database connection is held meanwhile: a sender may be slow."""
    if (request.content_length or 0) > CHUNK:
        raise ChunkTooLarge(f"Send at most {CHUNK // (1024 * 1024)}MB at once.")
    db.session.rollback()
    checksum = _checksum()
    pieces, broken, size = [], False, 0
    try:
        while piece := request.stream.read(AT_ONCE):
            pieces.append(piece)
            size += len(piece)
            if size > CHUNK:
                raise ChunkTooLarge(f"Send at most {CHUNK // (1024 * 1024)}MB at once.")
    except (ClientDisconnected, OSError):
        broken = True
    data = b"".join(pieces)
    broken = broken or size < (request.content_length or 0)  # a server may end the body without a word
    if broken and (checksum or size < LEAST_KEPT):
        raise Unreadable("The connection broke off.")
    if checksum and checksum[0](data).digest() != checksum[1]:
        raise ChunkGarbled("This chunk changed on its way. Send it again.")
    return data


def _checksum() -> tuple[Callable, bytes] | None:
    """Upload-Checksum: `sha256 ` and the digest in Base64."""
    sent = request.headers.get("Upload-Checksum")
    if not sent:
        return None
    algorithm, _, digest = sent.partition(" ")
    if algorithm not in ("sha256", "sha1"):
        raise Unreadable("The checksum must be sha256 or sha1.")
    try:
        return getattr(hashlib, algorithm), base64.b64decode(digest, validate=True)
    except binascii.Error:
        raise Unreadable("Upload-Checksum could not be read.") from None
