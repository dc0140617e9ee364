"""What a council's year of gains needs before it is signed: quality, the budget released, the signature."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Money, UnitPrice
from procurement_hub.savings.method import Better


class GainNature(StrEnum):
    """What became of the service, as those who use it meet it: three kinds of gain, and a cut."""

    SAME_FOR_LESS = "same_for_less"
    BETTER = "better"
    REMODELLED = "remodelled"
    CUT = "cut"

    @property
    def label(self) -> str:
        return {
            "same_for_less": "The same service for less money",
            "better": "More or better for the same money",
            "remodelled": "Remodelled for better outcomes",
            "cut": "A lower standard or less service",
        }[self.value]


class QualityChoice(db.Model):
    """An indicator that a council chose for an item of a framework, with its direction and tolerance.

    Chosen before the award, it cannot have been picked to suit the result (savings-method 2.9). The
    table is append-only; the latest choice of the same words counts."""

    __tablename__ = "quality_choice"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    indicator: Mapped[str] = mapped_column(String(300))
    indicator_code: Mapped[str | None] = mapped_column(String(32))
    explanation: Mapped[str] = mapped_column(Text, default="")
    better: Mapped[Better] = mapped_column(by_value(Better, "better"))
    tolerance: Mapped[Decimal] = mapped_column(UnitPrice)
    before_award: Mapped[bool] = mapped_column(Boolean)
    chosen_at: Mapped[datetime] = mapped_column(UTCDateTime)
    chosen_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(lazy="raise")
    chosen_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        Index("ix_quality_choice_item", "council_id", "item_id", "id"),
        CheckConstraint("indicator_code IS NOT NULL OR explanation <> ''", name="approved_or_explained"),
        CheckConstraint("tolerance >= 0", name="tolerance_not_negative"),
    )


class QualityCheck(db.Model):
    """A before-and-after measure for an item in a council's year (savings-method 2.9). The latest
    counts; an unmet one may be explained by the finance officer. `choice` is the indicator's choice
    that stood when it was recorded."""

    __tablename__ = "quality_check"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    indicator: Mapped[str] = mapped_column(String(300))
    better: Mapped[Better] = mapped_column(by_value(Better, "better"))
    before: Mapped[Decimal] = mapped_column(UnitPrice)
    after: Mapped[Decimal] = mapped_column(UnitPrice)
    tolerance: Mapped[Decimal] = mapped_column(UnitPrice)
    met: Mapped[bool] = mapped_column(Boolean)
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    nature: Mapped[GainNature] = mapped_column(
        by_value(GainNature, "nature"), default=GainNature.SAME_FOR_LESS
    )
    choice_id: Mapped[int | None] = mapped_column(ForeignKey("quality_choice.id"))
    explanation: Mapped[str] = mapped_column(Text, default="")
    explained_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    explained_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(lazy="raise")
    choice: Mapped[QualityChoice | None] = relationship(lazy="raise")
    recorded_by: Mapped[Person] = relationship(foreign_keys=[recorded_by_id], lazy="raise")
    explained_by: Mapped[Person | None] = relationship(foreign_keys=[explained_by_id], lazy="raise")
    __table_args__ = (
        Index("ix_quality_check_year", "council_id", "financial_year", "item_id", "id"),
        CheckConstraint(
            "(explained_at IS NULL) = (explained_by_id IS NULL) "
            "AND (explained_at IS NULL) = (explanation = '')",
            name="explained_by_somebody",
        ),
    )

    @property
    def holds_the_gain(self) -> bool:
        """Neither met nor explained: until it is, the gain is not claimed."""
        return not self.met and not self.explanation


class BudgetUse(StrEnum):
    REINVESTED = "reinvested"
    COUNCIL_TAX = "council_tax"
    BUDGET_GAP = "budget_gap"

    @property
    def label(self) -> str:
        return {
            "reinvested": "Reinvested",
            "council_tax": "Holds down council tax",
            "budget_gap": "Closes a budget gap",
        }[self.value]


class BudgetRelease(db.Model):
    """Money (£) taken out of a budget because a gain freed it, and what it was used for.

    `inflation` is the part of the amount that the budget had been raised by, at `uplift` (1.0209 for
    2.09 %): the evidence that makes inflation avoided cash (savings-method 2.5). Without a framework
    it is for the item whichever way it was bought."""

    __tablename__ = "budget_release"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    item_id: Mapped[int] = mapped_column(ForeignKey("item.id"))
    amount: Mapped[Decimal] = mapped_column(Money)
    use: Mapped[BudgetUse] = mapped_column(by_value(BudgetUse, "use"))
    purpose: Mapped[str] = mapped_column(Text, default="")
    reference: Mapped[str] = mapped_column(String(100))
    framework_id: Mapped[int | None] = mapped_column(ForeignKey("framework.id"))
    uplift: Mapped[Decimal | None] = mapped_column(UnitPrice)
    inflation: Mapped[Decimal | None] = mapped_column(Money)
    released_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    item: Mapped[Item] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("council_id", "financial_year", "reference"),
        CheckConstraint("amount > 0", name="amount_positive"),
        CheckConstraint(
            "(uplift IS NULL) = (inflation IS NULL) "
            "AND (uplift IS NULL OR (uplift > 1000000 AND inflation > 0 AND inflation <= amount "
            "AND framework_id IS NOT NULL))",
            name="inflation_within_the_amount",
        ),
    )


class Decision(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"


class SignOff(db.Model):
    """A chief finance officer's decision on a council's year, with the figures (£) it was about."""

    __tablename__ = "sign_off"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    decision: Mapped[Decision] = mapped_column(by_value(Decision, "decision"))
    reason: Mapped[str] = mapped_column(Text)
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    signed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    last_entry_id: Mapped[int] = mapped_column(ForeignKey("gain_entry.id"))
    gross: Mapped[Decimal] = mapped_column(Money)
    cashable: Mapped[Decimal] = mapped_column(Money)
    non_cashable: Mapped[Decimal] = mapped_column(Money)
    costs: Mapped[Decimal] = mapped_column(Money)
    net: Mapped[Decimal] = mapped_column(Money)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    withdrawn_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    withdrawal_reason: Mapped[str] = mapped_column(Text, default="")
    signed_by: Mapped[Person] = relationship(foreign_keys=[signed_by_id], lazy="raise")
    withdrawn_by: Mapped[Person | None] = relationship(foreign_keys=[withdrawn_by_id], lazy="raise")
    __table_args__ = (
        Index("ix_sign_off_year", "council_id", "financial_year", "id"),
        CheckConstraint("gross = cashable + non_cashable", name="parts_sum"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL) "
            "AND (withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name="withdrawn_by_somebody",
        ),
    )
