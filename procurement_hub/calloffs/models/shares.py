"""Money of a whole framework that is shared out over its councils: rebates, and costs of the centre."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Money, Percent
from procurement_hub.frameworks.models import Framework, Lot


class Rebate(db.Model):
    """A retrospective rebate that the supplier's statement confirms, for what was supplied from one
    day to another (savings-method 2.6). £ net.

    `tiers` is the JSON of [[above, percent], …] that the amount was worked out by; empty when the
    statement names the amount. `retained` is what the host keeps: nobody's gain (D16)."""

    __tablename__ = "rebate"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    reference: Mapped[str] = mapped_column(String(64))
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"), index=True)
    lot_id: Mapped[int | None] = mapped_column(Id)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    from_on: Mapped[date] = mapped_column(Date)
    to_on: Mapped[date] = mapped_column(Date)
    spend: Mapped[Decimal] = mapped_column(Money)
    tiers: Mapped[str] = mapped_column(Text, default="")
    amount: Mapped[Decimal] = mapped_column(Money)
    retained_percent: Mapped[Decimal] = mapped_column(Percent)
    retained: Mapped[Decimal] = mapped_column(Money)
    statement_id: Mapped[int] = mapped_column(ForeignKey("stored_document.id"))
    confirmed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    framework: Mapped[Framework] = relationship(lazy="raise", overlaps="lot")
    lot: Mapped[Lot | None] = relationship(
        lazy="raise",
        primaryjoin="Rebate.lot_id == Lot.id",
        foreign_keys="Rebate.lot_id",
        overlaps="framework",
    )
    supplier: Mapped[Organisation] = relationship(lazy="raise")
    statement: Mapped[StoredDocument] = relationship(lazy="raise")
    confirmed_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        ForeignKeyConstraint(["lot_id", "framework_id"], ["lot.id", "lot.framework_id"]),
        UniqueConstraint("supplier_id", "reference"),
        CheckConstraint("to_on >= from_on", name="period_runs_forward"),
        CheckConstraint("amount > 0 AND spend > 0", name="amount_positive"),
        CheckConstraint("retained >= 0 AND retained <= amount", name="retained_within_amount"),
    )

    @property
    def shared(self) -> Decimal:
        """What the councils get of it (£)."""
        return self.amount - self.retained


class ShareBasis(StrEnum):
    BASELINE_SPEND = "baseline_spend"
    AGREED = "agreed"

    @property
    def label(self) -> str:
        return {
            "baseline_spend": "By what each council spent alone before",
            "agreed": "By shares that the councils agreed",
        }[self.value]


class SharedCost(db.Model):
    """A one-off cost of the centre for a framework, such as its tender, borne by the councils (£ net)."""

    __tablename__ = "shared_cost"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    incurred_on: Mapped[date] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    basis: Mapped[ShareBasis] = mapped_column(by_value(ShareBasis, "basis"))
    shared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    shared_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    framework: Mapped[Framework] = relationship(lazy="raise")
    shared_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        Index("ix_shared_cost_framework", "framework_id", "id"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("reason <> ''", name="has_a_reason"),
    )
