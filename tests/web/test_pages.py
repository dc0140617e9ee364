"""The frame of every page, its headers, the error pages, and the token under every form."""

import re

import pytest
from flask import Blueprint
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import TooManyRequests

from procurement_hub import create_app
from procurement_hub.accounts.models import Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import db
from procurement_hub.core.errors import WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.csrf import Unverified
from procurement_hub.web.installing import NoSecretKey
from procurement_hub.web.navigation import NAVIGATION
from tests.conftest import settings
from tests.makers import make_organisation, make_person, sign_in, visitor
from tests.selecting import selects

PUBLIC_PAGES = [
    "/account/sign-in",
    "/account/forgotten-password",
    "/accessibility-statement",
    "/privacy",
    "/cookies",
]
OWN_PAGES = ["/account", "/account/change-password", "/account/organisation", "/account/who-may-do-what"]
ADMINISTRATORS_PAGES = ["/people", "/people/new", "/organisations", "/organisations/new"]


@pytest.fixture
def app(own_app):
    """Each test of this file has an application of its own, to change."""
    return own_app


def check_frame(page):
    assert page.count("<h1") == 1
    assert re.search(r"<title>\s*\S.* - Procurement Hub</title>", page)
    assert '<html lang="en-GB"' in page
    assert 'href="#main-content"' in page
    assert '<main class="govuk-main-wrapper" id="main-content">' in page
    assert "/accessibility-statement" in page
    assert not re.search(r"\sstyle=|\son[a-z]+=\"|<style", page)
    assert all("src=" in script for script in re.findall(r"<script[^>]*>", page))
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert len(ids) == len(set(ids))
    assert len(re.findall(r"<label[^>]*>", page)) <= len(re.findall(r"<(?:input|select|textarea)", page))


@pytest.mark.parametrize("path", PUBLIC_PAGES)
def test_public_pages_have_the_whole_frame(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    check_frame(answer.text)


@pytest.mark.parametrize("path", OWN_PAGES + ADMINISTRATORS_PAGES)
def test_an_administrators_pages_have_the_whole_frame(app, path):
    answer = visitor(app, [Role.ADMINISTRATOR], make_organisation(Kind.RCE, "The Centre")).get(path)
    assert answer.status_code == 200
    check_frame(answer.text)
    assert "The Centre" in answer.text.partition("</header>")[0]
    assert "Administrator" in answer.text.partition("</header>")[0]


def test_every_link_of_the_navigation_leads_to_a_view_with_that_access(app):
    for _, endpoint, permission in NAVIGATION:
        declared = app.view_functions[endpoint].access
        if permission is not None:
            assert declared == "signed in" or permission in declared, endpoint


def test_the_navigation_shows_only_what_the_role_may_open(app):
    assert 'href="/people"' in visitor(app, [Role.ADMINISTRATOR]).get("/account").text
    assert 'href="/people"' not in visitor(app, [Role.BUYER]).get("/account").text


def test_headers_let_nothing_inline_run_and_nobody_frame_the_page(client):
    first, second = client.get("/account/sign-in"), client.get("/account/sign-in")
    policy = first.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "default-src 'none'" in policy
    nonce = re.search(r"'nonce-([^']+)'", policy)[1]
    assert f'nonce="{nonce}"' in first.text
    assert nonce not in second.headers["Content-Security-Policy"]
    assert first.headers["X-Content-Type-Options"] == "nosniff"
    assert first.headers["Referrer-Policy"] == "same-origin"
    assert "camera=()" in first.headers["Permissions-Policy"]
    assert first.headers["Cache-Control"] == "private, no-store"
    assert "Strict-Transport-Security" not in first.headers


def test_https_brings_secure_cookies_and_strict_transport(db_url, tmp_path):
    app = create_app(
        settings(db_url, tmp_path) | {"PUBLIC_URL": "https://hub.example.gov.uk", "WTF_CSRF_ENABLED": True}
    )
    answer = app.test_client().get("/account/sign-in", base_url="https://hub.example.gov.uk")
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
    with app.app_context():
        db.engine.dispose()


@pytest.mark.parametrize("key", [None, "", "short"])
def test_the_service_does_not_start_without_a_real_key(db_url, tmp_path, key):
    with pytest.raises(NoSecretKey):
        create_app(settings(db_url, tmp_path) | {"SECRET_KEY": key, "SEALING_KEYS": ""})


def test_health_asks_the_database_and_sets_no_cookie(client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.text) == (200, "ok")
    assert "Set-Cookie" not in answer.headers


@pytest.fixture
def faulty(db_url, tmp_path):
    """The application as in service, with a page for each fault."""
    app = create_app(settings(db_url, tmp_path) | {"WTF_CSRF_ENABLED": True, "PROPAGATE_EXCEPTIONS": False})
    blueprint = Blueprint("faults", __name__)

    @blueprint.route("/faults/<kind>", methods=["GET", "POST"])
    @access.public
    def fault(kind):
        if kind == "bug":
            raise ZeroDivisionError
        if kind == "database":
            raise OperationalError("SELECT 1", {}, Exception("gone"))
        if kind == "refused":
            raise WrongState("This order is closed, so you cannot approve it.")
        if kind == "many":
            raise TooManyRequests
        with transaction():
            db.session.add(Person(email="a@example.org", name="A", fs_uniquifier="a"))
        return "committed"

    app.register_blueprint(blueprint)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/nowhere", 404, "Page not found"),
        ("/faults/bug", 500, "Nothing has been saved"),
        ("/faults/database", 503, "the service is busy"),
        ("/faults/refused", 422, "This order is closed, so you cannot approve it."),
        ("/faults/many", 429, "Too many tries"),
    ],
)
def test_each_fault_has_its_page(faulty, path, status, sentence):
    answer = faulty.test_client().get(path)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "Traceback" not in answer.text
    check_frame(answer.text)


def test_what_cannot_be_done_from_here_says_so(faulty):
    answer = faulty.test_client().post("/healthz")
    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]
    check_frame(answer.text)


def test_too_big_a_file_gets_our_own_words(faulty):
    faulty.config["MAX_CONTENT_LENGTH"] = 1000
    answer = faulty.test_client().post("/account/sign-in", data={"email": "x" * 2000})
    assert answer.status_code == 413
    assert "The file is too big" in answer.text


def test_a_change_without_a_valid_token_never_commits(faulty):
    faulty.config["PROPAGATE_EXCEPTIONS"] = True
    with pytest.raises(Unverified):
        faulty.test_client().post("/faults/forgetful")
    with faulty.app_context():
        assert db.session.scalar(db.select(Person)) is None


def test_a_stale_token_keeps_what_was_typed_and_gives_a_new_one(faulty):
    client = faulty.test_client()
    sent = {"email": "asha@example.org", "password": "paper otter lantern", "csrf_token": "old"}
    answer = client.post("/account/sign-in", data=sent)
    assert answer.status_code == 422
    assert "nothing has been saved" in answer.text
    assert 'value="asha@example.org"' in answer.text
    token = re.search(r'name="csrf_token" value="([^"]+)"', answer.text)[1]
    again = client.post("/account/sign-in", data={**sent, "csrf_token": token})
    assert "do not match an account" in again.text


def test_signing_out_needs_the_token_too(faulty):
    person = make_person([Role.BUYER])
    client = sign_in(faulty.test_client(), person)
    client.post("/account/sign-out")
    assert client.get("/account").status_code == 200


def test_identity_is_one_statement(client):
    sign_in(client, make_person([Role.BUYER]))
    with selects() as asked:
        client.get("/account/permissions")
    assert len(asked) == 1


def test_only_the_nearest_link_of_the_navigation_is_current(app):
    administrator = visitor(app, [Role.ADMINISTRATOR])
    page = administrator.get("/people/new").text
    assert page.count('aria-current="true"') == 1
    assert re.search(r'href="/people" aria-current="true"', page)
    assert 'aria-current="true"' not in administrator.get("/account").text
