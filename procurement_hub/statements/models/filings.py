"""What a council says beside its figures, what it files, and who signed it.

A submission and its signatures are append-only: a later submission is another version."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Percent
from procurement_hub.statements.models.layouts import Look


class ItemHeading(db.Model):
    """The one heading under which a council's item stands in a year. The key is what makes two claims
    under two headings impossible (savings-method 2.11)."""

    __tablename__ = "item_heading"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    heading_id: Mapped[int] = mapped_column(ForeignKey("statement_heading.id"))
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))


class NarrativeField(StrEnum):
    STRATEGY = "strategy"
    KEY_ACTIONS = "key_actions"
    COMMENT = "comment"

    @property
    def label(self) -> str:
        return {
            "strategy": "Strategy for securing efficiency gains",
            "key_actions": "Key actions",
            "comment": "Comment",
        }[self.value]


class Narrative(db.Model):
    """Words that the council wrote in place of those from its books; the latest count, and empty ones
    give the words of the books back. Without a heading they are about the whole statement."""

    __tablename__ = "statement_narrative"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    look: Mapped[Look] = mapped_column(by_value(Look, "look"))
    heading_id: Mapped[int | None] = mapped_column(ForeignKey("statement_heading.id"))
    field: Mapped[NarrativeField] = mapped_column(by_value(NarrativeField, "field"))
    words: Mapped[str] = mapped_column(Text)
    written_at: Mapped[datetime] = mapped_column(UTCDateTime)
    written_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        Index("ix_statement_narrative_year", "council_id", "financial_year", "look", "id"),
        CheckConstraint("(heading_id IS NULL) = (field = 'strategy')", name="strategy_is_for_the_whole"),
    )


class PlannedGain(db.Model):
    """How sure a council is of an expected gain (per cent), and the quality check planned for it."""

    __tablename__ = "planned_gain"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"), primary_key=True)
    probability: Mapped[Decimal] = mapped_column(Percent)
    indicator: Mapped[str] = mapped_column(String(300))
    planned_at: Mapped[datetime] = mapped_column(UTCDateTime)
    planned_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        CheckConstraint("probability >= 0 AND probability <= 1000000", name="probability_is_a_percentage"),
    )


class Submission(db.Model):
    """A version of a statement as it was filed: rows, words, layout and method in one canonical JSON
    text, and the SHA-256 of that. Never changed: it can be read and printed for ever."""

    __tablename__ = "statement_submission"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    layout_id: Mapped[int] = mapped_column(ForeignKey("statement_layout.id"))
    layout_code: Mapped[str] = mapped_column(String(32))
    look: Mapped[Look] = mapped_column(by_value(Look, "look"))
    version: Mapped[int] = mapped_column(Integer)
    as_at: Mapped[date | None] = mapped_column(Date)
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    method_version: Mapped[str] = mapped_column(String(16))
    last_entry_id: Mapped[int | None] = mapped_column(ForeignKey("gain_entry.id"))
    submitted_at: Mapped[datetime] = mapped_column(UTCDateTime)
    submitted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    submitted_by: Mapped[Person] = relationship(lazy="raise")
    signatures: Mapped[list["Signature"]] = relationship(lazy="raise", order_by="Signature.id")
    __table_args__ = (
        UniqueConstraint("council_id", "financial_year", "layout_code", "version"),
        CheckConstraint("version > 0", name="counts_from_one"),
    )

    @property
    def is_signed(self) -> bool:
        """All three have signed this version."""
        return len(self.signatures) == len(Signatory)


class Signatory(StrEnum):
    """The three who sign a statement (savings-method D): three different people."""

    LEADER = "leader"
    CHIEF_EXECUTIVE = "chief_executive"
    CHIEF_FINANCE_OFFICER = "s151"

    @property
    def label(self) -> str:
        return {
            "leader": "Leader of the council",
            "chief_executive": "Chief executive",
            "s151": "Chief finance (section 151) officer",
        }[self.value]


class Signature(db.Model):
    """One of the three signatures under a version, on the hash that the signatory was shown."""

    __tablename__ = "statement_signature"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("statement_submission.id"))
    signatory: Mapped[Signatory] = mapped_column(by_value(Signatory, "signatory"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sha256: Mapped[str] = mapped_column(String(64))
    person: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("submission_id", "signatory"),
        UniqueConstraint("submission_id", "person_id"),
    )
