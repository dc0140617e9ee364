"""Declarations, the debarment list, exclusion cases and the checks that were made."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.exclusions.declaration import Declaration
from procurement_hub.law.exclusion_grounds import GROUNDS, Ground, notification_due


class ConfirmedDeclaration(db.Model):
    """A version of a supplier's declaration, as it was confirmed. Never changed; the next one is new."""

    __tablename__ = "exclusion_declaration"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    version: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        UniqueConstraint("supplier_id", "version"),
        CheckConstraint("version > 0", name="version_positive"),
    )

    @property
    def declaration(self) -> Declaration:
        return Declaration.from_json(self.content)


class DeclarationDraft(db.Model):
    """What a supplier is writing: one draft at a time, gone when it is confirmed."""

    __tablename__ = "exclusion_declaration_draft"
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    content: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))

    @property
    def declaration(self) -> Declaration:
        return Declaration.from_json(self.content)


class DebarmentEntry(db.Model):
    """A company on the debarment list (PA 2023 s.62). `until` is its last day, empty until removed.

    `name_key` is the name as names are compared. An entry is lifted, never deleted."""

    __tablename__ = "debarment_entry"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(300), index=True)
    company_number: Mapped[str | None] = mapped_column(String(8), index=True)
    ppon: Mapped[str | None] = mapped_column(String(16), index=True)
    ground: Mapped[str] = mapped_column(String(64))
    mandatory: Mapped[bool] = mapped_column(Boolean)
    listed_on: Mapped[date] = mapped_column(Date)
    until: Mapped[date | None] = mapped_column(Date)
    source: Mapped[str] = mapped_column(String(300))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    lifted_on: Mapped[date | None] = mapped_column(Date)
    lift_reason: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        CheckConstraint("until >= listed_on", name="until_after_listed"),
        CheckConstraint("source <> ''", name="source_given"),
        CheckConstraint("lifted_on IS NULL OR lift_reason <> ''", name="lifted_with_a_reason"),
    )

    @property
    def the_ground(self) -> Ground:
        return GROUNDS[self.ground]

    def in_force(self, on: date) -> bool:
        """Whether the entry counts on that UK day: its last day counts, the day of its lifting does not."""
        return (
            self.listed_on <= on
            and (self.until is None or on <= self.until)
            and (self.lifted_on is None or on < self.lifted_on)
        )


class CaseStatus(StrEnum):
    OPEN = "open"
    INVITED = "invited"
    ANSWERED = "answered"
    DECIDED = "decided"
    CLOSED = "closed"
    LIFTED = "lifted"


class Decision(StrEnum):
    """What a centre decides of a supplier (PA 2023 s.57)."""

    EXCLUDED = "excluded"
    EXCLUDABLE = "excludable"
    NOT_EXCLUDED = "not_excluded"

    @property
    def label(self) -> str:
        return {
            "excluded": "Excluded",
            "excludable": "Excludable, but not excluded",
            "not_excluded": "Not excluded",
        }[self.value]


class ExclusionCase(db.Model):
    """A centre's question whether one supplier is excluded on one ground, and its answer.

    `associated` names the person, other than the supplier, whom alone the ground catches; such a
    person may be replaced until `replace_by`. A decision counts from its day to `ends_on`."""

    __tablename__ = "exclusion_case"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    ground: Mapped[str] = mapped_column(String(64))
    facts: Mapped[str] = mapped_column(Text)
    associated: Mapped[str] = mapped_column(String(300), default="")
    status: Mapped[CaseStatus] = mapped_column(by_value(CaseStatus, "status"), default=CaseStatus.OPEN)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reply_by: Mapped[date | None] = mapped_column(Date)
    replace_by: Mapped[date | None] = mapped_column(Date)
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    decision: Mapped[Decision | None] = mapped_column(by_value(Decision, "decision"))
    reasons: Mapped[str] = mapped_column(Text, default="")
    minister_reference: Mapped[str] = mapped_column(String(100), default="")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_on: Mapped[date | None] = mapped_column(Date)
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ends_on: Mapped[date | None] = mapped_column(Date)
    notified_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    notification_reference: Mapped[str] = mapped_column(String(100), default="")
    lifted_on: Mapped[date | None] = mapped_column(Date)
    end_reason: Mapped[str] = mapped_column(Text, default="")
    supplier: Mapped[Organisation] = relationship(foreign_keys=[supplier_id], lazy="raise")
    organisation: Mapped[Organisation] = relationship(foreign_keys=[organisation_id], lazy="raise")
    opened_by: Mapped[Person] = relationship(foreign_keys=[opened_by_id], lazy="raise")
    answered_by: Mapped[Person | None] = relationship(foreign_keys=[answered_by_id], lazy="raise")
    decided_by: Mapped[Person | None] = relationship(foreign_keys=[decided_by_id], lazy="raise")
    evidence: Mapped[StoredDocument | None] = relationship(lazy="raise")
    __table_args__ = (
        Index("ix_exclusion_case_supplier", "supplier_id", "decision"),
        Index("ix_exclusion_case_organisation", "organisation_id", "id"),
        CheckConstraint(
            "status NOT IN ('invited', 'answered', 'decided', 'lifted') "
            "OR (invited_at IS NOT NULL AND reply_by IS NOT NULL)",
            name="invited_moment",
        ),
        CheckConstraint(
            "status NOT IN ('decided', 'lifted') OR (decision IS NOT NULL AND reasons <> '' "
            "AND decided_at IS NOT NULL AND decided_on IS NOT NULL AND decided_by_id IS NOT NULL)",
            name="decided_with_reasons",
        ),
        CheckConstraint("decision <> 'excluded' OR ends_on IS NOT NULL", name="exclusion_ends"),
        CheckConstraint("ends_on >= decided_on", name="ends_after_decision"),
        CheckConstraint("status NOT IN ('closed', 'lifted') OR end_reason <> ''", name="ended_with_a_reason"),
    )

    @property
    def the_ground(self) -> Ground:
        return GROUNDS[self.ground]

    @property
    def notification_due_on(self) -> date | None:
        """The last day to tell the Minister of the exclusion (PA 2023 s.59)."""
        if self.decision is not Decision.EXCLUDED or self.decided_on is None:
            return None
        return notification_due(self.decided_on)

    def in_force(self, on: date) -> bool:
        """Whether the decision counts on that UK day: its last day counts, that of its lifting does not."""
        return (
            self.decided_on is not None
            and self.decided_on <= on
            and (self.ends_on is None or on <= self.ends_on)
            and (self.lifted_on is None or on < self.lifted_on)
        )

    def reply_awaited(self, now: datetime) -> bool:
        """Whether the supplier may still reply before anything is decided; the last day is its own."""
        return self.answered_at is None and self.reply_by is not None and uk_date(now) <= self.reply_by


class Outcome(StrEnum):
    """How a supplier stands when it is checked."""

    CLEAR = "clear"
    EXCLUDABLE = "excludable"
    EXCLUDED = "excluded"


class ExclusionCheck(db.Model):
    """That a supplier was checked, for what and when, and how it stood (T5). Never changed.

    `authority_id` is the centre for whose framework it was. `sources` names what it stood on, such as
    `excluded:debarment:5`, one a line."""

    __tablename__ = "exclusion_check"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    authority_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[Outcome] = mapped_column(by_value(Outcome, "outcome"))
    sources: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        Index("ix_exclusion_check_supplier", "supplier_id", "id"),
        Index("ix_exclusion_check_subject", "subject_kind", "subject_id"),
    )
