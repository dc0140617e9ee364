"""The old price that a gain is held against: frozen, in versions, and never changed."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Fixed, Percent, Quantity, UnitPrice
from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models.indices import IndexSeries


class Factor(Fixed):
    """A ratio such as 0.96, to a millionth."""

    cache_ok = True
    places = 6


class Baseline(db.Model):
    """What one council paid, alone, before: frozen with who and when, as the round closes or by hand.

    The table is append-only. A correction is the next version, with its reason; entries in the ledger
    keep the version that they were counted against. `basis` says where a price that is not simply an
    invoice's comes from, and `figures` keeps as JSON what it was worked out from."""

    __tablename__ = "baseline"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    round_id: Mapped[int] = mapped_column(ForeignKey("demand_round.id"))
    version: Mapped[int] = mapped_column(Integer, default=1)
    reason: Mapped[str] = mapped_column(Text, default="")
    type: Mapped[BaselineType] = mapped_column(by_value(BaselineType, "type"))
    unit_price: Mapped[Decimal] = mapped_column(UnitPrice)
    annual_quantity: Mapped[Decimal | None] = mapped_column(Quantity)
    price_date: Mapped[date] = mapped_column(Date)
    supplier_name: Mapped[str] = mapped_column(String(300), default="")
    evidence_note: Mapped[str] = mapped_column(Text, default="")
    evidence_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    clause_percent: Mapped[Decimal | None] = mapped_column(Percent)
    clause_series_id: Mapped[int | None] = mapped_column(ForeignKey("index_series.id"))
    compared_price: Mapped[Decimal | None] = mapped_column(UnitPrice)
    factor: Mapped[Decimal | None] = mapped_column(Factor)
    sample_size: Mapped[int | None] = mapped_column(Integer)
    basis: Mapped[str] = mapped_column(Text, default="")
    figures: Mapped[str] = mapped_column(Text, default="")
    frozen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    council: Mapped[Organisation] = relationship(lazy="raise")
    item: Mapped[Item] = relationship(lazy="raise")
    evidence: Mapped[StoredDocument | None] = relationship(lazy="raise")
    clause_series: Mapped[IndexSeries | None] = relationship(lazy="raise")
    frozen_by: Mapped[Person] = relationship(lazy="raise")

    @property
    def has_clause(self) -> bool:
        """Whether a contract's own clause uprates the price."""
        return self.clause_percent is not None or self.clause_series_id is not None

    __table_args__ = (
        UniqueConstraint("round_id", "item_id", "version", "council_id"),
        CheckConstraint("unit_price > 0", name="unit_price_positive"),
        CheckConstraint("version = 1 OR (version > 1 AND reason <> '')", name="revised_with_a_reason"),
        CheckConstraint(
            "(clause_percent IS NULL AND clause_series_id IS NULL) "
            "OR (type = 'B2' AND (clause_percent IS NULL OR clause_series_id IS NULL))",
            name="one_clause_of_a_contract",
        ),
        CheckConstraint(
            "type <> 'B3' OR (compared_price IS NOT NULL AND factor IS NOT NULL AND basis <> '')",
            name="comparison_is_documented",
        ),
        CheckConstraint(
            "type <> 'B4' OR (sample_size IS NOT NULL AND sample_size >= 5)", name="enough_peers"
        ),
    )
