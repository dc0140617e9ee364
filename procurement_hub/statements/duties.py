"""What statements look after: reminders of what is due. `now` is the work's own clock, a demonstration's
when it is one."""

from datetime import date, datetime

from procurement_hub.core.calendar import uk_date
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import letters


class RemindOfStatements:
    """Writes to finance officers in the first minute of each day and again after a start: each reminder
    is written once whatever happens, so that looking twice does no harm."""

    __name__ = "remind_of_statements"

    def __init__(self):
        self.done_on: date | None = None

    def __call__(self, now: datetime) -> None:
        today = uk_date(now)
        if self.done_on == today:
            return
        with transaction():
            letters.remind(now=now)
        self.done_on = today


remind_of_statements = RemindOfStatements()
EVERY_MINUTE = (remind_of_statements,)
