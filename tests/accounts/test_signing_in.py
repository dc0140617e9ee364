"""Signing in and out, the lock after ten wrong tries, passwords, and the organisation acted for."""

import re
from datetime import timedelta

import pytest
import time_machine

from procurement_hub.accounts import attempts, passwords, services
from procurement_hub.accounts.models import Membership, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.actor import Actor
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.web.jobs import sweep
from procurement_hub.web.passwords import hash_password
from tests.makers import make_organisation, make_person, sign_in

PASSWORD = "paper otter lantern"


@pytest.fixture
def person(app):
    return make_person(
        [Role.BUYER], name="Asha Buyer", email="asha@example.org", password_hash=hash_password(PASSWORD)
    )


def send(client, password=PASSWORD, email="asha@example.org", **options):
    return client.post("/account/sign-in", data={"email": email, "password": password}, **options)


def test_the_right_password_signs_in_and_goes_on_to_the_page_asked_for(client, person):
    wanted = client.get("/account")
    assert wanted.status_code == 302
    answer = client.post(wanted.location, data={"email": " Asha@Example.org ", "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.location == "/account"
    page = client.get("/account").text
    assert "Asha Buyer" in page
    assert "Council" in page


@pytest.mark.parametrize(
    "address",
    [
        "//evil.example/",
        "///evil.example/",
        "/\\/evil.example/",
        "https://evil.example/",
        "/\\evil.example",
        "/\t/evil.example",
        "account",
        "",
    ],
)
def test_signing_in_never_leads_to_another_site(client, person, address):
    answer = client.post(
        "/account/sign-in", query_string={"next": address}, data={"email": person.email, "password": PASSWORD}
    )
    assert answer.location == "/"


def test_wrong_unknown_and_locked_all_read_the_same(client, person):
    wrong = send(client, "nonsense and more")
    unknown = send(client, email="nobody@example.org")
    for _ in range(10):
        send(client, "nonsense and more")
    locked = send(client)
    assert {wrong.status_code, unknown.status_code, locked.status_code} == {422}
    for answer in (wrong, unknown, locked):
        assert answer.text.count("do not match an account, or there were too many tries") == 1
    assert 'value="asha@example.org"' in wrong.text
    assert "nonsense" not in wrong.text
    assert "<title>Error: Sign in - Procurement Hub</title>" in wrong.text


def test_nine_wrong_tries_do_not_lock(client, person):
    for _ in range(9):
        send(client, "nonsense and more")
    assert send(client).status_code == 302


def test_a_lock_ends_after_fifteen_minutes(client, person):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        for _ in range(10):
            send(client, "nonsense and more")
        clock.shift(timedelta(minutes=14))
        assert send(client).status_code == 422
        clock.shift(timedelta(minutes=2))
        assert send(client).status_code == 302


def test_wrong_tries_long_apart_never_lock(client, person):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False) as clock:
        for _ in range(12):
            send(client, "nonsense and more")
            clock.shift(timedelta(minutes=16))
        assert send(client).status_code == 302


def test_a_lock_is_in_the_audit_without_the_address(client, person):
    for _ in range(11):
        send(client, "nonsense and more")
    (event,) = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "lock_sign_in"))
    assert "asha" not in event.detail


def test_a_new_password_lifts_the_lock_and_ends_other_sessions(app, client, person):
    elsewhere = sign_in(app.test_client(), person)
    assert elsewhere.get("/account").status_code == 200
    for _ in range(10):
        send(client, "nonsense and more")
    client.post("/account/forgotten-password", data={"email": person.email})
    link = mailed_link(app)
    chosen = client.post(link, data={"password": "violin marmalade tractor"})
    assert chosen.status_code == 302
    assert send(client, "violin marmalade tractor").status_code == 302
    assert elsewhere.get("/account").status_code == 302
    assert client.get(link).status_code == 404


def mailed_link(app):
    sweep()
    letters = sorted((app.config["VAR"] / "mail").glob("*.eml"))
    text = letters[-1].read_text().replace("=\n", "").replace("=3D", "=")
    return next(line for line in text.splitlines() if "/account/password/" in line).partition("8000")[2]


def test_a_link_is_not_in_the_database(app, client, person):
    client.post("/account/forgotten-password", data={"email": person.email})
    message = db.session.scalar(db.select(OutboxMessage))
    assert message.kind == "password_link"
    assert "token" not in message.payload
    assert "http" not in message.payload


def test_an_unknown_address_gets_the_same_answer_and_no_mail(client, person):
    known = client.post("/account/forgotten-password", data={"email": person.email})
    unknown = client.post("/account/forgotten-password", data={"email": "nobody@example.org"})
    assert known.status_code == unknown.status_code == 200
    known, unknown = (answer.text.partition("</footer>")[0] for answer in (known, unknown))
    assert known.replace(person.email, "") == unknown.replace("nobody@example.org", "")
    assert db.session.scalar(db.select(db.func.count(OutboxMessage.id))) == 1


def test_nobody_is_sent_more_than_five_links_in_an_hour(client, person):
    for _ in range(8):
        client.post("/account/forgotten-password", data={"email": person.email})
    assert db.session.scalar(db.select(db.func.count(OutboxMessage.id))) == 5


def test_a_forged_link_is_refused(client, person):
    assert client.get("/account/password/WyJhYmMiLG51bGxd.x.y").status_code == 404


def test_changing_the_password_needs_the_current_one_and_keeps_one_signed_in(client, person):
    sign_in(client, person)
    wrong = client.post(
        "/account/change-password", data={"current": "x", "password": "violin marmalade tractor"}
    )
    assert wrong.status_code == 422
    assert "That is not your current password" in wrong.text
    right = client.post(
        "/account/change-password", data={"current": PASSWORD, "password": "violin marmalade tractor"}
    )
    assert right.status_code == 302
    assert client.get("/account").status_code == 200


@pytest.mark.parametrize(
    "password",
    [
        "short one",
        "passwordpassword",
        "Password123456",
        "P4ssw0rd!2026",
        "qwertyuiop123",
        "abcdefghijklm",
        "123456789012",
        "aaaaaaaaaaaaaa",
        "abcabcabcabcabc",
        "summer-winter-2026",
        "AshaBuyer2026!",
        "asha@example.org",
        "letmeinletmein",
    ],
)
def test_a_guessable_password_is_refused(password):
    with pytest.raises((passwords.PasswordGuessable, passwords.PasswordTooShort)):
        passwords.check(password, name="Asha Buyer", email="asha@example.org")


@pytest.mark.parametrize(
    "password",
    [
        "violin marmalade tractor",
        "paperotterlantern",
        "пароль из трёх слов",
        "Tr9#mWq2!xLp7",
        "ash tree on hill",
    ],
)
def test_a_good_password_needs_no_special_characters(password):
    passwords.check(password, name="Asha Buyer", email="asha@example.org")


def test_signing_out_needs_a_post(client, person):
    sign_in(client, person)
    assert client.get("/account/sign-out").status_code == 405
    assert client.get("/account").status_code == 200
    client.post("/account/sign-out")
    assert client.get("/account").status_code == 302


def test_a_copied_cookie_is_worth_nothing_once_its_owner_has_signed_out(app, client, person):
    sign_in(client, person)
    thief = app.test_client()
    thief._cookies = dict(client._cookies)
    assert thief.get("/account").status_code == 200
    client.post("/account/sign-out")
    assert thief.get("/account").status_code == 302
    sign_in(client, person)
    assert client.get("/account").status_code == 200
    assert thief.get("/account").status_code == 302


def test_signing_in_and_out_are_in_the_audit(client, person):
    send(client)
    client.post("/account/sign-out")
    verbs = db.session.scalars(db.select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert verbs == ["sign_in", "sign_out"]


def test_a_session_lasts_a_working_day_and_its_cookie_is_closed_to_scripts(client, person):
    cookie = send(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires=" in cookie


def test_somebody_with_two_organisations_chooses_for_which_to_act(app, client, person):
    partner = make_organisation(Kind.PARTNER, "The Trust")
    with transaction():
        administrator = make_administrator_actor(partner)
        services.grant_membership(
            actor=administrator,
            now=utcnow(),
            person_id=person.id,
            organisation_id=partner.id,
            roles={Role.EVALUATOR},
        )
    sign_in(client, person)
    assert "The Trust" not in client.get("/account/organisation").text
    (invited,) = db.session.scalars(db.select(Membership.id).where(~Membership.active))
    assert client.post(f"/account/invitations/{invited}/accept").status_code == 302
    page = client.get("/account/organisation")
    assert "The Trust" in page.text
    wanted = db.session.scalar(
        db.select(Membership.id).where(
            Membership.organisation_id == partner.id, Membership.person_id == person.id
        )
    )
    assert client.post("/account/organisation", data={"membership": wanted}).status_code == 302
    header = client.get("/account").text.partition("</header>")[0]
    assert "The Trust" in header
    assert "Evaluator" in header


def make_administrator_actor(organisation):
    return Actor(
        None, "Adele", organisation.id, organisation.name, organisation.kind, frozenset({Role.ADMINISTRATOR})
    )


def test_nobody_acts_for_an_organisation_that_gave_no_access(client, person):
    other = make_person([Role.BUYER])
    foreign = db.session.scalar(db.select(Membership.id).where(Membership.person_id == other.id))
    sign_in(client, person)
    assert client.post("/account/organisation", data={"membership": foreign}).status_code == 422


def test_access_taken_away_ends_with_the_next_click(client, person):
    sign_in(client, person)
    assert client.get("/account").status_code == 200
    with transaction():
        db.session.execute(db.update(Membership).values(active=False))
    assert client.get("/account").status_code == 302


def test_an_inactive_person_cannot_sign_in(client, person):
    with transaction():
        db.session.execute(db.update(Person).values(active=False))
    assert send(client).status_code == 422


def test_tries_at_the_same_moment_are_all_counted(app, person):
    now = utcnow()
    with transaction():
        counted = [attempts.count("asha@example.org", now=now) for _ in range(12)]
    assert counted == [True] * 10 + [False] * 2


def test_the_first_administrator_comes_from_the_command_line(app):
    with transaction():
        services.create_administrator(
            now=utcnow(),
            email="First@Example.org",
            name="First Administrator",
            organisation_code="RCE",
            organisation_name="The Centre",
            password_hash=hash_password(PASSWORD),
        )
    assert send(app.test_client(), email="first@example.org").status_code == 302
    assert db.session.scalar(db.select(db.func.count(OutboxMessage.id))) == 0


def token_on(client, address):
    return re.search(r'name="csrf_token"[^>]* value="([^"]+)"', client.get(address).text)[1]


@pytest.fixture
def seats(app, person):
    """The person's memberships: the first, and one more of another council."""
    second = make_organisation(name="Zed").id
    with transaction():
        db.session.add(Membership(person_id=person.id, organisation_id=second))
    return db.session.scalars(db.select(Membership.id).order_by(Membership.id)).all()


def test_a_form_opened_for_one_organisation_does_nothing_for_another(app, client, person, seats):
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, person)
    sent = {"csrf_token": token_on(client, "/account/organisation"), "membership": seats[1]}
    assert client.post("/account/organisation", data=sent).status_code == 302
    stale = client.post("/account/organisation", data=sent)
    assert stale.status_code == 422
    assert "began to act for another organisation" in stale.text


def test_a_form_opened_before_a_membership_ended_does_nothing_for_the_one_left(app, client, person, seats):
    app.config["WTF_CSRF_ENABLED"] = True
    sign_in(client, person)
    first = {"csrf_token": token_on(client, "/account/organisation"), "membership": seats[1]}
    client.post("/account/organisation", data=first)
    sent = {"csrf_token": token_on(client, "/account/organisation"), "membership": seats[0]}
    with transaction():
        db.session.get(Membership, seats[1]).active = False
    assert client.post("/account/organisation", data=sent).status_code == 422
