"""What approved lists look after every minute, in its own transaction. `now` is the work's own clock, a
demonstration's when it is one."""

from datetime import datetime

from procurement_hub.approved_lists import services
from procurement_hub.core.transaction import transaction


def tell_who_has_lapsed(now: datetime) -> None:
    """Each place is looked at in the first minutes of a day; the rest of the day there is none left."""
    with transaction():
        services.tell_of_changes(now=now)


EVERY_MINUTE = (tell_who_has_lapsed,)
