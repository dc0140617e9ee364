"""Work in the outbox is done once it is committed, and is never lost with the one who did it."""

from datetime import UTC, datetime, timedelta

from procurement_hub.core import outbox
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


def put(payload):
    with transaction():
        outbox.put("mail", payload, now=NOW)


def lease(at=NOW):
    with transaction():
        return outbox.lease(db.session, now=at)


def test_work_is_done_in_order_and_once(app):
    put({"to": "a"})
    put({"to": "b"})
    done = []
    while message := lease():
        with transaction():
            outbox.run(message, {"mail": done.append}, now=NOW)
            db.session.add(message)
    assert done == [{"to": "a"}, {"to": "b"}]


def test_a_dead_worker_s_work_is_taken_over(app):
    put({"to": "a"})
    first = lease()
    assert lease() is None
    again = lease(NOW + outbox.LEASE + timedelta(seconds=1))
    assert again.id == first.id
    assert again.attempts == 2


def test_a_failure_is_kept_and_tried_again(app):
    put({"to": "a"})

    def fail(_payload):
        raise ConnectionError("no mail server")

    message = lease()
    with transaction():
        outbox.run(message, {"mail": fail}, now=NOW)
        db.session.add(message)
    assert message.done_at is None
    assert message.last_error == "ConnectionError: no mail server"
    assert lease(NOW + outbox.LEASE).attempts == 2
