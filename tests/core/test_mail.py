"""Letters: how they are composed, where they are kept, and how GOV.UK Notify is spoken to."""

import base64
import hmac
import json
import threading
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
import time_machine
from icalendar import Calendar

from procurement_hub.core import mail, outbox
from procurement_hub.core.calendar_file import Occasion, calendar_file
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.errors import NotFound
from procurement_hub.core.mail import notify
from procurement_hub.core.mail.folder import letter_to, letters_to
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.sealed import BLOCK, seal, unseal
from procurement_hub.core.transaction import transaction
from procurement_hub.web import jobs

NOON = datetime(2027, 3, 27, 12, tzinfo=UTC)
SERVICE = "11111111-2222-3333-4444-555555555555"
SECRET = "66666666-7777-8888-9999-aaaaaaaaaaaa"
TEMPLATE = "bbbbbbbb-cccc-dddd-eeee-ffffffffffff"
API_KEY = f"a_key-{SERVICE}-{SECRET}"
LETTER = {"to": "asha@example.org", "subject": "A tender is open", "text": "Bids close at 12 noon.\n"}


def compose(**more):
    return mail.compose(sender="Hub <hub@example.org>", **(LETTER | more))


def occasion(**changed):
    said = {
        "uid": "tender-1-deadline@hub.example",
        "at": NOON,
        "summary": "Bids close: Copier paper, envelopes; and é" + " and more" * 12,
        "description": "Two\nlines",
        "url": "https://hub.example/tenders/1",
        "revision": 0,
        "changed_at": NOON - timedelta(days=40),
    }
    return Occasion(**(said | changed))


# --- calendar files -------------------------------------------------------------------------------


def test_a_calendar_file_says_the_moment_in_utc_and_folds_its_lines():
    text = calendar_file(occasion())
    assert "DTSTART:20270327T120000Z\r\n" in text
    assert "DTSTAMP:20270215T120000Z\r\n" in text
    assert "UID:tender-1-deadline@hub.example\r\n" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (event,) = Calendar.from_ical(text).events
    assert event["summary"] == occasion().summary
    assert event["description"] == "Two\nlines"


def test_a_deadline_in_summer_time_is_still_in_utc():
    assert "DTSTART:20260630T110000Z" in calendar_file(
        occasion(at=datetime.fromisoformat("2026-06-30T12:00:00+01:00"))
    )


def test_a_moved_deadline_is_the_same_entry_with_a_higher_number():
    first = Calendar.from_ical(calendar_file(occasion())).events[0]
    moved = Calendar.from_ical(calendar_file(occasion(at=NOON + timedelta(days=7), revision=1))).events[0]
    assert first["uid"] == moved["uid"]
    assert (first["sequence"], moved["sequence"]) == (0, 1)


def test_a_letter_carries_its_calendar_file():
    message = message_from_bytes(
        compose(calendar=calendar_file(occasion())).as_bytes(), policy=policy.default
    )
    assert message.get_body(("plain",)).get_content() == LETTER["text"]
    (attached,) = message.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_filename() == "deadline.ics"
    assert Calendar.from_ical(attached.get_content()).events[0]["dtstart"].dt == NOON


def test_a_letter_tells_mail_programs_how_to_end_such_letters():
    assert compose(unsubscribe="https://hub.example/stop")["List-Unsubscribe"] == "<https://hub.example/stop>"
    assert compose()["List-Unsubscribe"] is None


# --- sealing --------------------------------------------------------------------------------------


def test_what_is_sealed_is_as_long_whoever_it_is_for(app):
    short, long = seal(b"a@b.example", b"x"), seal(b"somebody.with.a.long.name@b.example", b"x")
    assert len(short) == len(long)
    assert unseal(short, b"x") == b"a@b.example"
    whole = b"y" * BLOCK
    assert unseal(seal(whole, b"x"), b"x") == whole


def test_sealed_work_is_ciphertext_while_it_waits_and_nothing_afterwards(app):
    with transaction():
        outbox.put("sealed_mail", LETTER, now=utcnow())
    waiting = db.session.scalars(db.select(OutboxMessage.payload)).one()
    assert "asha" not in waiting
    assert b"asha" not in base64.b64decode(waiting)
    assert jobs.sweep() == 1
    db.session.expire_all()
    assert db.session.scalars(db.select(OutboxMessage.payload)).one() == ""
    (letter,) = letters_to("asha@example.org", folder=app.config["VAR"] / "mail", most=9)
    assert (letter.subject, letter.text, letter.sealed) == (LETTER["subject"], LETTER["text"], True)


def test_a_failure_of_sealed_work_keeps_no_word_of_what_failed(app, monkeypatch, caplog):
    def refuse(*_args, **_kwargs):
        raise ConnectionError("asha@example.org is unknown here")

    monkeypatch.setattr(mail, "send", refuse)
    for kind in ("mail", "sealed_mail"):
        with transaction():
            outbox.put(kind, LETTER, now=utcnow())
    assert jobs.sweep() == 2
    plain, sealed = db.session.scalars(db.select(OutboxMessage.last_error).order_by(OutboxMessage.id))
    assert plain == "ConnectionError: asha@example.org is unknown here"
    assert sealed == "ConnectionError"
    assert "ConnectionError" in caplog.text
    assert "asha" not in caplog.text


# --- the folder -----------------------------------------------------------------------------------


def test_a_person_finds_their_own_letters_in_the_folder_and_nobody_else_s(app, tmp_path):
    for number, (to, sealed) in enumerate(
        [("asha@example.org", False), ("ben@example.org", True), ("asha@example.org", True)]
    ):
        with time_machine.travel(NOON + timedelta(minutes=number), tick=False):
            message = compose(to=to, subject=f"Letter {number}")
            mail.send(message, url=None, folder=tmp_path, sealed=sealed)
    found = letters_to("Asha@Example.org", folder=tmp_path, most=9)
    assert [letter.subject for letter in found] == ["Letter 2", "Letter 0"]
    assert [letter.sealed for letter in found] == [True, False]
    assert letter_to("asha@example.org", found[0].name, folder=tmp_path).subject == "Letter 2"
    with pytest.raises(NotFound):
        letter_to("ben@example.org", found[0].name, folder=tmp_path)


@pytest.mark.parametrize("name", ["../hub.db", "nothing.eml", "..", "x.txt"])
def test_a_name_that_is_no_letter_is_not_found(app, tmp_path, name):
    with pytest.raises(NotFound):
        letter_to("asha@example.org", name, folder=tmp_path)


def test_there_are_no_letters_where_there_is_no_folder(tmp_path):
    assert letters_to("asha@example.org", folder=tmp_path / "none", most=9) == []


def test_an_unknown_way_to_send_mail_is_refused(tmp_path):
    with pytest.raises(ValueError, match="pigeon"):
        mail.send(compose(), url="pigeon://loft", folder=tmp_path)


# --- GOV.UK Notify --------------------------------------------------------------------------------


class Stand(BaseHTTPRequestHandler):
    """Answers as Notify would, and notes what it was asked."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, self.headers["Authorization"], json.loads(body)))
        status = self.server.answers.pop(0)
        answer = b'{"errors": [{"message": "asha@example.org is not on the list"}]}'
        self.send_response(status)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_said):
        pass


@pytest.fixture
def stand():
    server = HTTPServer(("127.0.0.1", 0), Stand)
    server.asked, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.url = f"notify://127.0.0.1:{server.server_port}/{TEMPLATE}?tls=no"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_notify_gets_the_template_the_words_and_a_signed_token(stand, tmp_path):
    stand.answers = [201]
    mail.send(compose(calendar="x"), url=stand.url, folder=tmp_path, api_key=API_KEY)
    ((path, authorization, letter),) = stand.asked
    assert path == "/v2/notifications/email"
    assert letter == {
        "email_address": "asha@example.org",
        "template_id": TEMPLATE,
        "personalisation": {"subject": LETTER["subject"], "text": LETTER["text"]},
    }
    header, claims, signature = authorization.removeprefix("Bearer ").split(".")
    assert read(header) == {"typ": "JWT", "alg": "HS256"}
    assert read(claims)["iss"] == SERVICE
    assert abs(read(claims)["iat"] - utcnow().timestamp()) < 30
    expected = hmac.new(SECRET.encode(), f"{header}.{claims}".encode(), sha256).digest()
    assert base64.urlsafe_b64decode(signature + "=") == expected


def read(part: str) -> dict:
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def test_what_notify_refuses_is_tried_again_and_its_words_are_not_kept(app, stand, caplog):
    app.config |= {"MAIL_URL": stand.url, "NOTIFY_API_KEY": API_KEY}
    stand.answers = [429, 201]
    with transaction():
        outbox.put("mail", LETTER, now=utcnow())
    assert jobs.sweep() == 1
    assert db.session.scalars(db.select(OutboxMessage.last_error)).one() == (
        "NotifyRefused: GOV.UK Notify answered 429"
    )
    assert "asha" not in caplog.text
    with time_machine.travel(utcnow() + timedelta(minutes=6)):
        assert jobs.sweep() == 1
        assert jobs.sweep() == 0
    assert len(stand.asked) == 2


def test_a_key_that_is_none_and_plain_http_elsewhere_are_refused(tmp_path):
    with pytest.raises(ValueError, match="NOTIFY_API_KEY"):
        mail.send(compose(), url=f"notify://127.0.0.1:1/{TEMPLATE}?tls=no", folder=tmp_path, api_key="x")
    with pytest.raises(ValueError, match="plain HTTP"):
        mail.send(
            compose(), url=f"notify://notify.example/{TEMPLATE}?tls=no", folder=tmp_path, api_key=API_KEY
        )


def test_a_token_is_the_same_for_the_same_moment_and_key():
    assert notify.token(API_KEY, at=1) == notify.token(API_KEY, at=1) != notify.token(API_KEY, at=2)
