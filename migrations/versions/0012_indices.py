"""Price indices with their releases, and baselines of every kind in versions that are never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)

APPEND_ONLY = ("index_series", "index_release", "index_value", "index_approval", "index_choice", "baseline")
CHECKS = {
    "revised_with_a_reason": "version = 1 OR (version > 1 AND reason <> '')",
    "one_clause_of_a_contract": (
        "(clause_percent IS NULL AND clause_series_id IS NULL) "
        "OR (type = 'B2' AND (clause_percent IS NULL OR clause_series_id IS NULL))"
    ),
    "comparison_is_documented": (
        "type <> 'B3' OR (compared_price IS NOT NULL AND factor IS NOT NULL AND basis <> '')"
    ),
    "enough_peers": "type <> 'B4' OR (sample_size IS NOT NULL AND sample_size >= 5)",
}
NEW_COLUMNS = (
    "version",
    "reason",
    "clause_percent",
    "clause_series_id",
    "compared_price",
    "factor",
    "sample_size",
    "basis",
    "figures",
)
ONE_A_ROUND = "uq_baseline_round_id_item_id_council_id"
ONE_A_VERSION = "uq_baseline_round_id_item_id_version_council_id"


def upgrade():
    create_series_and_releases()
    create_approvals_and_choices()
    with op.batch_alter_table("baseline") as batch:
        batch.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("clause_percent", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("clause_series_id", ID, nullable=True))
        batch.add_column(sa.Column("compared_price", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("factor", sa.BigInteger(), nullable=True))
        batch.add_column(sa.Column("sample_size", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("basis", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("figures", sa.Text(), nullable=False, server_default=""))
        batch.create_foreign_key(
            op.f("fk_baseline_clause_series_id_index_series"), "index_series", ["clause_series_id"], ["id"]
        )
        batch.drop_constraint(op.f(ONE_A_ROUND), type_="unique")
        batch.create_unique_constraint(op.f(ONE_A_VERSION), ["round_id", "item_id", "version", "council_id"])
        for name, rule in CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_baseline_{name}"), rule)
    with op.batch_alter_table("baseline") as batch:
        batch.alter_column("version", existing_type=sa.Integer(), server_default=None)
        for name in ("reason", "basis", "figures"):
            batch.alter_column(name, existing_type=sa.Text(), server_default=None)
    for table in APPEND_ONLY:
        refuse_change(table)


def create_series_and_releases():
    op.create_table(
        "index_series",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("unit", sa.String(length=100), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("added_by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_index_series_added_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_series")),
        sa.UniqueConstraint("code", name=op.f("uq_index_series_code")),
    )
    op.create_table(
        "index_release",
        sa.Column("id", ID, nullable=False),
        sa.Column("series_id", ID, nullable=False),
        sa.Column("vintage", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("evidence_id", ID, nullable=True),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("published_at", MOMENT, nullable=False),
        sa.Column("published_by_id", ID, nullable=False),
        sa.CheckConstraint("source <> ''", name=op.f("ck_index_release_source_given")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["index_series.id"], name=op.f("fk_index_release_series_id_index_series")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["stored_document.id"], name=op.f("fk_index_release_evidence_id_stored_document")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_index_release_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_index_release_published_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_release")),
        sa.UniqueConstraint("series_id", "vintage", name=op.f("uq_index_release_series_id_vintage")),
        sa.UniqueConstraint("id", "published_by_id", name=op.f("uq_index_release_id_published_by_id")),
    )
    op.create_table(
        "index_value",
        sa.Column("release_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("value > 0", name=op.f("ck_index_value_value_positive")),
        sa.ForeignKeyConstraint(
            ["release_id"], ["index_release.id"], name=op.f("fk_index_value_release_id_index_release")
        ),
        sa.PrimaryKeyConstraint("release_id", "financial_year", name=op.f("pk_index_value")),
    )


def create_approvals_and_choices():
    op.create_table(
        "index_approval",
        sa.Column("release_id", ID, autoincrement=False, nullable=False),
        sa.Column("published_by_id", ID, nullable=False),
        sa.Column("approved_by_id", ID, nullable=False),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "approved_by_id <> published_by_id", name=op.f("ck_index_approval_approved_by_somebody_else")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_index_approval_reason_given")),
        sa.ForeignKeyConstraint(
            ["release_id", "published_by_id"],
            ["index_release.id", "index_release.published_by_id"],
            name=op.f("fk_index_approval_release_id_published_by_id_index_release"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_index_approval_approved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("release_id", name=op.f("pk_index_approval")),
    )
    op.create_table(
        "index_choice",
        sa.Column("id", ID, nullable=False),
        sa.Column("cpv_prefix", sa.String(length=8), nullable=False),
        sa.Column("series_id", ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("approved_at", MOMENT, nullable=False),
        sa.Column("approved_by_id", ID, nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_index_choice_reason_given")),
        sa.ForeignKeyConstraint(
            ["series_id"], ["index_series.id"], name=op.f("fk_index_choice_series_id_index_series")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_index_choice_approved_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_index_choice")),
    )
    op.create_index(op.f("ix_index_choice_series_id"), "index_choice", ["series_id"], unique=False)


def refuse_change(table):
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


def allow_change(table):
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")
        return
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{act}")


def downgrade():
    """A second version of a baseline has no place before this; a database that holds one stays here."""
    for table in APPEND_ONLY:
        allow_change(table)
    with op.batch_alter_table("baseline") as batch:
        batch.create_unique_constraint(op.f(ONE_A_ROUND), ["round_id", "item_id", "council_id"])
        batch.drop_constraint(op.f(ONE_A_VERSION), type_="unique")
        for name in CHECKS:
            batch.drop_constraint(op.f(f"ck_baseline_{name}"), type_="check")
        batch.drop_constraint(op.f("fk_baseline_clause_series_id_index_series"), type_="foreignkey")
        for column in NEW_COLUMNS:
            batch.drop_column(column)
    op.drop_index(op.f("ix_index_choice_series_id"), table_name="index_choice")
    for table in ("index_choice", "index_approval", "index_value", "index_release", "index_series"):
        op.drop_table(table)
