"""What tenders look after every minute, each in its own transaction. `now` is the work's own clock,
a demonstration's when it is one."""

from datetime import datetime

from procurement_hub.core.calendar import uk_time
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services
from procurement_hub.tenders.upkeep import finish_broken_off, sweep_files

NIGHT = 3
"""The hour, on a UK clock, in which old practice is forgotten."""


def account_for_outages(now: datetime) -> None:
    """Before anything else that happens at a deadline: it may have moved."""
    with transaction():
        services.apply_outages(now=now)


def keep_practice_ahead(now: datetime) -> None:
    with transaction():
        services.roll_practice(now=now)


def forget_old_practice(now: datetime) -> None:
    if uk_time(now).hour == NIGHT:
        with transaction():
            services.forget_practice(now=now)


FIRST = (account_for_outages,)
EVERY_MINUTE = (finish_broken_off, keep_practice_ahead, forget_old_practice, sweep_files)
