"""What this service has measured of itself, and the deadlines that moved because it failed.

Minutes are minutes of real time: a demonstration's clock does not move them."""

from datetime import datetime

from sqlalchemy import Boolean, CheckConstraint, ForeignKey, Integer, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.tenders.models import DeadlineChange


class ServiceWatch(db.Model):
    """Since when the service has been measuring itself. One row; none where it does not."""

    __tablename__ = "service_watch"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    since: Mapped[datetime] = mapped_column(UTCDateTime)


class ServiceMinute(db.Model):
    """A minute in which the service asked itself whether it works, and how often it did not."""

    __tablename__ = "service_minute"
    minute: Mapped[datetime] = mapped_column(UTCDateTime, primary_key=True)
    ok: Mapped[bool] = mapped_column(Boolean)
    probes: Mapped[int] = mapped_column(Integer)
    failures: Mapped[int] = mapped_column(Integer)
    __table_args__ = (
        CheckConstraint("probes > 0 AND failures >= 0 AND failures <= probes", name="failures_of_probes"),
    )


class ServiceOutage(db.Model):
    """An unbroken run of minutes in which the service did not work: from the first, up to but not
    including the minute in which it worked again."""

    __tablename__ = "service_outage"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    started_at: Mapped[datetime] = mapped_column(UTCDateTime, unique=True)
    ended_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    __table_args__ = (CheckConstraint("ended_at > started_at", name="ends_after_start"),)

    @property
    def minutes(self) -> int:
        return int((self.ended_at - self.started_at).total_seconds()) // 60


class OutageExtension(db.Model):
    """A tender's deadline has been moved for an outage. Once for each, by the key."""

    __tablename__ = "outage_extension"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tender_id: Mapped[int] = mapped_column(ForeignKey("tender.id"))
    outage_id: Mapped[int] = mapped_column(ForeignKey("service_outage.id"))
    change_id: Mapped[int] = mapped_column(ForeignKey("deadline_change.id"))
    minutes: Mapped[int] = mapped_column(Integer)
    change: Mapped[DeadlineChange] = relationship(lazy="raise")
    outage: Mapped[ServiceOutage] = relationship(lazy="raise")
    __table_args__ = (
        UniqueConstraint("tender_id", "outage_id"),
        CheckConstraint("minutes > 0", name="minutes_positive"),
    )


class Maintenance(db.Model):
    """A window in which an administrator means to stop the service, announced beforehand."""

    __tablename__ = "maintenance"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    starts_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    reason: Mapped[str] = mapped_column(Text)
    announced_at: Mapped[datetime] = mapped_column(UTCDateTime)
    announced_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)
