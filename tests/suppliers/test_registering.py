"""A supplier registers once, free, and proves its address by the link in a mail."""

import re
from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.suppliers.models import Registration, SupplierProfile
from procurement_hub.suppliers.views.mail import OnceADay
from procurement_hub.web.jobs import sweep
from tests.makers import make_organisation, make_person

TYPED = {
    "name": "Calder  Cartons Ltd",
    "company_number": "4150009",
    "charity_number": "",
    "person_name": "Maya Calder",
    "email": "Maya@Calder.example",
}
PASSWORD = "paper otter lantern"


def register(client, **changes):
    return client.post("/suppliers/register", data=TYPED | changes)


def letters(app):
    sweep()
    paths = sorted((app.config["VAR"] / "mail").glob("*.eml"))
    return [message_from_bytes(path.read_bytes()) for path in paths]


def link_in(letter):
    text = letter.get_payload(decode=True).decode()
    return re.search(r"http://[^/]+(/suppliers/register/\S+)", text).group(1)


def supplier():
    return db.session.scalar(db.select(Organisation).where(Organisation.kind == Kind.SUPPLIER))


def test_nothing_exists_until_the_link_is_followed(app, client):
    answer = register(client)
    assert answer.status_code == 200
    assert "Check your e-mail" in answer.text
    assert supplier() is None
    assert db.session.scalar(db.select(Person)) is None


def test_the_link_makes_a_supplier_with_its_first_administrator(app, client):
    register(client)
    (letter,) = letters(app)
    assert letter["To"] == "maya@calder.example"
    page = client.get(link_in(letter))
    assert "Calder Cartons Ltd" in page.text
    assert "04150009" in page.text
    answer = client.post(link_in(letter), data={"password": PASSWORD})
    assert answer.status_code == 302
    organisation = supplier()
    assert organisation.name == "Calder Cartons Ltd"
    profile = db.session.get(SupplierProfile, organisation.id)
    assert (profile.company_number, profile.size, profile.sme) == ("04150009", None, None)
    roles = db.session.scalars(
        db.select(MembershipRole.role).join(Membership).where(Membership.organisation_id == organisation.id)
    )
    assert set(roles) == {Role.ADMINISTRATOR, Role.BIDDER}
    client.post("/account/sign-in", data={"email": "maya@calder.example", "password": PASSWORD})
    assert "Calder Cartons Ltd" in client.get("/suppliers/profile").text


def test_a_link_works_once(app, client):
    register(client)
    (letter,) = letters(app)
    client.post(link_in(letter), data={"password": PASSWORD})
    assert client.get(link_in(letter)).status_code == 404
    assert client.post(link_in(letter), data={"password": PASSWORD}).status_code == 404
    assert db.session.scalar(db.select(db.func.count(Organisation.id))) == 1


def test_a_link_runs_out_after_three_days_and_what_was_typed_is_then_forgotten(app, client):
    with time_machine.travel(utcnow(), tick=False) as clock:
        register(client)
        (letter,) = letters(app)
        clock.shift(timedelta(days=3))
        assert client.get(link_in(letter)).status_code == 404
        register(client, name="Another Ltd", company_number="", email="else@example.org")
        OnceADay()(utcnow())
        assert db.session.scalars(db.select(Registration.name)).all() == ["Another Ltd"]


def test_a_forged_link_is_not_found(client):
    assert client.get("/suppliers/register/forged").status_code == 404


def test_a_weak_password_is_refused_and_nothing_is_made(app, client):
    register(client)
    (letter,) = letters(app)
    answer = client.post(link_in(letter), data={"password": "short"})
    assert answer.status_code == 422
    assert "at least 12 characters" in answer.text
    assert supplier() is None


def test_the_page_says_the_same_whether_the_address_is_known_or_not(app, client):
    make_person([Role.BUYER], email="known@example.org", password_hash="x")
    unknown = register(client, email="unknown@example.org")
    known = register(client, email="known@example.org", name="Second Ltd", company_number="")
    said = known.text.replace("known@example.org", "?").replace("Second Ltd", "!")
    said = re.sub('nonce="[^"]*"', "", said)
    other = unknown.text.replace("unknown@example.org", "?").replace("Calder Cartons Ltd", "!")
    assert said == re.sub('nonce="[^"]*"', "", other)
    assert unknown.status_code == known.status_code == 200


def test_somebody_known_confirms_with_the_account_that_they_have(app, client):
    person = make_person([Role.BUYER], email="maya@calder.example", password_hash="kept")
    register(client)
    (letter,) = letters(app)
    assert "You have an account here already" in letter.get_payload(decode=True).decode()
    assert 'type="password"' not in client.get(link_in(letter)).text
    assert client.post(link_in(letter)).status_code == 302
    held = db.select(Membership.active).where(
        Membership.person_id == person.id, Membership.organisation_id == supplier().id
    )
    assert db.session.scalar(held) is True
    assert db.session.get(Person, person.id).password == "kept"


def test_a_company_number_that_is_registered_is_refused_kindly(app, client):
    taken = make_organisation(Kind.SUPPLIER, "First Ltd")
    db.session.add(SupplierProfile(organisation_id=taken.id, company_number="04150009"))
    answer = register(client)
    assert answer.status_code == 422
    assert "A supplier with company number 04150009 is registered already" in answer.text
    assert "administrator can add you" in answer.text
    assert 'value="Maya Calder"' in answer.text
    assert db.session.scalar(db.select(OutboxMessage.id)) is None


def test_a_name_that_is_taken_is_refused(app, client):
    make_organisation(Kind.SUPPLIER, "CALDER CARTONS LTD")
    answer = register(client)
    assert answer.status_code == 422
    assert "is here already" in answer.text


def test_two_who_ask_for_the_same_company_get_one_supplier(app, client):
    register(client)
    register(client, email="rival@example.org", name="Rival Ltd")
    first, second = (link_in(letter) for letter in letters(app))
    assert client.post(first, data={"password": PASSWORD}).status_code == 302
    late = client.post(second, data={"password": PASSWORD})
    assert late.status_code == 422
    assert "is registered already" in late.text


def test_after_five_wishes_in_an_hour_no_more_mail_is_sent(app, client):
    for _ in range(7):
        assert register(client).status_code == 200
    assert db.session.scalar(db.select(db.func.count(OutboxMessage.id))) == 5


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": ""}, "Enter the name of the organisation"),
        ({"company_number": "12"}, "8 characters"),
        ({"charity_number": "x"}, "6 or 7 digits"),
        ({"email": "nobody"}, "correct format"),
        ({"person_name": ""}, "Enter your full name"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(client, wrong, said):
    answer = register(client, **wrong)
    assert answer.status_code == 422
    assert said in answer.text


def test_registering_asks_for_no_fee(client):
    page = client.get("/suppliers/register").text
    assert "Free" in page
    assert not re.search(r'name="(fee|payment|card)', page)
