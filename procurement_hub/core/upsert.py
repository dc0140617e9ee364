"""Writes that can be repeated: a row whose key is there already is brought up to date, or left."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import islice
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Session

BATCH = 1000


def upsert(session: Session, table: Table, rows: Iterable[Mapping[str, Any]], key: Sequence[str]) -> int:
    """Insert the rows, or overwrite those with the same key. Returns how many rows were given.

    Every row has the same columns; no key comes twice within one call."""
    given, written = iter(rows), 0
    while batch := list(islice(given, BATCH)):
        statement = _writing_over(session.get_bind().dialect.name, table, tuple(batch[0]), tuple(key))
        session.execute(statement, batch if len(batch) > 1 else batch[0])
        written += len(batch)
    return written


def insert_if_absent(session: Session, table: Table, row: Mapping[str, Any], key: Sequence[str]) -> None:
    """Insert the row unless its key is there; two people who do so at once get one row."""
    session.execute(_leaving(session.get_bind().dialect.name, table, tuple(key)), row)


# Built once for each table: building a statement costs more than sending it.
@cache
def _writing_over(dialect: str, table: Table, columns: tuple[str, ...], key: tuple[str, ...]):
    statement = _INSERTS[dialect](table).inline()
    changed = {name: statement.excluded[name] for name in columns if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=changed)


@cache
def _leaving(dialect: str, table: Table, key: tuple[str, ...]):
    return _INSERTS[dialect](table).inline().on_conflict_do_nothing(index_elements=key)


_INSERTS = {"postgresql": pg_insert, "sqlite": sqlite_insert}
