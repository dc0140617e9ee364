"""Which price tier a quantity reaches."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.demand.aggregation import TwoPricesForOneTier, next_tier, tier_price

TIERS = [(D(50000), D("3.55")), (D(100), D("3.71")), (D(75000), D("3.42"))]


@pytest.mark.parametrize(
    ("quantity", "price"),
    [(100, "3.71"), (49999, "3.71"), (50000, "3.55"), (74999, "3.55"), (75000, "3.42"), (10**9, "3.42")],
)
def test_the_highest_tier_reached_is_the_price_for_all_units(quantity, price):
    assert tier_price(TIERS, D(quantity)) == D(price)


def test_a_quantity_that_reaches_no_tier_has_no_price():
    assert tier_price(TIERS, D("99.999")) is None
    assert tier_price([], D(1)) is None


def test_the_next_tier_says_how_many_units_are_missing():
    ahead = next_tier(TIERS, D(74600))
    assert (ahead.from_quantity, ahead.unit_price, ahead.missing) == (D(75000), D("3.42"), D(400))
    assert next_tier(TIERS, D(10)).missing == D(90)


def test_there_is_no_tier_beyond_the_last():
    assert next_tier(TIERS, D(75000)) is None


def test_two_prices_for_one_tier_are_refused():
    with pytest.raises(TwoPricesForOneTier):
        tier_price([(D(1), D(2)), (D(1), D(3))], D(5))


thresholds = st.integers(1, 1000).map(D)
prices = st.decimals(0, 1000, places=6)
tables = st.dictionaries(thresholds, prices, max_size=6).map(lambda table: list(table.items()))
quantities = st.integers(0, 1200).map(D)


@given(tables, quantities, st.randoms())
def test_the_order_in_which_tiers_are_given_does_not_matter(tiers, quantity, random):
    shuffled = random.sample(tiers, len(tiers))
    assert tier_price(shuffled, quantity) == tier_price(tiers, quantity)


@given(tables, quantities, quantities)
def test_with_falling_prices_more_demand_never_costs_more_a_unit(tiers, one, other):
    falling = list(
        zip(
            sorted(threshold for threshold, _ in tiers),
            sorted((price for _, price in tiers), reverse=True),
            strict=True,
        )
    )
    smaller, larger = (tier_price(falling, quantity) for quantity in sorted((one, other)))
    if smaller is not None:
        assert larger <= smaller


@given(tables, quantities)
def test_what_is_missing_reaches_the_next_tier_and_no_less_does(tiers, quantity):
    ahead = next_tier(tiers, quantity)
    if ahead is not None:
        assert tier_price(tiers, quantity + ahead.missing) == ahead.unit_price
        assert tier_price(tiers, quantity + ahead.missing - 1) == tier_price(tiers, quantity)
