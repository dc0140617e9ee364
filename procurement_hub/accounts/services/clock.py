"""A demonstration's clock. It exists only in a database that was made as a demonstration."""

from datetime import datetime
from math import ceil

from sqlalchemy import select

from procurement_hub.accounts.models import Demonstration
from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound

A_CENTURY = 100 * 365 * 24 * 60 * 60  # seconds


class ClockGoesForward(DomainError):
    """A moment that has passed, or one too far off to mean anything."""


def make_demonstration(*, now: datetime) -> Demonstration:
    """Mark this database as a demonstration, for good."""
    row = Demonstration(id=1, made_at=now, clock_ahead_seconds=0)
    db.session.add(row)
    db.session.flush()
    audit.record(SYSTEM, "make_demonstration", row, now=now)
    return row


def move_clock(*, actor: Actor, now: datetime, to: datetime) -> Demonstration:
    """Put the demonstration's clock forward to `to`; `now` is what it shows already."""
    row = db.session.scalar(select(Demonstration).with_for_update())
    if row is None:
        raise NotFound()
    ahead = ceil((to - now).total_seconds())  # never a moment short of what was asked
    if ahead <= 0:
        raise ClockGoesForward("The clock only goes forward: choose a later moment", "to")
    if row.clock_ahead_seconds + ahead > A_CENTURY:
        raise ClockGoesForward("Choose a moment within a hundred years", "to")
    row.clock_ahead_seconds += ahead
    audit.record(actor, "move_clock", row, now=now, detail={"to": to.isoformat()})
    return row
