"""Equalisation: what councils agree to pay one another because a joint price gained them unequally."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Money
from procurement_hub.frameworks.models import Framework

WAITING = "status = 'proposed'"


class EqualisationStatus(StrEnum):
    PROPOSED = "proposed"
    IN_FORCE = "in_force"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


class Equalisation(db.Model):
    """A table of payments between councils for one framework and year, which sums to nothing.

    It takes effect when the finance officer of every council in it has agreed, and then as a memo beside
    the councils' gains and never inside them: a gain is the own price before less the price now, times
    what the council received, and a payment between two councils changes none of the three (2.6, 2.11).
    The latest table in force counts: agreeing to another one is how it is changed."""

    __tablename__ = "equalisation"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    framework_id: Mapped[int] = mapped_column(ForeignKey("framework.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    status: Mapped[EqualisationStatus] = mapped_column(by_value(EqualisationStatus, "status"))
    reason: Mapped[str] = mapped_column(Text)
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    settled_reason: Mapped[str] = mapped_column(Text, default="")
    framework: Mapped[Framework] = relationship(lazy="raise")
    proposed_by: Mapped[Person] = relationship(lazy="raise", foreign_keys=[proposed_by_id])
    settled_by: Mapped[Person | None] = relationship(lazy="raise", foreign_keys=[settled_by_id])
    shares: Mapped[list["EqualisationShare"]] = relationship(
        lazy="raise", order_by="EqualisationShare.council_id", back_populates="equalisation"
    )
    __table_args__ = (
        Index(
            "uq_equalisation_one_at_a_time",
            "framework_id",
            "financial_year",
            unique=True,
            postgresql_where=text(WAITING),
            sqlite_where=text(WAITING),
        ),
        CheckConstraint("reason <> ''", name="with_a_reason"),
        CheckConstraint(
            "(status = 'proposed') = (settled_at IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)",
            name="settled_moment",
        ),
        CheckConstraint(
            "status NOT IN ('declined', 'withdrawn') OR settled_reason <> ''", name="ended_with_a_reason"
        ),
    )


class EqualisationShare(db.Model):
    """What one council receives (£ above zero) or pays (below), and that its finance officer agreed."""

    __tablename__ = "equalisation_share"
    equalisation_id: Mapped[int] = mapped_column(ForeignKey("equalisation.id"), primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, index=True)
    amount: Mapped[Decimal] = mapped_column(Money)
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agreed_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    equalisation: Mapped[Equalisation] = relationship(lazy="raise", back_populates="shares")
    council: Mapped[Organisation] = relationship(lazy="raise")
    agreed_by: Mapped[Person | None] = relationship(lazy="raise")
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_nothing"),
        CheckConstraint("(agreed_at IS NULL) = (agreed_by_id IS NULL)", name="agreed_by_somebody"),
    )
