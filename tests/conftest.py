"""The ground every test stands on: both database engines, the application, a client and a browser.

A test that asks for `app`, or for anything built on it, runs on SQLite and on PostgreSQL. Each engine
is migrated once; every test then gets its own copy. `-k sqlite` runs the quicker half.
"""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck
from hypothesis import settings as examples
from sqlalchemy import event

from procurement_hub import create_app
from procurement_hub.core import keys
from procurement_hub.core.database import db
from procurement_hub.web import uploads
from tests.postgresql import Cluster

ROOT = pathlib.Path(__file__).resolve().parent.parent
SECRET_KEY = "for tests only, and long enough to sign with"

# How long an example takes says how busy the machine is, and nothing of the product.
examples.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
examples.load_profile("unhurried")


# --- engines --------------------------------------------------------------------------------------


def settings(url, var):
    return {
        "SQLALCHEMY_DATABASE_URI": url,
        "TESTING": True,
        "SECRET_KEY": SECRET_KEY,
        "VAR": str(var),
        "WTF_CSRF_ENABLED": False,
    }


def migrate(url, var):
    app = create_app(settings(url, var))
    with app.app_context():
        upgrade()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A migrated SQLite file to copy."""
    folder = tmp_path_factory.mktemp("sqlite-template")
    migrate(f"sqlite:///{folder / 'hub.db'}", folder)
    return folder / "hub.db"


@pytest.fixture(scope="session")
def pg_cluster():
    cluster = Cluster()
    cluster.start()
    yield cluster
    cluster.stop()


@pytest.fixture(scope="session")
def pg_template(pg_cluster, tmp_path_factory):
    """The name of a migrated PostgreSQL database to copy."""
    pg_cluster.execute("CREATE DATABASE migrated")
    migrate(pg_cluster.url("migrated"), tmp_path_factory.mktemp("pg-template"))
    return "migrated"


@pytest.fixture(scope="session")
def here(tmp_path_factory):
    """A name that stands for the folder of whichever test is running, so that databases and files have
    the same address in each and one application serves them all."""
    return tmp_path_factory.mktemp("running") / "here"


@pytest.fixture(params=["sqlite", "postgresql"])
def db_url(request, tmp_path, here):
    """A database of this test's own, migrated and empty, on each engine in turn."""
    here.unlink(missing_ok=True)
    here.symlink_to(tmp_path)
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("sqlite_template"), tmp_path / "hub.db")
        yield f"sqlite:///{here / 'hub.db'}"
        return
    cluster, template = request.getfixturevalue("pg_cluster"), request.getfixturevalue("pg_template")
    yield cluster.as_new(template)


# --- the application ------------------------------------------------------------------------------


class Visitor(FlaskClient):
    """A client whose every request has an application context of its own, as in service.

    Under the context a test holds open, one request would inherit who was signed in from the last.
    What the test has arranged so far is committed first, and read anew afterwards."""

    def open(self, *arguments, **options):
        db.session.commit()
        with self.application.app_context():
            response = super().open(*arguments, **options)
        db.session.expire_all()
        return response


@pytest.fixture(scope="session")
def applications():
    """The application of each engine. Its routes and statements are compiled once, for all tests."""
    return {}


@pytest.fixture
def app(db_url, here, applications):
    """The application on an empty database, with its context open for the test's own queries."""
    engine = db_url.partition(":")[0]
    if engine not in applications:
        applications[engine] = create_app(settings(db_url, here / "var"))
        applications[engine].test_client_class = Visitor
        if engine == "sqlite":
            with applications[engine].app_context():
                event.listen(db.engine, "connect", _carelessly)
    app = applications[engine]
    config, extensions = dict(app.config), dict(app.extensions)
    keys.configure(keys.from_configuration("", SECRET_KEY))
    uploads.install(app, str(here / "var" / "files"))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    app.config.clear()
    app.config.update(config)
    app.extensions.clear()
    app.extensions.update(extensions)


@pytest.fixture
def own_app(db_url, here):
    """An application for a test that changes it: that adds views, or asks for other settings."""
    app = create_app(settings(db_url, here / "var"))
    app.test_client_class = Visitor
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def _carelessly(connection, _record):
    """No test pulls the plug, so nothing waits for the disk; PostgreSQL runs likewise."""
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture
def client(app):
    return app.test_client()


# --- the browser ----------------------------------------------------------------------------------


@contextlib.contextmanager
def service(var, **settings_of_its_own):
    """The address of a running service, started as `serve` starts it on a new database."""
    address = f"http://127.0.0.1:{free_port()}"
    environment = dict(
        os.environ,
        HUB_VAR=str(var),
        DATABASE_URL=f"sqlite:///{var / 'hub.db'}",
        SECRET_KEY=SECRET_KEY,
        PORT=address.rpartition(":")[2],
        WEB_CONCURRENCY="1",
        PYTHONPATH=str(ROOT),
        **settings_of_its_own,
    )
    log = var / "log"
    with log.open("w") as output:
        command = [sys.executable, "-m", "procurement_hub.serving"]
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        wait_for(address, server, log)
        yield address
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


@pytest.fixture(scope="session")
def live(tmp_path_factory):
    """A running service with the whole demonstration in it."""
    with service(tmp_path_factory.mktemp("live")) as address:
        yield address


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(address, server, log, seconds=90):
    deadline = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=5):
            return
        time.sleep(0.1)
    pytest.fail(f"the service did not start:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser_type_launch_args():
    """The Chromium of this machine, quiet, and without the sandbox that root may not use."""
    chromium = shutil.which("chromium")
    assert chromium, "Chromium is not installed: install the package chromium"
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    offline = ["--disable-background-networking", "--disable-component-update"]
    return {"executable_path": chromium, "headless": True, "args": ["--no-sandbox", *quiet, *offline]}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live):
    """A British reader; `page.goto("/frameworks")` goes to the live service."""
    return {**browser_context_args, "base_url": live, "locale": "en-GB", "timezone_id": "Europe/London"}
