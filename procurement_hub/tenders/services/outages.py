"""The service measures itself, and deadlines move when it failed shortly before them (law.md B8).

Minutes are measured in real time. A demonstration whose clock was moved lives in another time than
its measurements, so nothing moves there by itself; and in any demonstration a minute that nobody
measured is not counted, because it is switched off for days."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, select

from procurement_hub.accounts.models import Demonstration
from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.health import OutageExtension, ServiceMinute, ServiceOutage, ServiceWatch
from procurement_hub.tenders.models import DeadlineChange, Tender, TenderStatus
from procurement_hub.tenders.outage_rule import (
    LOOK_BACK,
    Outage,
    later_deadline,
    minutes_that_count,
    runs,
)
from procurement_hub.tenders.services.following import notify_followers

KEPT = timedelta(days=1)
"""How long single minutes are kept; of what is older only the outages stay."""

SHARE_THAT_MAY_FAIL = 2
"""A minute is without service when one in so many looks at it failed, or more."""


class OutageNotAccountedFor(DomainError):
    """The service failed before the deadline, and the deadline has not been moved for it yet."""


def note_probe(*, now: datetime, worked: bool) -> None:
    """Count one look at the service in its minute."""
    minute = _whole(now)
    insert_if_absent(db.session, ServiceWatch.__table__, {"id": 1, "since": minute}, ["id"])
    row = db.session.get(ServiceMinute, minute, with_for_update=True, populate_existing=True)
    if row is None:
        row = ServiceMinute(minute=minute, ok=True, probes=0, failures=0)
        db.session.add(row)
    row.probes += 1
    row.failures += not worked
    row.ok = row.failures * SHARE_THAT_MAY_FAIL < row.probes
    db.session.flush()


def stop_watch(*, now: datetime) -> None:
    """Measure no longer. What follows is not without service, only without measurement."""
    _note_outages(now)
    db.session.execute(delete(ServiceMinute))
    db.session.execute(delete(ServiceWatch))


def apply_outages(*, now: datetime) -> list[DeadlineChange]:
    """Note the outages that are over, and move every deadline that the rule moves.

    The platform does it, every minute, before anything else that happens at a deadline. Nothing
    moves once the opening has begun, nor in a demonstration whose clock was moved."""
    if _clock_ahead():
        return []
    _note_outages(now)
    tenders = db.session.scalars(
        select(Tender)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(
            Tender.status == TenderStatus.PUBLISHED,
            Tender.opening_started_at.is_(None),
            Framework.status == FrameworkStatus.TENDERING,
            exists().where(
                ServiceOutage.started_at < Tender.deadline_at, ServiceOutage.ended_at > Tender.published_at
            ),
        )
        .order_by(Tender.id)
        .with_for_update(of=Tender)
        .execution_options(populate_existing=True)
    )
    changes = []
    for tender in tenders:
        while outage := _next_unaccounted(tender):
            changes.append(_move(tender, outage, now))
    return changes


def is_unaccounted(*, now: datetime, tender: Tender) -> bool:
    """Whether an outage before the tender's deadline, over or not, has not moved it yet.

    While it is so, nothing may be done that supposes that the deadline has passed for good."""
    ahead = _clock_ahead()
    if ahead:
        return False
    if _next_unaccounted(tender) is not None:
        return True
    noted = _noted_until()
    return any(
        minutes_that_count(tender.deadline_at, run)
        for run in _measured(gaps_count=ahead is None, until=_whole(now))
        if noted is None or run.started_at >= noted
    )


def refuse_unaccounted(*, now: datetime, tender: Tender) -> None:
    """Raise while `is_unaccounted`: nothing is opened before the deadline has moved."""
    if is_unaccounted(now=now, tender=tender):
        raise OutageNotAccountedFor(
            "This service did not work shortly before the deadline, so the deadline moves later. "
            "Nothing can be opened before that is done: look again in two minutes."
        )


def _move(tender: Tender, outage: ServiceOutage, now: datetime) -> DeadlineChange:
    period = Outage(outage.started_at, outage.ended_at)
    minutes = minutes_that_count(tender.deadline_at, period)
    new = later_deadline(tender.deadline_at, period)
    change = DeadlineChange(
        tender_id=tender.id,
        from_at=tender.deadline_at,
        to_at=new,
        reason=(
            f"This service did not work for {_counted(minutes)} in the 4 hours before the deadline: "
            f"from {format_moment(outage.started_at)} to {format_moment(outage.ended_at)}. "
            "The rule printed in the tender moves the deadline for everybody."
        ),
        changed_at=now,
        changed_by_id=None,
    )
    db.session.add(change)
    db.session.flush()
    db.session.add(
        OutageExtension(tender_id=tender.id, outage_id=outage.id, change_id=change.id, minutes=minutes)
    )
    audit.record(
        SYSTEM,
        "extend_for_outage",
        tender,
        now=now,
        reason=change.reason,
        detail={"from": change.from_at.isoformat(), "to": new.isoformat(), "minutes": minutes},
    )
    tender.deadline_at = new
    db.session.flush()
    title = db.session.get_one(Framework, tender.framework_id).title
    notify_followers(
        tender=tender,
        subject=f"Deadline moved to {format_moment(new)}: {title}",
        text=f"The deadline moved from {format_moment(change.from_at)} to {format_moment(new)}.\n\n"
        f"{change.reason}",
        now=now,
        moved=True,
    )
    return change


def _next_unaccounted(tender: Tender) -> ServiceOutage | None:
    """The first noted outage that the rule counts before the tender's deadline and that has not moved it."""
    moved = exists().where(
        OutageExtension.tender_id == tender.id, OutageExtension.outage_id == ServiceOutage.id
    )
    return db.session.scalars(
        select(ServiceOutage)
        .where(
            ServiceOutage.started_at < tender.deadline_at,
            ServiceOutage.ended_at > _whole(tender.deadline_at - LOOK_BACK),
            ~moved,
        )
        .order_by(ServiceOutage.started_at)
        .limit(1)
    ).first()


def _note_outages(now: datetime) -> None:
    """Keep the outages that are over, and of single minutes no more than a day."""
    noted = _noted_until()
    for run in _measured(gaps_count=_clock_ahead() is None):
        if noted is None or run.started_at >= noted:
            db.session.add(ServiceOutage(started_at=run.started_at, ended_at=run.ended_at))
    db.session.flush()
    last_good = (
        select(func.max(ServiceMinute.minute))
        .where(ServiceMinute.ok, ServiceMinute.minute <= now - KEPT)
        .scalar_subquery()
    )
    db.session.execute(delete(ServiceMinute).where(ServiceMinute.minute < last_good))


def _measured(*, gaps_count: bool, until: datetime | None = None) -> Sequence[Outage]:
    rows = db.session.execute(
        select(ServiceMinute.minute, ServiceMinute.ok).order_by(ServiceMinute.minute)
    ).all()
    return list(runs([tuple(row) for row in rows], gaps_count=gaps_count, until=until))


def _noted_until() -> datetime | None:
    return db.session.scalar(select(func.max(ServiceOutage.ended_at)))


def _clock_ahead() -> int | None:
    """Seconds that a demonstration's clock runs ahead; None in a database that is no demonstration."""
    return db.session.scalar(select(Demonstration.clock_ahead_seconds).limit(1))


def _counted(minutes: int) -> str:
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def _whole(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)
