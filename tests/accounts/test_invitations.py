"""Nobody is made to act for a second organisation: they are asked, and answer."""

import pytest

from procurement_hub.accounts.models import Invitation, InvitationState, Membership
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.accounts.views import send_invitation
from procurement_hub.core.database import db
from procurement_hub.core.outbox import OutboxMessage
from tests.makers import make_organisation, make_person, sign_in, visitor

WANTED = {"name": "Asha Buyer", "email": "asha@example.org", "roles": ["bidder"]}


@pytest.fixture
def asha(app):
    return make_person([Role.BUYER], name="Asha Buyer", email="asha@example.org", password_hash="x")


@pytest.fixture
def supplier(app):
    return make_organisation(Kind.SUPPLIER, "Pennine Paper Ltd")


@pytest.fixture
def administrator(app, supplier):
    return visitor(app, [Role.ADMINISTRATOR], supplier, name="Adele")


@pytest.fixture
def invited(administrator, asha, supplier):
    assert administrator.post("/people/new", data=WANTED).status_code == 302
    return db.session.scalar(
        db.select(Membership.id).where(
            Membership.person_id == asha.id, Membership.organisation_id == supplier.id
        )
    )


def is_active(membership_id):
    return db.session.scalar(db.select(Membership.active).where(Membership.id == membership_id))


def test_somebody_who_acts_elsewhere_is_asked_and_nothing_changes_until_they_accept(app, asha, invited):
    assert is_active(invited) is False
    assert db.session.scalar(db.select(OutboxMessage.kind)) == "invitation"
    client = sign_in(app.test_client(), asha)
    assert "Pennine Paper Ltd" not in client.get("/account/organisation").text
    assert "Pennine Paper Ltd" in client.get("/account").text
    page = client.get("/account/invitations").text
    assert "Adele asked you" in page
    assert "bidder" in page
    assert client.post(f"/account/invitations/{invited}/accept").status_code == 302
    assert is_active(invited) is True
    assert "Pennine Paper Ltd" in client.get("/account/organisation").text


def test_who_declines_stays_out_even_if_access_is_given_again(app, administrator, asha, invited):
    client = sign_in(app.test_client(), asha)
    assert client.post(f"/account/invitations/{invited}/decline").status_code == 302
    assert "Declined" in administrator.get("/people").text
    assert administrator.post(f"/people/{invited}/reactivate").status_code == 302
    assert is_active(invited) is False
    assert db.session.get(Invitation, invited).state is InvitationState.OPEN


def test_an_invitation_taken_back_cannot_be_accepted(app, administrator, asha, invited):
    assert "Take the invitation back" in administrator.get(f"/people/{invited}").text
    assert administrator.post(f"/people/{invited}/deactivate").status_code == 302
    client = sign_in(app.test_client(), asha)
    assert client.post(f"/account/invitations/{invited}/accept").status_code == 422
    assert is_active(invited) is False


def test_only_the_person_asked_can_answer(administrator, invited):
    assert administrator.post(f"/account/invitations/{invited}/accept").status_code == 404
    assert is_active(invited) is False


def test_the_mail_leads_to_the_page_and_says_who_asks(app, monkeypatch, invited):
    sent = []
    monkeypatch.setattr("procurement_hub.accounts.views.invitations.send_mail", sent.append)
    send_invitation({"membership_id": invited})
    (mail,) = sent
    assert mail["to"] == "asha@example.org"
    assert "/account/invitations" in mail["text"]
    assert "Adele" in mail["subject"]


def test_somebody_new_needs_no_second_consent(administrator, supplier):
    new = {"name": "Bola New", "email": "bola@example.org", "roles": ["bidder"]}
    assert administrator.post("/people/new", data=new).status_code == 302
    assert db.session.scalar(db.select(OutboxMessage.kind)) == "password_link"
    assert db.session.scalar(db.select(Invitation.membership_id)) is None
