"""What the engines are taught: a read ends with a rollback, and costs the next one nothing."""

from sqlalchemy import text

from procurement_hub.core.database import db
from procurement_hub.core.outbox import OutboxMessage

READS = 12  # the driver prepares a statement at its sixth use


def count_messages():
    found = len(db.session.scalars(db.select(OutboxMessage)).all())
    db.session.rollback()
    return found


def test_what_a_read_prepared_outlives_the_rollback_that_ends_it(app):
    for _ in range(READS):
        count_messages()
    if db.engine.dialect.name == "postgresql":
        prepared = " ".join(db.session.scalars(text("SELECT statement FROM pg_prepared_statements")))
        assert "FROM outbox_message" in prepared


def test_what_is_rolled_back_is_not_there(app):
    db.session.execute(
        db.insert(OutboxMessage).values(
            kind="mail", payload="{}", due_at=db.func.now(), attempts=0, last_error=""
        )
    )
    db.session.rollback()
    assert count_messages() == 0


def test_a_connection_is_sound_again_after_a_statement_that_failed(app):
    try:
        db.session.execute(text("SELECT nothing FROM nowhere"))
    except Exception:
        db.session.rollback()
    assert count_messages() == 0
