from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.law.notices import NOTICES, notice_due


@pytest.mark.parametrize(
    ("notice", "from_date", "light_touch", "due_on"),
    [
        ("UK7", "2026-12-01", False, "2026-12-30"),
        ("UK7", "2026-12-01", True, "2027-03-30"),
        ("UK11", "2030-11-30", False, "2030-12-29"),
        ("UK11", "2030-11-30", True, "2030-12-29"),
        ("UK1", "2027-04-01", False, "2027-05-26"),
        ("UK8", "2026-06-30", False, "2026-07-29"),
        ("UK17", "2027-03-31", False, "2027-04-29"),
    ],
)
def test_the_day_named_is_day_one_of_the_period(notice, from_date, light_touch, due_on):
    assert notice_due(notice, date.fromisoformat(from_date), light_touch) == date.fromisoformat(due_on)


def test_a_notice_that_must_come_before_the_act_has_no_counted_period():
    assert notice_due("UK6", date(2026, 12, 1)) is None
    assert notice_due("UK10", date(2026, 12, 1)) is None


def test_an_unknown_notice_is_an_error():
    with pytest.raises(KeyError):
        notice_due("UK99", date(2026, 12, 1))


def test_all_seventeen_notices_are_kept_with_their_section():
    assert list(NOTICES) == [f"UK{n}" for n in range(1, 18)]
    for rule in NOTICES.values():
        assert rule.source.startswith("PA 2023 s.")
        assert (rule.days is None) == (rule.counted_from is None)


@given(
    st.sampled_from([code for code, rule in NOTICES.items() if rule.days]),
    st.dates(date(2025, 2, 24), date(2060, 1, 1)),
    st.booleans(),
)
def test_a_later_event_is_due_as_much_later(notice, from_date, light_touch):
    due = notice_due(notice, from_date, light_touch)
    assert due >= notice_due(notice, from_date)
    assert notice_due(notice, from_date + timedelta(days=1), light_touch) == due + timedelta(days=1)
