"""Writes that can be repeated: a row whose key is there already is brought up to date, or left."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

BATCH = 1000


def _insert(session: Session, table: Table):
    insert = pg_insert if session.get_bind().dialect.name == "postgresql" else sqlite_insert
    return insert(table)


def upsert(session: Session, table: Table, rows: Iterable[Mapping[str, Any]], key: Sequence[str]) -> int:
    """Insert the rows, or overwrite those with the same key. Returns how many rows were given.

    Every row has the same columns; no key comes twice within one call."""
    statement = _insert(session, table)
    given, written = iter(rows), 0
    while batch := list(islice(given, BATCH)):
        changed = {name: statement.excluded[name] for name in batch[0] if name not in key}
        session.execute(statement.on_conflict_do_update(index_elements=list(key), set_=changed), batch)
        written += len(batch)
    return written


def insert_if_absent(session: Session, table: Table, row: Mapping[str, Any], key: Sequence[str]) -> None:
    """Insert the row unless its key is there; two people who do so at once get one row."""
    session.execute(_insert(session, table).values(**row).on_conflict_do_nothing(index_elements=list(key)))
