"""The database: one `db`, its naming convention, column types and engine hooks.

`transaction()` in core.transaction is the only commit.
"""

from datetime import UTC, datetime
from enum import StrEnum

import psycopg
from flask_sqlalchemy import SQLAlchemy
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import BigInteger, DateTime, Integer, MetaData, event
from sqlalchemy import Enum as SqlEnum
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Id = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})


class UTCDateTime(TypeDecorator):
    """A moment: aware in Python, UTC in the database. Naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def by_value(enum: type[StrEnum], name: str) -> SqlEnum:
    """A column type that stores a StrEnum by its value and checks it. `name` names the CHECK."""
    return SqlEnum(
        enum,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=32,
        name=name,
    )


def install_engine_hooks(engine: Engine) -> None:
    """PostgreSQL: a rollback that keeps what is prepared. SQLite: write-ahead log, full sync, foreign
    keys, and our own BEGIN.

    pysqlite's own BEGIN lets two read-then-write transactions both read first; a deferred one
    fails at once with "database is locked". A write transaction therefore asks for the write
    lock when it begins (`sqlite_begin="IMMEDIATE"`), and waits for it."""
    if engine.dialect.name != "sqlite":
        engine.dialect.do_rollback = roll_back
        return

    @event.listens_for(engine, "connect")
    def prepare(connection, _record):
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("busy_timeout=30000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection):
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        connection.exec_driver_sql(f"BEGIN {mode}")


def roll_back(connection: psycopg.Connection) -> None:
    """Roll back, and leave the connection its prepared statements: PostgreSQL keeps them.

    psycopg throws them away lest they name tables that were made in what is rolled back. We make
    tables in migrations only, and every read ends with a rollback: the next would be planned anew."""
    session = connection.pgconn
    sound = session.transaction_status == TransactionStatus.INTRANS
    if not sound or session.exec_(b"ROLLBACK").status != ExecStatus.COMMAND_OK:
        connection.rollback()


def utcnow() -> datetime:
    """The present moment. Read at the edge (views, commands) only, and passed in from there."""
    return datetime.now(UTC)
