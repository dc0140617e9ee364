"""Approved supplier lists: versions of their criteria, suppliers' places, suspensions and reliances."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def status(*values):
    return sa.Enum(*values, name="status", native_enum=False, create_constraint=True, length=32)


def upgrade():
    op.create_table(
        "approved_list",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("status", status("open", "closed"), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("opened_by_id", ID, nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("closed_by_id", ID, nullable=True),
        sa.Column("close_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status <> 'closed' OR (closed_at IS NOT NULL AND closed_by_id IS NOT NULL AND close_reason <> '')",
            name=op.f("ck_approved_list_closed_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name=op.f("fk_approved_list_closed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_approved_list_opened_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name=op.f("fk_approved_list_owner_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_list")),
        sa.UniqueConstraint("code", name=op.f("uq_approved_list_code")),
    )
    op.create_index(op.f("ix_approved_list_owner_id"), "approved_list", ["owner_id"], unique=False)
    op.create_table(
        "approved_list_cpv",
        sa.Column("list_id", ID, nullable=False),
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.ForeignKeyConstraint(
            ["list_id"], ["approved_list.id"], name=op.f("fk_approved_list_cpv_list_id_approved_list")
        ),
        sa.PrimaryKeyConstraint("list_id", "prefix", name=op.f("pk_approved_list_cpv")),
    )
    op.create_table(
        "approved_list_version",
        sa.Column("id", ID, nullable=False),
        sa.Column("list_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("made_by_id", ID, nullable=False),
        sa.Column("comply_by", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "number > 0 AND (number = 1 OR (comply_by IS NOT NULL AND reason <> ''))",
            name=op.f("ck_approved_list_version_time_to_meet_it"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["approved_list.id"], name=op.f("fk_approved_list_version_list_id_approved_list")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["person.id"], name=op.f("fk_approved_list_version_made_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_list_version")),
        sa.UniqueConstraint("list_id", "number", name=op.f("uq_approved_list_version_list_id_number")),
    )
    op.create_table(
        "approved_list_criterion",
        sa.Column("id", ID, nullable=False),
        sa.Column("version_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("evidence_kind", sa.String(length=32), nullable=True),
        sa.Column("minimum", sa.BigInteger(), nullable=True),
        sa.Column("named", sa.String(length=100), nullable=False),
        sa.Column("statement", sa.String(length=300), nullable=True),
        sa.CheckConstraint(
            "(evidence_kind IS NULL) <> (statement IS NULL) AND (statement IS NULL OR (minimum IS NULL AND named = ''))",
            name=op.f("ck_approved_list_criterion_evidence_or_statement"),
        ),
        sa.CheckConstraint("minimum > 0", name=op.f("ck_approved_list_criterion_minimum_positive")),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["approved_list_version.id"],
            name=op.f("fk_approved_list_criterion_version_id_approved_list_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_approved_list_criterion")),
        sa.UniqueConstraint(
            "version_id", "position", name=op.f("uq_approved_list_criterion_version_id_position")
        ),
    )
    op.create_table(
        "list_place",
        sa.Column("id", ID, nullable=False),
        sa.Column("list_id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("status", status("applied", "approved", "refused", "withdrawn"), nullable=False),
        sa.Column("applied_at", MOMENT, nullable=False),
        sa.Column("applied_by_id", ID, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=True),
        sa.Column("decided_by_id", ID, nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("told", sa.String(length=32), nullable=False),
        sa.Column("looked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'refused') OR (decided_at IS NOT NULL AND decided_by_id IS NOT NULL AND decision_reason <> '')",
            name=op.f("ck_list_place_decided_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["applied_by_id"], ["person.id"], name=op.f("fk_list_place_applied_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_list_place_decided_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["list_id", "version_number"],
            ["approved_list_version.list_id", "approved_list_version.number"],
            name=op.f("fk_list_place_list_id_version_number_approved_list_version"),
        ),
        sa.ForeignKeyConstraint(
            ["list_id"], ["approved_list.id"], name=op.f("fk_list_place_list_id_approved_list")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_list_place_supplier_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_place")),
    )
    op.create_index("ix_list_place_list", "list_place", ["list_id", "id"], unique=False)
    op.create_index("ix_list_place_looked_on", "list_place", ["status", "looked_on", "id"], unique=False)
    op.create_index(op.f("ix_list_place_supplier_id"), "list_place", ["supplier_id"], unique=False)
    op.create_index(
        "uq_list_place_one_at_a_time",
        "list_place",
        ["list_id", "supplier_id"],
        unique=True,
        postgresql_where=sa.text("status IN ('applied', 'approved')"),
        sqlite_where=sa.text("status IN ('applied', 'approved')"),
    )
    op.create_table(
        "list_reliance",
        sa.Column("id", ID, nullable=False),
        sa.Column("place_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("relied_on", sa.Date(), nullable=False),
        sa.Column("relied_at", MOMENT, nullable=False),
        sa.Column("relied_by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_list_reliance_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["list_place.id"], name=op.f("fk_list_reliance_place_id_list_place")
        ),
        sa.ForeignKeyConstraint(
            ["relied_by_id"], ["person.id"], name=op.f("fk_list_reliance_relied_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_reliance")),
        sa.UniqueConstraint(
            "place_id",
            "organisation_id",
            "relied_on",
            name=op.f("uq_list_reliance_place_id_organisation_id_relied_on"),
        ),
    )
    op.create_table(
        "list_statement_answer",
        sa.Column("place_id", ID, nullable=False),
        sa.Column("statement", sa.String(length=300), nullable=False),
        sa.Column("agreed", sa.Boolean(), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=False),
        sa.Column("answered_by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_list_statement_answer_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["list_place.id"], name=op.f("fk_list_statement_answer_place_id_list_place")
        ),
        sa.PrimaryKeyConstraint("place_id", "statement", name=op.f("pk_list_statement_answer")),
    )
    op.create_table(
        "list_suspension",
        sa.Column("id", ID, nullable=False),
        sa.Column("place_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suspended_at", MOMENT, nullable=False),
        sa.Column("suspended_by_id", ID, nullable=False),
        sa.Column("comment_by", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("commented_at", MOMENT, nullable=True),
        sa.Column("commented_by_id", ID, nullable=True),
        sa.Column("appeal", sa.Text(), nullable=False),
        sa.Column("appealed_at", MOMENT, nullable=True),
        sa.Column("appealed_by_id", ID, nullable=True),
        sa.Column("appeal_allowed", sa.Boolean(), nullable=True),
        sa.Column("appeal_decided_at", MOMENT, nullable=True),
        sa.Column("appeal_decided_by_id", ID, nullable=True),
        sa.Column("appeal_reason", sa.Text(), nullable=False),
        sa.Column("lifted_at", MOMENT, nullable=True),
        sa.Column("lifted_by_id", ID, nullable=True),
        sa.Column("lift_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(appeal_decided_at IS NULL) = (appeal_allowed IS NULL) AND (appeal_decided_at IS NULL OR (appealed_at IS NOT NULL AND appeal_reason <> '' AND appeal_decided_by_id IS NOT NULL))",
            name=op.f("ck_list_suspension_appeal_decided_with_a_reason"),
        ),
        sa.CheckConstraint(
            "(appealed_at IS NULL) = (appeal = '')", name=op.f("ck_list_suspension_appeal_with_its_moment")
        ),
        sa.CheckConstraint(
            "(commented_at IS NULL) = (comment = '')", name=op.f("ck_list_suspension_comment_with_its_moment")
        ),
        sa.CheckConstraint(
            "lifted_at IS NULL OR (lifted_by_id IS NOT NULL AND lift_reason <> '')",
            name=op.f("ck_list_suspension_lifted_with_a_reason"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_list_suspension_with_a_reason")),
        sa.CheckConstraint(
            "appeal_decided_by_id <> suspended_by_id",
            name=op.f("ck_list_suspension_appeal_decided_by_another"),
        ),
        sa.ForeignKeyConstraint(
            ["appeal_decided_by_id"],
            ["person.id"],
            name=op.f("fk_list_suspension_appeal_decided_by_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["appealed_by_id"], ["person.id"], name=op.f("fk_list_suspension_appealed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["commented_by_id"], ["person.id"], name=op.f("fk_list_suspension_commented_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["lifted_by_id"], ["person.id"], name=op.f("fk_list_suspension_lifted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["list_place.id"], name=op.f("fk_list_suspension_place_id_list_place")
        ),
        sa.ForeignKeyConstraint(
            ["suspended_by_id"], ["person.id"], name=op.f("fk_list_suspension_suspended_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_suspension")),
    )
    op.create_index(op.f("ix_list_suspension_place_id"), "list_suspension", ["place_id"], unique=False)
    op.create_table(
        "list_reliance_check",
        sa.Column("id", ID, nullable=False),
        sa.Column("reliance_id", ID, nullable=False),
        sa.Column("what", sa.String(length=400), nullable=False),
        sa.Column("evidence_id", ID, nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_list_reliance_check_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["reliance_id"],
            ["list_reliance.id"],
            name=op.f("fk_list_reliance_check_reliance_id_list_reliance"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_list_reliance_check")),
    )
    op.create_index(
        op.f("ix_list_reliance_check_reliance_id"), "list_reliance_check", ["reliance_id"], unique=False
    )


def downgrade():
    op.drop_table("list_reliance_check")
    op.drop_table("list_suspension")
    op.drop_table("list_statement_answer")
    op.drop_table("list_reliance")
    op.drop_table("list_place")
    op.drop_table("approved_list_criterion")
    op.drop_table("approved_list_version")
    op.drop_table("approved_list_cpv")
    op.drop_table("approved_list")
