"""Stored documents: what a file is called here, and the hash that finds its bytes in the store."""

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import Id, UTCDateTime, db

if TYPE_CHECKING:
    from procurement_hub.core.files import StoredFile


class StoredDocument(db.Model):
    """A file that somebody attached. Its bytes lie in the file store under `key`, never changed."""

    __tablename__ = "stored_document"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    key: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Id)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


def attach(stored: "StoredFile", *, actor: Actor, now: datetime, name: str) -> StoredDocument:
    """Note, in the open transaction, a file whose bytes are already in the store."""
    document = StoredDocument(
        organisation_id=actor.organisation_id,
        key=stored.key,
        sha256=stored.sha256,
        name=name[:255],
        media_type=stored.media_type,
        size=stored.size,
        added_by_id=actor.person_id,
        added_at=now,
    )
    db.session.add(document)
    db.session.flush()
    return document
