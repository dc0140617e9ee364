"""Orders and their lines."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Money, Percent, Quantity, UnitPrice
from procurement_hub.frameworks.models import Agreement, Framework, Lot


class OrderStatus(StrEnum):
    PLACED = "placed"
    APPROVED = "approved"
    ACCEPTED = "accepted"
    COMPLETE = "complete"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class Order(db.Model):
    """A council's order under an agreement. net excludes VAT; gross includes it at the
    framework's rate and is what the ceiling counts. `route` says why no competition was needed.

    `request_key` is the single-use key of the form that placed it, so that a double click places
    one order. `instead_of_id` is the declined order that this one follows (F6's fall-through)."""

    __tablename__ = "call_off_order"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(32), unique=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    lot_id: Mapped[int] = mapped_column(ForeignKey("lot.id"))
    agreement_id: Mapped[int] = mapped_column(Id)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    status: Mapped[OrderStatus] = mapped_column(by_value(OrderStatus, "status"))
    route: Mapped[str] = mapped_column(String(300))
    budget_code: Mapped[str] = mapped_column(String(64))
    net: Mapped[Decimal] = mapped_column(Money)
    vat_rate: Mapped[Decimal] = mapped_column(Percent)
    gross: Mapped[Decimal] = mapped_column(Money)
    levy: Mapped[Decimal] = mapped_column(Money)
    committed_gross: Mapped[Decimal] = mapped_column(Money)
    placed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    placed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    accepted_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    accepted_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    end_reason: Mapped[str] = mapped_column(Text, default="")
    request_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("call_off_order.id"))
    framework: Mapped[Framework] = relationship(lazy="raise")
    lot: Mapped[Lot] = relationship(lazy="raise", overlaps="agreement")
    agreement: Mapped[Agreement] = relationship(
        lazy="raise", primaryjoin="Order.agreement_id == Agreement.id", foreign_keys="Order.agreement_id"
    )
    supplier: Mapped[Organisation] = relationship(foreign_keys=[supplier_id], lazy="raise")
    council: Mapped[Organisation] = relationship(foreign_keys=[council_id], lazy="raise")
    placed_by: Mapped[Person] = relationship(foreign_keys=[placed_by_id], lazy="raise")
    approved_by: Mapped[Person | None] = relationship(foreign_keys=[approved_by_id], lazy="raise")
    accepted_by: Mapped[Person | None] = relationship(foreign_keys=[accepted_by_id], lazy="raise")
    lines: Mapped[list["OrderLine"]] = relationship(lazy="raise", order_by="OrderLine.id")
    __table_args__ = (
        ForeignKeyConstraint(["agreement_id", "lot_id"], ["agreement.id", "agreement.lot_id"]),
        Index("ix_call_off_order_council", "council_id", "id"),
        Index("ix_call_off_order_supplier", "supplier_id", "id"),
        Index("ix_call_off_order_framework", "framework_id", "id"),
        CheckConstraint("net > 0 AND gross >= net", name="value_positive"),
        CheckConstraint("committed_gross >= 0", name="committed_positive"),
        CheckConstraint("approved_by_id <> placed_by_id", name="approver_did_not_place"),
        CheckConstraint(
            "status NOT IN ('approved', 'accepted', 'complete') "
            "OR (approved_at IS NOT NULL AND approved_by_id IS NOT NULL)",
            name="approved_moment",
        ),
        CheckConstraint(
            "status NOT IN ('accepted', 'complete') "
            "OR (accepted_at IS NOT NULL AND accepted_by_id IS NOT NULL)",
            name="accepted_moment",
        ),
        CheckConstraint(
            "status NOT IN ('declined', 'cancelled') "
            "OR (ended_at IS NOT NULL AND end_reason <> '' AND committed_gross = 0)",
            name="ended_with_a_reason",
        ),
    )


class OrderLine(db.Model):
    """An item of an order. What was received and invoiced is counted here, under its CHECKs."""

    __tablename__ = "order_line"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("call_off_order.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    net: Mapped[Decimal] = mapped_column(Money)
    received: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    invoiced: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    order: Mapped[Order] = relationship(lazy="raise", overlaps="lines")
    item: Mapped[Item] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("order_id", "item_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("received >= 0 AND received <= quantity", name="received_within_ordered"),
        CheckConstraint("invoiced >= 0 AND invoiced <= received", name="invoiced_within_received"),
    )
