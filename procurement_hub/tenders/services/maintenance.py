"""Stopping the service on purpose, announced beforehand and never near a deadline."""

from datetime import datetime, timedelta

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, WrongState
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.health import Maintenance
from procurement_hub.tenders.models import Tender, TenderStatus

APART = timedelta(hours=24)
"""Between the service being stopped on purpose and a deadline."""

LONGEST = timedelta(hours=12)


class MaintenanceNearDeadline(DomainError):
    """The service is not stopped on purpose within a day of a deadline."""


def announce_maintenance(
    *, actor: Actor, now: datetime, starts_at: datetime, ends_at: datetime, reason: str
) -> Maintenance:
    """Say that the service will be stopped. Every tender's page shows it until it is over."""
    require(actor, Permission.ANNOUNCE_MAINTENANCE)
    if starts_at <= now:
        raise Invalid("Announce it before it begins.", "starts_at")
    if ends_at <= starts_at:
        raise Invalid("The end must be after the beginning.", "ends_at")
    if ends_at - starts_at > LONGEST:
        raise Invalid("The service may be stopped for 12 hours at most.", "ends_at")
    if not reason.strip():
        raise Invalid("Enter what is done to the service.", "reason")
    near = db.session.scalar(
        select(Tender.deadline_at)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(
            Tender.status == TenderStatus.PUBLISHED,
            Framework.status == FrameworkStatus.TENDERING,
            Tender.deadline_at > starts_at - APART,
            Tender.deadline_at < ends_at + APART,
        )
        .order_by(Tender.deadline_at)
        .limit(1)
    )
    if near is not None:
        raise MaintenanceNearDeadline(
            f"A tender has its deadline on {format_moment(near)}. The service cannot be stopped within "
            "24 hours of a deadline.",
            "starts_at",
        )
    window = Maintenance(
        starts_at=starts_at,
        ends_at=ends_at,
        reason=reason.strip(),
        announced_at=now,
        announced_by_id=actor.person_id,
    )
    db.session.add(window)
    db.session.flush()
    audit.record(
        actor,
        "announce_maintenance",
        window,
        now=now,
        reason=window.reason,
        detail={"from": starts_at.isoformat(), "to": ends_at.isoformat()},
    )
    return window


def call_off_maintenance(*, actor: Actor, now: datetime, window: Maintenance) -> None:
    """Take an announcement back before it begins."""
    require(actor, Permission.ANNOUNCE_MAINTENANCE)
    if window.called_off_at is not None or window.starts_at <= now:
        raise WrongState("It has begun or has been called off already.")
    window.called_off_at = now
    audit.record(actor, "call_off_maintenance", window, now=now)
    db.session.flush()


def refuse_near_maintenance(*, now: datetime, deadline_at: datetime) -> None:
    """Raise when the service will be stopped on purpose within a day of the deadline."""
    window = db.session.scalars(
        select(Maintenance)
        .where(
            Maintenance.called_off_at.is_(None),
            Maintenance.ends_at > now,
            Maintenance.starts_at < deadline_at + APART,
            Maintenance.ends_at > deadline_at - APART,
        )
        .order_by(Maintenance.starts_at)
        .limit(1)
    ).first()
    if window is not None:
        raise MaintenanceNearDeadline(
            f"The service will be stopped for maintenance from {format_moment(window.starts_at)} to "
            f"{format_moment(window.ends_at)}. Choose a deadline at least 24 hours away from that.",
            "deadline_at",
        )
