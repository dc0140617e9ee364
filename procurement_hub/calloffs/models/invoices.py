"""Invoices, and the credit notes that take some of one back."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.calloffs.models.orders import Order, OrderLine
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.money import Money, Quantity, UnitPrice, net_price


class Invoice(db.Model):
    """A supplier's invoice for an order, already matched when it is accepted here."""

    __tablename__ = "invoice"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    order_id: Mapped[int] = mapped_column(ForeignKey("call_off_order.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    net: Mapped[Decimal] = mapped_column(Money)
    gross: Mapped[Decimal] = mapped_column(Money)
    invoiced_at: Mapped[datetime] = mapped_column(UTCDateTime)
    invoiced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    order: Mapped[Order] = relationship(lazy="raise")
    lines: Mapped[list["InvoiceLine"]] = relationship(lazy="raise", order_by="InvoiceLine.id")
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        CheckConstraint("net > 0 AND gross >= net", name="value_positive"),
    )


class InvoiceLine(db.Model):
    """An invoiced quantity of an order line, at the order's price (£ net a unit).

    Credit notes never change what was invoiced: `returned` counts the units that went back, and
    `credited_price` is the lower price (£ net a unit) agreed afterwards for the others."""

    __tablename__ = "invoice_line"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"), index=True)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    net: Mapped[Decimal] = mapped_column(Money)
    returned: Mapped[Decimal] = mapped_column(Quantity, default=Decimal(0))
    credited_price: Mapped[Decimal | None] = mapped_column(UnitPrice)
    invoice: Mapped[Invoice] = relationship(lazy="raise", overlaps="lines")
    order_line: Mapped[OrderLine] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("invoice_id", "order_line_id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("returned >= 0 AND returned <= quantity", name="returned_within_invoiced"),
        CheckConstraint(
            "credited_price IS NULL OR (credited_price >= 0 AND credited_price < unit_price)",
            name="credited_price_is_lower",
        ),
    )

    @property
    def price_now(self) -> Decimal:
        """£ net a unit, after what was credited."""
        return self.unit_price if self.credited_price is None else self.credited_price

    @property
    def quantity_kept(self) -> Decimal:
        return self.quantity - self.returned

    @property
    def net_now(self) -> Decimal:
        """What the line comes to after its credit notes (£ net, to the penny)."""
        if self.returned == 0 and self.credited_price is None:
            return self.net
        return net_price(self.price_now, self.quantity_kept)


class CreditNote(db.Model):
    """A supplier gives back some of an invoice. Amounts are positive £: net excludes VAT."""

    __tablename__ = "credit_note"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(String(64))
    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    net: Mapped[Decimal] = mapped_column(Money)
    gross: Mapped[Decimal] = mapped_column(Money)
    credited_at: Mapped[datetime] = mapped_column(UTCDateTime)
    credited_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invoice: Mapped[Invoice] = relationship(lazy="raise")
    credited_by: Mapped[Person] = relationship(lazy="raise")
    lines: Mapped[list["CreditNoteLine"]] = relationship(lazy="raise", order_by="CreditNoteLine.id")
    __table_args__ = (
        UniqueConstraint("supplier_id", "number"),
        CheckConstraint("net > 0 AND gross >= net", name="value_positive"),
    )


class CreditNoteLine(db.Model):
    """Either a quantity that went back, or a lower price for all that was kept of an invoice line."""

    __tablename__ = "credit_note_line"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    credit_note_id: Mapped[int] = mapped_column(ForeignKey("credit_note.id"))
    invoice_line_id: Mapped[int] = mapped_column(ForeignKey("invoice_line.id"), index=True)
    returned: Mapped[Decimal | None] = mapped_column(Quantity)
    price_before: Mapped[Decimal] = mapped_column(UnitPrice)
    price_after: Mapped[Decimal | None] = mapped_column(UnitPrice)
    net: Mapped[Decimal] = mapped_column(Money)
    reason: Mapped[str] = mapped_column(Text)
    credit_note: Mapped[CreditNote] = relationship(lazy="raise", overlaps="lines")
    invoice_line: Mapped[InvoiceLine] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("credit_note_id", "invoice_line_id"),
        CheckConstraint("(returned IS NULL) <> (price_after IS NULL)", name="returned_or_cheaper"),
        CheckConstraint("returned IS NULL OR returned > 0", name="returned_positive"),
        CheckConstraint(
            "price_after IS NULL OR (price_after >= 0 AND price_after < price_before)", name="price_is_lower"
        ),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )
