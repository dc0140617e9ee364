"""Sending a file: made on the spot, or kept in the store."""

from collections.abc import Iterable
from io import BytesIO

from flask import Response, send_file

from procurement_hub.core.documents import StoredDocument
from procurement_hub.web.uploads import store


def send_bytes(data: bytes, name: str, media_type: str) -> Response:
    """`data` as a download called `name`. Nothing sent this way is ever run by the browser."""
    response = send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_pieces(pieces: Iterable[bytes], name: str, media_type: str, size: int | None = None) -> Response:
    """Bytes that come piece by piece, `size` of them where that is known, as a download called `name`."""
    response = send_bytes(b"", name, media_type)
    response.direct_passthrough = False
    response.response = pieces
    if size is None:
        del response.content_length
    else:
        response.content_length = size
    return response


def send_stored(document: StoredDocument) -> Response:
    """The bytes of a stored document, under the name that it was given."""
    return send_bytes(store().get(document.key), document.name, document.media_type)
