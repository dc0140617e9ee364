"""Financial standing: nobody fails, and a healthy firm wins whatever its size (needs S4-14)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.suppliers.standing import (
    GUARANTEE,
    LOT_CAP,
    SECOND,
    STAGES,
    STEP_IN,
    Dependency,
    Health,
    Outcome,
    Year,
    advise,
    assess,
    dependency_of,
    grid,
)


def year(ended=2026, turnover=1_000_000, profit=50_000, current=(180_000, 100_000), net=120_000):
    return Year(
        ended_on=date(ended, 3, 31),
        turnover=Decimal(turnover),
        profit=Decimal(profit),
        current_assets=Decimal(current[0]),
        current_liabilities=Decimal(current[1]),
        net_assets=Decimal(net),
    )


THREE = [year(2024), year(2025), year(2026)]


def test_a_stable_firm_that_would_live_on_the_contract_wins_with_safeguards():
    """Nine years' profit, a current ratio of 1.8, a contract of 70% of turnover: not failed."""
    found = assess(THREE, yearly_value=Decimal(700_000), years_in_profit=9)
    assert found.health is Health.STRONG
    assert found.tests[0].found == "9 years in a row"
    assert found.tests[1].found == "1.80"
    assert (found.share, found.dependency) == (Decimal("70.0"), Dependency.HIGH)
    assert found.outcome is Outcome.WITH_SAFEGUARDS
    assert set(found.advice) == {GUARANTEE, STEP_IN, STAGES, LOT_CAP, SECOND}


def test_a_stable_firm_with_a_small_contract_simply_wins():
    found = assess(THREE, yearly_value=Decimal(100_000))
    assert (found.outcome, found.advice) == (Outcome.AWARD, ())


def test_a_weak_firm_is_asked_further_and_not_failed():
    weak = year(profit=-20_000, current=(50_000, 100_000), net=-5_000)
    found = assess([weak], yearly_value=Decimal(10_000))
    assert found.health is Health.WEAK
    assert found.outcome is Outcome.ENQUIRE
    assert found.advice


def test_a_firm_without_accounts_is_asked_further():
    found = assess([], yearly_value=Decimal(10_000))
    assert (found.health, found.outcome) == (Health.UNKNOWN, Outcome.ENQUIRE)


def test_without_a_value_there_is_health_and_no_outcome():
    found = assess(THREE, yearly_value=None)
    assert (found.health, found.dependency, found.outcome) == (Health.STRONG, Dependency.UNKNOWN, None)


@pytest.mark.parametrize(
    ("value", "is_"),
    [
        ("250000.00", Dependency.LOW),
        ("250000.01", Dependency.MEDIUM),
        ("500000.00", Dependency.MEDIUM),
        ("500000.01", Dependency.HIGH),
    ],
)
def test_dependency_changes_at_a_quarter_and_at_a_half_of_turnover(value, is_):
    assert dependency_of(Decimal(value), Decimal(1_000_000)) is is_


def test_one_weak_test_alone_leaves_a_firm_adequate():
    assert assess([year(net=-1)], yearly_value=None).health is Health.ADEQUATE
    assert assess([year(net=-1, profit=-1)], yearly_value=None).health is Health.WEAK


def test_stated_years_of_profit_count_only_when_the_accounts_bear_them_out():
    loss = [year(2024), year(2025, profit=-1), year(2026)]
    assert assess(loss, yearly_value=None, years_in_profit=9).tests[0].found == "1 year in a row"
    assert assess([year()], yearly_value=None, years_in_profit=9).tests[0].health is Health.STRONG


def test_no_outcome_is_called_fail():
    assert {outcome.value for outcome in Outcome} == {"award", "award_with_safeguards", "further_enquiry"}
    assert all(outcome in Outcome for _, squares in grid() for _, outcome in squares)


pounds = st.decimals(-50_000_000, 50_000_000, places=2)
above = st.decimals(0, 50_000_000, places=2)
years = st.builds(
    Year,
    ended_on=st.dates(date(2020, 1, 1), date(2027, 1, 1)),
    turnover=above,
    profit=pounds,
    current_assets=above,
    current_liabilities=above,
    net_assets=pounds,
)


def scaled(one, by):
    names = ("turnover", "profit", "current_assets", "current_liabilities", "net_assets")
    return Year(ended_on=one.ended_on, **{name: getattr(one, name) * by for name in names})


@given(st.lists(years, min_size=1, max_size=3), st.integers(1, 1000))
def test_size_alone_changes_nothing(accounts, by):
    small = assess(accounts, yearly_value=Decimal(1000))
    large = assess([scaled(one, by) for one in accounts], yearly_value=Decimal(1000) * by)
    assert (small.health, small.dependency, small.outcome) == (large.health, large.dependency, large.outcome)


@given(years, st.decimals(0, 1_000_000, places=2))
def test_a_better_year_never_worsens_health(one, more):
    better = Year(
        ended_on=one.ended_on,
        turnover=one.turnover,
        profit=one.profit + more,
        current_assets=one.current_assets + more,
        current_liabilities=one.current_liabilities,
        net_assets=one.net_assets + more,
    )
    order = [Health.WEAK, Health.ADEQUATE, Health.STRONG]
    before, after = (assess([y], yearly_value=None).health for y in (one, better))
    assert order.index(before) <= order.index(after)


@given(st.sampled_from([Health.STRONG, Health.ADEQUATE]), st.sampled_from([*Dependency][:3]))
def test_a_firm_that_is_not_weak_always_can_win(health, dependency):
    outcome, advice = advise(health, dependency)
    assert outcome in (Outcome.AWARD, Outcome.WITH_SAFEGUARDS)
    assert bool(advice) == (outcome is Outcome.WITH_SAFEGUARDS)
