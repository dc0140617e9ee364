"""Let a council count a host's dividend from one rebate once, in whatever year it comes."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

REBATE, DIVIDEND = "uq_gain_entry_rebate_once", "uq_gain_entry_dividend_once"
OF_A_REBATE = ["rebate_id", "council_id", "item_id", "financial_year"]
OF_A_DIVIDEND = ["rebate_id", "council_id", "claim_number"]


def upgrade():
    op.drop_index(REBATE, table_name="gain_entry")
    once(REBATE, OF_A_REBATE, "kind = 'rebate'")
    once(DIVIDEND, OF_A_DIVIDEND, "kind = 'one_off_gain'")


def downgrade():
    op.drop_index(DIVIDEND, table_name="gain_entry")
    op.drop_index(REBATE, table_name="gain_entry")
    once(REBATE, OF_A_REBATE, "kind IN ('rebate', 'one_off_gain')")


def once(name: str, columns: list[str], kinds: str) -> None:
    which = sa.text(kinds)
    op.create_index(
        op.f(name), "gain_entry", columns, unique=True, postgresql_where=which, sqlite_where=which
    )
