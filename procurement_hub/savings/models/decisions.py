"""What the finance officer decided on one gain: a council's year of one item through one framework."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Gain, Quantity
from procurement_hub.savings.method.baselines import Grade
from procurement_hub.savings.method.disallowances import Disallowance


class Outcome(StrEnum):
    """Where a gain stands. Undecided counts as the ledger worked it out."""

    UNDECIDED = "undecided"
    CASHABLE = "cashable"
    NON_CASHABLE = "non_cashable"
    HELD = "held"
    REJECTED = "rejected"

    @property
    def label(self) -> str:
        return {
            "undecided": "Not decided",
            "cashable": "Accepted as cashable",
            "non_cashable": "Accepted as non-cashable",
            "held": "Held",
            "rejected": "Rejected",
        }[self.value]


class GainDecision(db.Model):
    """A decision, with the figures (£ net of VAT, unrounded) and the last ledger entry it was about.

    The table is append-only and the latest decision on a gain counts; `undecided` takes the one
    before it back."""

    __tablename__ = "gain_decision"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("framework.id"))
    outcome: Mapped[Outcome] = mapped_column(by_value(Outcome, "outcome"))
    code: Mapped[Disallowance | None] = mapped_column(by_value(Disallowance, "code"))
    reason: Mapped[str] = mapped_column(Text, default="")
    grade: Mapped[Grade] = mapped_column(by_value(Grade, "grade"))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    gross: Mapped[Decimal] = mapped_column(Gain)
    cashable: Mapped[Decimal] = mapped_column(Gain)
    costs: Mapped[Decimal] = mapped_column(Gain)
    last_entry_id: Mapped[int] = mapped_column(ForeignKey("gain_entry.id"))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(lazy="raise")
    decided_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        Index("ix_gain_decision_gain", "council_id", "financial_year", "item_id", "framework_id", "id"),
        CheckConstraint("outcome <> 'rejected' OR code IS NOT NULL", name="rejected_under_a_code"),
        CheckConstraint(
            "code IS NULL OR outcome IN ('rejected', 'held', 'non_cashable')", name="code_refuses"
        ),
        CheckConstraint("outcome = 'cashable' OR reason <> ''", name="has_a_reason"),
        CheckConstraint("outcome <> 'cashable' OR grade IN ('A', 'B')", name="cash_on_good_evidence"),
    )
