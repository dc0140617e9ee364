"""The outbox: work to do after the commit, written in the same transaction as its cause.

A runner leases rows for a while, does the work and marks it done; a runner that dies lets its
lease run out and another takes over. Work is thus done at least once: handlers must bear that.

Work of a sealed kind would tell who bids: its payload is encrypted from the moment it is put, and
wiped when it is done; a failure leaves nothing behind but its name.
"""

import json
from base64 import b64decode, b64encode
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import Index, Integer, String, Text, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.core.keys import key_id, ring
from procurement_hub.core.sealed import seal, unseal

LEASE = timedelta(minutes=5)
ATTEMPTS = 8
SEALED = frozenset({"sealed_mail"})
"""Kinds of work whose payload no table may tell."""
WAITS = "work waits"
"""Set in the session's `info` by `put`, for whoever wakes the runner after the commit."""


class OutboxMessage(db.Model):
    """One piece of work: its kind names the handler, its payload is JSON (of a sealed kind, sealed)."""

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
    row = {"kind": kind, "payload": _written(kind, payload), "due_at": now}
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

    A handler's failure is kept in the row, and the work is tried again when its lease ends. Of
    sealed work only the failure's name is kept: what a mail server says may name the recipient."""
    try:
        handlers[message.kind](_read(message.kind, message.payload))
    except Exception as failure:
        said = "" if message.kind in SEALED else f": {failure}"
        message.last_error = f"{type(failure).__name__}{said}"[:2000]
    else:
        message.done_at = now
        message.last_error = ""
        if message.kind in SEALED:
            message.payload = ""


def reseal(session: Session) -> tuple[int, Counter]:
    """Seal what waits under the newest secret: how many messages were, and, by the hexadecimal id of a
    secret that is not there, how many could not be."""
    moved, stuck = 0, Counter()
    waiting = select(OutboxMessage).where(OutboxMessage.kind.in_(SEALED), OutboxMessage.done_at.is_(None))
    for message in session.scalars(waiting.order_by(OutboxMessage.id).with_for_update()):
        sealed = b64decode(message.payload)
        under = key_id(sealed)
        if under not in ring().key_ids:
            stuck[under.hex()] += 1
        elif under != ring().newest:
            message.payload = b64encode(ring().rewrap(sealed, _context(message.kind))).decode()
            moved += 1
    return moved, stuck


def _written(kind: str, payload: dict) -> str:
    text = json.dumps(payload, sort_keys=True)
    return b64encode(seal(text.encode(), _context(kind))).decode() if kind in SEALED else text


def _read(kind: str, payload: str) -> dict:
    return json.loads(unseal(b64decode(payload), _context(kind)) if kind in SEALED else payload)


def _context(kind: str) -> bytes:
    return f"outbox {kind}".encode()
