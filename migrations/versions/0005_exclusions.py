"""Declarations of exclusion grounds, the debarment list, exclusion cases and checks."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

TABLES = (
    "exclusion_declaration",
    "exclusion_declaration_draft",
    "debarment_entry",
    "exclusion_case",
    "exclusion_check",
)
APPEND_ONLY = ("exclusion_declaration", "exclusion_check")


def upgrade():
    op.create_table(
        "exclusion_declaration",
        sa.Column("id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("confirmed_by_id", ID, nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_exclusion_declaration_version_positive")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_exclusion_declaration_confirmed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["organisation.id"],
            name=op.f("fk_exclusion_declaration_supplier_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_declaration")),
        sa.UniqueConstraint(
            "supplier_id", "version", name=op.f("uq_exclusion_declaration_supplier_id_version")
        ),
    )
    op.create_table(
        "exclusion_declaration_draft",
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("saved_by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["saved_by_id"], ["person.id"], name=op.f("fk_exclusion_declaration_draft_saved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"],
            ["organisation.id"],
            name=op.f("fk_exclusion_declaration_draft_supplier_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("supplier_id", name=op.f("pk_exclusion_declaration_draft")),
    )
    op.create_table(
        "debarment_entry",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("company_number", sa.String(length=8), nullable=True),
        sa.Column("ppon", sa.String(length=16), nullable=True),
        sa.Column("ground", sa.String(length=64), nullable=False),
        sa.Column("mandatory", sa.Boolean(), nullable=False),
        sa.Column("listed_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by_id", ID, nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "lifted_on IS NULL OR lift_reason <> ''", name=op.f("ck_debarment_entry_lifted_with_a_reason")
        ),
        sa.CheckConstraint("source <> ''", name=op.f("ck_debarment_entry_source_given")),
        sa.CheckConstraint("until >= listed_on", name=op.f("ck_debarment_entry_until_after_listed")),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_debarment_entry_added_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debarment_entry")),
    )
    op.create_index(
        op.f("ix_debarment_entry_company_number"), "debarment_entry", ["company_number"], unique=False
    )
    op.create_index(op.f("ix_debarment_entry_name_key"), "debarment_entry", ["name_key"], unique=False)
    op.create_index(op.f("ix_debarment_entry_ppon"), "debarment_entry", ["ppon"], unique=False)
    op.create_table(
        "exclusion_case",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("ground", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("associated", sa.String(length=300), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "open",
                "invited",
                "answered",
                "decided",
                "closed",
                "lifted",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by_id", ID, nullable=False),
        sa.Column("invited_at", MOMENT, nullable=True),
        sa.Column("reply_by", sa.Date(), nullable=True),
        sa.Column("replace_by", sa.Date(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("evidence_id", ID, nullable=True),
        sa.Column(
            "decision",
            sa.Enum(
                "excluded",
                "excludable",
                "not_excluded",
                name="decision",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("minister_reference", sa.String(length=100), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("notified_at", MOMENT, nullable=True),
        sa.Column("notification_reference", sa.String(length=100), nullable=False),
        sa.Column("lifted_on", sa.Date(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "decision <> 'excluded' OR ends_on IS NOT NULL", name=op.f("ck_exclusion_case_exclusion_ends")
        ),
        sa.CheckConstraint(
            "status NOT IN ('closed', 'lifted') OR end_reason <> ''",
            name=op.f("ck_exclusion_case_ended_with_a_reason"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('decided', 'lifted') OR (decision IS NOT NULL AND reasons <> '' AND decided_at IS NOT NULL AND decided_on IS NOT NULL AND decided_by_id IS NOT NULL)",
            name=op.f("ck_exclusion_case_decided_with_reasons"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('invited', 'answered', 'decided', 'lifted') OR (invited_at IS NOT NULL AND reply_by IS NOT NULL)",
            name=op.f("ck_exclusion_case_invited_moment"),
        ),
        sa.CheckConstraint("ends_on >= decided_on", name=op.f("ck_exclusion_case_ends_after_decision")),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_exclusion_case_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_exclusion_case_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"],
            ["stored_document.id"],
            name=op.f("fk_exclusion_case_evidence_id_stored_document"),
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_exclusion_case_opened_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_exclusion_case_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_exclusion_case_supplier_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_case")),
    )
    op.create_index(
        "ix_exclusion_case_organisation", "exclusion_case", ["organisation_id", "id"], unique=False
    )
    op.create_index("ix_exclusion_case_supplier", "exclusion_case", ["supplier_id", "decision"], unique=False)
    op.create_table(
        "exclusion_check",
        sa.Column("id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("authority_id", ID, nullable=True),
        sa.Column("subject_kind", sa.String(length=32), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "clear",
                "excludable",
                "excluded",
                name="outcome",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sources", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["organisation.id"], name=op.f("fk_exclusion_check_authority_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_exclusion_check_supplier_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exclusion_check")),
    )
    op.create_index(
        "ix_exclusion_check_subject", "exclusion_check", ["subject_kind", "subject_id"], unique=False
    )
    op.create_index("ix_exclusion_check_supplier", "exclusion_check", ["supplier_id", "id"], unique=False)

    for table in APPEND_ONLY:
        _refuse_change(table)


def _refuse_change(table):
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
        return
    for act in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )


def downgrade():
    for table in reversed(TABLES):
        op.drop_table(table)
