"""Runs the migrations on the application's own engine, one transaction each."""

from contextlib import contextmanager

from alembic import context
from flask import current_app

from procurement_hub.core.money import Fixed

db = current_app.extensions["migrate"].db


def render_item(kind, item, _context):
    """Write our own column types into a migration as the plain types that they are stored as."""
    if kind == "type" and isinstance(item, Fixed):
        return "sa.BigInteger()"
    if kind == "type" and type(item).__name__ == "UTCDateTime":
        return "sa.DateTime(timezone=True)"
    return False


def run() -> None:
    with db.engine.connect() as connection:
        if connection.dialect.name == "sqlite":
            # A table with rows that others refer to is made anew only while nobody checks, and inside
            # a transaction the pragma does nothing: so it is set before SQLAlchemy begins one.
            with unchecked(connection.connection.driver_connection):
                migrate(connection)
                broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
                connection.rollback()
            if broken:
                raise RuntimeError(f"these rows break a foreign key: {broken[:3]}")
        else:
            migrate(connection)


def migrate(connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=False,
        render_item=render_item,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def unchecked(sqlite):
    """SQLite without its check of foreign keys, for as long as the block lasts."""
    sqlite.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if sqlite.in_transaction:
            sqlite.rollback()
        sqlite.execute("PRAGMA foreign_keys=ON")


run()
