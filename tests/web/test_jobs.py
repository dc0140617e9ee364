"""Mail leaves by the outbox: after the commit, at least once, and never from a page."""

import smtplib
from datetime import timedelta
from email import message_from_bytes

import pytest
import time_machine

from procurement_hub import create_app
from procurement_hub.core import mail, outbox
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.web import jobs
from tests.conftest import settings

LETTER = {"to": "asha@example.org", "subject": "A tender is open", "text": "Bids close at 12 noon.\n"}


def post_letter():
    with transaction():
        outbox.put("mail", LETTER, now=utcnow())


def letters(app):
    return [message_from_bytes(path.read_bytes()) for path in (app.config["VAR"] / "mail").glob("*.eml")]


def test_a_letter_is_sent_once(app):
    post_letter()
    assert letters(app) == []
    assert jobs.sweep() == 1
    assert jobs.sweep() == 0
    (letter,) = letters(app)
    assert letter["To"] == "asha@example.org"
    assert letter["Subject"] == "A tender is open"
    assert "12 noon" in letter.get_payload()


def test_what_is_rolled_back_is_never_sent(app):
    with pytest.raises(ZeroDivisionError), transaction():
        outbox.put("mail", LETTER, now=utcnow())
        raise ZeroDivisionError
    assert jobs.sweep() == 0


def test_a_failure_is_noted_and_tried_again_later(app, monkeypatch):
    post_letter()

    def refuse(*_args, **_kwargs):
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr(mail, "send", refuse)
    assert jobs.sweep() == 1
    assert "gone" in db.session.scalar(db.select(OutboxMessage.last_error))
    monkeypatch.undo()
    assert jobs.sweep() == 0
    with time_machine.travel(utcnow() + timedelta(minutes=6)):
        assert jobs.sweep() == 1
    assert len(letters(app)) == 1


def test_a_line_end_in_a_subject_cannot_add_a_header(app):
    with pytest.raises(ValueError, match="linefeed"):
        mail.compose(sender="a@example.org", to="b@example.org", subject="x\nBcc: c@example.org", text="")


def test_mail_goes_to_the_server_named(app, monkeypatch):
    spoken = []

    class Server:
        def __init__(self, host, port, **_options):
            spoken.append((host, port))

        def __enter__(self):
            return self

        def __exit__(self, *_error):
            return False

        def ehlo(self):
            return None

        def has_extn(self, name):
            return True

        def starttls(self, context):
            spoken.append("starttls")

        def login(self, name, password):
            spoken.append((name, password))

        def send_message(self, message):
            spoken.append(message["To"])

    monkeypatch.setattr(smtplib, "SMTP", Server)
    letter = mail.compose(sender="a@example.org", to="b@example.org", subject="x", text="y")
    mail.send(letter, url="smtp://hub:p%40ss@mail.example.org:587", folder=app.config["VAR"])
    assert spoken == [("mail.example.org", 587), "starttls", ("hub", "p@ss"), "b@example.org"]


def test_the_queue_is_woken_after_the_commit_and_only_then(db_url, tmp_path):
    app = create_app(settings(db_url, tmp_path / "var") | {"TESTING": False})
    woken = []

    def wake():
        with db.engine.connect() as another:
            woken.append(another.scalar(db.select(db.func.count(OutboxMessage.id))))

    app.extensions["wake"] = wake
    with app.app_context():
        with pytest.raises(ZeroDivisionError), transaction():
            outbox.put("mail", LETTER, now=utcnow())
            raise ZeroDivisionError
        with transaction():
            pass
        assert woken == []
        post_letter()
        assert woken == [1]
        db.session.remove()
        db.engine.dispose()


def test_a_queue_that_cannot_be_reached_spoils_no_act(db_url, tmp_path):
    app = create_app(settings(db_url, tmp_path / "var") | {"TESTING": False})

    def gone():
        raise OSError("no space")

    app.extensions["wake"] = gone
    with app.app_context():
        post_letter()
        assert db.session.scalar(db.select(db.func.count(OutboxMessage.id))) == 1
        db.session.remove()
        db.engine.dispose()


def test_the_consumer_has_a_queue_that_sweeps(db_url, tmp_path):
    app = create_app(settings(db_url, tmp_path / "var") | {"TESTING": False})
    with app.app_context():
        post_letter()
        task = jobs.huey.dequeue()
        assert task is not None
        jobs.huey.execute(task)
        assert len(letters(app)) == 1
        assert len(jobs.huey._registry.periodic_tasks) == 1
        db.session.remove()
        db.engine.dispose()


class Queue:
    """Notes what a task is asked for."""

    def __init__(self):
        self.asked = []

    def __call__(self):
        self.asked.append("at once")

    def schedule(self, *, delay):
        self.asked.append(f"in {delay}")


def test_acts_in_quick_succession_share_a_sweep_and_none_is_left_without(monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(jobs.time, "monotonic", lambda: clock[0])
    queue = Queue()
    wake = jobs.Wake(queue)
    for moment in (100.0, 100.2, 100.4, 101.1, 101.3, 105.0):
        clock[0] = moment
        wake()
    # 100.2 asks for a sweep at 101.2, which does for 100.4 and 101.1 too; 101.3 is just after it
    assert queue.asked == ["at once", "in 1", "in 1", "at once"]
