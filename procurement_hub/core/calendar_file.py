"""Calendar files (RFC 5545): one moment that a person must not miss, for any diary program."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from icalendar import Alarm, Calendar, Event

PRODUCT = "-//Procurement Hub//Deadlines//EN"
WARNING = timedelta(days=1)


@dataclass(frozen=True)
class Occasion:
    """What happens when. `uid` stays the same when the moment moves, and `revision` then counts up,
    so that a diary moves its entry instead of adding another. `changed_at` is when it last did."""

    uid: str
    at: datetime
    summary: str
    description: str
    url: str
    revision: int
    changed_at: datetime
    cancelled: bool = False


def calendar_file(occasion: Occasion) -> str:
    """The text of a calendar with this one event, its moments in UTC, and a reminder a day before."""
    event = Event()
    event.add("uid", occasion.uid)
    event.add("dtstamp", _whole_second(occasion.changed_at))
    event.add("dtstart", _whole_second(occasion.at))
    event.add("summary", occasion.summary)
    event.add("description", occasion.description)
    event.add("url", occasion.url)
    event.add("sequence", occasion.revision)
    event.add("status", "CANCELLED" if occasion.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    if not occasion.cancelled:
        reminder = Alarm()
        reminder.add("action", "DISPLAY")
        reminder.add("description", occasion.summary)
        reminder.add("trigger", -WARNING)
        event.add_component(reminder)
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical().decode()


def _whole_second(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
