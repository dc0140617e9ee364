"""The answer bank, what a tender requires of its bidders, and who decided to bid."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "answer_bank_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_bank_key")),
    )
    op.create_table(
        "banked_answer",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_banked_answer_version_positive")),
        sa.PrimaryKeyConstraint("id", "version", name=op.f("pk_banked_answer")),
    )
    op.create_index(op.f("ix_banked_answer_owner"), "banked_answer", ["owner"], unique=False)
    op.create_table(
        "tender_requirement",
        sa.Column("id", ID, nullable=False),
        sa.Column("tender_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "employers_liability",
                "public_liability",
                "professional_indemnity",
                "accreditation",
                "accounts",
                "policy",
                "other",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("named", sa.String(length=200), nullable=False),
        sa.Column("minimum", sa.BigInteger(), nullable=True),
        sa.Column("must", sa.Boolean(), nullable=False),
        sa.CheckConstraint("minimum > 0", name=op.f("ck_tender_requirement_minimum_positive")),
        sa.ForeignKeyConstraint(
            ["tender_id"], ["tender.id"], name=op.f("fk_tender_requirement_tender_id_tender")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tender_requirement")),
        sa.UniqueConstraint("tender_id", "position", name=op.f("uq_tender_requirement_tender_id_position")),
    )
    op.create_table(
        "bid_decision",
        sa.Column("tender_id", ID, nullable=False),
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("locked", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["tender_id"], ["tender.id"], name=op.f("fk_bid_decision_tender_id_tender")),
        sa.PrimaryKeyConstraint("tender_id", "token", name=op.f("pk_bid_decision")),
    )


def downgrade():
    op.drop_table("bid_decision")
    op.drop_table("tender_requirement")
    op.drop_table("banked_answer")
    op.drop_table("answer_bank_key")
