"""A question is private until it is sent, and does not say who asks."""

import pytest

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.addenda import QuestionDraft
from procurement_hub.tenders.anonymity import telling_words
from procurement_hub.tenders.models import Clarification
from procurement_hub.tenders.services.clarifications import QuestionTellsWhoAsks
from tests.tenders.scene import DEADLINE, IN_TIME
from tests.tenders.visiting import clock

NAME = "The Pennine Paper Co. Ltd"
EMAILS = ["bids@penninepaper.example", "ann@gmail.com"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("May reams come in boxes of five?", []),
        ("We at Pennine Paper deliver on Mondays.", ["Pennine Paper"]),
        ("THE PENNINE  PAPER CO. LTD delivers.", ["THE PENNINE  PAPER CO. LTD"]),
        ("Ask ann smith.", ["ann smith"]),
        ("Write to bids@penninepaper.example or look at www.penninepaper.example.", None),
        ("Write to somebody@elsewhere.org.", ["somebody@elsewhere.org"]),
        ("Is Gmail.com blocked?", []),
        ("Would Pennine do?", ["Pennine"]),
        ("Are there sites along the pennine way?", []),
        ("Is there an annex?", []),
    ],
)
def test_words_that_tell_who_asks_are_found(text, told):
    found = telling_words(text, name=NAME, people=["Ann Smith"], emails=EMAILS)
    if told is None:
        assert "bids@penninepaper.example" in found
    else:
        assert found == told


def test_an_ordinary_word_that_begins_a_name_tells_nothing():
    assert telling_words("Is Office 365 asked for?", name="Office Friends Ltd", people=[], emails=[]) == []


def keep(scene, text, code="ALB"):
    with transaction():
        tenders.draft_question(actor=scene.region.bidder(code), now=IN_TIME, tender=scene.tender, text=text)


def ask(scene, text, code="ALB", **more):
    with transaction():
        return tenders.ask_question(
            actor=scene.region.bidder(code), now=IN_TIME, tender=scene.tender, text=text, **more
        )


def test_a_draft_is_read_by_its_author_only_and_kept_without_name_or_words(scene):
    keep(scene, "May reams come in boxes of five?")
    row = db.session.scalars(db.select(QuestionDraft)).one()
    assert b"boxes" not in row.locked
    assert "ALB" not in row.token
    author, other = scene.region.bidder("ALB"), scene.region.bidder("PEN")
    assert queries.own_draft(author, scene.tender).text == "May reams come in boxes of five?"
    assert queries.own_draft(other, scene.tender) is None
    traces = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "draft_question")).all()
    assert traces == []


def test_a_draft_is_replaced_thrown_away_and_gone_when_it_is_sent(scene):
    author = scene.region.bidder("ALB")
    keep(scene, "First?")
    keep(scene, "Second?")
    assert queries.own_draft(author, scene.tender).text == "Second?"
    keep(scene, "  ")
    assert queries.own_draft(author, scene.tender) is None
    keep(scene, "Third?")
    ask(scene, "Third?")
    assert queries.own_draft(author, scene.tender) is None


def test_a_question_that_is_too_long_is_not_kept(scene):
    with pytest.raises(Invalid, match="4,000 characters"):
        keep(scene, "x" * 4001)


def test_a_question_that_names_its_asker_is_refused_until_that_is_meant(scene):
    with pytest.raises(QuestionTellsWhoAsks, match="“ALB organisation”") as refusal:
        ask(scene, "May ALB organisation deliver on Sundays?")
    assert "ALB" not in refusal.value.for_audit
    assert db.session.scalars(db.select(Clarification)).all() == []
    assert ask(scene, "May ALB organisation deliver on Sundays?", naming_is_meant=True).reference == "C1"


def test_another_suppliers_name_may_be_mentioned(scene):
    assert ask(scene, "Is PEN organisation's paper acceptable?").reference == "C1"


# --- pages ----------------------------------------------------------------------------------------


def test_a_question_is_drafted_checked_and_sent_in_the_browser(scene, bidder, client, lead):
    url = f"/tenders/{scene.tender.id}/questions"
    kept = bidder.post(f"{url}/new", data={"text": "ALB organisation asks: boxes?", "then": "keep"})
    assert kept.status_code == 302
    assert "Only your organisation can read it" in bidder.get(f"{url}/new").text
    for other in (client, lead):
        assert "boxes?" not in other.get(url).text
    assert "The text says who you are" in bidder.get(f"{url}/check").text
    refused = bidder.post(f"{url}/check")
    assert refused.status_code == 422
    assert "says who you are" in refused.text
    bidder.post(f"{url}/new", data={"text": "Boxes of five?", "then": "check"})
    assert "The text says who you are" not in bidder.get(f"{url}/check").text
    sent = bidder.post(f"{url}/check", follow_redirects=True)
    assert "published as C1, without your name" in sent.text
    assert "Yours" in sent.text
    public = client.get(url).text
    assert "Boxes of five?" in public
    assert "Yours" not in public
    assert "ALB" not in public


def test_a_thrown_away_draft_is_gone(scene, bidder):
    url = f"/tenders/{scene.tender.id}/questions"
    bidder.post(f"{url}/new", data={"text": "Boxes?", "then": "keep"})
    assert bidder.post(f"{url}/new", data={"text": "", "then": "throw-away"}).status_code == 302
    assert "Boxes?" not in bidder.get(url).text
    assert bidder.get(f"{url}/check").location.endswith("/questions/new")


def test_questions_are_searched_and_the_lead_sees_which_wait(scene, client, lead):
    first, second = ask(scene, "Do lorries fit?"), ask(scene, "Is 100% recycled asked for?", "PEN")
    with transaction():
        tenders.answer_question(
            actor=scene.lead, now=IN_TIME, clarification=first, text="Up to twelve metres."
        )
    url = f"/tenders/{scene.tender.id}/questions"
    assert "1 question found" in client.get(f"{url}?words=METRES+lorries").text
    assert "recycled" not in client.get(f"{url}?words=metres").text
    assert "100% recycled" in client.get(f"{url}?words=100%25").text
    assert "0 questions found" in client.get(f"{url}?words=50%25").text
    waiting = lead.get(f"{url}?show=unanswered").text
    assert second.question in waiting
    assert first.question not in waiting
    assert "Only those not answered yet" not in client.get(url).text


def test_the_cut_off_is_shown_in_uk_time_and_closes_the_sending(scene, bidder, client, monkeypatch):
    url = f"/tenders/{scene.tender.id}/questions"
    assert "30 June 2026 at 12 noon (BST)" in client.get(url).text
    bidder.post(f"{url}/new", data={"text": "Boxes?", "then": "keep"})
    clock(monkeypatch, DEADLINE)
    assert "cannot be sent any more" in bidder.get(f"{url}/check").text
    assert bidder.post(f"{url}/check").status_code == 422
