"""What a council bought of an item beside its frameworks: reported, never a gain (savings-method 2.10)."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.money import Quantity, UnitPrice


class OffFrameworkPurchase(db.Model):
    """A quantity of an item bought from somebody outside its frameworks, at £ net a unit."""

    __tablename__ = "off_framework_purchase"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    supplied_on: Mapped[date] = mapped_column(Date)
    supplier_name: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    struck_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    struck_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    struck_reason: Mapped[str] = mapped_column(Text, default="")
    item: Mapped[Item] = relationship(lazy="raise")
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id], lazy="raise")
    __table_args__ = (
        Index("ix_off_framework_purchase_year", "council_id", "financial_year", "item_id", "id"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        CheckConstraint("unit_price >= 0", name="unit_price_not_negative"),
        CheckConstraint("supplier_name <> '' AND reason <> ''", name="has_a_reason"),
        CheckConstraint(
            "(struck_at IS NULL) = (struck_by_id IS NULL) AND (struck_at IS NULL) = (struck_reason = '')",
            name="struck_by_somebody",
        ),
    )
