"""The Berkshire six, from demand to signature, to the penny, on both engines."""

import json
import pathlib
from datetime import datetime

import pytest
from sqlalchemy import func, select

from procurement_hub import demonstration
from procurement_hub.accounts.models import Demonstration
from procurement_hub.core import audit
from procurement_hub.core.audit import AuditEvent, Outcome
from procurement_hub.core.database import db
from procurement_hub.scenario.books import differences, read_books
from procurement_hub.scenario.cast import NotEmpty
from procurement_hub.scenario.player import play, read

FOLDER = pathlib.Path(__file__).parent.parent / "examples" / "berkshire"


def play_berkshire(change=lambda events: events):
    cast, events = read(FOLDER)
    return play(cast, change(events), opening=datetime.fromisoformat(events[0]["at"]))


def test_the_books_say_what_they_must(app):
    assert play_berkshire() == []
    expected = json.loads((FOLDER / "expected.json").read_text())
    assert differences(expected, read_books()) == []
    refused = db.session.scalar(
        select(func.count()).select_from(AuditEvent).where(AuditEvent.outcome == Outcome.REFUSED)
    )
    assert refused == sum(1 for event in read(FOLDER)[1] if event.get("refused"))


def test_a_difference_is_named_by_its_path(app):
    play_berkshire(lambda events: events[:8])
    expected = {"orders": {"O-1": {"net": "1.00"}}, "audit": {"intact": True}}
    assert differences(expected, read_books()) == ["orders.O-1: expected {'net': '1.00'}, found None"]


def test_an_act_that_should_have_been_refused_is_noticed(app):
    def no_longer_wrong(events):
        events[0]["refused"] = "nothing"
        return events[:1]

    [surprise] = play_berkshire(no_longer_wrong)
    assert surprise.line == 1
    assert "it happened" in surprise.what


def test_a_refusal_in_other_words_is_noticed(app):
    def other_words(events):
        refused = next(event for event in events if event.get("refused") == "quantity")
        return [events[0], refused | {"refused": "elephant"}]

    [surprise] = play_berkshire(other_words)
    assert "elephant" in surprise.what


def test_a_scenario_is_played_on_an_empty_database_only(app):
    play_berkshire(lambda events: events[:1])
    with pytest.raises(NotEmpty):
        play_berkshire()


def test_the_demonstration_plays_as_written_and_says_what_it_is(app):
    now = datetime.fromisoformat("2026-11-22T09:00:00+00:00")
    assert demonstration.make(now=now) == []
    made = db.session.get(Demonstration, 1)
    last = datetime.fromisoformat(read(demonstration.FOLDER)[1][-1]["at"])
    assert made.clock_ahead_seconds == int((last - now).total_seconds())
    assert list(audit.verify(db.session)) == []
