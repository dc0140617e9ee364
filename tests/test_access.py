"""Every route by every role: who is let in, who is told no, and who is asked to sign in."""

import pytest
from flask import url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.scenario.cast import actors
from tests.routes import PUBLIC, ROUTES, SIGNED_IN
from tests.stage import demonstration_file, people, stage, visitor  # noqa: F401

STRANGERS = {"static"}


@pytest.fixture(scope="module")
def hub(demonstration_file, tmp_path_factory):  # noqa: F811
    with stage(demonstration_file, tmp_path_factory.mktemp("var")) as app:
        with app.app_context():
            app.cast = actors()
        yield app


def address(app, endpoint):
    with app.test_request_context():
        return url_for(endpoint, **ROUTES[endpoint].arguments)


def methods(app, endpoint):
    return {method for rule in app.url_map.iter_rules(endpoint) for method in rule.methods}


def one_of_each(cast: dict[str, Actor]) -> dict[str, str]:
    """An e-mail address for each combination of kind of organisation and roles."""
    found = {}
    for email, actor in cast.items():
        found.setdefault((actor.organisation_kind, actor.roles), email)
    return list(found.values())


def test_the_application_declares_what_the_table_says(hub):
    declared = {
        endpoint: view.access for endpoint, view in hub.view_functions.items() if endpoint not in STRANGERS
    }
    written = {endpoint: route.access for endpoint, route in ROUTES.items()}
    assert declared == written


@pytest.mark.parametrize("endpoint", sorted(ROUTES))
def test_each_role_meets_the_table(hub, endpoint):
    wanted = ROUTES[endpoint].access
    where = address(hub, endpoint)
    method = next(method for method in ("GET", "POST", "PUT", "PATCH") if method in methods(hub, endpoint))
    keys = people(hub)
    for email in one_of_each(hub.cast):
        response = visitor(hub, keys[email]).open(where, method=method)
        allowed = wanted in (PUBLIC, SIGNED_IN) or any(may(hub.cast[email], p) for p in wanted)
        if allowed:
            # scripts that send nothing they should are told 400, or 412 by the upload protocol
            known = (200, 302, 303, 400, 403, 404, 412, 422)
            assert response.status_code in known, f"{email}: {response.status}"
            if response.status_code == 403:
                assert isinstance(wanted, frozenset), email
        else:
            assert response.status_code == 403, f"{email}: {response.status}"


@pytest.mark.parametrize("endpoint", sorted(e for e, route in ROUTES.items() if route.access != PUBLIC))
def test_somebody_unknown_is_asked_to_sign_in(hub, endpoint):
    response = visitor(hub, None).get(address(hub, endpoint))
    if "GET" in methods(hub, endpoint):
        assert response.status_code == 302
        assert "/account/sign-in" in response.location
    posted = visitor(hub, None).post(address(hub, endpoint))
    assert posted.status_code in (401, 405)


@pytest.mark.parametrize("endpoint", sorted(e for e, route in ROUTES.items() if route.ask))
def test_the_person_it_is_for_sees_it(hub, endpoint):
    route = ROUTES[endpoint]
    response = visitor(hub, people(hub)[route.ask]).get(address(hub, endpoint) + route.query)
    assert response.status_code == 200, f"{response.status} {response.location}"
    if response.mimetype == "text/html":
        page = response.get_data(as_text=True)
        assert page.count("<h1") == 1
        assert "<title> -" not in page
        assert "Traceback" not in page


def test_every_permission_guards_something(hub):
    used = {p for route in ROUTES.values() if isinstance(route.access, frozenset) for p in route.access}
    assert set(Permission) - used == set()


OTHERS = [
    ("calloffs.show", "buyer@ken.example"),
    ("calloffs.show", "bids@alb.example"),
    ("savings.baseline", "buyer@ken.example"),
    ("frameworks.agreement", "bids@alb.example"),
]


@pytest.mark.parametrize(("endpoint", "stranger"), OTHERS)
def test_another_organisation_s_record_is_not_there(hub, endpoint, stranger):
    response = visitor(hub, people(hub)[stranger]).get(address(hub, endpoint))
    assert response.status_code == 404
