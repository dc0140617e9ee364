"""Tenders, their criteria, clarifications, and sealed bids.

Until the opening no row says who bid: a bid carries a `token`, a keyed digest of tender and
supplier, and its content only as ciphertext."""

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

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Percent, Quantity, UnitPrice
from procurement_hub.frameworks.models import Framework, Lot


class TenderStatus(StrEnum):
    PUBLISHED = "published"
    OPENED = "opened"
    WITHDRAWN = "withdrawn"


class Tender(db.Model):
    """The competition for one framework. The private key of the box is itself encrypted."""

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
    opening_started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    opening_started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    opened_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    second_officer_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    framework: Mapped[Framework] = relationship(lazy="raise")
    opening_started_by: Mapped[Person | None] = relationship(
        foreign_keys=[opening_started_by_id], lazy="raise"
    )
    second_officer: Mapped[Person | None] = relationship(foreign_keys=[second_officer_id], lazy="raise")
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
    )


class DeadlineChange(db.Model):
    """A deadline moved later, for all bidders, with its reason (T2)."""

    __tablename__ = "deadline_change"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), index=True)
    from_at: Mapped[datetime] = mapped_column(UTCDateTime)
    to_at: Mapped[datetime] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(Text)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
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


class BidStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Bid(db.Model):
    """One supplier's bid for one lot.

    `working_copy` is what the supplier last saved, readable by the supplier only; `sealed` is the
    last submitted version, readable by nobody until the opening, which fills `supplier_id`."""

    __tablename__ = "bid"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    token: Mapped[str] = mapped_column(String(64))
    status: Mapped[BidStatus] = mapped_column(by_value(BidStatus, "status"))
    working_copy: Mapped[bytes] = mapped_column(LargeBinary)
    working_version: Mapped[int] = mapped_column(Integer, default=1)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    tender: Mapped[Tender] = relationship(lazy="raise")
    lot: Mapped[Lot] = relationship(lazy="raise")
    supplier: Mapped[Organisation | None] = relationship(lazy="raise")
    answers: Mapped[list["BidAnswer"]] = relationship(lazy="raise", order_by="BidAnswer.question_id")
    prices: Mapped[list["BidPrice"]] = relationship(
        lazy="raise", order_by="BidPrice.item_id, BidPrice.from_quantity"
    )
    __table_args__ = (
        UniqueConstraint("lot_id", "token"),
        UniqueConstraint("lot_id", "supplier_id"),
        CheckConstraint(
            "(status = 'submitted') = "
            "(sealed IS NOT NULL AND content_sha256 IS NOT NULL AND submitted_at IS NOT NULL)",
            name="submitted_is_sealed",
        ),
    )


class ReceiptAct(StrEnum):
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class BidReceipt(db.Model):
    """Proof for the supplier of a submission or withdrawal: the moment and the content's hash."""

    __tablename__ = "bid_receipt"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    act: Mapped[ReceiptAct] = mapped_column(by_value(ReceiptAct, "act"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    content_sha256: Mapped[str] = mapped_column(String(64))


class BidAnswer(db.Model):
    """An answer of an opened bid."""

    __tablename__ = "bid_answer"
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    question: Mapped[Question] = relationship(lazy="raise")


class BidPrice(db.Model):
    """A price tier of an opened bid: from this quantity, this price (£ net a unit)."""

    __tablename__ = "bid_price"
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), primary_key=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"), primary_key=True)
    from_quantity: Mapped[Decimal] = mapped_column(Quantity, primary_key=True)
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    item: Mapped[Item] = relationship(lazy="raise")
    __table_args__ = (
        CheckConstraint("from_quantity > 0", name="from_quantity_positive"),
        CheckConstraint("unit_price > 0", name="unit_price_positive"),
    )
