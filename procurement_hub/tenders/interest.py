"""Who wants to hear of tenders: the followers of one, and the alerts for those to come.

To follow a tender is to prepare a bid for it, so no row says who does: a follower is its bidder
token, and whom to write to lies encrypted beside it. Alerts say what a supplier sells and where,
which tells nothing of any tender, so they carry its name."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.core.database import Id, UTCDateTime, by_value, db


class TenderFollow(db.Model):
    """A supplier that follows a tender, or did until it left.

    No moment is kept: beside the moments of sign-ins it would tell who it was. `sealed_supplier` is
    the supplier's id under the key ring; `small` whether it is a small or medium enterprise."""

    __tablename__ = "tender_follow"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    token: Mapped[str] = mapped_column(String(64))
    sealed_supplier: Mapped[bytes] = mapped_column(LargeBinary)
    small: Mapped[bool] = mapped_column(Boolean)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    __table_args__ = (UniqueConstraint("tender_id", "token"),)


class TenderReminder(db.Model):
    """A follower was reminded of this deadline, so many hours before it. A deadline that moves is new."""

    __tablename__ = "tender_reminder"
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    token: Mapped[str] = mapped_column(String(64), primary_key=True)
    deadline_at: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    hours_before: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    __table_args__ = (CheckConstraint("hours_before > 0", name="hours_positive"),)


class AlertFrequency(StrEnum):
    DAILY = "daily"
    AT_ONCE = "at_once"

    @property
    def label(self) -> str:
        return {"daily": "Once a day, at 7am, if there is anything new", "at_once": "At once"}[self.value]


class TenderAlert(db.Model):
    """What a supplier wants to hear of: any of its codes in any of its places.

    No code means every code, no place everywhere."""

    __tablename__ = "tender_alert"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), unique=True)
    frequency: Mapped[AlertFrequency] = mapped_column(by_value(AlertFrequency, "frequency"))
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    codes: Mapped[list["AlertCode"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AlertCode.code"
    )
    regions: Mapped[list["AlertRegion"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AlertRegion.region"
    )
    councils: Mapped[list["AlertCouncil"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AlertCouncil.council_id"
    )
    leavers: Mapped[list["AlertLeaver"]] = relationship(
        lazy="raise", cascade="all, delete-orphan", order_by="AlertLeaver.person_id"
    )


class AlertCode(db.Model):
    """A CPV code and its `stem`: the digits that everything below it begins with, 30197 of 30197000-6."""

    __tablename__ = "tender_alert_code"
    alert_id: Mapped[int] = mapped_column(ForeignKey("tender_alert.id"), primary_key=True)
    code: Mapped[str] = mapped_column(ForeignKey("cpv_code.code"), primary_key=True)
    stem: Mapped[str] = mapped_column(String(8))


class AlertRegion(db.Model):
    """An English region: any council in it that may buy."""

    __tablename__ = "tender_alert_region"
    alert_id: Mapped[int] = mapped_column(ForeignKey("tender_alert.id"), primary_key=True)
    region: Mapped[str] = mapped_column(String(100), primary_key=True)


class AlertCouncil(db.Model):
    """A council that may buy."""

    __tablename__ = "tender_alert_council"
    alert_id: Mapped[int] = mapped_column(ForeignKey("tender_alert.id"), primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)


class AlertLeaver(db.Model):
    """A person of the supplier who wants none of its alerts."""

    __tablename__ = "tender_alert_leaver"
    alert_id: Mapped[int] = mapped_column(ForeignKey("tender_alert.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class AlertMatch(db.Model):
    """A tender that an alert found, and when the supplier was told of it."""

    __tablename__ = "tender_alert_match"
    alert_id: Mapped[int] = mapped_column(ForeignKey("tender_alert.id"), primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"), primary_key=True)
    matched_at: Mapped[datetime] = mapped_column(UTCDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __table_args__ = (
        CheckConstraint("told_at >= matched_at", name="told_after_match"),
        Index(
            "ix_tender_alert_match_untold",
            "matched_at",
            postgresql_where=told_at.column.is_(None),
            sqlite_where=told_at.column.is_(None),
        ),
    )


def stem_of(code: str) -> str:
    """The digits that a CPV code and everything below it begin with: 30 of 30000000-9."""
    return code[:8].rstrip("0").ljust(2, "0")
