"""Throw-away databases to measure on: SQLite in a folder, and a PostgreSQL cluster of our own.

Both keep every commit through a power cut, as the product does: SQLite with synchronous=FULL
(core.database), PostgreSQL with its own defaults, fsync and synchronous_commit on.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cache
from pathlib import Path

import psycopg
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import make_url

from procurement_hub import create_app
from procurement_hub.core.database import db

CONNECTIONS = 60


class Sqlite:
    """Databases that are files in one folder."""

    name = "SQLite"
    empty: str | None = None  # the database with tables and nothing in them, to copy

    def __init__(self, folder: Path):
        self.folder = folder

    def create(self, name: str) -> str:
        """The URL of a database that is not there yet."""
        return f"sqlite:///{self.folder / name}.db"

    def copy(self, source: str, name: str) -> str:
        """A copy of a database that nobody has open; its URL."""
        target = self.create(name)
        shutil.copy(make_url(source).database, make_url(target).database)
        return target


class Postgresql:
    """Databases of a cluster on a Unix socket that is gone when the bench ends."""

    name = "PostgreSQL"
    empty: str | None = None

    def __init__(self, folder: Path, programs: Path):
        self.folder, self.programs = folder, programs
        self.as_owner: list[str] = []
        if os.geteuid() == 0:  # the server refuses to run as root
            owner = _somebody_else()
            os.chown(folder, owner.pw_uid, owner.pw_gid)
            self.as_owner = [
                "setpriv",
                f"--reuid={owner.pw_uid}",
                f"--regid={owner.pw_gid}",
                "--clear-groups",
            ]

    def start(self) -> None:
        self._run("initdb", "-U", "hub", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder}"
        options += f" -c max_connections={CONNECTIONS}"
        self._run("pg_ctl", "-w", "-o", options, "-l", str(self.folder / "log"), "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-m", "immediate", "stop")

    def create(self, name: str) -> str:
        """An empty database; its URL."""
        self._execute(f'CREATE DATABASE "{name}"')
        return self._url(name)

    def copy(self, source: str, name: str) -> str:
        """A copy of a database that nobody has open; its URL."""
        self._execute(f'CREATE DATABASE "{name}" TEMPLATE "{make_url(source).database}"')
        return self._url(name)

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://hub@/{name}?host={self.folder}"

    def _execute(self, statement: str) -> None:
        with psycopg.connect(
            host=str(self.folder), user="hub", dbname="postgres", autocommit=True
        ) as connection:
            connection.execute(statement)

    def _run(self, program: str, *arguments: str) -> None:
        command = [*self.as_owner, str(self.programs / program), "-D", str(self.folder / "data"), *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/")


Engine = Sqlite | Postgresql


def _somebody_else() -> pwd.struct_passwd:
    users = {user.pw_name: user for user in pwd.getpwall()}
    return users.get("postgres") or users["nobody"]


def postgresql_programs() -> Path | None:
    """The folder with initdb, newest version first; None when PostgreSQL is not installed."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[4]), default=None)
    return newest.parent if newest else None


@contextmanager
def throw_away_engines() -> Iterator[list[Engine]]:
    """SQLite always; PostgreSQL too where its programs are installed."""
    with ExitStack() as stack:
        # the path of a Unix socket must be short, so the folders lie straight under /tmp
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-bench-", dir="/tmp")))
        found: list[Engine] = [Sqlite(folder)]
        if programs := postgresql_programs():
            place = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="hub-bench-pg-", dir="/tmp")))
            cluster = Postgresql(place, programs)
            cluster.start()
            stack.callback(cluster.stop)
            found.append(cluster)
        yield found


@cache
def application(url: str) -> Flask:
    """The product itself on that database, as it is served, its files beside the database's."""
    place = make_url(url)
    beside = place.query.get("host") or Path(place.database).parent
    return create_app(
        {
            "SQLALCHEMY_DATABASE_URI": url,
            "SECRET_KEY": "for the length of one bench, and long enough to sign with",
            "VAR": str(Path(beside) / "var"),
        }
    )


@contextmanager
def opened(url: str) -> Iterator[Flask]:
    """The product with its context open, and every connection closed afterwards."""
    app = application(url)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def driver(url: str) -> Iterator[object]:
    """A bare DBAPI connection, prepared as the product's own are."""
    with opened(url):
        pooled = db.engine.raw_connection()
        connection = pooled.driver_connection
        pooled.detach()
    try:
        yield connection
    finally:
        connection.close()


def migrated(engine: Engine, name: str) -> str:
    """The URL of a new database with the product's tables, empty."""
    if engine.empty is None:
        engine.empty = engine.create("empty")
        with opened(engine.empty):
            upgrade()
    return engine.copy(engine.empty, name)
