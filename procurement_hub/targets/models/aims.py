"""Targets as data: programmes with their yearly rates, targets as agreed, and the council tax base."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.database import Id, UTCDateTime, by_value, db
from procurement_hub.core.money import Money, Percent, Quantity


class TargetProgramme(db.Model):
    """Years of targets for one kind of organisation, on one base year.

    Yearly rates add up, or compound where the programme says so. `cashable_percent` is the share of
    the target that has to be cashable. A national programme has no owner; a centre's own is for the
    councils that it serves."""

    __tablename__ = "target_programme"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[Kind] = mapped_column(by_value(Kind, "kind"))
    title: Mapped[str] = mapped_column(String(200))
    base_year: Mapped[int] = mapped_column(Integer)
    compounding: Mapped[bool] = mapped_column(Boolean)
    cashable_percent: Mapped[Decimal] = mapped_column(Percent)
    source: Mapped[str] = mapped_column(String(300))
    set_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    set_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    owner: Mapped[Organisation | None] = relationship(lazy="raise")
    rates: Mapped[list["TargetRate"]] = relationship(
        lazy="raise", order_by="TargetRate.financial_year", back_populates="programme"
    )
    __table_args__ = (
        CheckConstraint("cashable_percent >= 0 AND cashable_percent <= 1000000", name="cashable_is_a_share"),
        CheckConstraint(
            "(owner_id IS NULL) = (set_at IS NULL) AND (owner_id IS NULL) = (set_by_id IS NULL)",
            name="set_by_its_owner",
        ),
    )


class TargetRate(db.Model):
    """The rate of one year of a programme, as a percentage of the base."""

    __tablename__ = "target_rate"
    programme_id: Mapped[int] = mapped_column(ForeignKey("target_programme.id"), primary_key=True)
    financial_year: Mapped[int] = mapped_column(Integer, primary_key=True)
    percent: Mapped[Decimal] = mapped_column(Percent)
    programme: Mapped[TargetProgramme] = relationship(lazy="raise", back_populates="rates")
    __table_args__ = (CheckConstraint("percent >= 0 AND percent <= 1000000", name="is_a_percentage"),)


class AgreedTarget(db.Model):
    """What a council is to have gained by the end of a year (£, cumulative), as it was agreed: it goes
    before the formula, because re-based years fit none (savings-method 2.12). `division` is empty for
    the council as a whole, or the CPV division that the council chose a target of its own for
    (needs S3-19). The latest number counts."""

    __tablename__ = "agreed_target"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    division: Mapped[str] = mapped_column(String(2), default="")
    number: Mapped[int] = mapped_column(Integer)
    total: Mapped[Decimal] = mapped_column(Money)
    cashable: Mapped[Decimal] = mapped_column(Money)
    source: Mapped[str] = mapped_column(String(300))
    reason: Mapped[str] = mapped_column(Text, default="")
    agreed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    agreed_by: Mapped[Person] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("council_id", "financial_year", "division", "number"),
        CheckConstraint("cashable >= 0 AND cashable <= total", name="cashable_is_a_part"),
        CheckConstraint("number = 1 OR reason <> ''", name="changed_with_a_reason"),
    )


class CouncilTaxBase(db.Model):
    """Band D equivalents of a council in a year, for the gains printed on bills (savings-method 2.12).
    The latest number counts."""

    __tablename__ = "council_tax_base"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    financial_year: Mapped[int] = mapped_column(Integer)
    number: Mapped[int] = mapped_column(Integer)
    band_d: Mapped[Decimal] = mapped_column(Quantity)
    source: Mapped[str] = mapped_column(String(300))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    __table_args__ = (
        UniqueConstraint("council_id", "financial_year", "number"),
        CheckConstraint("band_d > 0", name="band_d_positive"),
    )
