"""UK days and financial years. Moments are kept in UTC; which day it was is asked of UK time.

A financial year goes by the calendar year in which it starts: 2026 is 1 April 2026 to 31 March 2027.
"""

from datetime import date, datetime
from zoneinfo import ZoneInfo

UK = ZoneInfo("Europe/London")


def uk_date(moment: datetime) -> date:
    """The day that it was in the United Kingdom at that moment."""
    return moment.astimezone(UK).date()


def first_day(financial_year: int) -> date:
    return date(financial_year, 4, 1)


def last_day(financial_year: int) -> date:
    return date(financial_year + 1, 3, 31)


def financial_year_of(day: date) -> int:
    return day.year if day >= first_day(day.year) else day.year - 1


def format_date(day: date) -> str:
    """14 January 2027."""
    return f"{day.day} {day:%B %Y}"


def format_financial_year(financial_year: int) -> str:
    """2026 to 2027."""
    return f"{financial_year} to {financial_year + 1}"
