"""Runs the migrations on the application's own engine, one transaction each."""

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
        sqlite = connection.dialect.name == "sqlite"
        if sqlite:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
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
        if sqlite:
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
            if broken:
                raise RuntimeError(f"these rows break a foreign key: {broken[:3]}")
            connection.exec_driver_sql("PRAGMA foreign_keys=ON")


run()
