"""The audit trail: who, acting for whom, did what, to what, when and why.

Events are chained by hash, one chain for each acting organisation (0 for the platform and for
suppliers whose names are sealed), so that councils do not wait for one another. `record` notes
an event; `seal` writes the noted events at the end of the transaction, when the chain's head
row is locked for the shortest time. Triggers refuse UPDATE and DELETE on both engines.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import (
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    bindparam,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Mapped, Session, mapped_column

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import Id, UTCDateTime, by_value, db

GENESIS = "0" * 64
HISTORY = 50
"""Events of one record that its page shows."""


class Outcome(StrEnum):
    DONE = "done"
    REFUSED = "refused"


class AuditChain(db.Model):
    """The head of one organisation's chain: how long it is and the hash of its last event."""

    __tablename__ = "audit_chain"
    chain: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    length: Mapped[int] = mapped_column(Id, default=0)
    head: Mapped[str] = mapped_column(String(64), default=GENESIS)


class AuditEvent(db.Model):
    """One act, done or refused. Never changed, never deleted."""

    __tablename__ = "audit_event"
    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chain: Mapped[int] = mapped_column(ForeignKey("audit_chain.chain"))
    position: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    person_id: Mapped[int | None] = mapped_column(Id)
    person_name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(Id)
    organisation_name: Mapped[str] = mapped_column(String(300))
    verb: Mapped[str] = mapped_column(String(64))
    subject_kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[int | None] = mapped_column(Id)
    outcome: Mapped[Outcome] = mapped_column(by_value(Outcome, "outcome"))
    reason: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
    __table_args__ = (
        UniqueConstraint("chain", "position"),
        Index("ix_audit_event_subject", "subject_kind", "subject_id", "id"),
    )


@dataclass(frozen=True, slots=True)
class Broken:
    """The first event of a chain that is not what was written."""

    chain: int
    position: int
    event_id: int | None
    why: str


def record(
    actor: Actor,
    verb: str,
    subject: object | None,
    *,
    now: datetime,
    reason: str = "",
    detail: dict | None = None,
    outcome: Outcome = Outcome.DONE,
) -> None:
    """Note an act; it is written, chained, when the transaction ends.

    `subject` is the record acted on (its id may come with the flush). `detail` holds plain
    JSON values (money as strings); never the content of a sealed bid."""
    db.session.info.setdefault("audit", []).append((actor, verb, subject, now, reason, detail or {}, outcome))


def forget(session: Session) -> None:
    """Drop the noted events: the transaction that they belong to did not happen."""
    session.info.pop("audit", None)


def seal(session: Session) -> None:
    """Write the noted events to their chains. Called once, last, by transaction()."""
    noted = session.info.pop("audit", [])
    if not noted:
        return
    session.flush()
    connection = session.connection()
    by_chain: dict[int, list] = {}
    for note in noted:
        by_chain.setdefault(note[0].organisation_id or 0, []).append(note)
    for chain in sorted(by_chain):
        head, length = _lock_head(connection, chain)
        rows = []
        for note in by_chain[chain]:
            length += 1
            row = _row(chain, length, head, note)
            head = row["hash"]
            rows.append(row)
        advance = {"of_chain": chain, "new_head": head, "new_length": length}
        if len(rows) == 1 and connection.dialect.name == "postgresql":
            del rows[0]["chain"]  # it goes by the name that it has for the head
            connection.execute(_WRITE_ONE, rows[0] | advance)
        else:
            connection.execute(_WRITE, rows)
            connection.execute(_ADVANCE, advance)


# Built once: every act of the product ends with these, and building a statement costs more than
# sending it.
_HEADS = AuditChain.__table__
_LOCK = (
    select(_HEADS.c.head, _HEADS.c.length).where(_HEADS.c.chain == bindparam("of_chain")).with_for_update()
)
_WRITE = AuditEvent.__table__.insert().inline()
_ADVANCE = (
    update(_HEADS)
    .where(_HEADS.c.chain == bindparam("of_chain"))
    .values(head=bindparam("new_head"), length=bindparam("new_length"))
)
_WRITE_ONE = _WRITE.values(chain=bindparam("of_chain")).add_cte(_ADVANCE.cte("advance"))
"""One event and its chain's head in one journey, while others wait for the head (PostgreSQL)."""


def _lock_head(connection: Connection, chain: int) -> tuple[str, int]:
    """The chain's last hash and length, its row locked until the transaction ends.

    SQLite knows no row locks and needs none: its write lock is held already."""
    found = connection.execute(_LOCK, {"of_chain": chain}).first()
    if found is None:
        insert = pg_insert if connection.dialect.name == "postgresql" else sqlite_insert
        first = insert(_HEADS).values(chain=chain, length=0, head=GENESIS).on_conflict_do_nothing()
        connection.execute(first)
        found = connection.execute(_LOCK, {"of_chain": chain}).one()
    return found.head, found.length


def _row(chain: int, position: int, previous: str, note: tuple) -> dict:
    actor, verb, subject, now, reason, detail, outcome = note
    row = {
        "chain": chain,
        "position": position,
        "at": now.astimezone(UTC),
        "person_id": actor.person_id,
        "person_name": actor.person_name,
        "organisation_id": actor.organisation_id,
        "organisation_name": actor.organisation_name,
        "verb": verb,
        "subject_kind": subject.__tablename__ if subject is not None else "",
        "subject_id": subject.id if subject is not None else None,
        "outcome": outcome,
        "reason": reason,
        "detail": json.dumps(detail, sort_keys=True, separators=(",", ":"), ensure_ascii=False),
        "previous_hash": previous,
    }
    row["hash"] = digest(row)
    return row


def digest(row: dict) -> str:
    """SHA-256 over the previous hash and every other column, in a fixed order."""
    payload = [
        str(value.isoformat() if isinstance(value, datetime) else value)
        for key, value in sorted(row.items())
        if key not in ("hash", "id")
    ]
    return hashlib.sha256(json.dumps(payload, ensure_ascii=False).encode()).hexdigest()


def history(session: Session, kind: str, subject_id: int) -> list[AuditEvent]:
    """The latest acts on one record, oldest first, in one statement.

    Whether somebody may read the record, and so its history, is for the caller to decide. Acts on a
    sealed bid carry no name here either."""
    latest = session.scalars(
        select(AuditEvent)
        .where(AuditEvent.subject_kind == kind, AuditEvent.subject_id == subject_id)
        .order_by(AuditEvent.id.desc())
        .limit(HISTORY)
    ).all()
    return list(reversed(latest))


def verify(session: Session) -> Iterator[Broken]:
    """The first broken event of every chain, reading each chain from its beginning."""
    for chain, length, head in session.execute(
        select(AuditChain.chain, AuditChain.length, AuditChain.head).order_by(AuditChain.chain)
    ).all():
        events = session.execute(
            select(*AuditEvent.__table__.columns)
            .where(AuditEvent.chain == chain)
            .order_by(AuditEvent.position)
            .execution_options(yield_per=1000)
        )
        with events:
            broken = _first_broken(chain, length, head, events.mappings())
        if broken:
            yield broken


def not_as_it_stood(session: Session, heads: Iterable[tuple[int, int, str]]) -> Iterator[Broken]:
    """Where a chain no longer holds the event that somebody outside noted as its last: its chain,
    position and hash. Finds a chain that was taken out with its head, or was written anew."""
    for chain, position, noted in heads:
        found = session.execute(
            select(AuditEvent.id, AuditEvent.hash).where(
                AuditEvent.chain == chain, AuditEvent.position == position
            )
        ).one_or_none()
        if found is None:
            yield Broken(chain, position, None, "an event that was noted outside is not there any more")
        elif found.hash != noted:
            yield Broken(chain, position, found.id, "it is not the event that was noted outside")


def _first_broken(chain: int, length: int, head: str, rows: Iterable) -> Broken | None:
    previous, position = GENESIS, 0
    for row in rows:
        position += 1
        if row["position"] != position:
            return Broken(chain, position, row["id"], "an event before this one is missing")
        if row["previous_hash"] != previous:
            return Broken(chain, position, row["id"], "it does not follow from the event before")
        if digest(dict(row)) != row["hash"]:
            return Broken(chain, position, row["id"], "its content is not what was written")
        previous = row["hash"]
    if (position, previous) != (length, head):
        return Broken(chain, position + 1, None, "events at the end of the chain are missing")
    return None
