"""The method over years: profiles, recurrence, persistence and whether a change pays."""

from datetime import date
from decimal import Decimal as D

import pytest

from procurement_hub.core.money import round_money
from procurement_hub.savings import method
from procurement_hub.savings.method import ImpossibleFigure

OCTOBER_2005, MARCH_2009 = date(2005, 10, 1), date(2009, 3, 31)
WINTER = [D("0.05")] * 6 + [D("0.1"), D("0.1"), D("0.2"), D("0.1"), D("0.1"), D("0.1")]


def test_a_profile_puts_a_forecast_where_the_goods_are_bought():
    assert method.by_profile(D(120000), WINTER, OCTOBER_2005, MARCH_2009, 2005) == D(84000)
    assert method.by_profile(D(120000), WINTER, OCTOBER_2005, MARCH_2009, 2006) == D(120000)
    assert method.by_profile(D(120000), WINTER, OCTOBER_2005, MARCH_2009, 2004) == 0


def test_a_month_that_is_covered_in_part_counts_by_its_days():
    half = method.by_profile(D(120000), WINTER, date(2005, 12, 17), date(2005, 12, 31), 2005)
    assert round_money(half) == round_money(D(24000) * 15 / 31)


def test_february_of_a_leap_year_has_one_day_more():
    part = method.by_profile(D(2900), [0] * 10 + [1, 0], date(2008, 2, 1), date(2008, 2, 1), 2007)
    assert part == D(100)


@pytest.mark.parametrize(
    "profile",
    [
        [D("0.1")] * 12,
        [D("0.1")] * 10,
        [D("1.1"), D("-0.1"), *[D(0)] * 10],
    ],
)
def test_a_profile_is_twelve_shares_that_make_one(profile):
    with pytest.raises(ImpossibleFigure):
        method.by_profile(D(1), profile, OCTOBER_2005, MARCH_2009, 2005)


def test_no_period_ends_before_it_starts():
    with pytest.raises(ImpossibleFigure):
        method.by_profile(D(1), WINTER, MARCH_2009, OCTOBER_2005, 2005)
    with pytest.raises(ImpossibleFigure):
        method.business_case(D(1), D(0), D(0), MARCH_2009, OCTOBER_2005)
    with pytest.raises(ImpossibleFigure):
        method.part_of_window(D(1), MARCH_2009, OCTOBER_2005, OCTOBER_2005, MARCH_2009)
    with pytest.raises(ImpossibleFigure):
        method.part_of_window(D(1), OCTOBER_2005, MARCH_2009, MARCH_2009, OCTOBER_2005)


def test_a_dashboards_calendar_year_is_over_the_projects_own_days():
    part = method.part_of_window(
        D(200000), date(2024, 4, 1), date(2025, 3, 31), date(2024, 1, 1), date(2024, 12, 31)
    )
    assert (part.days, part.of) == (275, 365)


def test_in_a_programme_a_gain_recurs_and_year_on_year_it_counts_when_new():
    assert method.recurring_claim("programme", D(13800), D(9600)) == D(9600)
    assert method.recurring_claim("yoy", D(13800), D(9600)) == D(-4200)
    assert method.recurring_claim("yoy", D(0), D(13800)) == D(13800)
    with pytest.raises(ValueError, match="for ever"):
        method.recurring_claim("for ever", D(0), D(1))


def test_a_run_of_years_gives_each_years_columns():
    stocks = method.stock_of_years({2005: D(13800), 2006: D(9600), 2007: D(12000)}, {2005: D(-800)})
    assert [(s.sustained, s.ongoing, s.further, s.cumulative, s.lost) for s in stocks.values()] == [
        (0, D(13800), D(13000), D(13000), 0),
        (D(9600), 0, 0, D(9600), D(4200)),
        (D(9600), D(2400), D(2400), D(12000), 0),
    ]


def test_a_year_that_was_not_measured_is_not_a_year_of_nothing():
    with pytest.raises(ImpossibleFigure):
        method.stock_of_years({2005: D(1), 2007: D(1)})
    with pytest.raises(ImpossibleFigure):
        method.ni179_persistence({2008: D(1), 2010: D(1)})
    assert method.stock_of_years({}) == {} and method.ni179_persistence({}) == []


def persisted(*gains):
    years = {2008 + number: D(gain) for number, gain in enumerate(gains)}
    return [
        (found.first_year, found.accrued, found.lasted, found.deleted, found.provisional)
        for found in method.ni179_persistence(years)
    ]


def test_a_gain_that_lasts_two_more_years_counts_whole():
    assert persisted(100, 100, 100) == [(2008, 100, 100, 0, False)]


def test_a_gain_is_provisional_until_two_more_years_are_measured():
    assert persisted(100, 100) == [(2008, 100, 100, 0, True)]


def test_a_gain_that_falls_within_two_years_is_deleted_as_far_as_it_fell():
    assert persisted(100, 100, 30) == [(2008, 100, 30, 70, False)]
    assert persisted(100, 100, 100, 0) == [(2008, 100, 100, 0, False)]


def test_a_fall_takes_the_newest_gain_first():
    assert persisted(100, 150, 120, 120) == [(2008, 100, 100, 0, False), (2009, 50, 20, 30, False)]


def test_a_loss_accrues_nothing():
    assert persisted(-50, 20, 20, 20) == [(2009, 20, 20, 0, False)]
    assert persisted(50, -50, 50) == [(2008, 50, 0, 50, False), (2010, 50, 50, 0, True)]


def test_a_change_breaks_even_on_the_day_on_which_the_gains_have_paid_for_it():
    case = method.business_case(D(120000), D(5000), D(50000), OCTOBER_2005, date(2008, 3, 31))
    assert case.break_even_on == date(2006, 3, 8)
    assert round_money(case.net) == D("237342.47")
    assert round_money(case.payback_years * 115000) == D(50000)


def test_a_change_may_break_even_in_a_later_year_or_on_its_first_day():
    later = method.business_case(D(36500), D(0), D(54800), date(2005, 4, 1), date(2008, 3, 31))
    assert later.break_even_on == date(2006, 9, 30)
    assert method.business_case(D(1), D(0), D(0), OCTOBER_2005, MARCH_2009).break_even_on == OCTOBER_2005


def test_a_change_that_costs_more_than_it_gains_is_shown_to():
    case = method.business_case(D(5000), D(5000), D(100), OCTOBER_2005, MARCH_2009)
    assert (case.net, case.payback_years, case.break_even_on) == (D(-100), None, None)
    short = method.business_case(D(10000), D(5000), D(50000), OCTOBER_2005, date(2008, 3, 31))
    assert short.net < 0 and short.break_even_on is None


def test_a_cost_spread_over_years_makes_the_whole():
    assert method.amortised(D(100), 3) == [D("33.34"), D("33.33"), D("33.33")]
    with pytest.raises(ImpossibleFigure):
        method.amortised(D(100), 0)


def test_spreading_a_cost_changes_no_year_of_a_statement():
    """One-off costs fall whole in their year; the spread is for a business case only (2.6)."""
    year = method.net_year(D(1000), date(2005, 4, 1), MARCH_2009, 2005, one_off=D(100))
    assert year.o == D(-100)
