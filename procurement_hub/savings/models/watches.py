"""What watches over a low price: a floor, the hours that each person gets, and the review of both.

"There is a price beyond which the cost of care cannot fall", and a lower price for an hour may come
back as more hours (savings-method 2.13, needs S2-37)."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import UnitPrice


class WatchKind(StrEnum):
    FLOOR = "floor"
    HOURS = "hours"
    REVIEW = "review"


class FloorBasis(StrEnum):
    LOWER_QUARTILE = "lower_quartile"
    COST_MODEL = "cost_model"

    @property
    def label(self) -> str:
        return {
            "lower_quartile": "Lower quartile of local cost",
            "cost_model": "Agreed cost model",
        }[self.value]


class PriceWatch(db.Model):
    """One record of an item of a council: £ net a unit, and hours for one person.

    A floor holds for every year from then on; hours and reviews are of one year. A review says
    what price (and hours) it was about, and lets the gain go while they are no worse. The table
    is append-only and the latest of each kind counts."""

    __tablename__ = "price_watch"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[WatchKind] = mapped_column(by_value(WatchKind, "kind"))
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("framework.id"))
    financial_year: Mapped[int | None] = mapped_column(Integer)
    unit_price: Mapped[Decimal | None] = mapped_column(UnitPrice)
    basis: Mapped[FloorBasis | None] = mapped_column(by_value(FloorBasis, "basis"))
    hours_before: Mapped[Decimal | None] = mapped_column(UnitPrice)
    hours_after: Mapped[Decimal | None] = mapped_column(UnitPrice)
    reason: Mapped[str] = mapped_column(Text)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(lazy="raise")
    recorded_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        Index("ix_price_watch_item", "council_id", "item_id", "id"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
        CheckConstraint(
            "kind <> 'floor' OR (unit_price > 0 AND basis IS NOT NULL AND financial_year IS NULL)",
            name="floor_has_its_price",
        ),
        CheckConstraint(
            "kind <> 'hours' OR (hours_before > 0 AND hours_after > 0 AND financial_year IS NOT NULL)",
            name="hours_have_their_year",
        ),
        CheckConstraint(
            "kind <> 'review' OR (unit_price IS NOT NULL AND financial_year IS NOT NULL)",
            name="review_says_of_what",
        ),
    )
