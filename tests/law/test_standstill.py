from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.calendar import is_working_day
from procurement_hub.law.standstill import sign_from, standstill_end, why_not_signed_yet

days = st.dates(date(2025, 2, 24), date(2045, 12, 31))


@pytest.mark.parametrize(
    ("published", "last_day"),
    [
        ("2026-11-23", "2026-12-03"),
        ("2026-12-18", "2026-12-31"),
        ("2026-12-24", "2027-01-08"),
        ("2027-03-12", "2027-03-24"),
        ("2027-07-05", "2027-07-15"),
        ("2026-07-06", "2026-07-16"),
    ],
)
def test_the_standstill_ends_on_the_eighth_working_day(published, last_day):
    assert standstill_end(date.fromisoformat(published)) == date.fromisoformat(last_day)


def test_the_contract_may_be_signed_the_day_after_even_on_a_bank_holiday():
    assert sign_from(date(2026, 12, 18)) == date(2027, 1, 1)


def test_signing_during_the_standstill_is_refused_with_both_dates():
    published = date(2026, 11, 23)
    assert why_not_signed_yet(published, date(2026, 12, 3)) == (
        "The standstill period ends on 3 December 2026. You can sign from 4 December 2026 (section 51)."
    )
    assert why_not_signed_yet(published, date(2026, 12, 4)) is None


@given(days)
def test_a_standstill_ends_on_a_working_day_at_least_ten_days_on(published):
    last = standstill_end(published)
    assert is_working_day(last)
    assert published + timedelta(days=9) <= last <= published + timedelta(days=20)


@given(days)
def test_publishing_later_never_ends_the_standstill_earlier(published):
    assert standstill_end(published) <= standstill_end(published + timedelta(days=1))
