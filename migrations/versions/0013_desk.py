"""Let reviewers, leaders and chief executives in, and keep decisions and challenges on each gain."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ROLE = op.f("ck_membership_role_role")
ROLES = (
    "administrator",
    "procurement_lead",
    "opening_officer",
    "evaluator",
    "buyer",
    "approver",
    "s151",
    "bidder",
    "auditor",
)
NEW_ROLES = ("reviewer", "leader", "chief_executive")


def upgrade():
    roles_are_one_of((*ROLES, *NEW_ROLES))


def downgrade():
    """Who holds one of the new roles loses it: the books before had no place for them."""
    op.execute(f"DELETE FROM membership_role WHERE role IN {NEW_ROLES!r}")
    roles_are_one_of(ROLES)


def roles_are_one_of(roles: tuple[str, ...]):
    with op.batch_alter_table("membership_role") as membership_role:
        membership_role.drop_constraint(ROLE, type_="check")
        membership_role.create_check_constraint(ROLE, sa.column("role").in_(roles))
