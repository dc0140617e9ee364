"""A year of a supplier's accounts."""

from datetime import date
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from procurement_hub.core.database import Id, db
from procurement_hub.core.money import Money

MOST_YEARS = 3
"""Years of accounts that are kept of a supplier: the latest."""


class YearOfAccounts(db.Model):
    """The figures (£) of the year that ended on that day, as the supplier gives them. Profit is
    before tax; a loss, and net liabilities, are below zero."""

    __tablename__ = "supplier_accounts"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    ended_on: Mapped[date]
    turnover: Mapped[Decimal] = mapped_column(Money)
    profit: Mapped[Decimal] = mapped_column(Money)
    current_assets: Mapped[Decimal] = mapped_column(Money)
    current_liabilities: Mapped[Decimal] = mapped_column(Money)
    net_assets: Mapped[Decimal] = mapped_column(Money)
    __table_args__ = (
        UniqueConstraint("organisation_id", "ended_on"),
        CheckConstraint(
            "turnover >= 0 AND current_assets >= 0 AND current_liabilities >= 0", name="figures_positive"
        ),
    )
