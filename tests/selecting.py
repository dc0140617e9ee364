"""What a page asks of the database."""

from contextlib import contextmanager

from sqlalchemy import event

from procurement_hub.core.database import db


@contextmanager
def selects():
    """The SELECT statements run inside the block, as a list that fills."""
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
