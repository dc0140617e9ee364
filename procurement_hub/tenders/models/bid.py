"""Sealed bids, what their bidders are still working on, and what the opening makes of them.

Until the opening no row says who bid: a bid carries a `token`, a keyed digest of tender and
supplier, and its content only as ciphertext."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Quantity, UnitPrice
from procurement_hub.frameworks.models import Lot
from procurement_hub.tenders.models.tender import Question, Tender


class BidStatus(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class Bid(db.Model):
    """One supplier's bid for one lot.

    Its parts are what the supplier is working on, readable by the supplier only; `sealed` and
    `sealed_prices` are the version in the box, readable by nobody until the opening, which fills
    `supplier_id`, what was declared on exclusion grounds, and who signed. With `standing` the
    supplier has declared every complete version submitted."""

    __tablename__ = "bid"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    token: Mapped[str] = mapped_column(String(64))
    status: Mapped[BidStatus] = mapped_column(by_value(BidStatus, "status"))
    standing: Mapped[bool] = mapped_column(Boolean, default=False)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_prices: Mapped[bytes | None] = mapped_column(LargeBinary)
    content_sha256: Mapped[str | None] = mapped_column(String(64))
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    supplier_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    declaration: Mapped[str | None] = mapped_column(Text)
    signatory: Mapped[str | None] = mapped_column(String(200))
    tender: Mapped[Tender] = relationship(lazy="raise")
    lot: Mapped[Lot] = relationship(lazy="raise")
    supplier: Mapped[Organisation | None] = relationship(lazy="raise")
    answers: Mapped[list["BidAnswer"]] = relationship(lazy="raise", order_by="BidAnswer.question_id")
    attachments: Mapped[list["BidAttachment"]] = relationship(
        lazy="raise", order_by="BidAttachment.question_id, BidAttachment.position"
    )
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
        CheckConstraint("sealed_prices IS NULL OR sealed IS NOT NULL", name="prices_with_answers"),
    )


class BidPart(db.Model):
    """One answer, the prices, or who does what: saved by itself, each with its own version, so that
    colleagues work on one bid without overwriting each other. `locked` is ciphertext."""

    __tablename__ = "bid_part"
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(Integer)
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    saved_at: Mapped[datetime] = mapped_column(UTCDateTime)
    __table_args__ = (CheckConstraint("version > 0", name="version_positive"),)


class BidFile(db.Model):
    """A file that a bidder uploads: each chunk is encrypted as it arrives, under the file's own key.

    Name, type, key and hash lie in `locked`, readable by the bidder only. Which answer it belongs
    to is said in that answer's part. `size` and `received` are bytes of the file as it was."""

    __tablename__ = "bid_file"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    token: Mapped[str] = mapped_column(String(64))
    locked: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int] = mapped_column(Id)
    received: Mapped[int] = mapped_column(Id, default=0)
    chunks: Mapped[int] = mapped_column(Integer, default=0)
    begun_at: Mapped[datetime] = mapped_column(UTCDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __table_args__ = (
        Index("ix_bid_file_bidder", "lot_id", "token"),
        CheckConstraint("size > 0 AND received >= 0 AND received <= size", name="received_within_size"),
        CheckConstraint("completed_at IS NULL OR received = size", name="completed_whole"),
    )


class ReceiptAct(StrEnum):
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


class BidReceipt(db.Model):
    """Proof for the supplier of a submission or withdrawal: the moment and the content's hash.

    `statement` is the text that the platform signed; receipts from before signing have none."""

    __tablename__ = "bid_receipt"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), index=True)
    act: Mapped[ReceiptAct] = mapped_column(by_value(ReceiptAct, "act"))
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    content_sha256: Mapped[str] = mapped_column(String(64))
    statement: Mapped[str | None] = mapped_column(Text)
    signature: Mapped[bytes | None] = mapped_column(LargeBinary)


class ReceiptMailed(db.Model):
    """A receipt was sent to its bidders: once, and of a bid that stands as submitted only the last."""

    __tablename__ = "receipt_mailed"
    receipt_id: Mapped[int] = mapped_column(
        ForeignKey("bid_receipt.id"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UTCDateTime)


class BidAnswer(db.Model):
    """An answer of an opened bid."""

    __tablename__ = "bid_answer"
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    question: Mapped[Question] = relationship(lazy="raise")


class BidAttachment(db.Model):
    """A file of an opened bid. `wrapped_key` is the file's key under the key ring."""

    __tablename__ = "bid_attachment"
    bid_id: Mapped[int] = mapped_column(ForeignKey("bid.id"), primary_key=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("question.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    file_id: Mapped[str] = mapped_column(ForeignKey("bid_file.id"))
    name: Mapped[str] = mapped_column(String(255))
    media_type: Mapped[str] = mapped_column(String(100))
    size: Mapped[int] = mapped_column(Id)
    sha256: Mapped[str] = mapped_column(String(64))
    scan: Mapped[str] = mapped_column(String(100))
    wrapped_key: Mapped[bytes] = mapped_column(LargeBinary)
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
