"""Addenda, private questions, measured minutes of service, and frameworks made for practice."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STATES = ("draft", "tendering", "awarded", "live", "withdrawn")
STATUS = op.f("ck_framework_status")
NO_ROUND = op.f("ck_framework_practice_has_no_round")


def key():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def moment():
    return sa.DateTime(timezone=True)


def upgrade():
    allow_practice()
    deadlines_moved_by_nobody(True)
    create_addenda()
    create_health()


def downgrade():
    for table in (
        "maintenance",
        "outage_extension",
        "service_outage",
        "service_minute",
        "service_watch",
        "question_draft",
        "addendum_reading",
        "addendum_change",
        "addendum",
    ):
        op.drop_table(table)
    deadlines_moved_by_nobody(False)
    forbid_practice()


def create_addenda():
    op.create_table(
        "addendum",
        sa.Column("id", key(), nullable=False),
        sa.Column("tender_id", key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("published_at", moment(), nullable=False),
        sa.Column("published_by_id", key(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_addendum_number_positive")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_addendum_tender_id_tender")),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_addendum_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addendum")),
        sa.UniqueConstraint("tender_id", "number", name=op.f("uq_addendum_tender_id_number")),
    )
    op.create_table(
        "addendum_change",
        sa.Column("id", key(), nullable=False),
        sa.Column("addendum_id", key(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "description",
                "question",
                "notice",
                "document",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("question_id", key(), nullable=True),
        sa.Column("document_id", key(), nullable=True),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(kind = 'question') = (question_id IS NOT NULL)", name=op.f("ck_addendum_change_question_named")
        ),
        sa.CheckConstraint(
            "(kind = 'document') = (document_id IS NOT NULL)", name=op.f("ck_addendum_change_document_kept")
        ),
        sa.ForeignKeyConstraint(
            ["addendum_id"], ["addendum.id"], name=op.f("fk_addendum_change_addendum_id_addendum")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_addendum_change_question_id_question")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["stored_document.id"],
            name=op.f("fk_addendum_change_document_id_stored_document"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addendum_change")),
    )
    op.create_index(op.f("ix_addendum_change_addendum_id"), "addendum_change", ["addendum_id"])
    op.create_table(
        "addendum_reading",
        sa.Column("addendum_id", key(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("read_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["addendum_id"], ["addendum.id"], name=op.f("fk_addendum_reading_addendum_id_addendum")
        ),
        sa.PrimaryKeyConstraint("addendum_id", "token", name=op.f("pk_addendum_reading")),
    )
    op.create_table(
        "question_draft",
        sa.Column("tender_id", key(), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_question_draft_tender_id_tender")
        ),
        sa.PrimaryKeyConstraint("tender_id", "token", name=op.f("pk_question_draft")),
    )


def create_health():
    op.create_table(
        "service_watch",
        sa.Column("id", key(), nullable=False),
        sa.Column("since", moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_watch")),
    )
    op.create_table(
        "service_minute",
        sa.Column("minute", moment(), nullable=False),
        sa.Column("ok", sa.Boolean(), nullable=False),
        sa.Column("probes", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "probes > 0 AND failures >= 0 AND failures <= probes",
            name=op.f("ck_service_minute_failures_of_probes"),
        ),
        sa.PrimaryKeyConstraint("minute", name=op.f("pk_service_minute")),
    )
    op.create_table(
        "service_outage",
        sa.Column("id", key(), nullable=False),
        sa.Column("started_at", moment(), nullable=False),
        sa.Column("ended_at", moment(), nullable=False),
        sa.CheckConstraint("ended_at > started_at", name=op.f("ck_service_outage_ends_after_start")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_outage")),
        sa.UniqueConstraint("started_at", name=op.f("uq_service_outage_started_at")),
    )
    op.create_index(op.f("ix_service_outage_ended_at"), "service_outage", ["ended_at"])
    op.create_table(
        "outage_extension",
        sa.Column("id", key(), nullable=False),
        sa.Column("tender_id", key(), nullable=False),
        sa.Column("outage_id", key(), nullable=False),
        sa.Column("change_id", key(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("minutes > 0", name=op.f("ck_outage_extension_minutes_positive")),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_outage_extension_tender_id_tender")
        ),
        sa.ForeignKeyConstraint(
            ["outage_id"], ["service_outage.id"], name=op.f("fk_outage_extension_outage_id_service_outage")
        ),
        sa.ForeignKeyConstraint(
            ["change_id"], ["deadline_change.id"], name=op.f("fk_outage_extension_change_id_deadline_change")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outage_extension")),
        sa.UniqueConstraint("tender_id", "outage_id", name=op.f("uq_outage_extension_tender_id_outage_id")),
    )
    op.create_table(
        "maintenance",
        sa.Column("id", key(), nullable=False),
        sa.Column("starts_at", moment(), nullable=False),
        sa.Column("ends_at", moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("announced_at", moment(), nullable=False),
        sa.Column("announced_by_id", key(), nullable=False),
        sa.Column("called_off_at", moment(), nullable=True),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_maintenance_ends_after_start")),
        sa.ForeignKeyConstraint(
            ["announced_by_id"], ["person.id"], name=op.f("fk_maintenance_announced_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_maintenance")),
    )
    op.create_index(op.f("ix_maintenance_ends_at"), "maintenance", ["ends_at"])


# --- changes of tables that are there already -----------------------------------------------------


def state_is_one_of(states):
    return "status IN ({})".format(", ".join(f"'{state}'" for state in states))


def allow_practice():
    with op.batch_alter_table("framework") as framework:
        framework.drop_constraint(STATUS, type_="check")
        framework.create_check_constraint(STATUS, state_is_one_of((*STATES, "practice")))
        framework.alter_column("round_id", existing_type=key(), nullable=True)
        framework.create_check_constraint(NO_ROUND, "(status = 'practice') = (round_id IS NULL)")


def forbid_practice():
    """A practice framework cannot become anything else, and receipts under it cannot be deleted."""
    if op.get_bind().scalar(sa.text("SELECT count(*) FROM framework WHERE status = 'practice'")):
        raise RuntimeError("there are practice tenders, which the earlier tables cannot hold")
    with op.batch_alter_table("framework") as framework:
        framework.drop_constraint(NO_ROUND, type_="check")
        framework.drop_constraint(STATUS, type_="check")
        framework.create_check_constraint(STATUS, state_is_one_of(STATES))
        framework.alter_column("round_id", existing_type=key(), nullable=False)


def deadlines_moved_by_nobody(allowed):
    """Who moved a deadline is empty when the platform did, for an outage.

    SQLite makes the table anew for that, without the triggers that keep it from being changed."""
    with op.batch_alter_table("deadline_change") as change:
        change.alter_column("changed_by_id", existing_type=key(), nullable=allowed)
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER deadline_change_no_{act.lower()} BEFORE {act} ON deadline_change "
                "BEGIN SELECT RAISE(ABORT, 'deadline_change is append-only'); END"
            )
