"""A published tender changes in numbered steps: compared by everybody, confirmed by bidders (T4)."""

import io
import re
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.addenda import Addendum, AddendumReading
from procurement_hub.tenders.changing import NothingChanged
from procurement_hub.tenders.differences import differences
from procurement_hub.tenders.models import Criterion, Question
from procurement_hub.tenders.services.addenda import AddendumTooLate
from tests.selecting import selects
from tests.tenders.scene import DEADLINE, IN_TIME
from tests.tenders.visiting import clock, visit

NEW = "Question Q1, with weekly figures"


def change(scene, *, now=IN_TIME, actor=None, reason="A bidder asked", **what):
    with transaction():
        return tenders.publish_addendum(
            actor=actor or scene.lead, now=now, tender=scene.tender, reason=reason, **what
        )


def test_an_addendum_changes_the_texts_and_keeps_what_they_were(scene):
    before = scene.framework.description
    addendum = change(
        scene, description="Paper, and envelopes.", questions={"Q1": NEW}, notice="Mind the gap."
    )
    assert addendum.number == 1
    assert db.session.get(type(scene.framework), scene.framework.id).description == "Paper, and envelopes."
    assert scene.question("Q1").title == NEW
    [addition] = queries.addenda_in_full(scene.tender)
    assert [(c.kind, c.before, c.after) for c in addition.addendum.changes] == [
        ("description", before, "Paper, and envelopes."),
        ("question", "Question Q1", NEW),
        ("notice", "", "Mind the gap."),
    ]


def test_addenda_are_numbered_and_say_when_a_question_last_changed(scene):
    change(scene, questions={"Q1": NEW})
    later = IN_TIME + timedelta(hours=1)
    assert change(scene, now=later, questions={"Q1": NEW + "!"}).number == 2
    assert queries.changed_questions(scene.tender) == {"Q1": later}


def test_a_bidder_who_began_before_an_addendum_is_asked_in_its_words(scene):
    with pytest.raises(SeveralProblems) as before:
        scene.save("PEN", "Q1", "", done=True)
    change(scene, questions={"Q1": NEW})
    with pytest.raises(SeveralProblems) as after:
        scene.save("PEN", "Q1", "", done=True)
    assert NEW not in before.value.sentence
    assert f"Answer Q1: {NEW}." in after.value.sentence


def test_criteria_weights_and_the_number_of_questions_stay(scene):
    frozen = db.session.execute(
        db.select(Criterion.title, Criterion.weight, Question.code, Question.weight, Question.scale_max)
        .join(Question)
        .order_by(Question.id)
    ).all()
    change(scene, description="Other words", questions={"Q1": NEW, "Q2": "Another"})
    db.session.expire_all()
    assert (
        frozen
        == db.session.execute(
            db.select(Criterion.title, Criterion.weight, Question.code, Question.weight, Question.scale_max)
            .join(Question)
            .order_by(Question.id)
        ).all()
    )


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        ({}, NothingChanged),
        ({"questions": {"Q1": "Question Q1"}}, NothingChanged),
        ({"questions": {"Q1": " "}}, SeveralProblems),
        ({"questions": {"Q1": "x" * 501}}, SeveralProblems),
        ({"questions": {"Q9": "More"}}, NotFound),
        ({"description": " "}, SeveralProblems),
        ({"notice": "x", "reason": " "}, Invalid),
    ],
)
def test_an_addendum_that_takes_away_or_changes_nothing_is_refused(scene, what, refusal):
    with pytest.raises(refusal):
        change(scene, **what)
    assert db.session.scalars(db.select(Addendum)).all() == []


def test_with_less_than_48_hours_left_the_deadline_is_moved_first(scene):
    late = DEADLINE - timedelta(hours=48) + timedelta(seconds=1)
    with pytest.raises(AddendumTooLate, match="Move the deadline first"):
        change(scene, now=late, notice="More")
    with transaction():
        tenders.extend_deadline(
            actor=scene.lead,
            now=late,
            tender=scene.tender,
            deadline_at=DEADLINE + timedelta(days=2),
            reason="To change the tender",
        )
    assert change(scene, now=late, notice="More").number == 1


def test_exactly_48_hours_before_the_deadline_is_not_too_late(scene):
    assert change(scene, now=DEADLINE - timedelta(hours=48), notice="More").number == 1


def test_after_the_deadline_nothing_changes(scene):
    with pytest.raises(WrongState):
        change(scene, now=DEADLINE, notice="More")


def test_only_the_centres_lead_publishes_one(scene):
    with pytest.raises(NotPermitted):
        change(scene, actor=scene.region.bidder("ALB"), notice="More")
    with pytest.raises(NotFound):
        change(scene, actor=scene.region.actor("NECE", "procurement_lead"), notice="More")


# --- reading --------------------------------------------------------------------------------------


def test_a_bidder_confirms_each_addendum_and_no_row_says_who(scene):
    bidder = scene.region.bidder("ALB")
    first, second = change(scene, notice="One"), change(scene, notice="Two")
    assert [a.number for a in queries.unread_addenda(bidder, scene.tender)] == [1, 2]
    for _ in range(2):
        with transaction():
            tenders.confirm_reading(actor=bidder, now=IN_TIME, addendum=first)
    assert queries.unread_addenda(bidder, scene.tender) == [second]
    assert len(queries.unread_addenda(scene.region.bidder("PEN"), scene.tender)) == 2
    [row] = db.session.scalars(db.select(AddendumReading))
    assert "ALB" not in row.token
    assert db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "confirm_reading")).all() == []


def test_whoever_has_begun_something_cannot_miss_the_banner(app, scene, bidder, client):
    change(scene, notice="One")
    page = f"/tenders/{scene.tender.id}"
    banner = "The tender has changed"
    assert banner not in bidder.get(page).text
    scene.submit("ALB")
    with selects() as made:
        assert banner in bidder.get(page).text
    assert len(made) <= 10
    assert banner not in client.get(page).text
    assert banner not in visit(app, scene, "PEN", "bidder").get(page).text
    read = bidder.post(f"{page}/addenda/1/read")
    assert read.location.endswith(f"{page}/bid")
    assert banner not in bidder.get(page).text


# --- pages ----------------------------------------------------------------------------------------


def form(**changes):
    return {
        "reason": "A bidder asked what is meant",
        "notice": "",
        "description": "Copier paper for six councils.",
        "questions-0-text": "Question Q1, in two pages",
        "questions-1-text": "Question Q2",
    } | changes


def test_the_lead_looks_at_the_differences_before_publishing(scene, lead, client, monkeypatch):
    clock(monkeypatch, DEADLINE - timedelta(days=7))
    url = f"/tenders/{scene.tender.id}/addenda"
    assert "less than 6 days away" not in lead.get(f"{url}/new").text
    checked = lead.post(f"{url}/new", data=form(then="check")).text
    assert "[added: </span>, in two pages<" in checked
    assert "Question Q2" not in checked.replace('value="Question Q2"', "")
    assert "Question Q1, in two pages" in lead.post(f"{url}/new", data=form(then="edit")).text
    file = (io.BytesIO(b"%PDF-1.7 a plan of the sites"), "sites.pdf")
    published = lead.post(f"{url}/new", data=form(then="publish", document=file), follow_redirects=True)
    assert "Addendum 1 is published" in published.text
    page = client.get(url).text
    for words in ("<ins>", "<del>", "removed: ", "sites.pdf", "A bidder asked what is meant"):
        assert words in page
    link = re.search(rf'href="({url}/documents/\d+)"', page).group(1)
    assert client.get(link).data == b"%PDF-1.7 a plan of the sites"
    assert client.get(f"{url}/documents/1").status_code == 404
    assert "Addendum 1" in client.get(f"/tenders/{scene.tender.id}").text


def test_a_refusal_stands_beside_its_question_with_everything_typed(scene, lead):
    url = f"/tenders/{scene.tender.id}/addenda/new"
    answer = lead.post(url, data=form(**{"questions-1-text": "x" * 501, "then": "publish"}))
    assert answer.status_code == 422
    assert 'href="#questions-1-text"' in answer.text
    assert "in two pages" in answer.text


def test_in_the_last_days_the_lead_is_asked_about_the_deadline(scene, lead, monkeypatch):
    url = f"/tenders/{scene.tender.id}/addenda/new"
    clock(monkeypatch, DEADLINE - timedelta(days=5))
    assert "Move the deadline later" in lead.get(url).text
    clock(monkeypatch, DEADLINE - timedelta(hours=40))
    assert "Move the deadline first" in lead.get(url).text
    answer = lead.post(url, data=form(then="publish"))
    assert answer.status_code == 422
    assert "less than 48 hours away" in answer.text


# --- differences ----------------------------------------------------------------------------------


def test_a_changed_word_is_told_as_taken_out_and_put_in():
    assert [tuple(piece) for piece in differences("two vans a week", "three vans a week")] == [
        ("removed", "two"),
        ("added", "three"),
        ("same", " vans a week"),
    ]


texts = st.text("ab ,.\n", max_size=40)


@given(texts, texts)
def test_differences_make_both_texts_again(before, after):
    pieces = differences(before, after)
    assert "".join(text for what, text in pieces if what != "added") == before
    assert "".join(text for what, text in pieces if what != "removed") == after
