"""Base expenditure: what a council spent in the base year, and which parts of it do not count."""

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.money import Money

ZERO = Decimal("0.00")


class Basis(StrEnum):
    """The base was first to be the budget and later the outturn, so each one says which it is."""

    BUDGET = "budget"
    OUTTURN = "outturn"

    @property
    def label(self) -> str:
        return self.value.capitalize()


class Excluded(StrEnum):
    """What is left out of a base: needs S3-36, S3-37, S3-42."""

    TRANSFER_PAYMENTS = "transfer_payments"
    DELEGATED_SCHOOLS = "delegated_schools"
    POLICE = "police"
    OTHER = "other"

    @property
    def label(self) -> str:
        return {
            "transfer_payments": "Transfer payments",
            "delegated_schools": "Delegated schools budgets",
            "police": "Police",
            "other": "Other",
        }[self.value]


class BaseExpenditure(db.Model):
    """One version of a council's base, £ net of VAT. Never changed: re-basing adds the next version with
    a reason, and `counts_from` is the first year whose target it is used for, so that the targets of
    earlier years stay what they were."""

    __tablename__ = "base_expenditure"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    base_year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    counts_from: Mapped[int] = mapped_column(Integer)
    basis: Mapped[Basis] = mapped_column(by_value(Basis, "basis"))
    gross: Mapped[Decimal] = mapped_column(Money)
    source: Mapped[str] = mapped_column(String(300))
    document_id: Mapped[int | None] = mapped_column(ForeignKey("stored_document.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    exclusions: Mapped[list["BaseExclusion"]] = relationship(lazy="raise", order_by="BaseExclusion.position")
    document: Mapped[StoredDocument | None] = relationship(lazy="raise")
    recorded_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("council_id", "base_year", "number"),
        CheckConstraint("gross > 0", name="gross_positive"),
        CheckConstraint("counts_from > base_year", name="counts_after_its_year"),
        CheckConstraint("number = 1 OR reason <> ''", name="rebased_with_a_reason"),
    )

    def excluding(self, included: Collection[Excluded] = ()) -> Decimal:
        """£ that the target is reckoned on: the gross less every exclusion but those in `included`."""
        left_out = (row.amount for row in self.exclusions if row.category not in included)
        return self.gross - sum(left_out, ZERO)

    @property
    def net(self) -> Decimal:
        return self.excluding()


class BaseExclusion(db.Model):
    """An amount (£) that is part of the gross and not of the base."""

    __tablename__ = "base_exclusion"
    base_id: Mapped[int] = mapped_column(ForeignKey("base_expenditure.id"), primary_key=True)
    position: Mapped[int] = mapped_column(Integer, primary_key=True)
    category: Mapped[Excluded] = mapped_column(by_value(Excluded, "category"))
    name: Mapped[str] = mapped_column(String(200), default="")
    amount: Mapped[Decimal] = mapped_column(Money)
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint("category <> 'other' OR name <> ''", name="other_has_a_name"),
    )

    @property
    def title(self) -> str:
        return self.name or self.category.label
