"""Files sent by people go into the store before the transaction begins, or are refused."""

from flask import Flask, current_app
from werkzeug.datastructures import FileStorage

from procurement_hub.core.files import ALLOWED, LARGEST, FileStore, StoredFile, media_type_of
from procurement_hub.core.scanning import ClamAV, NoScanner, scanner_at

ACCEPTED = tuple(f".{extension}" for extension in ALLOWED)


def install(app: Flask, location: str) -> None:
    app.extensions["files"] = FileStore.open(location)
    app.extensions["scanner"] = scanner_at(app.config["CLAMAV_URL"])


def store() -> FileStore:
    """The file store of this application."""
    return current_app.extensions["files"]


def scanner() -> ClamAV | NoScanner:
    """The virus scanner of this application, or the one that scans nothing."""
    return current_app.extensions["scanner"]


def read(sent: FileStorage, *, field: str | None = None) -> tuple[bytes, str]:
    """The bytes sent and their media type. Raises FileTooLarge or FileTypeNotAllowed."""
    data = sent.stream.read(LARGEST + 1)
    sent.stream.seek(0)
    return data, media_type_of(sent.filename or "", data, field=field)


def keep(sent: FileStorage, *, field: str | None = None) -> StoredFile:
    """Put the file's bytes in the store, before any transaction. Raises as `read` does.

    Bytes whose transaction is then refused stay behind unused, which harms nobody."""
    data, media_type = read(sent, field=field)
    return store().put(data, media_type=media_type)
