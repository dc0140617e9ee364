"""The tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        "audit_chain",
        sa.Column(
            "chain", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False
        ),
        sa.Column("length", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("chain", name=op.f("pk_audit_chain")),
    )
    op.create_table(
        "cpv_code",
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_cpv_code")),
    )
    op.create_table(
        "demonstration",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "clock_ahead_seconds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_demonstration_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demonstration")),
    )
    op.create_table(
        "local_authority",
        sa.Column("gss_code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=100), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.PrimaryKeyConstraint("gss_code", name=op.f("pk_local_authority")),
    )
    with op.batch_alter_table("local_authority", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_local_authority_name"), ["name"], unique=False)

    op.create_table(
        "organisation",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "rce",
                "council",
                "partner",
                "supplier",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("gss_code", sa.String(length=9), nullable=True),
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("ppon", sa.String(length=16), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("code", name=op.f("uq_organisation_code")),
        sa.UniqueConstraint("name", name=op.f("uq_organisation_name")),
    )
    op.create_table(
        "outbox_message",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox_message")),
    )
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_message_waiting",
            ["due_at"],
            unique=False,
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "person",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password", sa.String(length=255), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("email_digest", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("email_digest", name=op.f("pk_sign_in_failure")),
    )
    op.create_table(
        "unit",
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("symbol", sa.String(length=50), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_name"), ["name"], unique=False)

    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("chain", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("organisation_name", sa.String(length=300), nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=64), nullable=False),
        sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column(
            "outcome",
            sa.Enum("done", "refused", name="outcome", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["chain"], ["audit_chain.chain"], name=op.f("fk_audit_event_chain_audit_chain")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
        sa.UniqueConstraint("chain", "position", name=op.f("uq_audit_event_chain_position")),
    )
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.create_index("ix_audit_event_subject", ["subject_kind", "subject_id", "id"], unique=False)

    op.create_table(
        "council_year",
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "provisional",
                "held",
                "signed_off",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_council_year_council_id_organisation")
        ),
        sa.PrimaryKeyConstraint("council_id", "financial_year", name=op.f("pk_council_year")),
    )
    op.create_table(
        "demand_round",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum("open", "closed", name="status", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(status = 'closed') = (closed_at IS NOT NULL AND closed_by_id IS NOT NULL)",
            name=op.f("ck_demand_round_closed_moment"),
        ),
        sa.ForeignKeyConstraint(
            ["closed_by_id"], ["person.id"], name=op.f("fk_demand_round_closed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by_id"], ["person.id"], name=op.f("fk_demand_round_opened_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_demand_round_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_round")),
        sa.UniqueConstraint("code", name=op.f("uq_demand_round_code")),
    )
    with op.batch_alter_table("demand_round", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_demand_round_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "gain_total",
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column(
            "item_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column(
            "framework_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("spend", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("cashable", sa.BigInteger(), nullable=False),
        sa.Column("non_cashable", sa.BigInteger(), nullable=False),
        sa.Column("one_off_cost", sa.BigInteger(), nullable=False),
        sa.Column("recurring_cost", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_gain_total_council_id_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "council_id", "financial_year", "item_id", "framework_id", name=op.f("pk_gain_total")
        ),
    )
    with op.batch_alter_table("gain_total", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gain_total_framework_id"), ["framework_id"], unique=False)

    op.create_table(
        "item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("specification", sa.Text(), nullable=False),
        sa.Column("unit_code", sa.String(length=8), nullable=False),
        sa.Column("cpv_code", sa.String(length=10), nullable=False),
        sa.ForeignKeyConstraint(["cpv_code"], ["cpv_code.code"], name=op.f("fk_item_cpv_code_cpv_code")),
        sa.ForeignKeyConstraint(["unit_code"], ["unit.code"], name=op.f("fk_item_unit_code_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
        sa.UniqueConstraint("code", name=op.f("uq_item_code")),
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approval_limit", sa.BigInteger(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("approval_limit >= 0", name=op.f("ck_membership_approval_limit_positive")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_membership_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "person_id", "organisation_id", name=op.f("uq_membership_person_id_organisation_id")
        ),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_membership_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_membership_person_id"), ["person_id"], unique=False)

    op.create_table(
        "stored_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["person.id"], name=op.f("fk_stored_document_added_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_stored_document_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_document")),
    )
    with op.batch_alter_table("stored_document", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stored_document_organisation_id"), ["organisation_id"], unique=False
        )

    op.create_table(
        "supplier_profile",
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("company_number", sa.String(length=8), nullable=True),
        sa.Column(
            "size",
            sa.Enum(
                "micro",
                "small",
                "medium",
                "large",
                name="size",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("vcse", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplier_profile_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("organisation_id", name=op.f("pk_supplier_profile")),
        sa.UniqueConstraint("company_number", name=op.f("uq_supplier_profile_company_number")),
    )
    op.create_table(
        "baseline",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "type",
            sa.Enum(
                "B1",
                "B2",
                "B3",
                "B4",
                "B5",
                "B6",
                "B7",
                "B8",
                name="type",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("annual_quantity", sa.BigInteger(), nullable=True),
        sa.Column("price_date", sa.Date(), nullable=False),
        sa.Column("supplier_name", sa.String(length=300), nullable=False),
        sa.Column("evidence_note", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_baseline_unit_price_positive")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_baseline_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["stored_document.id"], name=op.f("fk_baseline_evidence_id_stored_document")
        ),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["person.id"], name=op.f("fk_baseline_frozen_by_id_person")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_baseline_item_id_item")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["demand_round.id"], name=op.f("fk_baseline_round_id_demand_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
        sa.UniqueConstraint(
            "round_id", "item_id", "council_id", name=op.f("uq_baseline_round_id_item_id_council_id")
        ),
    )
    op.create_table(
        "budget_release",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column(
            "use",
            sa.Enum(
                "reinvested",
                "council_tax",
                "budget_gap",
                name="use",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("released_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_budget_release_amount_positive")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_budget_release_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_budget_release_item_id_item")),
        sa.ForeignKeyConstraint(
            ["released_by_id"], ["person.id"], name=op.f("fk_budget_release_released_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_release")),
        sa.UniqueConstraint(
            "council_id",
            "financial_year",
            "reference",
            name=op.f("uq_budget_release_council_id_financial_year_reference"),
        ),
    )
    op.create_table(
        "framework",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "tendering",
                "awarded",
                "live",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("longer_term_reasons", sa.Text(), nullable=False),
        sa.Column("light_touch", sa.Boolean(), nullable=False),
        sa.Column("price_mechanism", sa.Text(), nullable=False),
        sa.Column("selection_process", sa.Text(), nullable=False),
        sa.Column("ceiling_gross", sa.BigInteger(), nullable=False),
        sa.Column("committed_gross", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=False),
        sa.Column("levy_percent", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("award_notice_reference", sa.String(length=40), nullable=True),
        sa.Column("award_notice_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("standstill_ends_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('awarded', 'live') OR (award_notice_reference IS NOT NULL AND award_notice_at IS NOT NULL)",
            name=op.f("ck_framework_award_notice"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('tendering', 'awarded', 'live') OR published_at IS NOT NULL",
            name=op.f("ck_framework_published_moment"),
        ),
        sa.CheckConstraint(
            "committed_gross >= 0 AND committed_gross <= ceiling_gross",
            name=op.f("ck_framework_within_ceiling"),
        ),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_framework_term_runs_forward")),
        sa.CheckConstraint(
            "levy_percent >= 0 AND levy_percent <= 1000000", name=op.f("ck_framework_levy_is_a_percentage")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["person.id"], name=op.f("fk_framework_drafted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_framework_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["demand_round.id"], name=op.f("fk_framework_round_id_demand_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_framework")),
        sa.UniqueConstraint("code", name=op.f("uq_framework_code")),
    )
    with op.batch_alter_table("framework", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_framework_organisation_id"), ["organisation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_framework_round_id"), ["round_id"], unique=False)

    op.create_table(
        "membership_role",
        sa.Column("membership_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "administrator",
                "procurement_lead",
                "opening_officer",
                "evaluator",
                "buyer",
                "approver",
                "s151",
                "bidder",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_membership_role_membership_id_membership")
        ),
        sa.PrimaryKeyConstraint("membership_id", "role", name=op.f("pk_membership_role")),
    )
    op.create_table(
        "quality_check",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("indicator", sa.String(length=300), nullable=False),
        sa.Column(
            "better",
            sa.Enum("higher", "lower", name="better", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("tolerance", sa.BigInteger(), nullable=False),
        sa.Column("met", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("explained_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("explained_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(explained_at IS NULL) = (explained_by_id IS NULL) AND (explained_at IS NULL) = (explanation = '')",
            name=op.f("ck_quality_check_explained_by_somebody"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_quality_check_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["explained_by_id"], ["person.id"], name=op.f("fk_quality_check_explained_by_id_person")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_quality_check_item_id_item")),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_quality_check_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quality_check")),
    )
    with op.batch_alter_table("quality_check", schema=None) as batch_op:
        batch_op.create_index(
            "ix_quality_check_year", ["council_id", "financial_year", "item_id", "id"], unique=False
        )

    op.create_table(
        "round_item",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("firm_total", sa.BigInteger(), nullable=True),
        sa.Column("soft_total", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_round_item_item_id_item")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["demand_round.id"], name=op.f("fk_round_item_round_id_demand_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_item")),
        sa.UniqueConstraint("round_id", "item_id", name=op.f("uq_round_item_round_id_item_id")),
    )
    op.create_table(
        "demand_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("round_item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "commitment",
            sa.Enum("firm", "soft", name="commitment", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("current_price", sa.BigInteger(), nullable=True),
        sa.Column("current_quantity", sa.BigInteger(), nullable=True),
        sa.Column("price_date", sa.Date(), nullable=True),
        sa.Column("current_supplier", sa.String(length=300), nullable=False),
        sa.Column("evidence_note", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("registered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint(
            "(current_price IS NULL) = (price_date IS NULL)", name=op.f("ck_demand_line_price_has_a_date")
        ),
        sa.CheckConstraint("current_price > 0", name=op.f("ck_demand_line_current_price_positive")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_demand_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_demand_line_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["stored_document.id"], name=op.f("fk_demand_line_evidence_id_stored_document")
        ),
        sa.ForeignKeyConstraint(
            ["registered_by_id"], ["person.id"], name=op.f("fk_demand_line_registered_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["round_item_id"], ["round_item.id"], name=op.f("fk_demand_line_round_item_id_round_item")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_demand_line")),
        sa.UniqueConstraint(
            "round_item_id",
            "council_id",
            "commitment",
            name=op.f("uq_demand_line_round_item_id_council_id_commitment"),
        ),
    )
    with op.batch_alter_table("demand_line", schema=None) as batch_op:
        batch_op.create_index("ix_demand_line_council", ["council_id", "round_item_id"], unique=False)

    op.create_table(
        "entitlement",
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_entitlement_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_entitlement_organisation_id_organisation")
        ),
        sa.PrimaryKeyConstraint("framework_id", "organisation_id", name=op.f("pk_entitlement")),
    )
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_entitlement_organisation_id"), ["organisation_id"], unique=False)

    op.create_table(
        "lot",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("max_suppliers", sa.Integer(), nullable=False),
        sa.Column(
            "direct_award",
            sa.Enum(
                "sole_supplier",
                "lowest_price",
                "ranking",
                name="direct_award",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("ceiling_gross", sa.BigInteger(), nullable=True),
        sa.Column("committed_gross", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "committed_gross >= 0 AND (ceiling_gross IS NULL OR committed_gross <= ceiling_gross)",
            name=op.f("ck_lot_within_ceiling"),
        ),
        sa.CheckConstraint("max_suppliers > 0", name=op.f("ck_lot_max_suppliers_positive")),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_lot_framework_id_framework")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lot")),
        sa.UniqueConstraint("framework_id", "number", name=op.f("uq_lot_framework_id_number")),
        sa.UniqueConstraint("id", "framework_id", name=op.f("uq_lot_id_framework_id")),
    )
    op.create_table(
        "tender",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "published",
                "opened",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("questions_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("electronic", sa.Boolean(), nullable=False),
        sa.Column("documents_complete", sa.Boolean(), nullable=False),
        sa.Column("deadline_reason", sa.String(length=40), nullable=True),
        sa.Column("public_key", sa.LargeBinary(), nullable=False),
        sa.Column("wrapped_private_key", sa.LargeBinary(), nullable=False),
        sa.Column("opening_started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "opening_started_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
        ),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("second_officer_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(status = 'opened') = (opened_at IS NOT NULL AND second_officer_id IS NOT NULL)",
            name=op.f("ck_tender_opened_moment"),
        ),
        sa.CheckConstraint("deadline_at > published_at", name=op.f("ck_tender_deadline_after_publication")),
        sa.CheckConstraint("opened_at >= deadline_at", name=op.f("ck_tender_opened_after_deadline")),
        sa.CheckConstraint(
            "questions_until <= deadline_at", name=op.f("ck_tender_questions_before_deadline")
        ),
        sa.CheckConstraint("second_officer_id <> opening_started_by_id", name=op.f("ck_tender_two_officers")),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_tender_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["opening_started_by_id"], ["person.id"], name=op.f("fk_tender_opening_started_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["person.id"], name=op.f("fk_tender_published_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["second_officer_id"], ["person.id"], name=op.f("fk_tender_second_officer_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender")),
        sa.UniqueConstraint("framework_id", name=op.f("uq_tender_framework_id")),
    )
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tender_deadline_at"), ["deadline_at"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "awarded",
                "signed",
                "in_force",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("ceiling_gross", sa.BigInteger(), nullable=True),
        sa.Column("committed_gross", sa.BigInteger(), nullable=False),
        sa.Column("awarded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("countersigned_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(status = 'in_force') = (countersigned_at IS NOT NULL AND countersigned_by_id IS NOT NULL)",
            name=op.f("ck_agreement_countersigned_moment"),
        ),
        sa.CheckConstraint(
            "status = 'awarded' OR (signed_at IS NOT NULL AND signed_by_id IS NOT NULL)",
            name=op.f("ck_agreement_signed_moment"),
        ),
        sa.CheckConstraint(
            "committed_gross >= 0 AND (ceiling_gross IS NULL OR committed_gross <= ceiling_gross)",
            name=op.f("ck_agreement_within_ceiling"),
        ),
        sa.ForeignKeyConstraint(
            ["countersigned_by_id"], ["person.id"], name=op.f("fk_agreement_countersigned_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_agreement_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["lot_id", "framework_id"],
            ["lot.id", "lot.framework_id"],
            name=op.f("fk_agreement_lot_id_framework_id_lot"),
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["person.id"], name=op.f("fk_agreement_signed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_agreement_supplier_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("id", "lot_id", name=op.f("uq_agreement_id_lot_id")),
        sa.UniqueConstraint("lot_id", "supplier_id", name=op.f("uq_agreement_lot_id_supplier_id")),
    )
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_agreement_supplier_id"), ["supplier_id"], unique=False)

    op.create_table(
        "bid",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tender_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "submitted",
                "withdrawn",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("working_copy", sa.LargeBinary(), nullable=False),
        sa.Column("working_version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content_sha256", sa.String(length=64), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(status = 'submitted') = (sealed IS NOT NULL AND content_sha256 IS NOT NULL AND submitted_at IS NOT NULL)",
            name=op.f("ck_bid_submitted_is_sealed"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_bid_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_bid_supplier_id_organisation")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid")),
        sa.UniqueConstraint("lot_id", "supplier_id", name=op.f("uq_bid_lot_id_supplier_id")),
        sa.UniqueConstraint("lot_id", "token", name=op.f("uq_bid_lot_id_token")),
    )
    op.create_table(
        "clarification",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tender_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("reference", sa.String(length=32), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asker_token", sa.String(length=64), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_clarification_answered_moment")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_clarification_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_clarification_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clarification")),
        sa.UniqueConstraint("tender_id", "reference", name=op.f("uq_clarification_tender_id_reference")),
    )
    op.create_table(
        "criterion",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tender_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("price", "quality", name="kind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight > 0", name=op.f("ck_criterion_weight_positive")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_criterion_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("tender_id", "code", name=op.f("uq_criterion_tender_id_code")),
    )
    op.create_table(
        "deadline_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tender_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("to_at > from_at", name=op.f("ck_deadline_change_later_only")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["person.id"], name=op.f("fk_deadline_change_changed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_deadline_change_tender_id_tender")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline_change")),
    )
    with op.batch_alter_table("deadline_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deadline_change_tender_id"), ["tender_id"], unique=False)

    op.create_table(
        "lot_item",
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("firm_quantity", sa.BigInteger(), nullable=False),
        sa.Column("soft_quantity", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_lot_item_item_id_item")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_item_lot_id_lot")),
        sa.PrimaryKeyConstraint("lot_id", "item_id", name=op.f("pk_lot_item")),
    )
    op.create_table(
        "lot_recommendation",
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("recommended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recommended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("draw", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_lot_recommendation_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["recommended_by_id"], ["person.id"], name=op.f("fk_lot_recommendation_recommended_by_id_person")
        ),
        sa.PrimaryKeyConstraint("lot_id", name=op.f("pk_lot_recommendation")),
    )
    op.create_table(
        "panel_member",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("tender_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("organisation_name", sa.String(length=300), nullable=False),
        sa.Column("conflict", sa.Boolean(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT conflict OR detail <> ''", name=op.f("ck_panel_member_conflict_is_described")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_panel_member_person_id_person")),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_panel_member_tender_id_tender")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_member")),
        sa.UniqueConstraint("tender_id", "person_id", name=op.f("uq_panel_member_tender_id_person_id")),
    )
    op.create_table(
        "agreed_price",
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("tier_from", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreed_price_agreement_id_agreement")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_agreed_price_item_id_item")),
        sa.PrimaryKeyConstraint("agreement_id", "item_id", name=op.f("pk_agreed_price")),
    )
    op.create_table(
        "bid_price",
        sa.Column("bid_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_quantity > 0", name=op.f("ck_bid_price_from_quantity_positive")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_bid_price_unit_price_positive")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_price_bid_id_bid")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_bid_price_item_id_item")),
        sa.PrimaryKeyConstraint("bid_id", "item_id", "from_quantity", name=op.f("pk_bid_price")),
    )
    op.create_table(
        "bid_receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bid_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "act",
            sa.Enum(
                "submitted", "withdrawn", name="act", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_receipt_bid_id_bid")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bid_receipt")),
    )
    with op.batch_alter_table("bid_receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_bid_receipt_bid_id"), ["bid_id"], unique=False)

    op.create_table(
        "bid_result",
        sa.Column("bid_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("evaluated_total", sa.BigInteger(), nullable=False),
        sa.Column("price_score", sa.BigInteger(), nullable=False),
        sa.Column("quality_score", sa.BigInteger(), nullable=False),
        sa.Column("total_score", sa.BigInteger(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("awarded", sa.Boolean(), nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("summary_released_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_result_bid_id_bid")),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_bid_result_lot_id_lot")),
        sa.PrimaryKeyConstraint("bid_id", name=op.f("pk_bid_result")),
        sa.UniqueConstraint("lot_id", "rank", name=op.f("uq_bid_result_lot_id_rank")),
    )
    with op.batch_alter_table("bid_result", schema=None) as batch_op:
        batch_op.create_index("ix_bid_result_lot", ["lot_id", "rank"], unique=False)

    op.create_table(
        "call_off_order",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("lot_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "placed",
                "approved",
                "accepted",
                "complete",
                "declined",
                "cancelled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("route", sa.String(length=300), nullable=False),
        sa.Column("budget_code", sa.String(length=64), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("vat_rate", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("levy", sa.BigInteger(), nullable=False),
        sa.Column("committed_gross", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.Column("instead_of_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'complete') OR (accepted_at IS NOT NULL AND accepted_by_id IS NOT NULL)",
            name=op.f("ck_call_off_order_accepted_moment"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'accepted', 'complete') OR (approved_at IS NOT NULL AND approved_by_id IS NOT NULL)",
            name=op.f("ck_call_off_order_approved_moment"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'cancelled') OR (ended_at IS NOT NULL AND end_reason <> '' AND committed_gross = 0)",
            name=op.f("ck_call_off_order_ended_with_a_reason"),
        ),
        sa.CheckConstraint(
            "approved_by_id <> placed_by_id", name=op.f("ck_call_off_order_approver_did_not_place")
        ),
        sa.CheckConstraint("committed_gross >= 0", name=op.f("ck_call_off_order_committed_positive")),
        sa.CheckConstraint("net > 0 AND gross >= net", name=op.f("ck_call_off_order_value_positive")),
        sa.ForeignKeyConstraint(
            ["accepted_by_id"], ["person.id"], name=op.f("fk_call_off_order_accepted_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["agreement_id", "lot_id"],
            ["agreement.id", "agreement.lot_id"],
            name=op.f("fk_call_off_order_agreement_id_lot_id_agreement"),
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["person.id"], name=op.f("fk_call_off_order_approved_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_call_off_order_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["person.id"], name=op.f("fk_call_off_order_ended_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_call_off_order_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["instead_of_id"],
            ["call_off_order.id"],
            name=op.f("fk_call_off_order_instead_of_id_call_off_order"),
        ),
        sa.ForeignKeyConstraint(["lot_id"], ["lot.id"], name=op.f("fk_call_off_order_lot_id_lot")),
        sa.ForeignKeyConstraint(
            ["placed_by_id"], ["person.id"], name=op.f("fk_call_off_order_placed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_call_off_order_supplier_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_off_order")),
        sa.UniqueConstraint("number", name=op.f("uq_call_off_order_number")),
        sa.UniqueConstraint("request_key", name=op.f("uq_call_off_order_request_key")),
    )
    with op.batch_alter_table("call_off_order", schema=None) as batch_op:
        batch_op.create_index("ix_call_off_order_council", ["council_id", "id"], unique=False)
        batch_op.create_index("ix_call_off_order_framework", ["framework_id", "id"], unique=False)
        batch_op.create_index("ix_call_off_order_supplier", ["supplier_id", "id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("criterion_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=500), nullable=False),
        sa.Column("weight", sa.BigInteger(), nullable=False),
        sa.Column("scale_max", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.CheckConstraint("scale_max > 0", name=op.f("ck_question_scale_positive")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_question_weight_positive")),
        sa.ForeignKeyConstraint(
            ["criterion_id"], ["criterion.id"], name=op.f("fk_question_criterion_id_criterion")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("criterion_id", "code", name=op.f("uq_question_criterion_id_code")),
    )
    op.create_table(
        "agreed_score",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bid_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("agreed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_agreed_score_reason_given")),
        sa.CheckConstraint("score >= 0", name=op.f("ck_agreed_score_score_positive")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_agreed_score_agreed_by_id_person")
        ),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_agreed_score_bid_id_bid")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_agreed_score_question_id_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_score")),
        sa.UniqueConstraint("bid_id", "question_id", name=op.f("uq_agreed_score_bid_id_question_id")),
    )
    op.create_table(
        "agreed_tier",
        sa.Column("agreement_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("from_quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("from_quantity > 0", name=op.f("ck_agreed_tier_from_quantity_positive")),
        sa.CheckConstraint("unit_price > 0", name=op.f("ck_agreed_tier_unit_price_positive")),
        sa.ForeignKeyConstraint(
            ["agreement_id", "item_id"],
            ["agreed_price.agreement_id", "agreed_price.item_id"],
            name=op.f("fk_agreed_tier_agreement_id_item_id_agreed_price"),
        ),
        sa.PrimaryKeyConstraint("agreement_id", "item_id", "from_quantity", name=op.f("pk_agreed_tier")),
    )
    op.create_table(
        "bid_answer",
        sa.Column("bid_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_bid_answer_bid_id_bid")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_bid_answer_question_id_question")
        ),
        sa.PrimaryKeyConstraint("bid_id", "question_id", name=op.f("pk_bid_answer")),
    )
    op.create_table(
        "invoice",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("supplier_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("invoiced_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("invoiced_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("net > 0 AND gross >= net", name=op.f("ck_invoice_value_positive")),
        sa.ForeignKeyConstraint(
            ["invoiced_by_id"], ["person.id"], name=op.f("fk_invoice_invoiced_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["call_off_order.id"], name=op.f("fk_invoice_order_id_call_off_order")
        ),
        sa.ForeignKeyConstraint(
            ["supplier_id"], ["organisation.id"], name=op.f("fk_invoice_supplier_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice")),
        sa.UniqueConstraint("supplier_id", "number", name=op.f("uq_invoice_supplier_id_number")),
    )
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_order_id"), ["order_id"], unique=False)

    op.create_table(
        "order_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("received", sa.BigInteger(), nullable=False),
        sa.Column("invoiced", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "invoiced >= 0 AND invoiced <= received", name=op.f("ck_order_line_invoiced_within_received")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_order_line_quantity_positive")),
        sa.CheckConstraint(
            "received >= 0 AND received <= quantity", name=op.f("ck_order_line_received_within_ordered")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_order_line_item_id_item")),
        sa.ForeignKeyConstraint(
            ["order_id"], ["call_off_order.id"], name=op.f("fk_order_line_order_id_call_off_order")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
        sa.UniqueConstraint("order_id", "item_id", name=op.f("uq_order_line_order_id_item_id")),
    )
    op.create_table(
        "receipt",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["order_id"], ["call_off_order.id"], name=op.f("fk_receipt_order_id_call_off_order")
        ),
        sa.ForeignKeyConstraint(
            ["received_by_id"], ["person.id"], name=op.f("fk_receipt_received_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt")),
        sa.UniqueConstraint("request_key", name=op.f("uq_receipt_request_key")),
    )
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_order_id"), ["order_id"], unique=False)

    op.create_table(
        "score",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("bid_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("question_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("panel_member_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_score_reason_given")),
        sa.CheckConstraint("score >= 0", name=op.f("ck_score_score_positive")),
        sa.ForeignKeyConstraint(["bid_id"], ["bid.id"], name=op.f("fk_score_bid_id_bid")),
        sa.ForeignKeyConstraint(
            ["panel_member_id"], ["panel_member.id"], name=op.f("fk_score_panel_member_id_panel_member")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_score_question_id_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint(
            "bid_id",
            "question_id",
            "panel_member_id",
            name=op.f("uq_score_bid_id_question_id_panel_member_id"),
        ),
    )
    op.create_table(
        "invoice_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("invoice_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_invoice_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["invoice_id"], ["invoice.id"], name=op.f("fk_invoice_line_invoice_id_invoice")
        ),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_invoice_line_order_line_id_order_line")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_line")),
        sa.UniqueConstraint(
            "invoice_id", "order_line_id", name=op.f("uq_invoice_line_invoice_id_order_line_id")
        ),
    )
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invoice_line_invoice_id"), ["invoice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invoice_line_order_line_id"), ["order_line_id"], unique=False)

    op.create_table(
        "receipt_line",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("receipt_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("order_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.BigInteger(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "matched >= 0 AND matched <= quantity", name=op.f("ck_receipt_line_matched_within_received")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_receipt_line_quantity_positive")),
        sa.ForeignKeyConstraint(
            ["order_line_id"], ["order_line.id"], name=op.f("fk_receipt_line_order_line_id_order_line")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"], ["receipt.id"], name=op.f("fk_receipt_line_receipt_id_receipt")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
    )
    with op.batch_alter_table("receipt_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_receipt_line_order_line_id"), ["order_line_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_receipt_line_receipt_id"), ["receipt_id"], unique=False)

    op.create_table(
        "gain_entry",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "gain",
                "one_off_cost",
                "recurring_cost",
                "reversal",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("framework_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("baseline_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invoice_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("receipt_line_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("supplied_on", sa.Date(), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_before", sa.BigInteger(), nullable=True),
        sa.Column("unit_price_paid", sa.BigInteger(), nullable=True),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("cashable", sa.BigInteger(), nullable=False),
        sa.Column("nc_inflation", sa.BigInteger(), nullable=False),
        sa.Column("nc_volume", sa.BigInteger(), nullable=False),
        sa.Column("nc_baseline", sa.BigInteger(), nullable=False),
        sa.Column("cost", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("method_version", sa.String(length=16), nullable=False),
        sa.Column("working", sa.Text(), nullable=False),
        sa.Column("reverses_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.CheckConstraint(
            "(kind = 'reversal') = (reverses_id IS NOT NULL)",
            name=op.f("ck_gain_entry_reversal_names_its_entry"),
        ),
        sa.CheckConstraint(
            "kind <> 'gain' OR (invoice_line_id IS NOT NULL AND receipt_line_id IS NOT NULL AND item_id IS NOT NULL AND supplied_on IS NOT NULL)",
            name=op.f("ck_gain_entry_gain_has_its_lines"),
        ),
        sa.CheckConstraint(
            "gross = cashable + nc_inflation + nc_volume + nc_baseline", name=op.f("ck_gain_entry_parts_sum")
        ),
        sa.ForeignKeyConstraint(
            ["baseline_id"], ["baseline.id"], name=op.f("fk_gain_entry_baseline_id_baseline")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_gain_entry_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_gain_entry_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["invoice_line_id"], ["invoice_line.id"], name=op.f("fk_gain_entry_invoice_line_id_invoice_line")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_gain_entry_item_id_item")),
        sa.ForeignKeyConstraint(
            ["receipt_line_id"], ["receipt_line.id"], name=op.f("fk_gain_entry_receipt_line_id_receipt_line")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_gain_entry_recorded_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["gain_entry.id"], name=op.f("fk_gain_entry_reverses_id_gain_entry")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gain_entry")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_gain_entry_reverses_id")),
    )
    with op.batch_alter_table("gain_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_gain_entry_framework_id"), ["framework_id"], unique=False)
        batch_op.create_index(
            "ix_gain_entry_walk", ["council_id", "financial_year", "item_id", "id"], unique=False
        )
        batch_op.create_index(
            "uq_gain_entry_claimed_once",
            ["invoice_line_id", "receipt_line_id"],
            unique=True,
            postgresql_where=sa.text("kind = 'gain'"),
            sqlite_where=sa.text("kind = 'gain'"),
        )

    op.create_table(
        "sign_off",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("council_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column(
            "decision",
            sa.Enum(
                "accept", "reject", name="decision", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("last_entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("cashable", sa.BigInteger(), nullable=False),
        sa.Column("non_cashable", sa.BigInteger(), nullable=False),
        sa.Column("costs", sa.BigInteger(), nullable=False),
        sa.Column("net", sa.BigInteger(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_by_id IS NULL) AND (withdrawn_at IS NULL) = (withdrawal_reason = '')",
            name=op.f("ck_sign_off_withdrawn_by_somebody"),
        ),
        sa.CheckConstraint("gross = cashable + non_cashable", name=op.f("ck_sign_off_parts_sum")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_sign_off_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["last_entry_id"], ["gain_entry.id"], name=op.f("fk_sign_off_last_entry_id_gain_entry")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["person.id"], name=op.f("fk_sign_off_signed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["person.id"], name=op.f("fk_sign_off_withdrawn_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.create_index("ix_sign_off_year", ["council_id", "financial_year", "id"], unique=False)


def downgrade():
    with op.batch_alter_table("sign_off", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_off_year")

    op.drop_table("sign_off")
    with op.batch_alter_table("gain_entry", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_gain_entry_claimed_once",
            postgresql_where=sa.text("kind = 'gain'"),
            sqlite_where=sa.text("kind = 'gain'"),
        )
        batch_op.drop_index("ix_gain_entry_walk")
        batch_op.drop_index(batch_op.f("ix_gain_entry_framework_id"))

    op.drop_table("gain_entry")
    with op.batch_alter_table("receipt_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_line_receipt_id"))
        batch_op.drop_index(batch_op.f("ix_receipt_line_order_line_id"))

    op.drop_table("receipt_line")
    with op.batch_alter_table("invoice_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_line_order_line_id"))
        batch_op.drop_index(batch_op.f("ix_invoice_line_invoice_id"))

    op.drop_table("invoice_line")
    op.drop_table("score")
    with op.batch_alter_table("receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_receipt_order_id"))

    op.drop_table("receipt")
    op.drop_table("order_line")
    with op.batch_alter_table("invoice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invoice_order_id"))

    op.drop_table("invoice")
    op.drop_table("bid_answer")
    op.drop_table("agreed_tier")
    op.drop_table("agreed_score")
    op.drop_table("question")
    with op.batch_alter_table("call_off_order", schema=None) as batch_op:
        batch_op.drop_index("ix_call_off_order_supplier")
        batch_op.drop_index("ix_call_off_order_framework")
        batch_op.drop_index("ix_call_off_order_council")

    op.drop_table("call_off_order")
    with op.batch_alter_table("bid_result", schema=None) as batch_op:
        batch_op.drop_index("ix_bid_result_lot")

    op.drop_table("bid_result")
    with op.batch_alter_table("bid_receipt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_bid_receipt_bid_id"))

    op.drop_table("bid_receipt")
    op.drop_table("bid_price")
    op.drop_table("agreed_price")
    op.drop_table("panel_member")
    op.drop_table("lot_recommendation")
    op.drop_table("lot_item")
    with op.batch_alter_table("deadline_change", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deadline_change_tender_id"))

    op.drop_table("deadline_change")
    op.drop_table("criterion")
    op.drop_table("clarification")
    op.drop_table("bid")
    with op.batch_alter_table("agreement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_supplier_id"))

    op.drop_table("agreement")
    with op.batch_alter_table("tender", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tender_deadline_at"))

    op.drop_table("tender")
    op.drop_table("lot")
    with op.batch_alter_table("entitlement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_entitlement_organisation_id"))

    op.drop_table("entitlement")
    with op.batch_alter_table("demand_line", schema=None) as batch_op:
        batch_op.drop_index("ix_demand_line_council")

    op.drop_table("demand_line")
    op.drop_table("round_item")
    with op.batch_alter_table("quality_check", schema=None) as batch_op:
        batch_op.drop_index("ix_quality_check_year")

    op.drop_table("quality_check")
    op.drop_table("membership_role")
    with op.batch_alter_table("framework", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_framework_round_id"))
        batch_op.drop_index(batch_op.f("ix_framework_organisation_id"))

    op.drop_table("framework")
    op.drop_table("budget_release")
    op.drop_table("baseline")
    op.drop_table("supplier_profile")
    with op.batch_alter_table("stored_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_document_organisation_id"))

    op.drop_table("stored_document")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_membership_person_id"))
        batch_op.drop_index(batch_op.f("ix_membership_organisation_id"))

    op.drop_table("membership")
    op.drop_table("item")
    with op.batch_alter_table("gain_total", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_gain_total_framework_id"))

    op.drop_table("gain_total")
    with op.batch_alter_table("demand_round", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_round_organisation_id"))

    op.drop_table("demand_round")
    op.drop_table("council_year")
    with op.batch_alter_table("audit_event", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_event_subject")

    op.drop_table("audit_event")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_name"))

    op.drop_table("unit")
    op.drop_table("sign_in_failure")
    op.drop_table("person")
    with op.batch_alter_table("outbox_message", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_outbox_message_waiting",
            postgresql_where=sa.text("done_at IS NULL"),
            sqlite_where=sa.text("done_at IS NULL"),
        )

    op.drop_table("outbox_message")
    op.drop_table("organisation")
    with op.batch_alter_table("local_authority", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_local_authority_name"))

    op.drop_table("local_authority")
    op.drop_table("demonstration")
    op.drop_table("cpv_code")
    op.drop_table("audit_chain")
