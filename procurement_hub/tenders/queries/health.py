"""How the service does: for the page that anybody reads, and in one line for a bidder's page.

`now` is the moment of the page. Measurements are in real time: in a demonstration its clock's lead
is taken off again."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from procurement_hub.accounts.models import Demonstration
from procurement_hub.core.calendar import end_of_day, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.health import (
    Maintenance,
    OutageExtension,
    ServiceMinute,
    ServiceOutage,
    ServiceWatch,
)
from procurement_hub.tenders.models import DeadlineChange, Tender
from procurement_hub.tenders.outage_rule import MINUTE

STALE = timedelta(minutes=3)
"""Without a measurement for so long the service is not known to work."""

REMEMBERED = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Health:
    """How the service does at the moment. Moments of measurement are real time.

    `since` is None where nothing is measured. `clock_moved`: a demonstration in another time."""

    since: datetime | None
    last_minute: datetime | None
    last_ok: bool | None
    failed_until: datetime | None
    clock_moved: bool
    measured_now: datetime
    maintenance_from: datetime | None
    maintenance_to: datetime | None

    @property
    def measured(self) -> bool:
        return self.since is not None

    @property
    def works(self) -> bool:
        """Whether the last measurement is fresh and good."""
        return bool(self.last_ok) and self.last_minute > self.measured_now - STALE


_LAST = select(ServiceMinute.minute, ServiceMinute.ok).order_by(ServiceMinute.minute.desc()).limit(1)


def health(now: datetime) -> Health:
    """In one statement, so that every page of a bid can show it."""
    last = _LAST.subquery()
    coming = (
        select(Maintenance.starts_at, Maintenance.ends_at)
        .where(Maintenance.called_off_at.is_(None), Maintenance.ends_at > now)
        .order_by(Maintenance.starts_at)
        .limit(1)
    )
    row = db.session.execute(
        select(
            select(Demonstration.clock_ahead_seconds).limit(1).scalar_subquery().label("ahead"),
            select(ServiceWatch.since).where(ServiceWatch.id == 1).scalar_subquery().label("since"),
            select(last.c.minute).scalar_subquery().label("minute"),
            select(last.c.ok).scalar_subquery().label("ok"),
            select(ServiceOutage.ended_at)
            .order_by(ServiceOutage.ended_at.desc())
            .limit(1)
            .scalar_subquery()
            .label("failed_until"),
            coming.with_only_columns(Maintenance.starts_at).scalar_subquery().label("starts_at"),
            coming.with_only_columns(Maintenance.ends_at).scalar_subquery().label("ends_at"),
        )
    ).one()
    return Health(
        since=row.since,
        last_minute=row.minute,
        last_ok=row.ok,
        failed_until=row.failed_until,
        clock_moved=bool(row.ahead),
        measured_now=now - timedelta(seconds=row.ahead or 0),
        maintenance_from=row.starts_at,
        maintenance_to=row.ends_at,
    )


@dataclass(frozen=True, slots=True)
class Day:
    """A day (UK) with minutes without service."""

    on: date
    minutes: int


def days_with_outages(measured_now: datetime) -> list[Day]:
    """The last 90 days in which the service did not always work, the latest first."""
    periods = db.session.execute(
        select(ServiceOutage.started_at, ServiceOutage.ended_at).where(
            ServiceOutage.ended_at > measured_now - REMEMBERED
        )
    ).all()
    first = uk_date(measured_now - REMEMBERED)
    return [Day(on, minutes) for on, minutes in sorted(by_day(periods).items(), reverse=True) if on > first]


def by_day(periods: Iterable[tuple[datetime, datetime]]) -> dict[date, int]:
    """Minutes of the periods on each day of the UK calendar."""
    found: dict[date, int] = {}
    for started_at, ended_at in periods:
        at = started_at
        while at < ended_at:
            on = uk_date(at)
            until = min(ended_at, end_of_day(on))
            found[on] = found.get(on, 0) + int((until - at) / MINUTE)
            at = until
    return found


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline that an outage moved."""

    tender_id: int
    title: str
    from_at: datetime
    to_at: datetime
    minutes: int
    changed_at: datetime


def moved_deadlines() -> list[Moved]:
    """Every deadline moved because the service failed, newest first."""
    rows = db.session.execute(
        select(
            Tender.id,
            Framework.title,
            DeadlineChange.from_at,
            DeadlineChange.to_at,
            OutageExtension.minutes,
            DeadlineChange.changed_at,
        )
        .join(DeadlineChange, DeadlineChange.id == OutageExtension.change_id)
        .join(Tender, Tender.id == OutageExtension.tender_id)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(Framework.status != FrameworkStatus.PRACTICE)
        .order_by(OutageExtension.id.desc())
        .limit(PAGE)
    )
    return [Moved(*row) for row in rows]


def coming_maintenance(now: datetime) -> list[Maintenance]:
    """Announced windows that are not over, the next one first."""
    return list(
        db.session.scalars(
            select(Maintenance)
            .where(Maintenance.called_off_at.is_(None), Maintenance.ends_at > now)
            .order_by(Maintenance.starts_at)
            .limit(PAGE)
        )
    )


def maintenance_window(window_id: int) -> Maintenance:
    window = db.session.get(Maintenance, window_id)
    if window is None:
        raise NotFound()
    return window
