"""What suppliers say of themselves: figures, contacts, evidence and accounts; registrations that wait,
and invitations that a person must accept."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade():
    op.create_index(op.f("ix_organisation_ppon"), "organisation", ["ppon"], unique=True)
    with op.batch_alter_table("supplier_profile") as batch_op:
        batch_op.add_column(sa.Column("charity_number", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("website", sa.String(length=300), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("staff", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("turnover", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("balance_sheet", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("years_in_profit", sa.Integer(), nullable=True))
        batch_op.alter_column("size", existing_type=sa.String(length=32), nullable=True)
        batch_op.alter_column("vcse", existing_type=sa.Boolean(), nullable=True)
        batch_op.create_unique_constraint(op.f("uq_supplier_profile_charity_number"), ["charity_number"])
        batch_op.create_check_constraint(
            op.f("ck_supplier_profile_figures_positive"),
            "staff >= 0 AND turnover >= 0 AND balance_sheet >= 0 AND years_in_profit >= 0",
        )
    op.create_table(
        "supplier_registration",
        sa.Column("id", ID, nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("company_number", sa.String(length=8), nullable=True),
        sa.Column("charity_number", sa.String(length=16), nullable=True),
        sa.Column("person_name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("organisation_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplier_registration_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_registration")),
    )
    op.create_index(op.f("ix_supplier_registration_asked_at"), "supplier_registration", ["asked_at"])
    op.create_table(
        "supplier_contact",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("role", choice("role", "bids", "orders", "invoices", "complaints"), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplier_contact_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_contact")),
    )
    op.create_index(op.f("ix_supplier_contact_organisation_id"), "supplier_contact", ["organisation_id"])
    op.create_table(
        "connected_person",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "connection",
            choice(
                "connection",
                "significant_control",
                "director",
                "parent",
                "subsidiary",
                "predecessor",
                "influence",
            ),
            nullable=False,
        ),
        sa.Column("birth_month", sa.Integer(), nullable=True),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.CheckConstraint("birth_month BETWEEN 1 AND 12", name=op.f("ck_connected_person_birth_month")),
        sa.CheckConstraint(
            "(birth_month IS NULL) = (birth_year IS NULL)", name=op.f("ck_connected_person_month_with_year")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_connected_person_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_connected_person")),
    )
    op.create_index(op.f("ix_connected_person_organisation_id"), "connected_person", ["organisation_id"])
    op.create_table(
        "evidence",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column(
            "kind",
            choice(
                "kind",
                "employers_liability",
                "public_liability",
                "professional_indemnity",
                "accreditation",
                "accounts",
                "policy",
                "other",
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("reference", sa.String(length=100), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("document_id", ID, nullable=False),
        sa.Column("series_id", ID, nullable=True),
        sa.Column("added_at", MOMENT, nullable=False),
        sa.Column("superseded_at", MOMENT, nullable=True),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_evidence_amount_positive")),
        sa.CheckConstraint("expires_on >= issued_on", name=op.f("ck_evidence_expires_after_issue")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_evidence_organisation_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stored_document.id"], name=op.f("fk_evidence_document_id_stored_document")
        ),
        sa.ForeignKeyConstraint(["series_id"], ["evidence.id"], name=op.f("fk_evidence_series_id_evidence")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    op.create_index(op.f("ix_evidence_organisation_id"), "evidence", ["organisation_id"])
    op.create_index(op.f("ix_evidence_series_id"), "evidence", ["series_id"])
    op.create_index(
        "ix_evidence_expiry",
        "evidence",
        ["expires_on"],
        postgresql_where=sa.text("superseded_at IS NULL"),
        sqlite_where=sa.text("superseded_at IS NULL"),
    )
    op.create_table(
        "evidence_reliance",
        sa.Column("id", ID, nullable=False),
        sa.Column("evidence_id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_reliance_evidence_id_evidence")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_evidence_reliance_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_reliance")),
        sa.UniqueConstraint(
            "evidence_id",
            "organisation_id",
            "what",
            name=op.f("uq_evidence_reliance_evidence_id_organisation_id_what"),
        ),
    )
    op.create_index(op.f("ix_evidence_reliance_organisation_id"), "evidence_reliance", ["organisation_id"])
    op.create_table(
        "evidence_warning",
        sa.Column("id", ID, nullable=False),
        sa.Column("evidence_id", ID, nullable=False),
        sa.Column("mark", choice("mark", "120_days", "60_days", "14_days", "expired"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_warning_evidence_id_evidence")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_warning")),
        sa.UniqueConstraint("evidence_id", "mark", name=op.f("uq_evidence_warning_evidence_id_mark")),
    )
    op.create_table(
        "supplier_accounts",
        sa.Column("id", ID, nullable=False),
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=False),
        sa.Column("turnover", sa.BigInteger(), nullable=False),
        sa.Column("profit", sa.BigInteger(), nullable=False),
        sa.Column("current_assets", sa.BigInteger(), nullable=False),
        sa.Column("current_liabilities", sa.BigInteger(), nullable=False),
        sa.Column("net_assets", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "turnover >= 0 AND current_assets >= 0 AND current_liabilities >= 0",
            name=op.f("ck_supplier_accounts_figures_positive"),
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_supplier_accounts_organisation_id_organisation"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_supplier_accounts")),
        sa.UniqueConstraint(
            "organisation_id", "ended_on", name=op.f("uq_supplier_accounts_organisation_id_ended_on")
        ),
    )
    op.create_table(
        "invitation",
        sa.Column("membership_id", ID, autoincrement=False, nullable=False),
        sa.Column("state", choice("state", "open", "accepted", "declined", "withdrawn"), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("asked_by", sa.String(length=200), nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f("ck_invitation_answered")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_invitation_membership_id_membership")
        ),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_invitation")),
    )


def downgrade():
    op.drop_table("invitation")
    op.drop_table("supplier_accounts")
    op.drop_table("evidence_warning")
    op.drop_table("evidence_reliance")
    op.drop_table("evidence")
    op.drop_table("connected_person")
    op.drop_table("supplier_contact")
    op.drop_table("supplier_registration")
    op.execute("UPDATE supplier_profile SET size = 'large' WHERE size IS NULL")
    op.execute(sa.text("UPDATE supplier_profile SET vcse = :no WHERE vcse IS NULL").bindparams(no=False))
    with op.batch_alter_table("supplier_profile") as batch_op:
        batch_op.drop_constraint(op.f("ck_supplier_profile_figures_positive"), type_="check")
        batch_op.drop_constraint(op.f("uq_supplier_profile_charity_number"), type_="unique")
        batch_op.alter_column("size", existing_type=sa.String(length=32), nullable=False)
        batch_op.alter_column("vcse", existing_type=sa.Boolean(), nullable=False)
        for name in ("years_in_profit", "balance_sheet", "turnover", "staff", "website", "charity_number"):
            batch_op.drop_column(name)
    op.drop_index(op.f("ix_organisation_ppon"), "organisation")
