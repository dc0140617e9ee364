"""As in service: static files with a mark of their content, and a proxy whose word is taken or not."""

import re

import pytest
from flask import request

from procurement_hub import create_app
from procurement_hub.core.database import db
from tests.conftest import settings


@pytest.fixture
def app(own_app):
    """Each test of this file has an application of its own, to change."""
    return own_app


@pytest.fixture
def serve(tmp_path):
    made = []

    def served(**given):
        url = f"sqlite:///{tmp_path / 'hub.db'}"
        app = create_app(settings(url, tmp_path / "var") | {"TESTING": False} | given)
        made.append(app)
        return app

    yield served
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_static_files_carry_a_mark_of_their_content_and_may_be_kept(serve):
    client = serve().test_client()
    with client.application.app_context():
        db.create_all()
    page = client.get("/account/sign-in").text
    address = re.search(r'href="(/static/app\.css\?v=[0-9a-f]{12})"', page)[1]
    with client.get(address) as answer:
        assert answer.status_code == 200
        assert answer.mimetype == "text/css"
        assert "max-age=43200" in answer.headers["Cache-Control"]
        assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("proxies", "seen"), [(0, "127.0.0.1"), (1, "203.0.113.9")])
def test_a_proxy_is_believed_only_when_it_was_named(serve, proxies, seen):
    app = serve(PROXIES=proxies)
    addresses = []
    app.before_request(lambda: addresses.append(request.remote_addr))
    app.test_client().get("/healthz", headers={"X-Forwarded-For": "203.0.113.9"})
    assert addresses == [seen]
