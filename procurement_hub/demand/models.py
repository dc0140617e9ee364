"""Demand rounds: what councils will need, and what each pays for it today."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Quantity, UnitPrice


class RoundStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class Commitment(StrEnum):
    FIRM = "firm"
    SOFT = "soft"


class DemandRound(db.Model):
    """A call by the centre for councils' demand, open until it is closed."""

    __tablename__ = "demand_round"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    title: Mapped[str] = mapped_column(String(300))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    status: Mapped[RoundStatus] = mapped_column(by_value(RoundStatus, "status"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    closes_on: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    organisation: Mapped[Organisation] = relationship(lazy="raise")
    items: Mapped[list["RoundItem"]] = relationship(lazy="raise", order_by="RoundItem.position")
    __table_args__ = (
        CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL AND closed_by_id IS NOT NULL)", name="closed_moment"
        ),
    )


class RoundItem(db.Model):
    """An item of a round. The totals are filled, to the unit, when the round closes."""

    __tablename__ = "round_item"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("demand_round.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    position: Mapped[int] = mapped_column(default=0)
    firm_total: Mapped[Decimal | None] = mapped_column(Quantity)
    soft_total: Mapped[Decimal | None] = mapped_column(Quantity)
    item: Mapped[Item] = relationship(lazy="raise")
    __table_args__ = (UniqueConstraint("round_id", "item_id"),)


class DemandLine(db.Model):
    """A council's need of one item, firm or soft, with the price it pays today (£ net a unit),
    since when, to whom, how many a year, and the evidence of that."""

    __tablename__ = "demand_line"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_item_id: Mapped[int] = mapped_column(ForeignKey("round_item.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    commitment: Mapped[Commitment] = mapped_column(by_value(Commitment, "commitment"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    current_price: Mapped[Decimal | None] = mapped_column(UnitPrice)
    current_quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    price_date: Mapped[date | None] = mapped_column(Date)
    current_supplier: Mapped[str] = mapped_column(String(300), default="")
    evidence_note: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    registered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    registered_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    round_item: Mapped[RoundItem] = relationship(lazy="raise")
    council: Mapped[Organisation] = relationship(lazy="raise")
    evidence: Mapped[StoredDocument | None] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("round_item_id", "council_id", "commitment"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("current_price > 0", name="current_price_positive"),
        CheckConstraint("(current_price IS NULL) = (price_date IS NULL)", name="price_has_a_date"),
        Index("ix_demand_line_council", "council_id", "round_item_id"),
    )
