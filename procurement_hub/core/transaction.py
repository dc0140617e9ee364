"""transaction(): the only commit in the product."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError


@contextmanager
def transaction(
    verb: str | None = None, *, actor: Actor | None = None, now: datetime | None = None
) -> Iterator[None]:
    """Everything inside happens, with its audit events, or nothing does.

    What was read before is forgotten, so that rules are judged on the rows as they are now; on
    SQLite the write lock is held from here to the end. Named with a verb, actor and moment, a
    refusal inside leaves one trace: the audit entry that says who was refused what, and why."""
    session = db.session
    if session.info.get("open"):
        raise RuntimeError("a transaction is open already: one view, one service call, one transaction")
    session.rollback()
    session.info["open"] = True
    try:
        session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
        yield
        audit.seal(session)
        session.commit()
    except DomainError as refusal:
        session.rollback()
        if verb is not None:
            audit.forget(session)
            session.connection(execution_options={"sqlite_begin": "IMMEDIATE"})
            audit.record(
                actor,
                verb,
                refusal.subject,
                now=now,
                reason=refusal.for_audit,
                outcome=audit.Outcome.REFUSED,
            )
            audit.seal(session)
            session.commit()
        raise
    except BaseException:
        session.rollback()
        raise
    finally:
        audit.forget(session)
        session.info.pop("open", None)
