"""Inflation that was not paid is cash only when the budget had been raised by it (savings-method 2.5)."""

from datetime import date
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services, standing
from procurement_hub.savings.judging import Split
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import BudgetUse
from procurement_hub.savings.parts import left_out
from tests.market import NEXT_APRIL, Market, paper_market
from tests.region import the_item
from tests.savings.old_prices import OLD, gain_of, set_one, with_index

YEAR = 2026


@pytest.fixture
def market(app) -> Market:
    return paper_market()


@pytest.fixture
def held_price(market, toner_round):
    """V02b: £100 before, uprated by 2.09%, £96 now, 1,000 units: £4,000 cash and £2,090 of inflation."""
    with_index(market, {2025: "100.000", 2026: "102.090"})
    set_one(market, toner_round, OLD)
    gain_of(market, toner_round, "96", "1000")
    return market


def toner(market):
    db.session.expire_all()
    gains = standing.standings(market.council_id("KEN"), YEAR)
    return next(gain for gain in gains if gain.item_id == the_item("TON-1").id)


def release(market, amount="6090.00", **more):
    officer, gain = market.actor("KEN", "s151"), toner(market)
    item, framework_id = the_item("TON-1"), gain.framework_id
    with transaction():
        return services.release_budget(
            actor=officer,
            now=NEXT_APRIL,
            financial_year=YEAR,
            item=item,
            amount=Decimal(amount),
            use=BudgetUse.COUNCIL_TAX,
            reference=more.pop("reference", "V-1"),
            framework_id=framework_id,
            **{name: Decimal(value) for name, value in more.items()},
        )


def test_without_budget_evidence_inflation_avoided_is_no_cash(held_price):
    assert toner(held_price).claimed == Split(Decimal(6090), Decimal(4000))


def test_a_budget_raised_by_the_index_and_taken_out_again_makes_it_cash(held_price):
    release(held_price, uplift="1.0209", inflation="2090.00")
    gain = toner(held_price)
    assert gain.claimed == gain.allowed == Split(Decimal(6090), Decimal(6090))
    assert (gain.counts.cashable, gain.counts.nc_inflation) == (6090, 0)
    assert gain.counts.gross == gain.counts.cashable + gain.counts.non_cashable


def test_a_budget_raised_by_less_than_the_index_is_no_evidence(held_price):
    with pytest.raises(DomainError, match=r"at least the index, a factor of 1\.0209"):
        release(held_price, uplift="1.02", inflation="2090.00")


@pytest.mark.parametrize("inflation", ["2089.99", "2090.01", "0"])
def test_the_same_amount_leaves_the_budget(held_price, inflation):
    with pytest.raises(DomainError, match=r"not yet cash is £2,090\.00"):
        release(held_price, uplift="1.0209", inflation=inflation)


def test_the_same_inflation_is_not_made_cash_twice(held_price):
    release(held_price, uplift="1.0209", inflation="2090.00")
    with pytest.raises(DomainError, match=r"not yet cash is £0\.00"):
        release(held_price, "2090.00", uplift="1.0209", inflation="2090.00", reference="V-2")


def test_both_halves_of_the_evidence_are_given(held_price):
    with pytest.raises(DomainError, match="Give both"):
        release(held_price, uplift="1.0209")


def test_a_fall_of_the_market_is_shown_beside_the_claim_and_never_in_it(market, toner_round):
    with_index(market, {2025: "100.000", 2026: "95.000"})
    set_one(market, toner_round, OLD)
    gain_of(market, toner_round, "94", "1000")
    gains = standing.standings(market.council_id("KEN"), YEAR)
    assert standing.together(gains, "claimed").total == 1000
    [row] = left_out(gains)
    assert (row.code, row.amount) == (Disallowance.MARKET_FALL, Decimal("5000.00"))


def test_a_baseline_not_good_for_cash_is_named_under_its_code(market, toner_round):
    set_one(market, toner_round, OLD)
    gain_of(market, toner_round, "96", "1000")
    gains = standing.standings(market.council_id("KEN"), YEAR)
    [row] = left_out(gains)
    assert (row.code, row.amount) == (Disallowance.BASELINE_REFUSED, Decimal("4000.00"))
    assert date(2025, 5, 1) == toner(market).last.baseline.price_date
