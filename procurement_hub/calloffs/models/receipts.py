"""What came of an order, and when."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.calloffs.models.orders import OrderLine
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.money import Quantity


class Receipt(db.Model):
    """A delivery that the council took in, in whole or in part."""

    __tablename__ = "receipt"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    order_id: Mapped[int] = mapped_column(ForeignKey("call_off_order.id"), index=True)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    request_key: Mapped[str | None] = mapped_column(String(64), unique=True)
    received_by: Mapped[Person] = relationship(lazy="raise")
    lines: Mapped[list["ReceiptLine"]] = relationship(lazy="raise", order_by="ReceiptLine.id")


class ReceiptLine(db.Model):
    """How much of an order line came, on which UK day; `matched` is how much has been invoiced."""

    __tablename__ = "receipt_line"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    matched: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    received_on: Mapped[date] = mapped_column(Date)
    order_line: Mapped[OrderLine] = relationship(lazy="raise")
    receipt: Mapped[Receipt] = relationship(lazy="raise", overlaps="lines")
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("matched >= 0 AND matched <= quantity", name="matched_within_received"),
    )
