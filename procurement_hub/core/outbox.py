"""The outbox: work to do after the commit, written in the same transaction as its cause.

A runner leases rows for a while, does the work and marks it done; a runner that dies lets its
lease run out and another takes over. Work is thus done at least once: handlers must bear that.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Index, Integer, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from procurement_hub.core.database import Id, UTCDateTime, db

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
WAITS = "work waits"
"""Set in the session's `info` by `put`, for whoever wakes the runner after the commit."""


class OutboxMessage(db.Model):
    """One piece of work: its kind names the handler, its payload is JSON."""

    __tablename__ = "outbox_message"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    payload: Mapped[str] = mapped_column(Text)
    due_at: Mapped[datetime] = mapped_column(UTCDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    done_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    last_error: Mapped[str] = mapped_column(Text, default="")
    __table_args__ = (
        Index(
            "ix_outbox_message_waiting",
            "due_at",
            postgresql_where=done_at.column.is_(None),
            sqlite_where=done_at.column.is_(None),
        ),
    )


_PUT = OutboxMessage.__table__.insert().inline()


def put(kind: str, payload: dict, *, now: datetime) -> None:
    """Add work to the open transaction. `payload` holds plain JSON values."""
    row = {"kind": kind, "payload": json.dumps(payload, sort_keys=True), "due_at": now}
    db.session.connection().execute(_PUT, row)
    db.session.info[WAITS] = True


def lease(session: Session, *, now: datetime) -> OutboxMessage | None:
    """Take the next due message for `LEASE`; None when nothing waits. The caller commits."""
    waiting = (
        select(OutboxMessage.id)
        .where(
            OutboxMessage.done_at.is_(None), OutboxMessage.due_at <= now, OutboxMessage.attempts < ATTEMPTS
        )
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = session.scalar(waiting)
    if taken is None:
        return None
    return session.scalar(
        update(OutboxMessage)
        .where(OutboxMessage.id == taken)
        .values(due_at=now + LEASE, attempts=OutboxMessage.attempts + 1)
        .returning(OutboxMessage)
        .execution_options(populate_existing=True)
    )


def run(message: OutboxMessage, handlers: Mapping[str, Callable[[dict], None]], *, now: datetime) -> None:
    """Do the work of a leased message and note how it went. The caller commits.

    A handler's failure is kept in the row, and the work is tried again when its lease ends."""
    try:
        handlers[message.kind](json.loads(message.payload))
    except Exception as failure:
        message.last_error = f"{type(failure).__name__}: {failure}"[:2000]
    else:
        message.done_at = now
        message.last_error = ""
