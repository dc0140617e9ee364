"""How much later a deadline becomes when the service failed before it (law.md B8): pure arithmetic."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.calendar import is_office_day, uk_time
from procurement_hub.tenders.outage_rule import (
    LOOK_BACK,
    MINUTE,
    RULE,
    Outage,
    later_deadline,
    minutes_that_count,
    runs,
)

NOON = datetime(2026, 6, 30, 11, tzinfo=UTC)  # 12 noon (BST), a Tuesday


def outage(before: int, minutes: int, deadline=NOON) -> Outage:
    """It began so many minutes before the deadline and lasted so long."""
    began = deadline - before * MINUTE
    return Outage(began, began + minutes * MINUTE)


@pytest.mark.parametrize(
    ("before", "lasted", "later"),
    [
        (60, 1, 30),  # at least half an hour
        (60, 15, 30),
        (60, 16, 32),  # twice the minutes
        (200, 90, 180),
        (241, 1, None),  # more than four hours before
        (240, 1, 30),
        (300, 61, 30),  # only its last minute counts
        (10, 10, 30),  # it worked again at the deadline itself
        (10, 40, 60),  # 10 minutes count; half an hour from the recovery, half an hour after the deadline
        (40, 50, 90),  # 40 minutes count: 80 from the recovery, 10 minutes after the deadline
        (0, 20, None),  # it began at the deadline
        (-5, 20, None),
    ],
)
def test_the_rule_in_figures(before, lasted, later):
    expected = None if later is None else NOON + later * MINUTE
    assert later_deadline(NOON, outage(before, lasted)) == expected


def test_a_new_deadline_in_the_evening_becomes_the_next_working_morning():
    six = datetime(2026, 7, 3, 17, tzinfo=UTC)  # Friday, 6pm (BST)
    assert later_deadline(six, outage(30, 5, six)) == datetime(2026, 7, 6, 9, tzinfo=UTC)  # Monday, 10am


def test_an_outage_that_ends_at_night_is_counted_on_from_the_same_morning():
    four = datetime(2026, 6, 30, 15, tzinfo=UTC)
    recovered = datetime(2026, 7, 1, 2, tzinfo=UTC)  # 3am (BST), Wednesday
    assert later_deadline(four, Outage(four - MINUTE, recovered)) == datetime(2026, 7, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("deadline", "new"),
    [
        # Friday 27 March 2026 in winter time; clocks go forward on Sunday; Monday is summer time
        (datetime(2026, 3, 27, 18, tzinfo=UTC), datetime(2026, 3, 30, 9, tzinfo=UTC)),
        # Friday 23 October 2026 in summer time; clocks go back on Sunday; Monday is winter time
        (datetime(2026, 10, 23, 17, tzinfo=UTC), datetime(2026, 10, 26, 10, tzinfo=UTC)),
        # Maundy Thursday: Good Friday and Easter Monday are bank holidays
        (datetime(2026, 4, 2, 17, tzinfo=UTC), datetime(2026, 4, 7, 9, tzinfo=UTC)),
    ],
)
def test_ten_in_the_morning_is_ten_on_both_sides_of_a_clock_change(deadline, new):
    moved = later_deadline(deadline, outage(5, 2, deadline))
    assert moved == new
    assert uk_time(moved).time() == time(10)


def test_the_hour_that_a_clock_change_repeats_is_counted_in_real_minutes():
    before = datetime(2026, 10, 24, 22, tzinfo=UTC)
    night = Outage(before, before + timedelta(hours=4))  # 11pm to 2am on the clock, four hours in truth
    assert minutes_that_count(before + timedelta(hours=4), night) == 240


def test_the_printed_rule_has_the_figures_that_are_computed():
    words = " ".join(RULE)
    for figure in ("4 hours", "twice as many minutes", "30 minutes at least", "8am to 6pm", "10am"):
        assert figure in words


deadlines = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=UTC)
)
outages = st.builds(outage, st.integers(-400, 3000), st.integers(1, 4000))


@given(deadlines, st.integers(-400, 3000), st.integers(1, 4000))
def test_a_deadline_only_moves_later_to_a_moment_when_somebody_is_at_work(deadline, before, lasted):
    found = outage(before, lasted, deadline)
    new = later_deadline(deadline, found)
    touches = found.started_at < deadline and found.ended_at > deadline - LOOK_BACK
    assert (new is not None) == touches
    if new is not None:
        local = uk_time(new)
        assert is_office_day(local.date())
        assert time(8) <= local.time() <= time(18)
        assert new >= max(deadline, found.ended_at) + max(
            timedelta(minutes=30), 2 * minutes_that_count(deadline, found) * MINUTE
        )
        assert new.second == new.microsecond == 0


@given(deadlines, st.integers(1, 240), st.integers(1, 239))
def test_a_longer_outage_never_gives_less(deadline, before, lasted):
    shorter = later_deadline(deadline, outage(before, lasted, deadline))
    assert later_deadline(deadline, outage(before, lasted + 1, deadline)) >= shorter


# --- what is an outage ----------------------------------------------------------------------------

START = datetime(2026, 6, 30, 9, tzinfo=UTC)


def measured(marks: str):
    """A minute a letter: + worked, - did not, a space was not measured."""
    return [(START + n * MINUTE, mark == "+") for n, mark in enumerate(marks) if mark != " "]


def told(marks, *, gaps_count=True, until=None):
    end = None if until is None else START + until * MINUTE
    found = runs(measured(marks), gaps_count=gaps_count, until=end)
    return [(int((o.started_at - START) / MINUTE), int((o.ended_at - START) / MINUTE)) for o in found]


@pytest.mark.parametrize(
    ("marks", "found"),
    [
        ("", []),
        ("++++", []),
        ("+--+", [(1, 3)]),
        ("+  +", [(1, 3)]),
        ("+ - +", [(1, 4)]),
        ("--+", [(0, 2)]),
        ("+-+-+", [(1, 2), (3, 4)]),
        ("+--", []),  # not over yet
    ],
)
def test_minutes_without_service_or_without_measurement_are_outages(marks, found):
    assert told(marks) == found


def test_in_a_demonstration_only_measured_failures_count():
    assert told("+  +", gaps_count=False) == []
    assert told("+-  -+", gaps_count=False) == [(1, 2), (4, 5)]


def test_an_outage_that_is_not_over_counts_as_far_as_now():
    assert told("+--", until=5) == [(1, 5)]
    assert told("+", until=5) == [(1, 5)]
    assert told("+++", until=3) == []
    assert told("", until=5) == []
    assert told("+", gaps_count=False, until=5) == []


@given(st.text("+- ", max_size=60))
def test_minutes_in_runs_are_exactly_those_without_service(marks):
    bad = {n for begin, end in told(marks) for n in range(begin, end)}
    marks = marks.rstrip(" ")
    first, last = len(marks) - len(marks.lstrip(" ")), marks.rfind("+")
    assert bad == {n for n in range(first, last) if marks[n] != "+"}
