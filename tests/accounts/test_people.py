"""Administrators let people in, change what they may do, and stop their access."""

import pytest

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.outbox import OutboxMessage
from tests.makers import make_organisation, make_person, sign_in, visitor
from tests.selecting import selects


@pytest.fixture
def council(app):
    return make_organisation(name="Borough Council")


@pytest.fixture
def administrator(app, council):
    return visitor(app, [Role.ADMINISTRATOR], council, name="Adele")


NEW = {
    "name": "Bola New",
    "email": "Bola@Example.org",
    "roles": ["buyer", "approver"],
    "approval_limit": "£1,250.50",
}


def membership_of(person):
    return db.session.scalar(db.select(Membership.id).where(Membership.person_id == person.id))


def roles_of(membership_id):
    held = db.select(MembershipRole.role).where(MembershipRole.membership_id == membership_id)
    return set(db.session.scalars(held))


def test_an_administrator_adds_a_person_who_is_sent_a_link(administrator, council):
    answer = administrator.post("/people/new", data=NEW)
    assert answer.status_code == 302
    person = db.session.scalar(db.select(Person).where(Person.email == "bola@example.org"))
    membership = db.session.get(Membership, membership_of(person))
    assert membership.organisation_id == council.id
    assert str(membership.approval_limit) == "1250.50"
    assert roles_of(membership.id) == {Role.BUYER, Role.APPROVER}
    assert db.session.scalar(db.select(OutboxMessage.kind)) == "password_link"
    listed = administrator.get("/people").text
    assert "Bola New" in listed
    assert "£1,250.50" in listed


def test_a_refused_form_keeps_what_was_typed(administrator):
    answer = administrator.post("/people/new", data={**NEW, "approval_limit": "a lot", "roles": []})
    assert answer.status_code == 422
    assert 'value="Bola New"' in answer.text
    assert 'value="a lot"' in answer.text
    assert 'href="#roles"' in answer.text
    assert 'id="roles"' in answer.text
    assert "Approval limit, excluding VAT must be a number, like 1,250.50" in answer.text


def test_nobody_is_added_twice(administrator):
    administrator.post("/people/new", data=NEW)
    again = administrator.post("/people/new", data=NEW)
    assert again.status_code == 422
    assert "Bola New is on the list of Borough Council already" in again.text


def test_a_role_of_another_kind_of_organisation_is_refused(administrator):
    answer = administrator.post("/people/new", data={**NEW, "roles": ["opening_officer"]})
    assert answer.status_code == 422
    assert db.session.scalar(db.select(Person).where(Person.email == "bola@example.org")) is None


def test_roles_and_limit_can_be_changed(administrator, council):
    person = make_person([Role.BUYER], council)
    answer = administrator.post(
        f"/people/{membership_of(person)}", data={"roles": ["auditor"], "approval_limit": ""}
    )
    assert answer.status_code == 302
    assert roles_of(membership_of(person)) == {Role.AUDITOR}


def test_the_last_administrator_stays_one(app, council):
    adele = make_person([Role.ADMINISTRATOR], council)
    client = sign_in(app.test_client(), adele)
    changed = client.post(f"/people/{membership_of(adele)}", data={"roles": ["buyer"]})
    stopped = client.post(f"/people/{membership_of(adele)}/deactivate")
    assert changed.status_code == stopped.status_code == 422
    assert "Borough Council must keep at least one administrator" in changed.text
    assert "Borough Council must keep at least one administrator" in stopped.text
    assert roles_of(membership_of(adele)) == {Role.ADMINISTRATOR}


def test_access_can_be_stopped_and_given_again(administrator, council):
    person = make_person([Role.BUYER], council)
    number = membership_of(person)
    assert administrator.post(f"/people/{number}/deactivate").status_code == 302
    assert db.session.scalar(db.select(Membership.active).where(Membership.id == number)) is False
    assert "Stopped" in administrator.get("/people").text
    assert administrator.post(f"/people/{number}/reactivate").status_code == 302
    assert db.session.scalar(db.select(Membership.active).where(Membership.id == number)) is True
    verbs = db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs[-2:] == ["deactivate", "reactivate"]


def test_a_link_can_be_sent_again_until_a_password_is_chosen(administrator, council):
    waiting, settled = (
        make_person([Role.BUYER], council),
        make_person([Role.BUYER], council, password_hash="x"),
    )
    assert administrator.post(f"/people/{membership_of(waiting)}/invite").status_code == 302
    assert administrator.post(f"/people/{membership_of(settled)}/invite").status_code == 422
    assert db.session.scalar(db.select(db.func.count(OutboxMessage.id))) == 1


@pytest.mark.parametrize("path", ["", "/deactivate", "/reactivate", "/invite"])
def test_another_organisations_people_are_not_found(administrator, path):
    stranger = make_person([Role.BUYER])
    answer = administrator.post(f"/people/{membership_of(stranger)}{path}", data={"roles": ["auditor"]})
    assert answer.status_code == 404


def test_another_organisations_list_is_not_found(administrator):
    other = make_organisation()
    assert administrator.get(f"/people?organisation={other.id}").status_code == 404
    assert administrator.get(f"/people/new?organisation={other.id}").status_code == 404


def test_the_centres_administrator_looks_after_everybody(app, council):
    centre = visitor(app, [Role.ADMINISTRATOR], make_organisation(Kind.RCE))
    assert centre.post(f"/people/new?organisation={council.id}", data=NEW).status_code == 302
    assert "Bola New" in centre.get(f"/people?organisation={council.id}").text
    assert "Borough Council" in centre.get("/organisations").text


def test_only_the_centre_adds_organisations(app, administrator):
    new = {"name": "New Supplier Ltd", "code": "NSL", "kind": "supplier", "email": "", "address": ""}
    assert administrator.post("/organisations/new", data=new).status_code == 403
    centre = visitor(app, [Role.ADMINISTRATOR], make_organisation(Kind.RCE))
    assert centre.post("/organisations/new", data=new).status_code == 302
    again = centre.post("/organisations/new", data={**new, "code": "OTHER", "name": "new supplier ltd"})
    assert again.status_code == 422
    assert "There is an organisation called New Supplier Ltd already" in again.text
    assert db.session.scalar(db.select(Organisation.kind).where(Organisation.code == "NSL")) == Kind.SUPPLIER


def test_a_buyer_does_not_manage_people(app, council):
    answer = visitor(app, [Role.BUYER], council).get("/people")
    assert answer.status_code == 403
    assert (
        "You may not manage people and roles as Borough Council. That is for the administrator."
        in answer.text
    )


def test_everybody_signed_in_can_read_who_may_do_what(app, client):
    assert client.get("/account/who-may-do-what").status_code == 302
    page = visitor(app, [Role.BIDDER], make_organisation(Kind.SUPPLIER)).get("/account/who-may-do-what").text
    assert "sign off gains" in page
    assert "Chief finance (section 151) officer" in page


def test_the_list_of_people_costs_the_same_for_many(administrator, council):
    make_person([Role.BUYER], council)
    with selects() as few:
        administrator.get("/people")
    for _ in range(5):
        make_person([Role.BUYER, Role.AUDITOR], council)
    with selects() as many:
        administrator.get("/people")
    assert len(many) == len(few) <= 4
