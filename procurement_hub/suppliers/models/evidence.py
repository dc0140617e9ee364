"""The evidence wallet: what a supplier can prove, until when, and who has relied on it."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Money


class EvidenceKind(StrEnum):
    EMPLOYERS_LIABILITY = "employers_liability"
    PUBLIC_LIABILITY = "public_liability"
    PROFESSIONAL_INDEMNITY = "professional_indemnity"
    ACCREDITATION = "accreditation"
    ACCOUNTS = "accounts"
    POLICY = "policy"
    OTHER = "other"

    @property
    def label(self) -> str:
        return _KINDS[self]

    @property
    def is_insurance(self) -> bool:
        return self in INSURANCES


INSURANCES = frozenset(
    {
        EvidenceKind.EMPLOYERS_LIABILITY,
        EvidenceKind.PUBLIC_LIABILITY,
        EvidenceKind.PROFESSIONAL_INDEMNITY,
    }
)

_KINDS = {
    EvidenceKind.EMPLOYERS_LIABILITY: "Employers’ liability insurance",
    EvidenceKind.PUBLIC_LIABILITY: "Public liability insurance",
    EvidenceKind.PROFESSIONAL_INDEMNITY: "Professional indemnity insurance",
    EvidenceKind.ACCREDITATION: "Accreditation",
    EvidenceKind.ACCOUNTS: "Accounts",
    EvidenceKind.POLICY: "Policy",
    EvidenceKind.OTHER: "Other",
}


class EvidenceState(StrEnum):
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"


class Mark(StrEnum):
    """How near the expiry is: one warning is sent at each of these."""

    FAR = "120_days"
    NEAR = "60_days"
    CLOSE = "14_days"
    GONE = "expired"


DAYS = {Mark.FAR: 120, Mark.NEAR: 60, Mark.CLOSE: 14}


def mark_on(expires_on: date, on: date) -> Mark | None:
    """The nearest mark reached by that day; None while more than 120 days are left."""
    left = (expires_on - on).days
    if left < 0:
        return Mark.GONE
    return next((mark for mark in (Mark.CLOSE, Mark.NEAR, Mark.FAR) if left <= DAYS[mark]), None)


class Evidence(db.Model):
    """One version of one proof. `amount` is the cover in £, for an insurance. `expires_on` is its
    last good day.

    A newer version stands in the same series and leaves the old one there, superseded."""

    __tablename__ = "evidence"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[EvidenceKind] = mapped_column(by_value(EvidenceKind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    issuer: Mapped[str] = mapped_column(String(200), default="")
    reference: Mapped[str] = mapped_column(String(100), default="")
    amount: Mapped[Decimal | None] = mapped_column(Money)
    issued_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    document_id: Mapped[int] = mapped_column(ForeignKey("stored_document.id"))
    series_id: Mapped[int | None] = mapped_column(ForeignKey("evidence.id"), index=True)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
    superseded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    document: Mapped[StoredDocument] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    __table_args__ = (
        CheckConstraint("amount >= 0", name="amount_positive"),
        CheckConstraint("expires_on >= issued_on", name="expires_after_issue"),
        Index(
            "ix_evidence_expiry",
            "expires_on",
            postgresql_where=superseded_at.column.is_(None),
            sqlite_where=superseded_at.column.is_(None),
        ),
    )

    @property
    def series(self) -> int:
        """The id of its first version."""
        return self.series_id or self.id

    def state(self, on: date) -> EvidenceState:
        """What it is worth on that day: good, good for at most 120 more days, or no longer good."""
        if self.superseded_at is not None:
            return EvidenceState.SUPERSEDED
        mark = mark_on(self.expires_on, on) if self.expires_on else None
        if mark is None:
            return EvidenceState.VALID
        return EvidenceState.EXPIRED if mark is Mark.GONE else EvidenceState.EXPIRING


class EvidenceReliance(db.Model):
    """An organisation read this version of the proof, and decided `what` on the strength of it."""

    __tablename__ = "evidence_reliance"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    what: Mapped[str] = mapped_column(String(300))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    evidence: Mapped[Evidence] = relationship(lazy="raise")
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    __table_args__ = (UniqueConstraint("evidence_id", "organisation_id", "what"),)


class EvidenceWarning(db.Model):
    """The supplier was told of this version that the mark is reached. One row for each, once."""

    __tablename__ = "evidence_warning"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    evidence_id: Mapped[int] = mapped_column(ForeignKey("evidence.id"))
    mark: Mapped[Mark] = mapped_column(by_value(Mark, "mark"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    __table_args__ = (UniqueConstraint("evidence_id", "mark"),)
