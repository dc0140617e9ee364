"""The desk and the reviewer's pages, as the people who use them meet them."""

import re

import pytest

from procurement_hub.core.database import db
from procurement_hub.savings.models import BudgetRelease, Challenge, Outcome, PriceWatch, QualityChoice
from tests.market import NEXT_APRIL, Market
from tests.savings.desk import challenge, decide, floor, gain_of
from tests.savings.gallery import move_clock, paper_bought, record_release, visit

DESK = "/gains/2026/desk"


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_bought()


@pytest.fixture
def at(app, market):
    return lambda role, code="WOK": visit(app, market, code, role)


@pytest.fixture
def gain_page(market) -> str:
    return f"{DESK}/{market.item.id}/{market.framework.id}"


@pytest.mark.parametrize(
    "role", ["buyer", "approver", "s151", "auditor", "reviewer", "leader", "chief_executive"]
)
def test_everybody_who_reads_gains_reads_them_one_by_one(at, gain_page, role):
    reader = at(role)
    assert "£68.00" in reader.get(DESK)
    page = reader.get(gain_page)
    assert "Grade B" in page and "£4.10 by the ream, excluding VAT, on 15 February 2026" in page
    assert ("Record your decision" in page) == (role == "s151")
    assert ("Question this gain" in page) == (role == "reviewer")


def test_the_desk_opens_on_the_year_that_waits(at):
    assert at("s151").response("/gains/desk", 302).location.endswith(DESK)


def test_another_council_s_gain_is_not_there(at, gain_page):
    at("s151", "WAM").get(gain_page, 404)


def test_the_officer_decides_on_the_gain_s_page(at, market, gain_page):
    officer = at("s151")
    page = officer.get(gain_page)
    seen = re.search(r'name="seen" value="([^"]+)"', page).group(1)
    refused = officer.post(f"{gain_page}/decide", 422, outcome="rejected", reason="Twice", seen=seen)
    assert "Select the code under which the gain is rejected" in refused
    officer.post(f"{gain_page}/decide", outcome="rejected", code="D12", reason="Claimed twice", seen=seen)
    assert gain_of(market).outcome is Outcome.REJECTED
    page = officer.get("/gains/2026/disallowed")
    assert "D12 Already claimed elsewhere" in page and "Claimed twice" in page
    assert "£68.00" in officer.get("/gains/2026") and "By code" in officer.get("/gains/2026")


def test_a_decision_is_taken_back_on_the_gain_s_page(at, market, gain_page):
    officer = at("s151")
    assert "Take the decision back" not in officer.get(gain_page)
    officer.post(f"{gain_page}/decide", outcome="held", reason="To be looked at")
    assert "Take the decision back" in officer.get(gain_page)
    officer.post(f"{gain_page}/decide", outcome="undecided", reason="Looked at")
    assert gain_of(market).outcome is Outcome.UNDECIDED
    page = officer.get(gain_page)
    assert "Decision taken back" in page and "To be looked at" in page


def test_figures_that_moved_come_back_as_a_refusal(at, market, gain_page):
    officer = at("s151")
    seen = re.search(r'name="seen" value="([^"]+)"', officer.get(gain_page)).group(1)
    market.buy("WOK", 1)
    assert "have changed since you opened" in officer.post(
        f"{gain_page}/decide", 422, outcome="cashable", seen=seen
    )


def test_ticked_gains_are_confirmed_with_their_number_and_sum_and_then_accepted(at, market):
    officer = at("s151")
    ticket = re.search(r'name="gains" type="checkbox" value="([^"]+)"', officer.get(DESK)).group(1)
    page = officer.get(f"{DESK}/accept?gains={ticket}")
    assert "Accept 1 gain as cashable" in page and "£68.00" in page
    officer.post(f"{DESK}/accept", gains=ticket)
    assert gain_of(market).outcome is Outcome.CASHABLE
    assert "1 gain is accepted as cashable." in officer.get(DESK)


def test_the_confirmation_names_what_is_not_accepted_and_why(at, market):
    officer = at("s151")
    ticket = re.search(r'type="checkbox" value="([^"]+)"', officer.get(DESK)).group(1)
    challenge(market)
    page = officer.get(f"{DESK}/accept?gains={ticket}")
    assert "None of the gains that you chose" in page
    assert "Go back and tick" in officer.get(f"{DESK}/accept")
    assert "A challenge to this gain has not been answered" in page


def test_nothing_is_ticked_for_who_prepared_it_or_only_reads(at):
    assert 'type="checkbox"' not in at("buyer").get(DESK)


def test_the_desk_shows_only_what_is_asked_for(at, market):
    officer = at("s151")
    market.buy("WOK", 1)
    assert "No gain matches" in officer.get(f"{DESK}?outcome=held")
    assert market.item.title in officer.get(f"{DESK}?outcome=undecided&grade=B")


def test_the_use_of_one_gain_s_money_is_recorded_from_the_desk(at, market):
    decide(market, Outcome.CASHABLE)
    officer = at("s151")
    address = re.search(r'href="(/gains/2026/budget\?[^"]+)"', officer.get(DESK)).group(1)
    address = address.replace("&amp;", "&")
    page = officer.get(address)
    assert 'value="68' in page
    data = {"item": market.item.id, "amount": "68.00", "use": "reinvested", "reference": "V-7"}
    assert "Enter where the money is reinvested" in officer.post(address, 422, **data)
    officer.post(address, purpose="Two library afternoons", **data)
    release = db.session.scalars(db.select(BudgetRelease)).one()
    assert (release.framework_id, release.purpose) == (market.framework.id, "Two library afternoons")
    assert "on record for 1 of 1" in officer.get(DESK)


def test_a_reviewer_asks_and_the_council_answers_on_its_pages(at, gain_page):
    reviewer, buyer, officer = at("reviewer"), at("buyer"), at("s151")
    assert "Enter your question" in reviewer.post(f"{gain_page}/challenge", 422, question="")
    reviewer.post(f"{gain_page}/challenge", question="Is it the same paper?")
    found = db.session.scalars(db.select(Challenge)).one()
    address = f"/gains/challenges/{found.id}"
    assert "Challenges to answer" in buyer.get("/") and "Challenges to answer" in officer.get("/")
    assert "Answer a challenge" in officer.get("/gains/2026")
    assert "Every challenge has been answered" in officer.get("/gains/2026/sign")
    assert "Send the answer" not in reviewer.get(address)
    assert "Enter your answer" in buyer.post(f"{address}/answer", 422, answer="")
    buyer.post(f"{address}/answer", answer="It is.")
    assert "Answered: close it or ask again" in reviewer.get("/")
    reviewer.post(f"{address}/ask-again", question="And the weight?")
    buyer.post(f"{address}/answer", answer="80 gsm.")
    assert "Enter why the challenge is closed" in reviewer.post(f"{address}/close", 422, remark="")
    reviewer.post(f"{address}/close", remark="Seen the data sheets")
    page = officer.get(address)
    assert "Is it the same paper?" in page and "80 gsm." in page and "Seen the data sheets" in page
    assert "No challenge is open" in officer.get("/gains/challenges?status=open")


def test_a_buyer_chooses_a_quality_check_on_a_page(at, market):
    buyer = at("buyer")
    what = f"{market.item.id}-{market.framework.id}"
    refused = buyer.post("/gains/quality/choose", 422, what=what, code="other", tolerance="1")
    assert "Enter what was measured" in refused
    buyer.post("/gains/quality/choose", what=what, code="DEFECTS", tolerance="1")
    choice = db.session.scalars(db.select(QualityChoice)).one()
    assert (choice.indicator, choice.better.value) == ("Items returned or faulty (%)", "lower")
    assert "After the award" in buyer.get("/gains/quality/choices")
    assert f"choice={choice.id}" in buyer.get("/gains/2026/quality")
    page = buyer.get(f"/gains/2026/quality?choice={choice.id}")
    assert 'value="Items returned or faulty (%)"' in page


def test_a_floor_is_set_and_its_gain_reviewed_on_pages(at, market, gain_page):
    buyer, approver = at("buyer"), at("approver")
    buyer.post(
        "/gains/floors/new",
        item=market.item.id,
        unit_price="3.50",
        basis="lower_quartile",
        source="Seven providers",
    )
    page = approver.get(gain_page)
    assert "is under the floor of £3.50" in page and "Review the price" in page
    assert "Give the reason" in approver.post(f"{gain_page}/review", 422, reason="")
    approver.post(f"{gain_page}/review", reason="A co-operative at cost")
    assert "Reviewed" in approver.get(gain_page)
    assert db.session.query(PriceWatch).count() == 2
    at("s151").get(f"{gain_page}/review", 404)


def test_hours_are_recorded_on_a_page(at, market, gain_page):
    buyer = at("buyer")
    buyer.post("/gains/2026/hours", item=market.item.id, before="10", after="11", source="Reviews")
    assert "Hours for each person: 10 before, 11 now" in buyer.get(gain_page)


def test_what_a_person_typed_is_shown_and_never_run(at, market, gain_page):
    challenge(market, "<script>alert(1)</script>")
    decide(market, Outcome.HELD, reason="<b>bold</b>")
    page = at("auditor").get(gain_page)
    assert "<script>alert" not in page and "<b>bold" not in page


def test_a_signed_year_offers_no_decision(at, market, gain_page):
    record_release(market, "68.00")
    officer = at("s151")
    officer.post("/gains/2026/sign", decision="accept")
    assert "Record your decision" not in officer.get(gain_page)
    assert "Accepted with the year" in officer.get(DESK)


def test_a_gain_under_its_floor_is_named_on_the_page_of_what_is_held(at, market):
    floor(market, "3.50")
    page = at("auditor").get("/gains/2026/disallowed")
    assert "Sustainability review" in page and "found by the books" in page
