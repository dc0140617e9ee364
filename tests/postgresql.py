"""A PostgreSQL server for the tests, and a database on it that each test finds as if it were new.

To copy a migrated database for every test costs more than most tests do. So one copy is emptied of
what the last test wrote, and made again only where a test changed a table."""

import os
import pathlib
import pwd
import shutil
import subprocess
import tempfile

import psycopg

COPIES = 100
"""How many tests use a copy: what was deleted stays in its files, and would slow the last of them."""

REMEMBER = """
CREATE SCHEMA kept;
CREATE TABLE kept.changed (command text);
CREATE TABLE kept.filled (name regclass);
CREATE TABLE kept.numbered (name regclass, last_value bigint);

DO $$
DECLARE one record; filled boolean;
BEGIN
    FOR one IN
        SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM public.%I)', one.relname) INTO filled;
        IF filled THEN
            EXECUTE format('CREATE TABLE kept.%I AS TABLE public.%I', 'rows_of_' || one.relname, one.relname);
            INSERT INTO kept.filled VALUES (one.oid);
        END IF;
    END LOOP;
    INSERT INTO kept.numbered
    SELECT format('%I.%I', schemaname, sequencename), last_value FROM pg_sequences
    WHERE schemaname = 'public';
END $$;

CREATE FUNCTION kept.note_change() RETURNS event_trigger LANGUAGE plpgsql AS $$
BEGIN INSERT INTO kept.changed VALUES (tg_tag); END $$;

CREATE FUNCTION kept.restore() RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE one record;
BEGIN
    PERFORM pg_terminate_backend(pid, 5000) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid();
    IF EXISTS (SELECT FROM kept.changed) THEN RETURN false; END IF;
    SET LOCAL session_replication_role = replica;
    FOR one IN
        SELECT oid::regclass AS name FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE format('DELETE FROM %s', one.name);
    END LOOP;
    FOR one IN SELECT name, relname FROM kept.filled JOIN pg_class ON pg_class.oid = name LOOP
        EXECUTE format('INSERT INTO %s SELECT * FROM kept.%I', one.name, 'rows_of_' || one.relname);
    END LOOP;
    PERFORM setval(numbered.name, coalesce(numbered.last_value, 1), numbered.last_value IS NOT NULL)
    FROM kept.numbered
    JOIN pg_sequences ON format('%I.%I', schemaname, sequencename)::regclass = numbered.name
    WHERE pg_sequences.last_value IS DISTINCT FROM numbered.last_value;
    RETURN true;
END $$;

CREATE EVENT TRIGGER changed ON ddl_command_end EXECUTE FUNCTION kept.note_change();
CREATE EVENT TRIGGER dropped ON sql_drop EXECUTE FUNCTION kept.note_change();
"""


class Cluster:
    """A server of our own on a Unix socket, gone when the tests end."""

    def __init__(self):
        # straight under /tmp, because the path of a socket must be short
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="hub-pg-", dir="/tmp"))
        self.as_owner = []
        self.uses = 0
        if os.geteuid() == 0:  # the server refuses to run as root
            owner = pwd.getpwnam("postgres")
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            drop_root = [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups"]
            self.as_owner = ["setpriv", *drop_root]

    def start(self):
        self.run("initdb", "-U", "hub", "-A", "trust", "-N", "-E", "UTF8", "--locale=C.UTF-8")
        options = f"-c listen_addresses= -c unix_socket_directories={self.folder} -c max_connections=80"
        careless = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off"
        little_log = "-c wal_level=minimal -c max_wal_senders=0"
        self.run(
            "pg_ctl", "-w", "-o", f"{options} {careless} {little_log}", "-l", self.folder / "log", "start"
        )

    def stop(self):
        self.run("pg_ctl", "-m", "immediate", "stop")
        shutil.rmtree(self.folder)

    def run(self, program, *arguments):
        command = [*self.as_owner, postgresql_programs() / program, "-D", self.folder / "data", *arguments]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd="/tmp")

    def url(self, database):
        return f"postgresql+psycopg://hub@/{database}?host={self.folder}"

    def execute(self, statement, database="postgres"):
        """Run it and return the rows, if it has any."""
        with psycopg.connect(host=str(self.folder), user="hub", dbname=database, autocommit=True) as server:
            done = server.execute(statement)
            return done.fetchall() if done.description else []

    def as_new(self, template):
        """The address of the database `test`, in which everything is as in the template."""
        self.uses += 1
        if self.uses % COPIES == 1 or not self.restore():
            self.execute("DROP DATABASE IF EXISTS test WITH (FORCE)")
            self.execute(f"CREATE DATABASE test TEMPLATE {template}")
            self.execute(REMEMBER, "test")
        return self.url("test")

    def restore(self):
        """Take out what the last test wrote; no, if it dropped the database or changed a table."""
        try:
            return self.execute("SELECT kept.restore()", "test") == [(True,)]
        except psycopg.OperationalError:  # there is no such database any more
            return False


def postgresql_programs():
    if found := shutil.which("initdb"):
        return pathlib.Path(found).resolve().parent
    installed = pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(installed, key=lambda path: int(path.parts[4]), default=None)
    assert newest, "PostgreSQL is not installed: install the package postgresql"
    return newest.parent
