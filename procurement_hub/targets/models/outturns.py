"""Outturn by category: what claims of gains are held against (savings-method 2.17)."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Money, Quantity, UnitPrice


class Outturn(db.Model):
    """What a council spent on a CPV division in a year, £ net of VAT, and what else moved the spending.

    `new_burdens` are £ of duties that are new in the year, `demand_factor` the documented growth of
    need. The index is kept with its values of the year before and of the year, so that the factor
    stays what it was when a series is revised. The latest number counts."""

    __tablename__ = "outturn"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    division: Mapped[str] = mapped_column(String(2))
    number: Mapped[int] = mapped_column(Integer)
    amount: Mapped[Decimal] = mapped_column(Money)
    new_burdens: Mapped[Decimal] = mapped_column(Money)
    demand_factor: Mapped[Decimal] = mapped_column(UnitPrice)
    index_name: Mapped[str] = mapped_column(String(200), default="")
    index_before: Mapped[Decimal | None] = mapped_column(Quantity)
    index_now: Mapped[Decimal | None] = mapped_column(Quantity)
    source: Mapped[str] = mapped_column(String(300))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    explanations: Mapped[list["OutturnExplanation"]] = relationship(
        lazy="raise", order_by="OutturnExplanation.id"
    )
    document: Mapped[StoredDocument | None] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("council_id", "financial_year", "division", "number"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
        CheckConstraint("demand_factor > 0", name="demand_factor_positive"),
        CheckConstraint(
            "(index_before IS NULL) = (index_now IS NULL) AND (index_before IS NULL) = (index_name = '') "
            "AND (index_before IS NULL OR (index_before > 0 AND index_now > 0))",
            name="index_with_its_values",
        ),
        CheckConstraint("number = 1 OR reason <> ''", name="corrected_with_a_reason"),
    )

    @property
    def index_factor(self) -> Decimal:
        """The uprating from the year before to the year, unrounded; 1 where no index was recorded."""
        if self.index_before is None or self.index_now is None:
            return Decimal(1)
        return self.index_now / self.index_before


class OutturnExplanation(db.Model):
    """Why spending fell less than the gains say, with the virement that moved the money: the latest
    counts."""

    __tablename__ = "outturn_explanation"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    outturn_id: Mapped[int] = mapped_column(ForeignKey("outturn.id"))
    explanation: Mapped[str] = mapped_column(Text)
    virement: Mapped[str] = mapped_column(String(100))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)
    given_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    given_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        Index("ix_outturn_explanation_outturn_id", "outturn_id", "id"),
        CheckConstraint("explanation <> '' AND virement <> ''", name="with_its_virement"),
    )


class AdjacentHeads(db.Model):
    """Two budget heads of a council between which a cost could be moved, such as consultancy and agency
    staff: their outturns are read side by side (savings-method 2.11). `division` is the lower of the two."""

    __tablename__ = "adjacent_heads"
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    division: Mapped[str] = mapped_column(String(2), primary_key=True)
    beside: Mapped[str] = mapped_column(String(2), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    named_at: Mapped[datetime] = mapped_column(UTCDateTime)
    named_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (CheckConstraint("division < beside", name="lower_first"),)
