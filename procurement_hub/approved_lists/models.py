"""Lists, their versions of entry criteria, suppliers' places on them, and who has relied on a place."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Money

ONE_AT_A_TIME = "status IN ('applied', 'approved')"
"""A supplier that waits or is approved does not apply again; one that was refused or left may."""


class ListStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class PlaceStatus(StrEnum):
    """What was decided. Whether an approved supplier is lapsed or suspended is worked out anew each
    time (standing.py)."""

    APPLIED = "applied"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ApprovedList(db.Model):
    """A list that a centre or a council keeps. `shared`: other organisations may rely on it."""

    __tablename__ = "approved_list"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[ListStatus] = mapped_column(by_value(ListStatus, "status"))
    title: Mapped[str] = mapped_column(String(300))
    purpose: Mapped[str] = mapped_column(Text)
    shared: Mapped[bool] = mapped_column(Boolean)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    close_reason: Mapped[str] = mapped_column(Text, default="")
    owner: Mapped[Organisation] = relationship(lazy="raise")
    cpv_prefixes: Mapped[list["ListCpv"]] = relationship(
        lazy="raise", order_by="ListCpv.prefix", cascade="all, delete-orphan"
    )
    versions: Mapped[list["CriteriaVersion"]] = relationship(
        lazy="raise", order_by="CriteriaVersion.number", back_populates="approved_list"
    )
    __table_args__ = (
        CheckConstraint(
            "status <> 'closed' "
            "OR (closed_at IS NOT NULL AND closed_by_id IS NOT NULL AND close_reason <> '')",
            name="closed_with_a_reason",
        ),
    )


class ListCpv(db.Model):
    """What is bought from the list: the first digits of CPV codes, without their closing noughts."""

    __tablename__ = "approved_list_cpv"
    list_id: Mapped[int] = mapped_column(ForeignKey("approved_list.id"), primary_key=True)
    prefix: Mapped[str] = mapped_column(String(8), primary_key=True)


class CriteriaVersion(db.Model):
    """One version of a list's entry criteria. Suppliers approved under an earlier one meet it from the
    day after `comply_by`; those who apply meet it at once."""

    __tablename__ = "approved_list_version"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("approved_list.id"))
    number: Mapped[int] = mapped_column(Integer)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    comply_by: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text, default="")
    approved_list: Mapped[ApprovedList] = relationship(lazy="raise", back_populates="versions")
    criteria: Mapped[list["EntryCriterion"]] = relationship(lazy="raise", order_by="EntryCriterion.position")
    __table_args__ = (
        UniqueConstraint("list_id", "number"),
        CheckConstraint(
            "number > 0 AND (number = 1 OR (comply_by IS NOT NULL AND reason <> ''))", name="time_to_meet_it"
        ),
    )


class EntryCriterion(db.Model):
    """A kind of evidence that must be in force, or a statement that must be answered with yes.

    `minimum` is the cover in £ that an insurance gives at least; `named` is what the title of other
    evidence says, such as ISO 9001."""

    __tablename__ = "approved_list_criterion"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("approved_list_version.id"))
    position: Mapped[int] = mapped_column(Integer)
    evidence_kind: Mapped[str | None] = mapped_column(String(32))
    minimum: Mapped[Decimal | None] = mapped_column(Money)
    named: Mapped[str] = mapped_column(String(100), default="")
    statement: Mapped[str | None] = mapped_column(String(300))
    __table_args__ = (
        UniqueConstraint("version_id", "position"),
        CheckConstraint(
            "(evidence_kind IS NULL) <> (statement IS NULL) "
            "AND (statement IS NULL OR (minimum IS NULL AND named = ''))",
            name="evidence_or_statement",
        ),
        CheckConstraint("minimum > 0", name="minimum_positive"),
    )


class ListPlace(db.Model):
    """A supplier's application to a list and, once approved, its place on it.

    `version_number` is the version of the criteria that it was judged by. `told` is the state that
    supplier and owner were last told of, and `looked_on` the day of that look."""

    __tablename__ = "list_place"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("approved_list.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    version_number: Mapped[int] = mapped_column(Integer)
    status: Mapped[PlaceStatus] = mapped_column(by_value(PlaceStatus, "status"))
    applied_at: Mapped[datetime] = mapped_column(UTCDateTime)
    applied_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    decision_reason: Mapped[str] = mapped_column(Text, default="")
    told: Mapped[str] = mapped_column(String(32), default="")
    looked_on: Mapped[date | None] = mapped_column(Date)
    approved_list: Mapped[ApprovedList] = relationship(lazy="raise", foreign_keys=[list_id])
    supplier: Mapped[Organisation] = relationship(lazy="raise", foreign_keys=[supplier_id])
    decided_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[decided_by_id])
    answers: Mapped[list["StatementAnswer"]] = relationship(
        lazy="raise", order_by="StatementAnswer.statement"
    )
    suspensions: Mapped[list["ListSuspension"]] = relationship(
        lazy="raise", order_by="ListSuspension.id", back_populates="place"
    )
    __table_args__ = (
        ForeignKeyConstraint(
            ["list_id", "version_number"], ["approved_list_version.list_id", "approved_list_version.number"]
        ),
        CheckConstraint(
            "status NOT IN ('approved', 'refused') "
            "OR (decided_at IS NOT NULL AND decided_by_id IS NOT NULL AND decision_reason <> '')",
            name="decided_with_a_reason",
        ),
        Index("ix_list_place_list", "list_id", "id"),
        Index("ix_list_place_looked_on", "status", "looked_on", "id"),
        Index(
            "uq_list_place_one_at_a_time",
            "list_id",
            "supplier_id",
            unique=True,
            postgresql_where=text(ONE_AT_A_TIME),
            sqlite_where=text(ONE_AT_A_TIME),
        ),
    )


class StatementAnswer(db.Model):
    """The supplier's answer to a statement: kept by its words, so that a later version of the criteria
    with the same statement needs no second answer."""

    __tablename__ = "list_statement_answer"
    place_id: Mapped[int] = mapped_column(ForeignKey("list_place.id"), primary_key=True)
    statement: Mapped[str] = mapped_column(String(300), primary_key=True)
    agreed: Mapped[bool] = mapped_column(Boolean)
    answered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class ListSuspension(db.Model):
    """The owner's suspension of a place until the end of `ends_on`, the supplier's comment and appeal,
    and the decision on the appeal by somebody else than who suspended."""

    __tablename__ = "list_suspension"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("list_place.id"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    suspended_at: Mapped[datetime] = mapped_column(UTCDateTime)
    suspended_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    comment_by: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    comment: Mapped[str] = mapped_column(Text, default="")
    commented_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    commented_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appeal: Mapped[str] = mapped_column(Text, default="")
    appealed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    appealed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appeal_allowed: Mapped[bool | None] = mapped_column(Boolean)
    appeal_decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    appeal_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    appeal_reason: Mapped[str] = mapped_column(Text, default="")
    lifted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    lift_reason: Mapped[str] = mapped_column(Text, default="")
    place: Mapped[ListPlace] = relationship(lazy="raise", back_populates="suspensions")
    suspended_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[suspended_by_id])
    appeal_decided_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[appeal_decided_by_id])
    __table_args__ = (
        CheckConstraint("reason <> ''", name="with_a_reason"),
        CheckConstraint("appeal_decided_by_id <> suspended_by_id", name="appeal_decided_by_another"),
        CheckConstraint("(commented_at IS NULL) = (comment = '')", name="comment_with_its_moment"),
        CheckConstraint("(appealed_at IS NULL) = (appeal = '')", name="appeal_with_its_moment"),
        CheckConstraint(
            "(appeal_decided_at IS NULL) = (appeal_allowed IS NULL) "
            "AND (appeal_decided_at IS NULL OR (appealed_at IS NOT NULL AND appeal_reason <> '' "
            "AND appeal_decided_by_id IS NOT NULL))",
            name="appeal_decided_with_a_reason",
        ),
        CheckConstraint(
            "lifted_at IS NULL OR (lifted_by_id IS NOT NULL AND lift_reason <> '')",
            name="lifted_with_a_reason",
        ),
    )

    def in_force(self, on: date) -> bool:
        """Whether the supplier is suspended on the day; it ends by itself after `ends_on`."""
        return self.lifted_at is None and on <= self.ends_on


class ListReliance(db.Model):
    """Another organisation took the owner's approval as its own check, on what it rested that day."""

    __tablename__ = "list_reliance"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(ForeignKey("list_place.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    relied_on: Mapped[date] = mapped_column(Date)
    relied_at: Mapped[datetime] = mapped_column(UTCDateTime)
    relied_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    place: Mapped[ListPlace] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    relied_by: Mapped[Person] = relationship(lazy="raise")
    checks: Mapped[list["RelianceCheck"]] = relationship(lazy="raise", order_by="RelianceCheck.id")
    __table_args__ = (UniqueConstraint("place_id", "organisation_id", "relied_on"),)


class RelianceCheck(db.Model):
    """One check that was relied on, in words, with the day until which its evidence holds."""

    __tablename__ = "list_reliance_check"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reliance_id: Mapped[int] = mapped_column(ForeignKey("list_reliance.id"), index=True)
    what: Mapped[str] = mapped_column(String(400))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"))
    valid_until: Mapped[date | None] = mapped_column(Date)
