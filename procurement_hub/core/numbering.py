"""Public references that count up within a year: R-2026-001, F-2026-001."""

import re
import zlib

from sqlalchemy import func, select, text
from sqlalchemy.orm import InstrumentedAttribute, Session


def hold(session: Session, column: InstrumentedAttribute) -> None:
    """Until the transaction ends nobody else gives out references for this column.

    SQLite's write lock does that already; PostgreSQL gets an advisory lock of the column's own."""
    if session.get_bind().dialect.name == "postgresql":
        key = zlib.crc32(str(column).encode())
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


def next_reference(session: Session, column: InstrumentedAttribute, prefix: str) -> str:
    """The reference after the highest one with this prefix. Call `hold` first.

    References with the prefix that somebody chose by hand do not count unless they end in a number."""
    last = 0
    longest_first = (func.length(column).desc(), column.desc())
    taken = select(column).where(column.startswith(prefix, autoescape=True)).order_by(*longest_first)
    for reference in session.scalars(taken):
        if number := re.fullmatch(r"(\d{3,9})", reference.removeprefix(prefix)):
            last = int(number.group(1))
            break
    return f"{prefix}{last + 1:03d}"
