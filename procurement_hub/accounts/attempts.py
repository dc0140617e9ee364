"""Tries at a password, counted by a hash of the address typed, whether it is known or not.

Ten wrong ones within fifteen minutes lock the address for fifteen minutes; so a lock tells nobody
who has an account. The try is counted before the password is looked at: a hundred tries at once
get ten answers."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import case, delete, literal, or_
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from procurement_hub.accounts.models import SignInFailure
from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.database import UTCDateTime, db

TRIES = 10
WINDOW = timedelta(minutes=15)
LOCKED_FOR = timedelta(minutes=15)
LINKS = 5
LINKS_WINDOW = timedelta(hours=1)


def count(email: str, *, now: datetime) -> bool:
    """Count a try; False when the address is locked, or this try is one too many."""
    return _count(_digest(email), now=now, tries=TRIES, window=WINDOW, locked_for=LOCKED_FOR)


def count_link(email: str, *, now: datetime) -> bool:
    """Count a wish for a password link; False after five within the hour, so that nobody's mailbox
    is filled."""
    return _count(
        _digest("link " + email), now=now, tries=LINKS, window=LINKS_WINDOW, locked_for=LINKS_WINDOW
    )


def count_registration(email: str, *, now: datetime) -> bool:
    """Count a wish to register a supplier with this address; False after five within the hour."""
    return _count(
        _digest("register " + email), now=now, tries=LINKS, window=LINKS_WINDOW, locked_for=LINKS_WINDOW
    )


def clear(email: str) -> None:
    """Forget the tries: the right password came, or a new one was chosen."""
    db.session.execute(delete(SignInFailure).where(SignInFailure.email_digest == _digest(email)))


def _digest(text: str) -> str:
    return hashlib.sha256(text.strip().lower().encode()).hexdigest()


def _count(digest: str, *, now: datetime, tries: int, window: timedelta, locked_for: timedelta) -> bool:
    """One statement, so that tries at the same moment are all counted."""
    table = SignInFailure.__table__
    insert = pg_insert if db.session.get_bind().dialect.name == "postgresql" else sqlite_insert
    over = or_(table.c.last_failed_at < now - window, table.c.locked_until <= now)
    failures = case((over, 1), else_=table.c.failures + 1)
    statement = (
        insert(table)
        .values(email_digest=digest, failures=1, last_failed_at=now, locked_until=None)
        .on_conflict_do_update(
            index_elements=[table.c.email_digest],
            set_={
                "failures": failures,
                "last_failed_at": now,
                "locked_until": case(
                    (table.c.locked_until > now, table.c.locked_until),
                    (failures >= tries, literal(now + locked_for, UTCDateTime())),
                    else_=None,
                ),
            },
        )
        .returning(table.c.failures)
    )
    failed = db.session.scalar(statement)
    if failed == tries:
        audit.record(SYSTEM, "lock_sign_in", None, now=now, detail={"address_sha256": digest})
    return failed <= tries
