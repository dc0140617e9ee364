"""The demonstration's doors are open in a demonstration, and do not exist anywhere else."""

from datetime import timedelta

import pytest

from procurement_hub.accounts import services
from procurement_hub.accounts.models import Demonstration, Membership
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.transaction import transaction
from procurement_hub.web.session import now
from tests.makers import make_organisation, make_person, sign_in, visitor
from tests.selecting import selects


@pytest.fixture
def person(app):
    return make_person([Role.BUYER], make_organisation(name="Borough Council"), name="Asha Buyer")


@pytest.fixture
def demonstration(app, person):
    with transaction():
        services.make_demonstration(now=utcnow())


def door(person):
    return f"/account/demonstration/{membership(person)}"


def membership(person):
    return db.session.scalar(db.select(Membership.id).where(Membership.person_id == person.id))


def test_a_demonstration_lists_its_people_and_signs_in_with_one_click(client, person, demonstration):
    page = client.get("/account/sign-in").text
    assert "Borough Council" in page
    assert "Asha Buyer" in page
    assert door(person) in page
    assert client.post(door(person)).status_code == 302
    assert "Asha Buyer" in client.get("/account").text


def test_a_real_database_never_lists_anybody(client, person):
    page = client.get("/account/sign-in").text
    assert "Asha Buyer" not in page
    assert "demonstration" not in page.lower()


def test_a_real_database_has_no_demonstration_doors(app, client, person):
    assert client.post(door(person)).status_code == 404
    assert client.get("/account").status_code == 302
    sign_in(client, person)
    assert client.get("/account/demonstration/clock").status_code == 404
    assert client.post("/account/demonstration/clock", data={}).status_code == 404
    assert client.post("/account/demonstration/clock/7").status_code == 404
    assert "Move the clock" not in client.get("/account").text


def test_a_real_database_keeps_real_time(app, person):
    with app.test_request_context("/"):
        assert abs(now() - utcnow()) < timedelta(seconds=5)


def test_somebody_whose_access_was_stopped_is_not_listed(client, person, demonstration):
    path = door(person)
    with transaction():
        db.session.execute(db.update(Membership).values(active=False))
    assert "Asha Buyer" not in client.get("/account/sign-in").text
    assert client.post(path).status_code == 404


def test_the_clock_goes_forward_for_everybody(app, client, person, demonstration):
    sign_in(client, person)
    assert "Here it is" in client.get("/account").text
    to = {"to-day": "27", "to-month": "3", "to-year": "2031", "to-time": "12 noon"}
    assert client.post("/account/demonstration/clock", data=to).status_code == 302
    assert "27 March 2031 at 12 noon (GMT)" in client.get("/account").text
    assert "27 March 2031" in app.test_client().get("/account/sign-in").text
    with app.test_request_context("/"):
        assert now().year == 2031


def test_the_clock_never_goes_back(client, person, demonstration):
    sign_in(client, person)
    to = {"to-day": "1", "to-month": "1", "to-year": "2020", "to-time": "12 noon"}
    answer = client.post("/account/demonstration/clock", data=to)
    assert answer.status_code == 422
    assert "The clock only goes forward" in answer.text
    assert 'value="2020"' in answer.text
    assert db.session.scalar(db.select(Demonstration.clock_ahead_seconds)) == 0


def test_a_quick_choice_goes_to_nine_in_the_morning(client, person, demonstration):
    sign_in(client, person)
    assert client.post("/account/demonstration/clock/30").status_code == 302
    assert "at 9am" in client.get("/account").text
    assert client.post("/account/demonstration/clock/5").status_code == 404


def test_a_moved_clock_moves_no_lock_on_signing_in(client, person, demonstration):
    for _ in range(10):
        client.post("/account/sign-in", data={"email": person.email, "password": "wrong and wrong"})
    sign_in(client, person)
    client.post("/account/demonstration/clock/1")
    client.post("/account/sign-out")
    answer = client.post("/account/sign-in", data={"email": person.email, "password": "wrong and wrong"})
    assert answer.status_code == 422


def test_the_sign_in_page_costs_the_same_for_many_people(app, client, demonstration):
    with selects() as few:
        client.get("/account/sign-in")
    for kind in Kind:
        organisation = make_organisation(kind)
        for _ in range(3):
            visitor(app, [Role.ADMINISTRATOR], organisation)
    with selects() as many:
        client.get("/account/sign-in")
    assert len(many) == len(few) == 2
