"""Work after the commit: a sweep that leases outbox messages and does them.

huey only wakes the sweep; it may lose a task, and the outbox may not. A message therefore waits at
most until the next minute, and the work of a sweep that dies is taken up when its lease runs out."""

import logging
import math
import time

from flask import Flask, current_app, has_app_context
from huey import SqliteHuey, crontab
from huey.serializer import SignedSerializer
from sqlalchemy import event

from procurement_hub.core import mail, outbox
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.transaction import transaction
from procurement_hub.web.password_links import send_password_link

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

    app.extensions["wake"] = Wake(huey.task()(sweep_outbox))
    huey.periodic_task(crontab(minute="*"), name="sweep_every_minute")(sweep_outbox)


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


def sweep() -> int:
    """Do what waits in the outbox, oldest first; how many messages were tried.

    The work itself is done with no transaction open: mail may take long."""
    for tried in range(AT_ONCE):
        with transaction():
            message = outbox.lease(db.session, now=utcnow())
        if message is None:
            return tried
        db.session.expunge(message)
        outbox.run(message, HANDLERS, now=utcnow())
        if message.last_error:
            log.warning("outbox message %s (%s) failed: %s", message.id, message.kind, message.last_error)
        with transaction():
            db.session.merge(message)
    return AT_ONCE


def send_mail(payload: dict) -> None:
    config = current_app.config
    message = mail.compose(
        sender=config["MAIL_SENDER"], to=payload["to"], subject=payload["subject"], text=payload["text"]
    )
    mail.send(message, url=config["MAIL_URL"], folder=config["VAR"] / "mail")


HANDLERS = {"mail": send_mail, "password_link": lambda payload: send_password_link(payload, send_mail)}


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
