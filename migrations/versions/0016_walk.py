"""The ledger summed by price, so that a statement says what was paid without reading a year's entries."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEY = ("council_id", "financial_year", "item_id", "unit_price_before", "unit_price_paid")


def upgrade():
    op.create_table(
        "price_total",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("unit_price_before", sa.BigInteger(), nullable=False),
        sa.Column("unit_price_paid", sa.BigInteger(), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_price_total_council_id_organisation")
        ),
        sa.PrimaryKeyConstraint(*KEY, name=op.f("pk_price_total")),
    )
    op.execute(
        "INSERT INTO price_total (council_id, financial_year, item_id, unit_price_before, "
        "unit_price_paid, quantity, gross) "
        "SELECT council_id, financial_year, item_id, COALESCE(unit_price_before, 0), unit_price_paid, "
        "SUM(quantity), SUM(gross) FROM gain_entry "
        "WHERE unit_price_paid IS NOT NULL AND item_id IS NOT NULL "
        "GROUP BY council_id, financial_year, item_id, COALESCE(unit_price_before, 0), unit_price_paid"
    )


def downgrade():
    op.drop_table("price_total")
