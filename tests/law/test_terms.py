from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.law.terms import framework_last_day, why_term_too_long

days = st.dates(date(2025, 2, 24), date(2090, 12, 31))


@pytest.mark.parametrize(
    ("starts_on", "last_day"),
    [
        ("2026-08-01", "2030-07-31"),
        ("2024-12-01", "2028-11-30"),
        ("2028-02-29", "2032-02-28"),
        ("2028-03-01", "2032-02-29"),
        ("2096-02-29", "2100-02-28"),
    ],
)
def test_a_framework_runs_four_years_less_a_day(starts_on, last_day):
    assert framework_last_day(date.fromisoformat(starts_on)) == date.fromisoformat(last_day)


@given(days)
def test_starting_later_never_ends_earlier(starts_on):
    assert framework_last_day(starts_on) <= framework_last_day(starts_on + timedelta(days=1))


def test_a_day_over_four_years_needs_published_reasons():
    start, too_late = date(2026, 8, 1), date(2030, 8, 1)
    assert why_term_too_long(start, date(2030, 7, 31)) is None
    assert "section 47" in why_term_too_long(start, too_late)
    assert "section 47" in why_term_too_long(start, too_late, longer_term_reasons="  ")
    assert why_term_too_long(start, too_late, longer_term_reasons="The vehicles last ten years.") is None


def test_light_touch_and_open_frameworks_may_run_longer():
    start, end = date(2026, 8, 1), date(2034, 7, 31)
    assert why_term_too_long(start, end, light_touch=True) is None
    assert why_term_too_long(start, end, under_open_framework=True) is None
