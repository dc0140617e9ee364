"""Price indices: series, their releases as they were published, and which series uprates what."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Fixed


class IndexValue(Fixed):
    """A value of an index, to a thousandth as the Treasury publishes its own (savings-method 2.1)."""

    cache_ok = True
    places = 3


class IndexSeries(db.Model):
    """An index by name, such as the GDP deflator; `unit` says what stands at 100."""

    __tablename__ = "index_series"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    unit: Mapped[str] = mapped_column(String(100), default="")
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class IndexRelease(db.Model):
    """A series as it stood in one publication. Its vintage is the day of that publication.

    A later release may revise any year; this one stays as it was read, for the gains worked out by it."""

    __tablename__ = "index_release"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("index_series.id"))
    vintage: Mapped[date] = mapped_column(Date)
    source: Mapped[str] = mapped_column(Text)
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    series: Mapped[IndexSeries] = relationship(lazy="raise")
    evidence: Mapped[StoredDocument | None] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    published_by: Mapped[Person] = relationship(lazy="raise")
    values: Mapped[list["YearValue"]] = relationship(lazy="raise", order_by="YearValue.financial_year")
    approval: Mapped["IndexApproval | None"] = relationship(lazy="raise", viewonly=True)
    __table_args__ = (
        UniqueConstraint("series_id", "vintage"),
        UniqueConstraint("id", "published_by_id"),
        CheckConstraint("source <> ''", name="source_given"),
    )


class YearValue(db.Model):
    """What a release gives for one financial year."""

    __tablename__ = "index_value"
    release_id: Mapped[int] = mapped_column(ForeignKey("index_release.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    value: Mapped[Decimal] = mapped_column(IndexValue)
    __table_args__ = (CheckConstraint("value > 0", name="value_positive"),)


class IndexApproval(db.Model):
    """A second person's word that a release is what its source says; from then on it counts."""

    __tablename__ = "index_approval"
    release_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    published_by_id: Mapped[int] = mapped_column(Id)
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text)
    approved_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        ForeignKeyConstraint(
            ["release_id", "published_by_id"], ["index_release.id", "index_release.published_by_id"]
        ),
        CheckConstraint("approved_by_id <> published_by_id", name="approved_by_somebody_else"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )


class IndexChoice(db.Model):
    """The series that uprates prices of a category, from when on. An empty prefix is every category.

    Later choices stand over earlier ones of the same prefix, and longer prefixes over shorter."""

    __tablename__ = "index_choice"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    cpv_prefix: Mapped[str] = mapped_column(String(8))
    series_id: Mapped[int] = mapped_column(ForeignKey("index_series.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    approved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    series: Mapped[IndexSeries] = relationship(lazy="raise")
    approved_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (CheckConstraint("reason <> ''", name="reason_given"),)
