"""What waits for an approver of a council at home: prices that a floor or risen hours hold."""

from dataclasses import replace

import pytest

from procurement_hub.core.transaction import transaction
from procurement_hub.dashboard import standing
from procurement_hub.savings import services
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Decision, Outcome
from tests.market import NEXT_APRIL, Market
from tests.savings.desk import decide, floor, hours, review
from tests.savings.gallery import move_clock, paper_bought, visit
from tests.stage import counted

WAITS = "Low prices to review"


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_bought()


@pytest.fixture
def home(app, market):
    return lambda role="approver", code="WOK": visit(app, market, code, role).get("/")


def test_an_approver_is_led_to_a_price_under_its_floor(app, market, home):
    assert WAITS not in home()
    floor(market, "3.50")
    page = home()
    assert WAITS in page
    assert "under the floor of £3.50" in page
    address = f"/gains/2026/desk/{market.item.id}/{market.framework.id}/review"
    assert address in page
    approver = visit(app, market, "WOK", "approver")
    assert "Why can the service be kept at this price?" in approver.get(address)
    approver.post(address, reason="The provider opened its books")
    assert WAITS not in home()


def test_risen_hours_wait_as_well_and_come_back_with_newer_ones(market, home):
    hours(market, "10", "10.6")
    assert "hours for each person rose by more than 5%" in home()
    review(market)
    assert WAITS not in home()
    hours(market, "10", "10.7")
    assert WAITS in home()


def test_a_gain_that_saves_nothing_for_each_person_waits_for_no_reason(market, home):
    """There is nothing to let go, so nobody is asked."""
    hours(market, "10", "12")
    assert WAITS not in home()


@pytest.mark.parametrize("role", ["buyer", "auditor"])
def test_nobody_is_told_who_may_not_review(market, home, role):
    floor(market, "3.50")
    assert WAITS not in home(role)
    assert WAITS not in home(code="SLO")


def test_who_recorded_the_floor_is_not_asked_to_review_it(market):
    floor(market, "3.50")
    both = frozenset({"buyer", "approver"})
    asked = [replace(market.actor("WOK", role), roles=both) for role in ("buyer", "approver")]
    told = [standing.prices_to_review(actor, standing.years_of(actor)) for actor in asked]
    assert [len(groups) for groups in told] == [0, 1]


def test_what_the_finance_officer_rejected_waits_for_nobody(market, home):
    floor(market, "3.50")
    decide(market, Outcome.REJECTED, under=Disallowance.SERVICE_CUT)
    assert WAITS not in home()


def test_a_signed_year_waits_for_nobody(market, home):
    floor(market, "3.50")
    officer = market.actor("WOK", "s151")
    with transaction():
        services.sign_off_gains(
            actor=officer, now=NEXT_APRIL, financial_year=2026, decision=Decision.ACCEPT, reason=""
        )
    assert WAITS not in home()


def test_the_home_page_asks_no_more_than_before(app, market):
    approver = visit(app, market, "WOK", "approver")
    with counted(app) as before:
        approver.get("/")
    floor(market, "3.50")
    with counted(app) as after:
        page = approver.get("/")
    assert WAITS in page
    assert sum(after.values()) == sum(before.values()) <= 10
