"""Followers of a tender, reminders of its deadline, and suppliers' alerts for new ones."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
UNTOLD = sa.text("told_at IS NULL")


def upgrade():
    op.create_table(
        "tender_follow",
        sa.Column("id", ID, nullable=False),
        sa.Column("tender_id", ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("sealed_supplier", sa.LargeBinary(), nullable=False),
        sa.Column("small", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_follow")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_tender_follow_tender_id_tender")),
        sa.UniqueConstraint("tender_id", "token", name=op.f("uq_tender_follow_tender_id_token")),
    )
    op.create_table(
        "tender_reminder",
        sa.Column("tender_id", ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("deadline_at", MOMENT, nullable=False),
        sa.Column("hours_before", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint(
            "tender_id", "token", "deadline_at", "hours_before", name=op.f("pk_tender_reminder")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_tender_reminder_tender_id_tender")
        ),
        sa.CheckConstraint("hours_before > 0", name=op.f("ck_tender_reminder_hours_positive")),
    )
    op.create_table(
        "tender_alert",
        sa.Column("id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column(
            "frequency",
            sa.Enum(
                "daily",
                "at_once",
                name=op.f("ck_tender_alert_frequency"),
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_alert")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_tender_alert_supplier_id_organisation")
        ),
        sa.UniqueConstraint("supplier_id", name=op.f("uq_tender_alert_supplier_id")),
    )
    op.create_table(
        "tender_alert_code",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("stem", sa.String(length=8), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "code", name=op.f("pk_tender_alert_code")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["tender_alert.id"], name=op.f("fk_tender_alert_code_alert_id_tender_alert")
        ),
        sa.ForeignKeyConstraint(["code"], ["cpv_code.code"], name=op.f("fk_tender_alert_code_code_cpv_code")),
    )
    op.create_table(
        "tender_alert_region",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "region", name=op.f("pk_tender_alert_region")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["tender_alert.id"], name=op.f("fk_tender_alert_region_alert_id_tender_alert")
        ),
    )
    op.create_table(
        "tender_alert_council",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "council_id", name=op.f("pk_tender_alert_council")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["tender_alert.id"], name=op.f("fk_tender_alert_council_alert_id_tender_alert")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_tender_alert_council_council_id_organisation")
        ),
    )
    op.create_table(
        "tender_alert_leaver",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.PrimaryKeyConstraint("alert_id", "person_id", name=op.f("pk_tender_alert_leaver")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["tender_alert.id"], name=op.f("fk_tender_alert_leaver_alert_id_tender_alert")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_tender_alert_leaver_person_id_person")
        ),
    )
    op.create_table(
        "tender_alert_match",
        sa.Column("alert_id", ID, nullable=False),
        sa.Column("tender_id", ID, nullable=False),
        sa.Column("matched_at", MOMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("alert_id", "tender_id", name=op.f("pk_tender_alert_match")),
        sa.ForeignKeyConstraint(
            ["alert_id"], ["tender_alert.id"], name=op.f("fk_tender_alert_match_alert_id_tender_alert")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_tender_alert_match_tender_id_tender")
        ),
        sa.CheckConstraint("told_at >= matched_at", name=op.f("ck_tender_alert_match_told_after_match")),
    )
    op.create_index(
        "ix_tender_alert_match_untold",
        "tender_alert_match",
        ["matched_at"],
        postgresql_where=UNTOLD,
        sqlite_where=UNTOLD,
    )


def downgrade():
    op.drop_index(
        "ix_tender_alert_match_untold",
        table_name="tender_alert_match",
        postgresql_where=UNTOLD,
        sqlite_where=UNTOLD,
    )
    for table in (
        "tender_alert_match",
        "tender_alert_leaver",
        "tender_alert_council",
        "tender_alert_region",
        "tender_alert_code",
        "tender_alert",
        "tender_reminder",
        "tender_follow",
    ):
        op.drop_table(table)
