"""A tender to practise on: the very same pages, and nowhere among the real ones."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import url_for

from procurement_hub.core.calendar import is_office_day, uk_time
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation.queries import evaluation_for
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot
from procurement_hub.tenders import queries
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.models import Bid, BidPart, BidReceipt, DeadlineChange, Tender
from procurement_hub.tenders.services import BidContent
from procurement_hub.tenders.services.practice import PracticeThere
from tests.routes import (
    ADMINISTRATOR,
    ALBION,
    APPROVER,
    AUDITOR,
    BUYER,
    EVALUATOR,
    LEAD,
    OPENER,
    PENNINE,
    PUBLIC,
    ROUTES,
    S151,
)
from tests.stage import demonstration_file, people, stage, visitor  # noqa: F401
from tests.tenders.scene import DEADLINE, IN_TIME, bid_of
from tests.tenders.visiting import clock

TITLE = "Practice tender"


@pytest.fixture
def practice(scene) -> Tender:
    with transaction():
        return tenders.set_up_practice(actor=scene.lead, now=IN_TIME)


def lot_of(tender: Tender, number="1") -> Lot:
    return db.session.scalars(
        db.select(Lot).where(Lot.framework_id == tender.framework_id, Lot.number == number)
    ).one()


def content() -> BidContent:
    tiers = bid_of("ALB").prices["A4-80"]
    return BidContent(
        answers={code: f"How ALB will do {code}." for code in ("Q1", "Q2", "Q3")},
        prices={"PRACTICE-PAPER": tiers},
    )


def submit(scene, tender, now=IN_TIME):
    with transaction():
        return tenders.submit_bid(
            actor=scene.region.bidder("ALB"), now=now, lot=lot_of(tender), content=content()
        )


def test_a_centre_has_one_and_its_lead_sets_it_up(scene, practice):
    framework = db.session.get(Framework, practice.framework_id)
    assert framework.status is FrameworkStatus.PRACTICE
    with pytest.raises(PracticeThere), transaction():
        tenders.set_up_practice(actor=scene.lead, now=IN_TIME)
    with pytest.raises(NotPermitted), transaction():
        tenders.set_up_practice(actor=scene.region.buyer("WOK"), now=IN_TIME)


@pytest.mark.parametrize(
    "now",
    [
        IN_TIME + timedelta(days=9),
        datetime(2026, 10, 12, 8, tzinfo=UTC),
        datetime(2026, 12, 18, 8, tzinfo=UTC),
        datetime(2027, 3, 15, 8, tzinfo=UTC),
    ],
)
def test_its_deadline_rolls_forward_to_a_noon_of_a_working_day(practice, now):
    with transaction():
        tenders.roll_practice(now=now)
    deadline = db.session.scalar(db.select(Tender.deadline_at).where(Tender.id == practice.id))
    assert deadline >= now + timedelta(days=13)
    assert is_office_day(uk_time(deadline).date())
    assert (uk_time(deadline).hour, uk_time(deadline).minute) == (12, 0)
    assert db.session.scalars(db.select(DeadlineChange)).all() == []


def test_rolling_leaves_real_deadlines_and_far_ones_alone(scene, practice):
    before = practice.deadline_at
    with transaction():
        tenders.roll_practice(now=IN_TIME + timedelta(hours=1))
    assert db.session.get(Tender, practice.id).deadline_at == before
    with transaction():
        tenders.roll_practice(now=DEADLINE + timedelta(days=1))
    assert db.session.get(Tender, scene.tender.id).deadline_at == DEADLINE


def test_it_is_never_opened_evaluated_or_changed(scene, practice):
    submit(scene, practice)
    late = practice.deadline_at + timedelta(days=1)
    with pytest.raises(WrongState, match="for practice"), transaction():
        tenders.start_opening(actor=scene.lead, now=late, tender=practice)
    with pytest.raises(NotFound):
        evaluation_for(scene.lead, practice.id)
    with pytest.raises(WrongState), transaction():
        tenders.publish_addendum(
            actor=scene.lead, now=IN_TIME, tender=practice, reason="Because", notice="More"
        )


def test_what_is_old_is_destroyed_and_tied_to_nobody(scene, practice):
    submit(scene, practice)
    scene.submit("ALB")
    with transaction():
        tenders.draft_question(
            actor=scene.region.bidder("ALB"), now=IN_TIME, tender=practice, text="Is this kept?"
        )
        assert tenders.forget_practice(now=IN_TIME + timedelta(days=29)) == 0
    with transaction():
        assert tenders.forget_practice(now=IN_TIME + timedelta(days=31)) == 1
    with transaction():
        assert tenders.forget_practice(now=IN_TIME + timedelta(days=32)) == 0
    lot = lot_of(practice)
    bid = db.session.scalars(db.select(Bid).where(Bid.lot_id == lot.id)).one()
    assert bid.sealed is bid.sealed_prices is bid.content_sha256 is None
    assert db.session.scalars(db.select(BidPart).where(BidPart.bid_id == bid.id)).all() == []
    author = scene.region.bidder("ALB")
    assert queries.own_bid(author, practice.id, lot.id).bid is None
    assert queries.own_draft(author, practice) is None
    assert len(db.session.scalars(db.select(BidReceipt)).all()) == 2
    assert queries.own_bid(author, scene.tender.id, scene.lot.id).submitted


# --- pages ----------------------------------------------------------------------------------------


def test_a_lead_sets_one_up_in_one_click_and_suppliers_find_it(scene, lead, bidder, client):
    assert "No centre has set up a practice tender yet" in client.get("/tenders/practice").text
    set_up = lead.post("/tenders/practice/set-up", follow_redirects=True)
    assert "The practice tender is there" in set_up.text
    assert "Set up a practice tender" not in lead.get("/tenders/practice").text
    for page in ("/tenders", "/tenders/my-bids"):
        assert "Practise bidding" in bidder.get(page).text
    assert TITLE in bidder.get("/tenders/practice").text
    assert lead.post("/tenders/practice/set-up").status_code == 422


def test_each_of_its_pages_says_that_it_is_practice(scene, practice, bidder):
    submit(scene, practice)
    base, lot = f"/tenders/{practice.id}", lot_of(practice)
    for page in (
        "",
        "/bid",
        f"/bid/{lot.id}/check",
        "/questions",
        "/questions/new",
        f"/bid/{lot.id}/pretend",
    ):
        assert "This is not a real tender" in bidder.get(base + page).text, page
    assert "This is not a real tender" not in bidder.get(f"/tenders/{scene.tender.id}").text


def test_practising_puts_the_deadline_ahead_whatever_the_clock_says(practice, bidder, monkeypatch):
    clock(monkeypatch, practice.deadline_at + timedelta(days=200))
    assert bidder.post(f"/tenders/practice/{practice.id}/begin").status_code == 302
    assert "The deadline was" not in bidder.get(f"/tenders/{practice.id}/bid").text


def test_a_real_tender_cannot_be_practised_on(scene, bidder):
    assert bidder.post(f"/tenders/practice/{scene.tender.id}/begin").status_code == 404
    assert bidder.get(f"/tenders/{scene.tender.id}/bid/{scene.lot.id}/pretend").status_code == 404


def test_pretending_shows_what_would_be_opened_and_stores_nothing(scene, practice, bidder):
    page = f"/tenders/{practice.id}/bid/{lot_of(practice).id}/pretend"
    assert "Nothing would be opened" in bidder.get(page).text
    submit(scene, practice)
    shown = bidder.get(page).text
    for words in ("How ALB will do Q1.", "£3.60", "75,000"):
        assert words in shown
    db.session.expire_all()
    bid = db.session.scalars(db.select(Bid).where(Bid.tender_id == practice.id)).one()
    assert bid.supplier_id is None


# --- nowhere else ---------------------------------------------------------------------------------

ITS_OWN = {"tenders.practice"}
"""The one list that has it."""

EVERYBODY = [None, LEAD, OPENER, EVALUATOR, AUDITOR, ADMINISTRATOR, BUYER, APPROVER, S151, PENNINE, ALBION]


@pytest.fixture(scope="module")
def hub(demonstration_file, tmp_path_factory):  # noqa: F811
    with stage(demonstration_file, tmp_path_factory.mktemp("var")) as app:
        yield app


@pytest.mark.parametrize(
    "endpoint",
    sorted(e for e, r in ROUTES.items() if not r.arguments and (r.ask or r.access == PUBLIC)),
)
def test_no_list_of_real_things_has_it(hub, endpoint):
    """Every page that takes no record as its argument, for a person of every role and for a stranger."""
    with hub.app_context():
        assert db.session.scalar(db.select(Framework.id).where(Framework.status == FrameworkStatus.PRACTICE))
    with hub.test_request_context():
        where = url_for(endpoint)
    keys = people(hub)
    for email in EVERYBODY:
        text = visitor(hub, keys.get(email)).get(where + ROUTES[endpoint].query).get_data(as_text=True)
        found = TITLE in text or "PRACTICE-1" in text
        assert found == (endpoint in ITS_OWN), email


def test_its_records_are_not_there_on_the_pages_of_real_ones(hub):
    with hub.app_context():
        framework_id, tender_id = db.session.execute(
            db.select(Framework.id, Tender.id)
            .join(Tender, Tender.framework_id == Framework.id)
            .where(Framework.status == FrameworkStatus.PRACTICE)
        ).one()
    keys = people(hub)
    for email in ("lead@sece.example", "buyer@wok.example", "bids@alb.example", "auditor@sece.example"):
        for page in (
            f"/frameworks/{framework_id}",
            f"/frameworks/register/{framework_id}",
            f"/evaluations/{tender_id}",
        ):
            assert visitor(hub, keys[email]).get(page).status_code in (403, 404), (email, page)
