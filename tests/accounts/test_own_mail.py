"""In a demonstration, which sends no mail, people read theirs on a page: their own, and nobody else's."""

from datetime import UTC, datetime

import pytest

from procurement_hub.accounts import services as accounts
from procurement_hub.core import outbox
from procurement_hub.core.database import utcnow
from procurement_hub.core.transaction import transaction
from procurement_hub.web import jobs
from tests.makers import make_person, sign_in

TEXT = "Bids close soon.\n\nWhere: http://127.0.0.1:8000/tenders/1\n"


@pytest.fixture
def demonstration(app):
    with transaction():
        accounts.make_demonstration(now=datetime(2026, 11, 20, tzinfo=UTC))


@pytest.fixture
def asha(app):
    return sign_in(app.test_client(), make_person(email="asha@example.org"))


def post(kind, to, subject):
    with transaction():
        outbox.put(kind, {"to": to, "subject": subject, "text": TEXT}, now=utcnow())
    assert jobs.sweep() == 1


def test_a_person_reads_plain_and_sealed_letters_to_them_alone(app, demonstration, asha):
    post("mail", "asha@example.org", "A plain letter")
    post("sealed_mail", "asha@example.org", "A sealed letter")
    post("sealed_mail", "ben@example.org", "To somebody else")
    page = asha.get("/account/mail").text
    assert "A plain letter" in page
    assert "A sealed letter" in page
    assert "To somebody else" not in page
    (path,) = [found for found in page.split('"') if found.endswith(".eml.sealed")]
    letter = asha.get(path).text
    assert "Bids close soon." in letter
    assert 'href="http://127.0.0.1:8000/tenders/1"' in letter
    ben = sign_in(app.test_client(), make_person(email="ben@example.org"))
    assert ben.get(path).status_code == 404


def test_the_page_is_found_from_one_s_account(app, demonstration, asha):
    assert 'href="/account/mail"' in asha.get("/account").text
    assert "No letter yet" in asha.get("/account/mail").text


def test_in_service_there_is_no_such_page(app, asha):
    assert asha.get("/account/mail").status_code == 404
    assert asha.get("/account/mail/x.eml").status_code == 404
    assert "/account/mail" not in asha.get("/account").text


def test_where_mail_is_sent_there_is_no_such_page(app, demonstration, asha):
    app.config["MAIL_URL"] = "smtp://mail.example"
    assert asha.get("/account/mail").status_code == 404
