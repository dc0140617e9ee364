"""A price under its floor, and hours that rise when the price falls, hold a gain until somebody says why."""

from decimal import Decimal

import pytest
from sqlalchemy.exc import IntegrityError

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.judging import Hold, Split
from procurement_hub.savings.models import Outcome
from tests.market import Market
from tests.savings.desk import decide, floor, gain_of, hours, review
from tests.savings.gallery import paper_bought, record_release
from tests.savings.test_signing import sign


@pytest.fixture
def market(app) -> Market:
    return paper_bought()


def test_a_price_under_the_floor_goes_to_review(market):
    floor(market, "3.50")
    gain = gain_of(market)
    assert (gain.outcome, gain.hold, gain.code) == (Outcome.HELD, Hold.SUSTAINABILITY_REVIEW, None)
    assert gain.held == Split(Decimal(68), Decimal(68))
    with pytest.raises(DomainError, match=r"£3\.42, is under the floor of £3\.50"):
        decide(market, Outcome.CASHABLE)


def test_a_price_at_the_floor_stands(market):
    floor(market, "3.42")
    assert gain_of(market).hold is None


def test_a_reason_lets_the_gain_go(market):
    floor(market, "3.50")
    review(market)
    assert gain_of(market).hold is None
    assert decide(market, Outcome.CASHABLE).outcome is Outcome.CASHABLE


def test_a_newer_floor_asks_for_a_review_again(market):
    floor(market, "3.50")
    review(market)
    floor(market, "3.60")
    assert gain_of(market).hold is Hold.SUSTAINABILITY_REVIEW


def test_hours_that_rise_after_a_price_cut_send_the_gain_to_be_tested_again(market):
    hours(market, "10", "10.5")
    assert gain_of(market).hold is None
    hours(market, "10", "10.6")
    gain = gain_of(market)
    assert gain.hold is Hold.HOURS_RISEN
    assert (gain.watched.cost_before, gain.watched.cost_now) == (Decimal(41), Decimal("36.252"))
    review(market)
    assert gain_of(market).hold is None


def test_a_gain_that_saves_nothing_for_each_person_is_not_let_go(market):
    hours(market, "10", "12")
    with pytest.raises(DomainError, match="costs no less for each of them"):
        review(market)


def test_a_review_needs_a_reason_and_somebody_who_did_not_record_what_holds(market):
    floor(market, "3.50", by="s151")
    with pytest.raises(DomainError, match="why the service can be kept"):
        review(market, reason="")
    with pytest.raises(NotPermitted, match="You recorded what holds this gain"):
        review(market, "s151")
    with pytest.raises(NotPermitted):
        review(market, "buyer")
    assert review(market, "approver").id


def test_there_is_nothing_to_review_without_a_concern(market):
    with pytest.raises(DomainError, match="No floor and no hours hold"):
        review(market)


def test_a_year_can_be_signed_without_the_gain_that_a_floor_holds(market):
    floor(market, "3.50")
    assert sign(market).gross == 0
    assert gain_of(market).held.total == 68


def test_a_floor_says_where_it_is_from_and_is_more_than_nothing(market):
    with pytest.raises(DomainError, match="must be more than 0"):
        floor(market, "0")


@pytest.mark.parametrize("act", ["UPDATE price_watch SET reason = 'x'", "DELETE FROM price_watch"])
def test_a_watch_is_never_changed(market, act):
    floor(market, "3.50")
    with pytest.raises(IntegrityError, match="append-only"), transaction():
        db.session.execute(db.text(act))


def test_the_released_money_of_a_held_gain_is_not_asked_for(market):
    record_release(market, "68.00")
    floor(market, "3.50")
    assert gain_of(market).needs_release == 0
