"""The same work without us: record the statements that the product sends, send them again raw.

The copy they are sent to began equal, so the recorded parameters (ids, hashes, positions) fit.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.engine import Dialect, Engine


class Recording:
    """What went over the driver: (statement, parameters, whether many), or the end of a transaction."""

    def __init__(self, dialect: Dialect):
        self.dialect = dialect
        self.steps: list[tuple | str] = []

    @property
    def statements(self) -> int:
        return sum(not isinstance(step, str) for step in self.steps)

    def play(self, connection) -> None:
        """Send it all on a DBAPI connection, fetching what there is to fetch."""
        for step in self.steps:
            if isinstance(step, str):
                getattr(self.dialect, f"do_{step}")(connection)  # as the product does it
                continue
            statement, parameters, many = step
            cursor = connection.cursor()
            if many:
                cursor.executemany(statement, parameters)
            else:
                cursor.execute(statement, parameters)
            if cursor.description is not None:
                cursor.fetchall()
            cursor.close()


@contextmanager
def recording(engine: Engine) -> Iterator[Recording]:
    """Note every statement and COMMIT of the engine, until the end of the block."""
    heard = Recording(engine.dialect)

    def statement(_connection, _cursor, statement, parameters, _context, many):
        heard.steps.append((statement, parameters, many))

    def commit(_connection):
        heard.steps.append("commit")

    def rollback(_connection):
        heard.steps.append("rollback")

    listeners = {"before_cursor_execute": statement, "commit": commit, "rollback": rollback}
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    try:
        yield heard
    finally:
        for name, listener in listeners.items():
            event.remove(engine, name, listener)
