"""A page asks the database as often with a hundred rows as with one."""

import pytest
from flask import url_for

from tests.routes import PUBLIC, ROUTES
from tests.stage import counted, crowded_file, demonstration_file, people, stage, visitor  # noqa: F401

MOST = 10
PAGES = sorted(e for e, route in ROUTES.items() if route.ask or route.access == PUBLIC)


@pytest.fixture(scope="module")
def hubs(demonstration_file, crowded_file, tmp_path_factory):  # noqa: F811
    with (
        stage(demonstration_file, tmp_path_factory.mktemp("few")) as few,
        stage(crowded_file, tmp_path_factory.mktemp("many")) as many,
    ):
        yield few, many


def statements(app, endpoint):
    route = ROUTES[endpoint]
    with app.test_request_context():
        where = url_for(endpoint, **route.arguments) + route.query
    client = visitor(app, people(app)[route.ask] if route.ask else None)
    with counted(app) as asked:
        response = client.get(where)
        response.get_data()
    return response.status_code, asked


@pytest.mark.parametrize("endpoint", PAGES)
def test_a_crowd_costs_no_more_statements(hubs, endpoint):
    few, many = hubs
    status, asked = statements(few, endpoint)
    crowded_status, crowded = statements(many, endpoint)
    assert crowded_status == status
    more = {text: n for text, n in crowded.items() if n > asked.get(text, 0)}
    assert crowded.total() == asked.total(), more
    assert asked.total() <= MOST, asked
