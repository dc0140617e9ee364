"""How much later a deadline becomes when this service failed shortly before it (law.md B8).

    We count the minutes in the 4 hours before a deadline in which this service did not work. The
    deadline moves later, for every bidder, by twice as many minutes, and by 30 at least. If the
    service was still not working at the deadline, that time is counted from the minute in which it
    works again. Should the new deadline fall outside 8am to 6pm of a working day in England, it
    becomes the next 10am of a working day. Each failure moves a deadline once. Nothing moves after
    the first bid has been opened.

`RULE` is the same in words, printed on every tender's page. Pure arithmetic: no database, no clock.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from procurement_hub.tenders.suitable_moments import next_suitable

MINUTE = timedelta(minutes=1)
LOOK_BACK = timedelta(hours=4)
AT_LEAST = timedelta(minutes=30)
TIMES = 2
MORNING = time(10)

RULE = (
    "We count the minutes in the 4 hours before the deadline in which this service did not work. "
    "The deadline then moves later, for every bidder, by twice as many minutes, and by 30 minutes at least.",
    "If the service still does not work at the deadline, that time is counted from the minute in which it "
    "works again, and the bids stay sealed until the new deadline has passed.",
    "A new deadline outside 8am to 6pm, UK time, of a working day in England becomes the next 10am of a "
    "working day.",
    "Each failure moves a deadline once. Nothing moves once the opening has begun.",
)


@dataclass(frozen=True, slots=True)
class Outage:
    """Whole minutes without service: `ended_at` is the minute in which it worked again."""

    started_at: datetime
    ended_at: datetime


def minutes_that_count(deadline_at: datetime, outage: Outage) -> int:
    """Minutes of the outage that lie, at least in part, in the 4 hours before the deadline."""
    first = max(outage.started_at, _whole(deadline_at - LOOK_BACK))
    last = min(outage.ended_at, _whole_up(deadline_at))
    return max(0, int((last - first) / MINUTE))


def later_deadline(deadline_at: datetime, outage: Outage) -> datetime | None:
    """The deadline that the outage makes of this one, or None when it leaves it as it is.

    Always later than `deadline_at`, never before the service worked again, a whole number of
    minutes on (unless it goes to the next morning), in office hours of a working day."""
    minutes = minutes_that_count(deadline_at, outage)
    if not minutes:
        return None
    counted_from = max(deadline_at, outage.ended_at)
    return next_suitable(counted_from + max(AT_LEAST, TIMES * minutes * MINUTE), at=MORNING)


def runs(
    minutes: Iterable[tuple[datetime, bool]], *, gaps_count: bool, until: datetime | None = None
) -> Iterator[Outage]:
    """The unbroken runs of minutes without service among measured minutes, (minute, ok) in order.

    Nothing is known of the time before the first one. With `gaps_count` a minute that was not
    measured is one without service. With `until` (a whole minute) a run that has not ended counts
    as far as there; without it only runs that have ended are told."""
    begun: datetime | None = None
    expected: datetime | None = None
    for minute, ok in minutes:
        if gaps_count and begun is None and expected is not None and minute > expected:
            begun = expected
        if not gaps_count and begun is not None and minute > expected:
            yield Outage(begun, expected)
            begun = None
        if ok and begun is not None:
            yield Outage(begun, minute)
            begun = None
        elif not ok and begun is None:
            begun = minute
        expected = minute + MINUTE
    if until is None or expected is None:
        return
    if begun is not None:
        yield Outage(begun, max(expected, until) if gaps_count else expected)
    elif gaps_count and expected < until:
        yield Outage(expected, until)


def _whole(moment: datetime) -> datetime:
    return moment.replace(second=0, microsecond=0)


def _whole_up(moment: datetime) -> datetime:
    return moment if moment == _whole(moment) else _whole(moment) + MINUTE
