"""The audit trail is written with the act, cannot be changed, and shows it when it was."""

from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.audit import AuditEvent, Outcome
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid
from procurement_hub.core.transaction import transaction

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
BUYER = Actor(7, "Buyer WOK", 3, "Wokingham Borough Council", "council", frozenset({"buyer"}))


def write(*verbs, actor=BUYER):
    with transaction():
        for verb in verbs:
            audit.record(actor, verb, None, now=NOW, detail={"net": "20520.00"})


def events():
    return list(db.session.scalars(sa.select(AuditEvent).order_by(AuditEvent.id)))


def change_behind_the_triggers(statement):
    """What somebody with the database's own keys could do."""
    with db.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
        else:
            for act in ("update", "delete"):
                connection.execute(sa.text(f"DROP TRIGGER audit_event_no_{act}"))
        connection.execute(sa.text(statement))


def test_each_event_follows_from_the_one_before(app):
    write("place_order", "cancel_order")
    first, second = events()
    assert (first.position, second.position) == (1, 2)
    assert second.previous_hash == first.hash
    assert list(audit.verify(db.session)) == []


class Framework(SimpleNamespace):
    """Only what an event keeps of its subject."""

    __tablename__ = "framework"


def test_the_history_of_a_record_is_its_own_latest_acts_in_order(app, monkeypatch):
    monkeypatch.setattr(audit, "HISTORY", 2)
    with transaction():
        for verb in ("draft_framework", "amend_draft", "publish_framework"):
            audit.record(BUYER, verb, Framework(id=5), now=NOW)
        audit.record(BUYER, "draft_framework", Framework(id=6), now=NOW)
        audit.record(BUYER, "publish_tender", None, now=NOW)
    told = audit.history(db.session, "framework", 5)
    assert [event.verb for event in told] == ["amend_draft", "publish_framework"]


def test_each_organisation_has_a_chain_of_its_own(app):
    write("place_order")
    write("seed", actor=SYSTEM)
    write("approve_order")
    assert [(event.chain, event.position) for event in events()] == [(3, 1), (0, 1), (3, 2)]
    assert list(audit.verify(db.session)) == []


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET reason = 'x'", "DELETE FROM audit_event"])
def test_the_database_refuses_to_change_an_event(app, statement):
    write("place_order")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"), db.engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_a_changed_event_is_named(app):
    write("place_order", "approve_order", "accept_order")
    db.session.rollback()
    change_behind_the_triggers("UPDATE audit_event SET person_name = 'Somebody else' WHERE position = 2")
    [broken] = audit.verify(db.session)
    assert (broken.chain, broken.position) == (3, 2)
    assert "not what was written" in broken.why


def test_a_missing_event_is_noticed(app):
    write("place_order", "approve_order", "accept_order")
    db.session.rollback()
    change_behind_the_triggers("DELETE FROM audit_event WHERE position = 2")
    [broken] = audit.verify(db.session)
    assert broken.position == 2
    assert "missing" in broken.why


def test_a_chain_cut_short_is_noticed(app):
    write("place_order", "approve_order")
    db.session.rollback()
    change_behind_the_triggers("DELETE FROM audit_event WHERE position = 2")
    [broken] = audit.verify(db.session)
    assert "end of the chain" in broken.why


def test_a_refusal_leaves_only_its_own_entry(app):
    with pytest.raises(Invalid), transaction("place_order", actor=BUYER, now=NOW):
        audit.record(BUYER, "place_order", None, now=NOW)
        raise Invalid("Enter the quantity as a number above zero.")
    [event] = events()
    assert event.outcome is Outcome.REFUSED
    assert event.reason == "Enter the quantity as a number above zero."


def test_a_failure_leaves_nothing(app):
    with pytest.raises(ZeroDivisionError), transaction("place_order", actor=BUYER, now=NOW):
        audit.record(BUYER, "place_order", None, now=NOW)
        raise ZeroDivisionError
    assert events() == []
    write("approve_order")
    assert [event.verb for event in events()] == ["approve_order"]


def test_a_transaction_inside_another_is_a_mistake(app):
    with pytest.raises(RuntimeError, match="open already"), transaction(), transaction():
        pass


def test_an_unnamed_actor_leaves_no_name(app):
    write("submit_bid", actor=BUYER.unnamed())
    [event] = events()
    assert (event.person_id, event.person_name, event.organisation_id) == (None, "", None)
    assert event.organisation_name == "A supplier"
