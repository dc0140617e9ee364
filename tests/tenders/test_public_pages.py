"""What anybody sees of a tender, what nobody sees before the opening, and questions."""

import re

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.models import Clarification
from tests.selecting import selects
from tests.tenders.scene import DEADLINE, IN_TIME
from tests.tenders.visiting import clock, lot_url, visit, write


def test_anybody_finds_and_reads_an_open_tender(client, scene):
    assert "Copier paper framework" in client.get("/tenders").text
    page = client.get(f"/tenders/{scene.tender.id}")
    assert page.status_code == 200
    for words in (
        "£400,000 including VAT",
        "30 June 2026 at 12 noon (BST)",
        "78,000",
        "RDG organisation",
        "Q1: Question Q1",
        "60 × 100,000 ÷ 110,000 = 54.55 points",
        "1 August 2026 to 31 July 2030",
    ):
        assert words in page.text


def test_a_closed_tender_is_on_the_closed_list_only(client, scene, monkeypatch):
    clock(monkeypatch, DEADLINE)
    assert "Copier paper framework" not in client.get("/tenders").text
    assert "Copier paper framework" in client.get("/tenders?show=closed").text


def test_no_page_before_the_opening_tells_who_bid_or_how_many(app, client, scene, lead):
    scene.submit("PEN")
    scene.submit("ALB")
    auditor = visit(app, scene, "EV1", "auditor")
    for visitor in (client, lead, auditor):
        for path in ("/tenders", f"/tenders/{scene.tender.id}", f"/tenders/{scene.tender.id}/opening"):
            page = visitor.get(path, follow_redirects=True).text
            assert "PEN organisation" not in page
            assert not re.search(r"\b2 bids\b", page)


@pytest.mark.parametrize(
    "path", ["", "/publish/{f}", "/{t}/deadline", "/{t}/opening", "/{t}/bid", "/my-bids"]
)
def test_a_stranger_is_sent_to_sign_in_but_for_public_pages(client, scene, path):
    answer = client.get("/tenders" + path.format(f=scene.framework.id, t=scene.tender.id))
    assert (answer.status_code == 200) == (path == "")
    if path:
        assert "/account/sign-in" in answer.headers["Location"]


def test_a_buyer_may_not_open_the_bid_pages(app, scene):
    buyer = visit(app, scene, "WOK", "buyer")
    assert buyer.get(f"/tenders/{scene.tender.id}/bid").status_code == 403
    assert buyer.get(f"/tenders/{scene.tender.id}/opening").status_code == 403


# --- questions ------------------------------------------------------------------------------------


def test_a_question_and_its_answer_are_public_without_a_name(app, client, scene, bidder, lead):
    questions = f"/tenders/{scene.tender.id}/questions"
    kept = bidder.post(f"{questions}/new", data={"text": "Boxes of five?", "then": "check"})
    assert kept.status_code == 302
    assert "Boxes of five?" not in client.get(questions).text
    assert bidder.post(f"{questions}/check").status_code == 302
    assert "ALB" not in client.get(f"/tenders/{scene.tender.id}").text
    question = db.session.scalars(db.select(Clarification)).one()
    url = f"/tenders/{scene.tender.id}/questions/{question.id}/answer"
    assert lead.post(url, data={"text": ""}).status_code == 422
    lead.post(url, data={"text": "Yes, priced per ream."})
    page = client.get(f"/tenders/{scene.tender.id}").text
    assert "Boxes of five?" in page
    assert "Yes, priced per ream." in page


# --- speed ----------------------------------------------------------------------------------------


def test_statements_do_not_grow_with_questions_and_bids(scene, client, bidder):
    page = f"/tenders/{scene.tender.id}"
    own = [f"{page}/bid", lot_url(scene), lot_url(scene, "/check"), "/tenders/my-bids"]
    with selects() as few:
        client.get(page)
    for number in range(12):
        with transaction():
            tenders.ask_question(
                actor=scene.region.bidder("PEN"), now=IN_TIME, tender=scene.tender, text=f"Question {number}?"
            )
    with selects() as many:
        client.get(page)
    assert len(many) == len(few) <= 10
    write(scene, bidder)
    for path in own:
        with selects() as made:
            bidder.get(path)
        assert len(made) <= 10
