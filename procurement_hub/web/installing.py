"""Put the Flask glue into an application: settings, identity, forms, headers, pages and jobs."""

import hashlib
import os
from datetime import timedelta
from functools import cache, lru_cache
from pathlib import Path

from flask import Flask, request
from flask_security import Security, SQLAlchemyUserDatastore
from flask_wtf.csrf import generate_csrf
from jinja2 import ChainableUndefined, ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix
from whitenoise import WhiteNoise

from procurement_hub.accounts.models import Person
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.database import db
from procurement_hub.web import addresses, errors, headers, jobs, pages, uploads
from procurement_hub.web import csrf as csrf
from procurement_hub.web.filters import FILTERS
from procurement_hub.web.forms import problems
from procurement_hub.web.navigation import fixed_url, navigation
from procurement_hub.web.password_links import DAYS
from procurement_hub.web.session import (
    actor_or_none,
    clock_ahead_seconds,
    load_signed_in,
    now,
    seat,
    signed_in,
)

A_WORKING_DAY = 12 * 60 * 60  # seconds: nobody loses a bid to a time-out
MOST_AT_ONCE = 25 * 1024 * 1024  # bytes sent by one form, files and all
ROOM_FOR_THE_FORM = 2 * 1024 * 1024  # bytes of it that are no files
SHORTEST_KEY = 32
REMEMBERED = 10_000
"""Lines of tables that a process keeps as they were written: `remembered(line, row)` writes a line again
only when a value of it has changed. The macro is imported, and so it sees nothing but what it is given."""
ARGON2 = {"argon2__time_cost": 3, "argon2__memory_cost": 65_536, "argon2__parallelism": 4}
ARGON2_IN_TESTS = {"argon2__time_cost": 1, "argon2__memory_cost": 64, "argon2__parallelism": 1}


class NoSecretKey(RuntimeError):
    """The service has no key to sign sessions with, or one that could be guessed."""


def install(app: Flask, given: dict) -> None:
    """`given` are the settings that the caller of create_app insists on."""
    configure(app, given)
    refuse_weak_key(app)
    addresses.install(app)
    uploads.install(app, os.environ.get("FILES_URL") or str(app.config["VAR"] / "files"))
    install_identity(app)
    install_templates(app)
    headers.install(app)
    errors.install(app)
    app.register_blueprint(pages.blueprint)
    jobs.install(app)
    serve_static(app)
    if hops := app.config["PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)


def configure(app: Flask, given: dict) -> None:
    """Settings from the environment, and over them what was given."""
    environment = os.environ
    address = given.get("PUBLIC_URL") or environment.get("PUBLIC_URL")
    address = address or f"http://127.0.0.1:{environment.get('PORT', '8000')}"
    secure = address.startswith("https://")
    app.config.update(
        PUBLIC_URL=address,
        PROXIES=int(environment.get("PROXIES", "0")),
        MAIL_URL=environment.get("MAIL_URL"),
        NOTIFY_API_KEY=environment.get("NOTIFY_API_KEY"),
        CLAMAV_URL=environment.get("CLAMAV_URL"),
        MAIL_SENDER=environment.get("MAIL_SENDER", "Procurement Hub <no-reply@localhost>"),
        MAX_CONTENT_LENGTH=MOST_AT_ONCE,
        MAX_FORM_MEMORY_SIZE=ROOM_FOR_THE_FORM,
        MAX_FORM_PARTS=5_000,
        WTF_CSRF_TIME_LIMIT=None,  # a token lasts as long as its session
        WTF_CSRF_ENABLED=True,
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=A_WORKING_DAY,
        SECURITY_PASSWORD_HASH="argon2",
        SECURITY_PASSWORD_SALT="unused: argon2 salts each password",
        SECURITY_PASSWORD_SINGLE_HASH=["argon2"],
        SECURITY_PASSWORD_SCHEMES=["argon2"],
        SECURITY_DEPRECATED_PASSWORD_SCHEMES=[],
        SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS=ARGON2_IN_TESTS if app.testing else ARGON2,
        SECURITY_RESET_PASSWORD_WITHIN=timedelta(days=DAYS),
    )
    app.config.update(given)
    app.config["VAR"] = Path(app.config["VAR"])


def refuse_weak_key(app: Flask) -> None:
    if len(app.config.get("SECRET_KEY") or "") < SHORTEST_KEY:
        raise NoSecretKey(f"Set SECRET_KEY to {SHORTEST_KEY} random characters or more.")


def install_identity(app: Flask) -> None:
    """Flask-Security signs in, hashes and makes links; who a person is and what they may do is ours."""
    Security(app, SQLAlchemyUserDatastore(db, Person, None), register_blueprint=False)
    app.login_manager.user_loader(load_signed_in)
    app.login_manager.request_loader(lambda request: None)


def install_templates(app: Flask) -> None:
    environment = app.jinja_env
    environment.loader = ChoiceLoader(
        [app.jinja_loader, PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})]
    )
    environment.undefined = ChainableUndefined  # the GOV.UK macros read parts of what is not given
    environment.filters.update(FILTERS)
    environment.globals.update(
        PRODUCT="Procurement Hub",
        Permission=Permission,
        navigation=navigation,
        signed_in=signed_in,
        seat=seat,
        actor=actor_or_none,
        allowed=lambda permission: may(actor_or_none(), permission),
        demonstrating=lambda: clock_ahead_seconds() is not None,
        now=now,
        problems=problems,
        csp_nonce=headers.csp_nonce,
        csrf_token=generate_csrf,
        asset=asset_finder(app),
        fixed_url=fixed_url,
        remembered=lru_cache(REMEMBERED)(lambda macro, *values: macro(*values)),
    )


def asset_finder(app: Flask):
    """`asset("app.css")`: its address with a mark of its content, so that it can be kept for long."""

    def found(name: str) -> str:
        path = Path(app.static_folder) / name
        mark = hashlib.sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else ""
        return f"{app.static_url_path}/{name}?v={mark}"

    marked = found if app.debug else cache(found)
    return lambda name: request.script_root + marked(name)


def serve_static(app: Flask) -> None:
    if Path(app.static_folder).is_dir() and not app.testing:
        app.wsgi_app = WhiteNoise(
            app.wsgi_app,
            root=app.static_folder,
            prefix=app.static_url_path,
            max_age=A_WORKING_DAY,
            allow_all_origins=False,
        )
