"""The ledger summed by the prices that were paid, so that nobody reads it through to say them."""

from decimal import Decimal

from sqlalchemy import ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, db
from procurement_hub.core.money import Gain, Quantity, UnitPrice


class PriceTotal(db.Model):
    """What was bought of an item in a council's year at one price, against one price before (£ net a
    unit, 0 where there is no baseline), and what that gained: kept in the entry's transaction."""

    __tablename__ = "price_total"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    item_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    unit_price_before: Mapped[Decimal] = mapped_column(UnitPrice, primary_key=True, autoincrement=False)
    unit_price_paid: Mapped[Decimal] = mapped_column(UnitPrice, primary_key=True, autoincrement=False)
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    gross: Mapped[Decimal] = mapped_column(Gain)
