"""Tenders, their criteria and clarifications."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.keys import ring
from procurement_hub.core.money import Percent
from procurement_hub.frameworks.models import Framework
from procurement_hub.tenders.sealing import new_bidders_key


class TenderStatus(StrEnum):
    PUBLISHED = "published"
    OPENED = "opened"
    WITHDRAWN = "withdrawn"


def _its_own_bidders_key(context) -> bytes:
    return new_bidders_key(ring(), context.get_current_parameters()["public_key"])


class Tender(db.Model):
    """The competition for one framework. The private keys of its box are themselves encrypted.

    A box has two envelopes, each with its own key pair: answers and prices. With `quality_first`
    the prices stay shut at the opening, until every score is agreed (law.md B9)."""

    __tablename__ = "tender"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"), unique=True)
    status: Mapped[TenderStatus] = mapped_column(by_value(TenderStatus, "status"))
    published_at: Mapped[datetime] = mapped_column(UTCDateTime)
    published_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    deadline_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    questions_until: Mapped[datetime] = mapped_column(UTCDateTime)
    electronic: Mapped[bool] = mapped_column(Boolean)
    documents_complete: Mapped[bool] = mapped_column(Boolean)
    deadline_reason: Mapped[str | None] = mapped_column(String(40))
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_private_key: Mapped[bytes] = mapped_column(LargeBinary)
    price_public_key: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_price_key: Mapped[bytes] = mapped_column(LargeBinary)
    wrapped_bidders_key: Mapped[bytes] = mapped_column(LargeBinary, default=_its_own_bidders_key)
    quality_first: Mapped[bool] = mapped_column(Boolean, default=False)
    opening_started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opening_started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    second_officer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    prices_started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    prices_started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    prices_opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    prices_second_officer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    framework: Mapped[Framework] = relationship(lazy="raise")
    opening_started_by: Mapped[Person | None] = relationship(
        foreign_keys=[opening_started_by_id], lazy="raise"
    )
    second_officer: Mapped[Person | None] = relationship(foreign_keys=[second_officer_id], lazy="raise")
    prices_started_by: Mapped[Person | None] = relationship(foreign_keys=[prices_started_by_id], lazy="raise")
    prices_second_officer: Mapped[Person | None] = relationship(
        foreign_keys=[prices_second_officer_id], lazy="raise"
    )
    criteria: Mapped[list["Criterion"]] = relationship(lazy="raise", order_by="Criterion.position")
    __table_args__ = (
        CheckConstraint("deadline_at > published_at", name="deadline_after_publication"),
        CheckConstraint("questions_until <= deadline_at", name="questions_before_deadline"),
        CheckConstraint(
            "(status = 'opened') = (opened_at IS NOT NULL AND second_officer_id IS NOT NULL)",
            name="opened_moment",
        ),
        CheckConstraint("opened_at >= deadline_at", name="opened_after_deadline"),
        CheckConstraint("second_officer_id <> opening_started_by_id", name="two_officers"),
        CheckConstraint("prices_opened_at >= opened_at", name="prices_after_answers"),
        CheckConstraint("prices_second_officer_id <> prices_started_by_id", name="two_officers_for_prices"),
    )


class ReceiptKey(db.Model):
    """The public key of receipts signed under one secret, kept so that they can still be verified when
    the secret is gone. It lies wrapped under the key ring: nobody adds one who only has the database."""

    __tablename__ = "receipt_key"
    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    wrapped_public_key: Mapped[bytes] = mapped_column(LargeBinary)
    kept_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DeadlineChange(db.Model):
    """A deadline moved later, for all bidders, with its reason (T2). The platform itself moves one
    when it failed shortly before (law.md B8): then nobody has changed it."""

    __tablename__ = "deadline_change"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    from_at: Mapped[datetime] = mapped_column(UTCDateTime)
    to_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (CheckConstraint("to_at > from_at", name="later_only"),)


class CriterionKind(StrEnum):
    PRICE = "price"
    QUALITY = "quality"


class Criterion(db.Model):
    """An award criterion and its weight in per cent of the whole."""

    __tablename__ = "criterion"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    code: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(300))
    weight: Mapped[Decimal] = mapped_column(Percent)
    kind: Mapped[CriterionKind] = mapped_column(by_value(CriterionKind, "kind"))
    position: Mapped[int] = mapped_column(Integer)
    questions: Mapped[list["Question"]] = relationship(lazy="raise", order_by="Question.position")
    __table_args__ = (
        UniqueConstraint("tender_id", "code"),
        CheckConstraint("weight > 0", name="weight_positive"),
    )


class Question(db.Model):
    """A question that bidders answer; its weight is a part of its criterion's."""

    __tablename__ = "question"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    criterion_id: Mapped[int] = mapped_column(ForeignKey("criterion.id"))
    code: Mapped[str] = mapped_column(String(32))
    title: Mapped[str] = mapped_column(String(500))
    weight: Mapped[Decimal] = mapped_column(Percent)
    scale_max: Mapped[int] = mapped_column(Integer)
    position: Mapped[int] = mapped_column(Integer)
    __table_args__ = (
        UniqueConstraint("criterion_id", "code"),
        CheckConstraint("weight > 0", name="weight_positive"),
        CheckConstraint("scale_max > 0", name="scale_positive"),
    )


class Clarification(db.Model):
    """A supplier's question and the answer that everybody reads. The asker is kept as a token."""

    __tablename__ = "clarification"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    reference: Mapped[str] = mapped_column(String(32))
    question: Mapped[str] = mapped_column(Text)
    asker_token: Mapped[str] = mapped_column(String(64))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        UniqueConstraint("tender_id", "reference"),
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_moment"),
    )
