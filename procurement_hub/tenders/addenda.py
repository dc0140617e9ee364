"""What is added to a tender after its publication, who has read it, and questions not yet sent.

Nobody can tell from a row which supplier it is of: readings and drafts carry the bidder's token,
and the text of a draft lies here only encrypted under that bidder's working key."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Integer, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.tenders.models import Question


class Addendum(db.Model):
    """A numbered change of a published tender, with its reason. It is never changed itself."""

    __tablename__ = "addendum"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    number: Mapped[int] = mapped_column(Integer)
    reason: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    changes: Mapped[list["AddendumChange"]] = relationship(lazy="raise", order_by="AddendumChange.id")
    __table_args__ = (
        UniqueConstraint("tender_id", "number"),
        CheckConstraint("number > 0", name="number_positive"),
    )


class ChangeKind(StrEnum):
    DESCRIPTION = "description"
    QUESTION = "question"
    NOTICE = "notice"
    DOCUMENT = "document"


class AddendumChange(db.Model):
    """One thing that an addendum changes or adds: a text before and after, a notice or a file."""

    __tablename__ = "addendum_change"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    addendum_id: Mapped[int] = mapped_column(ForeignKey("addendum.id"), index=True)
    kind: Mapped[ChangeKind] = mapped_column(by_value(ChangeKind, "kind"))
    question_id: Mapped[int | None] = mapped_column(ForeignKey("question.id"))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    before: Mapped[str] = mapped_column(Text, default="")
    after: Mapped[str] = mapped_column(Text, default="")
    question: Mapped[Question | None] = relationship(lazy="raise")
    document: Mapped[StoredDocument | None] = relationship(lazy="raise")
    __table_args__ = (
        CheckConstraint("(kind = 'question') = (question_id IS NOT NULL)", name="question_named"),
        CheckConstraint("(kind = 'document') = (document_id IS NOT NULL)", name="document_kept"),
    )


class AddendumReading(db.Model):
    """A bidder has said that it read an addendum."""

    __tablename__ = "addendum_reading"
    addendum_id: Mapped[int] = mapped_column(ForeignKey("addendum.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    read_at: Mapped[datetime] = mapped_column(UTCDateTime)


class QuestionDraft(db.Model):
    """A question that its author has not sent. `locked` is ciphertext."""

    __tablename__ = "question_draft"
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
