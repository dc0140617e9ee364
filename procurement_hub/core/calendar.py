"""The council's calendar: UK time, financial years and quarters, and working days.

Moments are kept in UTC; which day it was is asked of UK time. A financial year goes by the calendar
year in which it starts: 2026 is 1 April 2026 to 31 March 2027.

Every function is given the date or moment that it works on; none reads the clock.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

import holidays

UK = ZoneInfo("Europe/London")
ONE_DAY = timedelta(days=1)

# PA 2023 s.123: a working day is not a bank holiday in any part of the United Kingdom.
PARTS_OF_THE_UK = ("ENG", "WLS", "SCT", "NIR")


class Period(NamedTuple):
    """From the first day to the last, both included."""

    first: date
    last: date

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and self.first <= day <= self.last


# --- UK time --------------------------------------------------------------------------------------


def uk_time(moment: datetime) -> datetime:
    """The moment on a UK clock. A naive moment is refused: nobody can say which hour it means."""
    if moment.tzinfo is None:
        raise ValueError("a moment needs its time zone")
    return moment.astimezone(UK)


def uk_date(moment: datetime) -> date:
    """The date in the UK at the moment: an hour after midnight UTC in summer is already tomorrow."""
    return uk_time(moment).date()


def uk_zone_name(moment: datetime) -> str:
    """GMT or BST, whichever UK clocks show at the moment."""
    return "BST" if uk_time(moment).utcoffset() else "GMT"


def end_of_day(day: date) -> datetime:
    """The moment, in UTC, at which the day is over in the UK."""
    following = day + ONE_DAY
    return datetime(following.year, following.month, following.day, tzinfo=UK).astimezone(UTC)


# --- financial years ------------------------------------------------------------------------------


def financial_year_of(day: date) -> int:
    """The year in which the financial year of that day began: 31 March 2027 is in 2026."""
    return day.year if day.month >= 4 else day.year - 1


def first_day(financial_year: int) -> date:
    return date(financial_year, 4, 1)


def last_day(financial_year: int) -> date:
    return date(financial_year + 1, 3, 31)


def financial_year_bounds(financial_year: int) -> Period:
    """1 April to 31 March."""
    return Period(first_day(financial_year), last_day(financial_year))


def format_financial_year(financial_year: int) -> str:
    """As prose writes it: "2026 to 2027"."""
    return f"{financial_year} to {financial_year + 1}"


def quarter(on: date) -> int:
    """1 to 4 within the financial year: April to June is 1, January to March is 4."""
    return (on.month - 4) % 12 // 3 + 1


def quarter_bounds(on: date) -> Period:
    """The quarter that the date falls in, ending 30 June, 30 September, 31 December or 31 March."""
    first = date(on.year, (on.month - 1) // 3 * 3 + 1, 1)
    following = date(first.year + first.month // 10, (first.month + 2) % 12 + 1, 1)
    return Period(first, following - ONE_DAY)


# --- working days ---------------------------------------------------------------------------------


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of every part of the UK, days given in lieu included."""
    return frozenset(
        day for part in PARTS_OF_THE_UK for day in holidays.country_holidays("GB", subdiv=part, years=year)
    )


def is_working_day(on: date) -> bool:
    """Not a Saturday, a Sunday or a bank holiday in any part of the UK (PA 2023 s.123)."""
    return on.weekday() < 5 and on not in bank_holidays(on.year)


@cache
def _english_bank_holidays(year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_office_day(on: date) -> bool:
    """Not a Saturday, a Sunday or a bank holiday in England: when somebody is there to help."""
    return on.weekday() < 5 and on not in _english_bank_holidays(on.year)


def add_working_days(after: date, count: int) -> date:
    """The working day that is `count` working days after the given day, which is not counted itself."""
    if count < 1:
        raise ValueError("count at least one working day")
    day = after
    while count:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def working_days_ending(first: date, count: int) -> date:
    """The last day of a period of `count` working days that begins with `first`.

    When `first` is itself a working day it is day one; otherwise the next working day is."""
    return add_working_days(first - ONE_DAY, count)


# --- how dates are written ------------------------------------------------------------------------


@lru_cache(maxsize=4096)  # a list shows the same few days again and again
def format_date(on: date) -> str:
    """14 January 2027: no ordinal, no comma, the month in full."""
    return f"{on.day} {on:%B %Y}"


def format_period(period: tuple[date, date]) -> str:
    """1 April 2026 to 31 March 2027."""
    return f"{format_date(period[0])} to {format_date(period[1])}"


def format_time(moment: datetime) -> str:
    """5:30pm, 5pm, 12 noon or midnight, on a UK clock."""
    local = uk_time(moment)
    if local.minute == 0 and local.hour % 12 == 0:
        return "12 noon" if local.hour else "midnight"
    minutes = f":{local.minute:02}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{_half_of_day(local)}"


def format_moment(moment: datetime) -> str:
    """14 January 2027 at 12 noon (GMT)."""
    return f"{format_date(uk_date(moment))} at {format_time(moment)} ({uk_zone_name(moment)})"


def format_moment_to_the_second(moment: datetime) -> str:
    """14 January 2027 at 11:59:07am (GMT), as a receipt gives it."""
    local = uk_time(moment)
    clock = f"{local.hour % 12 or 12}:{local:%M:%S}{_half_of_day(local)}"
    return f"{format_date(local.date())} at {clock} ({uk_zone_name(moment)})"


DAY_FORMS = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d.%m.%Y", "%d-%m-%Y")


def day_in(text: str) -> date:
    """The day that a cell of somebody's file names: 15/02/2026, 2026-02-15 or 15 February 2026.

    Raises ValueError."""
    for form in DAY_FORMS:
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007, a day has no zone
        except ValueError:
            continue
    raise ValueError(f"“{text}” is not a date. Write it as 15/02/2026.")


def format_clock(moment: datetime) -> str:
    """10:42:07, the UK's time of day, beside what was just saved."""
    return f"{uk_time(moment):%H:%M:%S}"


def _half_of_day(local: datetime) -> str:
    return "am" if local.hour < 12 else "pm"
