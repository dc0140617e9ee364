"""The demonstration as a stage for tests: made once, copied for each test that wants it."""

import shutil
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from sqlalchemy import event, select

from procurement_hub import create_app, demonstration
from procurement_hub.accounts.models import Person
from procurement_hub.core.database import db
from tests.conftest import settings
from tests.crowding import crowd

MADE_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def demonstration_file(sqlite_template, tmp_path_factory):
    """A SQLite file with the demonstration in it."""
    folder = tmp_path_factory.mktemp("demonstration")
    shutil.copy(sqlite_template, folder / "hub.db")
    app = create_app(settings(f"sqlite:///{folder / 'hub.db'}", folder / "var"))
    with app.app_context():
        assert demonstration.make(now=MADE_AT) == []
        db.session.remove()
        db.engine.dispose()
    return folder / "hub.db"


@pytest.fixture(scope="session")
def crowded_file(demonstration_file, tmp_path_factory):
    """The same, with a hundred rows for each of its rows."""
    folder = tmp_path_factory.mktemp("crowd")
    shutil.copy(demonstration_file, folder / "hub.db")
    app = create_app(settings(f"sqlite:///{folder / 'hub.db'}", folder / "var"))
    with app.app_context():
        with db.engine.begin() as connection:
            crowd(connection, db.metadata.sorted_tables)
        db.engine.dispose()
    return folder / "hub.db"


@contextmanager
def stage(file, var):
    """The application on the file; each request has an application context of its own."""
    app = create_app(settings(f"sqlite:///{file}", var))
    try:
        yield app
    finally:
        with app.app_context():
            db.engine.dispose()


def people(app) -> dict[str, str]:
    """The session key of everybody in the demonstration, by e-mail address."""
    with app.app_context():
        rows = db.session.execute(select(Person.email, Person.fs_uniquifier).where(Person.id < 1_000_000))
        return dict(rows.all())


def visitor(app, session_key: str | None):
    client = app.test_client()
    if session_key:
        with client.session_transaction() as session:
            session["_user_id"] = session_key
            session["_fresh"] = True
    return client


@contextmanager
def counted(app):
    """Counts the statements that reach the database inside the block, by their text."""
    statements: Counter[str] = Counter()

    def count(_connection, _cursor, statement, *_rest):
        if not statement.startswith(("BEGIN", "PRAGMA")):
            statements[statement] += 1

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", count)
    try:
        yield statements
    finally:
        event.remove(engine, "before_cursor_execute", count)
