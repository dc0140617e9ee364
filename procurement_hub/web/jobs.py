"""Work after the commit: a sweep that leases outbox messages and does them.

huey only wakes the sweep; it may lose a task, and the outbox may not. A message therefore waits at
most until the next minute, and the work of a sweep that dies is taken up when its lease runs out.

The log names a message by its number and kind and a failure by its name: never a recipient, a subject
or what a mail server said."""

import logging
import math
import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta

from flask import Flask, current_app, has_app_context
from huey import SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import event

from procurement_hub.core import mail, outbox
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.transaction import transaction
from procurement_hub.web.password_links import send_password_link
from procurement_hub.web.session import AHEAD

log = logging.getLogger(__name__)
AT_ONCE = 200
huey: SqliteHuey | None = None  # made with the application, which knows where and under which key


def install(app: Flask) -> None:
    """Make the queue of this application. In tests there is none: a test sweeps when it wants to."""
    global huey
    if app.testing:
        return
    app.config["VAR"].mkdir(parents=True, exist_ok=True)
    huey = SqliteHuey(
        "procurement-hub",
        filename=str(app.config["VAR"] / "jobs.db"),
        results=False,
        serializer=SignedSerializer(secret=app.secret_key, salt="jobs"),
    )

    def sweep_outbox() -> None:
        with app.app_context():
            sweep()

    def every_minute() -> None:
        with app.app_context():
            do_duties()
            sweep()

    app.extensions["wake"] = Wake(huey.task()(sweep_outbox))
    huey.periodic_task(crontab(minute="*"), name="sweep_every_minute")(every_minute)


def give(
    app: Flask, handlers: Mapping[str, Callable[[dict], None]], duties: Iterable[Callable[[datetime], None]]
) -> None:
    """An area's own work: what it does of each kind of message, and what it looks after every minute."""
    app.extensions.setdefault("work", dict(HANDLERS)).update(handlers)
    app.extensions.setdefault("duties", []).extend(duties)


class Wake:
    """Asks for a sweep: at once, or a moment later when one was asked for just before.

    A busy hour's orders thus share their sweeps instead of each writing to the queue; none waits
    longer than that moment for it."""

    MOMENT = 1  # seconds

    def __init__(self, sweep_task):
        self.sweep_task = sweep_task
        self.asked_for = -math.inf  # when, on the monotonic clock, the last sweep asked for is due

    def __call__(self) -> None:
        present = time.monotonic()
        if present < self.asked_for:
            return
        if present < self.asked_for + self.MOMENT:
            self.sweep_task.schedule(delay=self.MOMENT)
            self.asked_for = present + self.MOMENT
        else:
            self.sweep_task()
            self.asked_for = present


def consume(app: Flask) -> None:
    """Run jobs in this process until it is interrupted."""
    with app.app_context():
        huey.create_consumer(workers=1).run()


def present() -> datetime:
    """What time it is for the work: a demonstration's clock, moved ahead, holds for its mail too."""
    return utcnow() + timedelta(seconds=db.session.scalar(AHEAD) or 0)


def do_duties() -> None:
    """Look after what comes with time, such as reminders. One that fails keeps no other from its turn."""
    for duty in current_app.extensions.get("duties", ()):
        try:
            duty(present())
        except Exception as failure:
            log.warning("%s failed: %s", duty.__name__, type(failure).__name__)


def sweep() -> int:
    """Do what waits in the outbox, oldest first; how many messages were tried.

    The work itself is done with no transaction open: mail may take long."""
    handlers = current_app.extensions.get("work", HANDLERS)
    for tried in range(AT_ONCE):
        now = present()
        with transaction():
            message = outbox.lease(db.session, now=now)
        if message is None:
            return tried
        db.session.expunge(message)
        outbox.run(message, handlers, now=now)
        if message.last_error:
            failure = message.last_error.partition(":")[0]
            log.warning("outbox message %s (%s) failed: %s", message.id, message.kind, failure)
        with transaction():
            db.session.merge(message)
    return AT_ONCE


def send_mail(payload: dict, *, sealed: bool = False) -> None:
    config = current_app.config
    message = mail.compose(
        sender=config["MAIL_SENDER"],
        to=payload["to"],
        subject=payload["subject"],
        text=payload["text"],
        calendar=payload.get("calendar"),
        unsubscribe=payload.get("unsubscribe"),
        at=present(),
    )
    mail.send(
        message,
        url=config["MAIL_URL"],
        folder=config["VAR"] / "mail",
        sealed=sealed,
        api_key=config["NOTIFY_API_KEY"],
    )


def send_sealed_mail(payload: dict) -> None:
    send_mail(payload, sealed=True)


HANDLERS = {
    "mail": send_mail,
    "sealed_mail": send_sealed_mail,
    "password_link": lambda payload: send_password_link(payload, send_mail),
}


@event.listens_for(db.session, "after_rollback")
def _forget(session) -> None:
    session.info.pop(outbox.WAITS, None)


@event.listens_for(db.session, "after_commit")
def _wake(session) -> None:
    if not session.info.pop(outbox.WAITS, False) or not has_app_context():
        return
    wake = current_app.extensions.get("wake")
    if wake is not None:
        try:
            wake()
        except Exception:
            log.warning("the job queue was not woken; the next sweep will find the work", exc_info=True)
