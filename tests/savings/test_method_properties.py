"""Laws that the savings method keeps for any figures (savings-method section F)."""

from datetime import date, timedelta
from decimal import Context, localcontext
from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.money import allocate
from procurement_hub.savings import method
from procurement_hub.savings.method import Grade

PARTS = ("gross", "cashable", "nc_inflation", "nc_volume")

prices = st.decimals(0, 1_000_000, places=6)
quantities = st.decimals(0, 1_000_000, places=3)
indices = st.decimals("50", "200", places=3)
# As a caller divides them: Decimal keeps 28 digits unless told otherwise.
factors = st.builds(Context(prec=28).divide, indices, indices)
demand_factors = st.decimals("0.5", "2", places=3)
pounds = st.decimals(-1_000_000, 1_000_000, places=2)


@pytest.fixture(scope="module", autouse=True)
def every_digit():
    """The laws are exact, so the test's own sums must not round either."""
    with localcontext() as context:
        context.prec = 100
        yield


@st.composite
def circumstances(draw):
    """Everything about a line but its prices and quantities."""
    return {
        "q0": draw(st.none() | quantities),
        "R": draw(factors),
        "Dm": draw(demand_factors),
        "budget_evidence": draw(st.booleans()),
    }


@given(prices, prices, quantities, circumstances())
def test_gross_is_cashable_and_the_two_non_cashable_parts(p0, p1, q1, around):
    gain = method.line_gain(p0, p1, q1, **around)
    assert gain.gross == gain.cashable + gain.nc_inflation + gain.nc_volume


@given(prices, prices, quantities, circumstances(), st.integers(0, 9))
def test_a_gain_cut_to_any_places_still_adds_up(p0, p1, q1, around, places):
    gain = method.line_gain(p0, p1, q1, **around).to_places(places)
    assert gain.gross == gain.cashable + gain.nc_inflation + gain.nc_volume


@given(prices, prices, quantities, circumstances())
def test_only_losses_are_negative_and_then_wholly_cashable(p0, p1, q1, around):
    gain = method.line_gain(p0, p1, q1, **around)
    if gain.gross < 0:
        assert gain.cashable == gain.gross
    else:
        assert all(getattr(gain, part) >= 0 for part in PARTS)


@given(prices, prices, quantities, circumstances())
def test_budget_evidence_never_lowers_what_is_cashable(p0, p1, q1, around):
    without = method.line_gain(p0, p1, q1, **around | {"budget_evidence": False})
    with_it = method.line_gain(p0, p1, q1, **around | {"budget_evidence": True})
    assert with_it.cashable >= without.cashable
    assert with_it.gross == without.gross


@given(prices, prices, st.lists(quantities, min_size=1, max_size=6), circumstances())
def test_the_lines_of_a_year_at_one_price_add_up_to_the_year(p0, p1, lines, around):
    counted, sums = D(0), dict.fromkeys(PARTS, D(0))
    for quantity in lines:
        line = method.line_gain_within_year(p0, p1, quantity, counted, **around)
        counted += quantity
        for part in PARTS:
            sums[part] += getattr(line, part)
    year = method.line_gain(p0, p1, sum(lines), **around)
    assert sums == {part: getattr(year, part) for part in PARTS}


@given(prices, prices, quantities, circumstances(), st.decimals("0.01", 100, places=2))
def test_scaling_all_quantities_scales_the_gain(p0, p1, q1, around, k):
    scaled_q0 = None if around["q0"] is None else around["q0"] * k
    gain = method.line_gain(p0, p1, q1, **around)
    scaled = method.line_gain(p0, p1, q1 * k, **around | {"q0": scaled_q0})
    for part in PARTS:
        assert getattr(scaled, part) == getattr(gain, part) * k


@given(prices, prices, quantities)
def test_swapping_the_prices_negates_the_real_gain(p0, p1, quantity):
    there = method.line_gain(p0, p1, quantity, quantity)
    back = method.line_gain(p1, p0, quantity, quantity)
    assert there.gross == -back.gross


@given(st.lists(st.tuples(prices, quantities, prices, quantities), max_size=6), st.booleans())
def test_volume_mix_and_price_are_the_whole_change(items, one_unit):
    effects = method.pvm(items, one_unit=one_unit)
    assert effects.volume + effects.mix + effects.price == effects.change


@given(st.lists(st.tuples(prices, prices, quantities), max_size=6))
def test_at_one_quantity_and_no_inflation_the_claim_is_the_price_effect(rows):
    effects = method.pvm([(p0, q, p1, q) for p0, p1, q in rows], one_unit=False)
    claims = sum((method.line_gain(p0, p1, q, q).gross for p0, p1, q in rows), D(0))
    assert claims == -effects.price
    assert effects.volume == 0


@given(pounds, pounds, pounds)
def test_sustained_and_ongoing_are_this_years_gain(r_prev, r_now, one_off):
    stock = method.aes_stock(r_prev, r_now, one_off)
    assert stock.sustained + stock.ongoing == r_now
    assert stock.cumulative == r_now + one_off
    assert stock.sustained + stock.lost == max(D(0), r_prev)
    assert stock.sustained >= 0 and stock.lost >= 0


days = st.dates(date(2004, 4, 1), date(2012, 3, 31))


@given(pounds, days, st.integers(0, 2000), st.booleans(), pounds.map(abs))
def test_allowed_and_held_are_the_claim(annual, start, length, quality, one_off):
    year = method.net_year(
        annual, start, start + timedelta(length), 2006, one_off=one_off, quality_met=quality
    )
    assert year.net + year.held == year.r + year.o
    assert quality or year.net == 0


@given(days, st.integers(0, 2000))
def test_the_days_of_all_years_are_the_days_of_the_period(start, length):
    end = start + timedelta(length)
    parts = [method.part_year(D(1), start, end, year) for year in range(2004, 2019)]
    assert sum(part.days for part in parts) == length + 1


weights = st.lists(st.integers(0, 10**9).map(D), min_size=1, max_size=12).filter(any)


@given(pounds, weights)
def test_the_parts_of_an_allocation_sum_to_the_whole(total, weights):
    parts = allocate(total, weights)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * weight / whole) < D("0.01")


@given(pounds.map(abs), weights, st.decimals(0, 100, places=2))
def test_a_shared_rebate_is_kept_whole(rebate, spends, retained_percent):
    shared = method.share_rebate(rebate, spends, retained_percent)
    assert sum(shared.parts) + shared.retained == rebate


@given(st.lists(st.tuples(quantities, prices), max_size=6), quantities, quantities)
def test_a_rebate_of_rising_percentages_never_falls_with_spend(tiers, one, other):
    limits = sorted({limit for limit, _ in tiers})
    rising = list(zip(limits, sorted(percent for _, percent in tiers), strict=False))
    smaller, larger = sorted((one, other))
    assert method.tier_rebate(smaller, rising) <= method.tier_rebate(larger, rising)


@given(st.lists(prices, min_size=5, max_size=30))
def test_quartiles_are_in_order_and_within_the_values(values):
    found = method.quartiles(values)
    assert min(values) <= found.lower <= found.median <= found.upper <= max(values)


@given(st.sampled_from([f"B{n}" for n in range(1, 10)]), days, days)
def test_cash_needs_an_own_price_and_a_grade_of_a_or_b(kind, price_date, start):
    verdict = method.baseline_gate(kind, price_date, start)
    if verdict.ok_for_cash:
        assert kind in ("B1", "B2", "B3")
        assert 0 <= verdict.age_months <= 36
        assert verdict.max_grade in (Grade.A, Grade.B)


@given(st.sampled_from(["higher", "lower"]), pounds, pounds, pounds.map(abs))
def test_an_unchanged_or_better_indicator_always_meets_the_check(better, before, change, tolerance):
    after = before + abs(change) if better == "higher" else before - abs(change)
    assert method.quality_met(better, before, after, tolerance)
