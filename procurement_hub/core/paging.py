"""Lists paged by key: the cost of a page does not grow with its distance from the first."""

from dataclasses import dataclass

from sqlalchemy import Select
from sqlalchemy.orm import InstrumentedAttribute, Session

PAGE = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page, newest first; `next_after` is the key to ask the next page with, or None."""

    rows: list
    next_after: int | None


def newest_first(
    session: Session, query: Select, key: InstrumentedAttribute, *, after: int | None = None, size: int = PAGE
) -> Page:
    """A page of `query` (which selects one entity with `key` as its id) in falling order of key."""
    if after is not None:
        query = query.where(key < after)
    rows = list(session.scalars(query.order_by(key.desc()).limit(size + 1)).unique())
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows, getattr(rows[-1], key.key) if more else None)
