from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.law.time_limits import (
    ShorterPeriodReason,
    earliest_deadline,
    planned_notice_qualifies,
)

days = st.dates(date(2025, 2, 24), date(2060, 12, 31))
reasons = st.sampled_from([None, *ShorterPeriodReason])


@pytest.mark.parametrize(
    ("electronic", "complete", "reason", "first_day"),
    [
        (True, True, None, "2026-12-26"),
        (True, False, None, "2026-12-31"),
        (False, True, None, "2026-12-31"),
        (False, False, None, "2027-01-05"),
        (True, True, "urgency", "2026-12-11"),
        (True, True, "qualifying_planned_notice", "2026-12-11"),
        (False, False, "dynamic_market", "2026-12-11"),
        (False, False, "preselected", "2026-12-11"),
    ],
)
def test_the_shortest_row_that_applies_sets_the_first_lawful_day(electronic, complete, reason, first_day):
    earliest = earliest_deadline(date(2026, 12, 1), electronic, complete, reason)
    assert earliest.first_day == date.fromisoformat(first_day)


def test_the_sentence_names_the_day_the_row_and_the_section():
    assert earliest_deadline(date(2026, 12, 1), True, True).sentence == (
        "The deadline must be 26 December 2026 or later: "
        "electronic tenders with all documents published need 25 days (section 54)."
    )


def test_a_light_touch_tender_has_no_shortest_period():
    earliest = earliest_deadline(date(2026, 12, 1), False, False, light_touch=True)
    assert earliest.first_day == date(2026, 12, 1)
    assert "light touch" in earliest.sentence


def test_a_reason_the_act_does_not_know_is_refused():
    with pytest.raises(ValueError, match="hurry"):
        earliest_deadline(date(2026, 12, 1), True, True, "hurry")


@given(days, st.booleans(), st.booleans(), reasons)
def test_publishing_a_day_later_moves_the_deadline_a_day(published, electronic, complete, reason):
    today = earliest_deadline(published, electronic, complete, reason).first_day
    tomorrow = earliest_deadline(published + timedelta(days=1), electronic, complete, reason).first_day
    assert tomorrow == today + timedelta(days=1)


@given(days, st.booleans(), st.booleans(), reasons)
def test_papers_left_out_and_paper_tenders_never_shorten_the_period(published, electronic, complete, reason):
    best = earliest_deadline(published, True, True, reason).first_day
    plain = earliest_deadline(published, electronic, complete).first_day
    reasoned = earliest_deadline(published, electronic, complete, reason).first_day
    assert best <= reasoned <= plain


def test_a_planned_notice_shortens_the_period_from_40_days_to_12_months_before():
    planned = date(2026, 1, 15)
    assert not planned_notice_qualifies(planned, planned + timedelta(days=39))
    assert planned_notice_qualifies(planned, planned + timedelta(days=40))
    assert planned_notice_qualifies(planned, date(2027, 1, 15))
    assert not planned_notice_qualifies(planned, date(2027, 1, 16))
