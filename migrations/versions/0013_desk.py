"""Let reviewers, leaders and chief executives in, and keep decisions, challenges and watches on gains."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FIXED = sa.BigInteger()

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
CODES = tuple(f"D{number:02}" for number in range(1, 18))
NATURES = ("same_for_less", "better", "remodelled", "cut")
APPEND_ONLY = ("gain_decision", "challenge_remark", "quality_choice", "price_watch")
INFLATION = (
    "(uplift IS NULL) = (inflation IS NULL) "
    "AND (uplift IS NULL OR (uplift > 1000000 AND inflation > 0 AND inflation <= amount "
    "AND framework_id IS NOT NULL))"
)


def upgrade():
    roles_are_one_of((*ROLES, *NEW_ROLES))
    create_decisions()
    create_challenges()
    create_watches()
    create_choices()
    extend_checks_and_releases()
    for table in APPEND_ONLY:
        refuse_change(table)


def downgrade():
    """Who holds one of the new roles loses it: the books before had no place for them."""
    for table in APPEND_ONLY:
        allow_change(table)
    with op.batch_alter_table("budget_release") as release:
        release.drop_constraint(op.f("ck_budget_release_inflation_within_the_amount"), type_="check")
        release.drop_constraint(op.f("fk_budget_release_framework_id_framework"), type_="foreignkey")
        for column in ("purpose", "framework_id", "uplift", "inflation"):
            release.drop_column(column)
    with op.batch_alter_table("quality_check") as check:
        check.drop_constraint(op.f("ck_quality_check_nature"), type_="check")
        check.drop_constraint(op.f("fk_quality_check_choice_id_quality_choice"), type_="foreignkey")
        check.drop_column("nature")
        check.drop_column("choice_id")
    for table in ("quality_choice", "price_watch", "challenge_remark", "challenge", "gain_decision"):
        op.drop_table(table)
    op.execute(f"DELETE FROM membership_role WHERE role IN {NEW_ROLES!r}")
    roles_are_one_of(ROLES)


def roles_are_one_of(roles: tuple[str, ...]):
    with op.batch_alter_table("membership_role") as membership_role:
        membership_role.drop_constraint(ROLE, type_="check")
        membership_role.create_check_constraint(ROLE, sa.column("role").in_(roles))


def choice(name: str, *values: str):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def refers(table: str, column: str, to: str):
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))


def checked(table: str, name: str, rule: str):
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def key(table: str):
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def create_decisions():
    name = "gain_decision"
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("framework_id", ID, nullable=True),
        sa.Column(
            "outcome",
            choice("outcome", "undecided", "cashable", "non_cashable", "held", "rejected"),
            nullable=False,
        ),
        sa.Column("code", choice("code", *CODES), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("grade", choice("grade", "A", "B", "C", "D"), nullable=False),
        sa.Column("quantity", FIXED, nullable=False),
        sa.Column("gross", FIXED, nullable=False),
        sa.Column("cashable", FIXED, nullable=False),
        sa.Column("costs", FIXED, nullable=False),
        sa.Column("last_entry_id", ID, nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
        sa.Column("decided_by_id", ID, nullable=False),
        checked(name, "rejected_under_a_code", "outcome <> 'rejected' OR code IS NOT NULL"),
        checked(name, "code_refuses", "code IS NULL OR outcome IN ('rejected', 'held', 'non_cashable')"),
        checked(name, "has_a_reason", "outcome = 'cashable' OR reason <> ''"),
        checked(name, "cash_on_good_evidence", "outcome <> 'cashable' OR grade IN ('A', 'B')"),
        refers(name, "council_id", "organisation"),
        refers(name, "item_id", "item"),
        refers(name, "framework_id", "framework"),
        refers(name, "last_entry_id", "gain_entry"),
        refers(name, "decided_by_id", "person"),
        key(name),
    )
    columns = ["council_id", "financial_year", "item_id", "framework_id", "id"]
    op.create_index("ix_gain_decision_gain", name, columns, unique=False)


def create_challenges():
    name = "challenge"
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("framework_id", ID, nullable=True),
        sa.Column("status", choice("status", "open", "answered", "closed"), nullable=False),
        sa.Column("raised_at", MOMENT, nullable=False),
        sa.Column("raised_by_id", ID, nullable=False),
        refers(name, "council_id", "organisation"),
        refers(name, "item_id", "item"),
        refers(name, "framework_id", "framework"),
        refers(name, "raised_by_id", "person"),
        key(name),
    )
    op.create_index(
        "ix_challenge_gain", name, ["council_id", "financial_year", "item_id", "id"], unique=False
    )
    name = "challenge_remark"
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("challenge_id", ID, nullable=False),
        sa.Column("kind", choice("kind", "question", "answer", "closing"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("said_at", MOMENT, nullable=False),
        sa.Column("said_by_id", ID, nullable=False),
        checked(name, "something_said", "text <> ''"),
        refers(name, "challenge_id", "challenge"),
        refers(name, "said_by_id", "person"),
        key(name),
    )
    op.create_index(op.f("ix_challenge_remark_challenge_id"), name, ["challenge_id"], unique=False)


def create_watches():
    name = "price_watch"
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("kind", choice("kind", "floor", "hours", "review"), nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("framework_id", ID, nullable=True),
        sa.Column("financial_year", sa.Integer(), nullable=True),
        sa.Column("unit_price", FIXED, nullable=True),
        sa.Column("basis", choice("basis", "lower_quartile", "cost_model"), nullable=True),
        sa.Column("hours_before", FIXED, nullable=True),
        sa.Column("hours_after", FIXED, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", ID, nullable=False),
        checked(name, "has_a_reason", "reason <> ''"),
        checked(
            name,
            "floor_has_its_price",
            "kind <> 'floor' OR (unit_price > 0 AND basis IS NOT NULL AND financial_year IS NULL)",
        ),
        checked(
            name,
            "hours_have_their_year",
            "kind <> 'hours' OR (hours_before > 0 AND hours_after > 0 AND financial_year IS NOT NULL)",
        ),
        checked(
            name,
            "review_says_of_what",
            "kind <> 'review' OR (unit_price IS NOT NULL AND financial_year IS NOT NULL)",
        ),
        refers(name, "council_id", "organisation"),
        refers(name, "item_id", "item"),
        refers(name, "framework_id", "framework"),
        refers(name, "recorded_by_id", "person"),
        key(name),
    )
    op.create_index("ix_price_watch_item", name, ["council_id", "item_id", "id"], unique=False)


def create_choices():
    name = "quality_choice"
    op.create_table(
        name,
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("framework_id", ID, nullable=False),
        sa.Column("indicator", sa.String(length=300), nullable=False),
        sa.Column("indicator_code", sa.String(length=32), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("better", choice("better", "higher", "lower"), nullable=False),
        sa.Column("tolerance", FIXED, nullable=False),
        sa.Column("before_award", sa.Boolean(), nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.Column("chosen_by_id", ID, nullable=False),
        checked(name, "approved_or_explained", "indicator_code IS NOT NULL OR explanation <> ''"),
        checked(name, "tolerance_not_negative", "tolerance >= 0"),
        refers(name, "council_id", "organisation"),
        refers(name, "item_id", "item"),
        refers(name, "framework_id", "framework"),
        refers(name, "chosen_by_id", "person"),
        key(name),
    )
    op.create_index("ix_quality_choice_item", name, ["council_id", "item_id", "id"], unique=False)


def extend_checks_and_releases():
    with op.batch_alter_table("quality_check") as check:
        check.add_column(
            sa.Column("nature", sa.String(length=32), nullable=False, server_default="same_for_less")
        )
        check.add_column(sa.Column("choice_id", ID, nullable=True))
        check.create_check_constraint(op.f("ck_quality_check_nature"), sa.column("nature").in_(NATURES))
        check.create_foreign_key(
            op.f("fk_quality_check_choice_id_quality_choice"), "quality_choice", ["choice_id"], ["id"]
        )
    with op.batch_alter_table("budget_release") as release:
        release.add_column(sa.Column("purpose", sa.Text(), nullable=False, server_default=""))
        release.add_column(sa.Column("framework_id", ID, nullable=True))
        release.add_column(sa.Column("uplift", FIXED, nullable=True))
        release.add_column(sa.Column("inflation", FIXED, nullable=True))
        release.create_foreign_key(
            op.f("fk_budget_release_framework_id_framework"), "framework", ["framework_id"], ["id"]
        )
        release.create_check_constraint(op.f("ck_budget_release_inflation_within_the_amount"), INFLATION)
    for table, column, kind in (
        ("quality_check", "nature", sa.String(length=32)),
        ("budget_release", "purpose", sa.Text()),
    ):
        with op.batch_alter_table(table) as altered:
            altered.alter_column(column, existing_type=kind, server_default=None)


def refuse_change(table: str):
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


def allow_change(table: str):
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        op.execute(f"DROP TRIGGER {table}_never_emptied ON {table}")
        return
    for act in ("update", "delete"):
        op.execute(f"DROP TRIGGER {table}_no_{act}")
