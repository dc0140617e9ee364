"""When a deadline may be: in office hours of a working day in England, in UK time.

A deadline at midnight, at night, on a Sunday or on a bank holiday is one that nobody is there to
help with, and one that people misread (needs, complaint 13)."""

from datetime import UTC, datetime, time

from procurement_hub.core.calendar import (
    ONE_DAY,
    UK,
    format_moment,
    is_office_day,
    uk_time,
)
from procurement_hub.core.errors import DomainError

FROM, UNTIL = time(8), time(18)
"""The first and the last moment of a day at which a deadline may be, on a UK clock."""

NOON = time(12)


class UnsuitableDeadline(DomainError):
    """A deadline when nobody is at work, or one that people misread."""


def why_unsuitable(moment: datetime) -> str | None:
    """What is wrong with the moment as a deadline, and the next one that would do; None if nothing."""
    local = uk_time(moment)
    if not is_office_day(local.date()):
        what = f"on a {local:%A}" if local.weekday() >= 5 else "on a bank holiday"
    elif not FROM <= local.time() <= UNTIL:
        what = "at midnight" if local.time() == time(0) else "outside 8am to 6pm, UK time"
    else:
        return None
    return (
        f"A deadline cannot be {what}. The next moment that suits is {format_moment(next_suitable(moment))}."
    )


def refuse_unsuitable(moment: datetime, field: str = "deadline_at") -> None:
    if why := why_unsuitable(moment):
        raise UnsuitableDeadline(why, field)


def next_suitable(moment: datetime, at: time = NOON) -> datetime:
    """The moment itself when it suits; else the first `at` o'clock of a working day after it, in UTC."""
    local = uk_time(moment)
    if is_office_day(local.date()) and FROM <= local.time() <= UNTIL:
        return moment
    day = local.date() if local.time() < at else local.date() + ONE_DAY
    while not is_office_day(day):
        day += ONE_DAY
    return datetime.combine(day, at, tzinfo=UK).astimezone(UTC)
