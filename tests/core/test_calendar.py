from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.core.calendar import (
    UK,
    add_working_days,
    end_of_day,
    financial_year_bounds,
    financial_year_of,
    format_date,
    format_financial_year,
    format_moment,
    format_moment_to_the_second,
    format_period,
    format_time,
    is_working_day,
    quarter,
    quarter_bounds,
    uk_date,
    uk_zone_name,
    working_days_ending,
)

days = st.dates(date(2024, 1, 1), date(2045, 12, 31))


def test_an_hour_before_midnight_utc_in_summer_is_already_tomorrow_in_the_uk():
    assert uk_date(datetime(2026, 7, 1, 23, 0, tzinfo=UTC)) == date(2026, 7, 2)
    assert uk_date(datetime(2026, 12, 1, 23, 0, tzinfo=UTC)) == date(2026, 12, 1)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        uk_date(datetime(2026, 7, 1, 12, 0))


def test_clocks_show_bst_from_the_last_sunday_of_march():
    assert uk_zone_name(datetime(2027, 3, 28, 0, 59, tzinfo=UTC)) == "GMT"
    assert uk_zone_name(datetime(2027, 3, 28, 1, 0, tzinfo=UTC)) == "BST"


def test_the_financial_year_turns_on_the_first_of_april():
    assert financial_year_of(date(2027, 3, 31)) == 2026
    assert financial_year_of(date(2027, 4, 1)) == 2027
    assert financial_year_bounds(2026) == (date(2026, 4, 1), date(2027, 3, 31))
    assert date(2027, 3, 31) in financial_year_bounds(2026)
    assert date(2027, 4, 1) not in financial_year_bounds(2026)
    assert format_financial_year(2026) == "2026 to 2027"


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        (date(2026, 4, 1), date(2026, 6, 30), 1),
        (date(2026, 7, 1), date(2026, 9, 30), 2),
        (date(2026, 10, 1), date(2026, 12, 31), 3),
        (date(2027, 1, 1), date(2027, 3, 31), 4),
    ],
)
def test_quarters_follow_the_financial_year(first, last, number):
    for day in (first, last):
        assert quarter(day) == number
        assert quarter_bounds(day) == (first, last)


@given(days)
def test_every_day_lies_in_its_own_quarter_and_year(day):
    assert day in quarter_bounds(day)
    assert day in financial_year_bounds(financial_year_of(day))


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 30), "St Andrew's Day, Scotland"),
        (date(2027, 1, 4), "2 January given in lieu, Scotland"),
        (date(2027, 3, 17), "St Patrick's Day, Northern Ireland"),
        (date(2027, 3, 29), "Easter Monday"),
        (date(2027, 7, 12), "Battle of the Boyne, Northern Ireland"),
        (date(2027, 8, 2), "summer bank holiday, Scotland"),
        (date(2027, 8, 30), "summer bank holiday, England"),
        (date(2026, 12, 28), "Boxing Day given in lieu"),
        (date(2026, 11, 28), "a Saturday"),
    ],
)
def test_a_holiday_in_one_part_of_the_uk_is_no_working_day_in_any(day, why):
    assert not is_working_day(day), why


def test_counting_starts_with_the_first_day_only_if_it_is_worked():
    friday, saturday = date(2026, 11, 20), date(2026, 11, 21)
    assert working_days_ending(friday, 1) == friday
    assert working_days_ending(saturday, 1) == date(2026, 11, 23)
    assert add_working_days(friday, 1) == date(2026, 11, 23)


def test_counting_no_days_is_refused():
    with pytest.raises(ValueError, match="at least one"):
        add_working_days(date(2026, 11, 20), 0)


@given(days, st.integers(1, 40))
def test_a_period_holds_exactly_its_number_of_working_days(first, count):
    last = working_days_ending(first, count)
    assert is_working_day(last)
    assert sum(is_working_day(first + timedelta(days=n)) for n in range((last - first).days + 1)) == count


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (17, 30, "5:30pm"),
        (17, 0, "5pm"),
        (12, 0, "12 noon"),
        (12, 5, "12:05pm"),
        (0, 0, "midnight"),
        (0, 1, "12:01am"),
        (9, 0, "9am"),
        (23, 59, "11:59pm"),
    ],
)
def test_times_are_written_as_people_say_them(hour, minute, said):
    assert format_time(datetime(2027, 1, 14, hour, minute, tzinfo=UK)) == said


def test_a_deadline_names_its_zone():
    assert format_moment(datetime(2027, 1, 14, 12, 0, tzinfo=UTC)) == "14 January 2027 at 12 noon (GMT)"
    assert format_moment(datetime(2027, 7, 1, 16, 30, tzinfo=UTC)) == "1 July 2027 at 5:30pm (BST)"


def test_a_receipt_gives_the_second():
    moment = datetime(2027, 1, 14, 11, 59, 7, tzinfo=UTC)
    assert format_moment_to_the_second(moment) == "14 January 2027 at 11:59:07am (GMT)"


def test_dates_have_no_ordinal_and_no_comma():
    assert format_date(date(2027, 1, 4)) == "4 January 2027"
    assert format_period(financial_year_bounds(2026)) == "1 April 2026 to 31 March 2027"


@given(days)
def test_a_day_ends_when_the_next_begins(day):
    assert uk_date(end_of_day(day)) == day + timedelta(days=1)
    assert uk_date(end_of_day(day) - timedelta(seconds=1)) == day
