"""Where the ledger's entries come from: credit notes, rebates, shared costs, price changes, leaving.

The ledger gets its new kinds and columns, filled from what each entry says already, and the
roll-up is summed anew. The ledger's append-only triggers are taken off meanwhile and put back.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
AMOUNT = sa.BigInteger()

OLD_KINDS = ("gain", "one_off_cost", "recurring_cost", "reversal")
NEW_KINDS = ("rebate", "one_off_gain", "substitution", "avoidance", "correction")
AVOIDANCES = ("price_held", "tender_minus_award", "benchmark", "process")

ENTRY_AMOUNTS = ("spend", "before", "unmatched_spend", "nc_avoided")
ENTRY_SOURCES = {
    "credit_note_line_id": "credit_note_line",
    "rebate_id": "rebate",
    "shared_cost_id": "shared_cost",
    "corrects_id": "gain_entry",
}
ENTRY_CHECKS = {
    "correction_names_its_entry": "(kind = 'correction') = (corrects_id IS NOT NULL)",
    "avoidance_is_no_cash": (
        "kind <> 'avoidance' OR (cashable = 0 AND gross = nc_avoided AND item_id IS NOT NULL)"
    ),
    "avoidance_has_its_kind": "kind = 'reversal' OR (kind = 'avoidance') = (avoidance IS NOT NULL)",
    "only_avoidance_avoids": "kind IN ('avoidance', 'reversal') OR nc_avoided = 0",
    "rebate_is_cash_with_its_source": (
        "kind <> 'rebate' OR (gross = cashable AND rebate_id IS NOT NULL "
        "AND item_id IS NOT NULL AND framework_id IS NOT NULL)"
    ),
    "one_off_gain_is_cash": "kind <> 'one_off_gain' OR gross = cashable",
    "substitution_has_its_item": "kind <> 'substitution' OR item_id IS NOT NULL",
}
CLAIMED_ONCE = {
    "claimed_once": ("kind = 'gain'", "invoice_line_id", "receipt_line_id"),
    "credited_once": ("kind = 'correction'", "credit_note_line_id", "corrects_id"),
    "rebate_once": (
        "kind IN ('rebate', 'one_off_gain')",
        "rebate_id",
        "council_id",
        "item_id",
        "financial_year",
    ),
    "shared_once": ("kind = 'one_off_cost'", "shared_cost_id", "council_id"),
    "avoided_once": (
        "kind = 'avoidance'",
        "council_id",
        "item_id",
        "financial_year",
        "avoidance",
        "claim_number",
    ),
    "substituted_once": ("kind = 'substitution'", "council_id", "item_id", "financial_year", "claim_number"),
}
OLD_INDEX = "claimed_once"
PARTS = "gross = cashable + nc_inflation + nc_volume + nc_baseline"

OLD_SUMS = {
    "quantity": "e.quantity",
    "spend": "e.quantity * COALESCE(e.unit_price_paid, 0)",
    "gross": "e.gross",
    "cashable": "e.cashable",
    "non_cashable": "e.nc_inflation + e.nc_volume + e.nc_baseline",
    "one_off_cost": "CASE WHEN COALESCE(r.kind, e.kind) = 'one_off_cost' THEN e.cost ELSE 0 END",
    "recurring_cost": "CASE WHEN COALESCE(r.kind, e.kind) = 'recurring_cost' THEN e.cost ELSE 0 END",
}
NEW_SUMS = {
    "quantity": "e.quantity",
    "spend": "e.spend",
    "before": "e.before",
    "unmatched_spend": "e.unmatched_spend",
    "gross": "e.gross",
    "cashable": "e.cashable",
    "nc_inflation": "e.nc_inflation",
    "nc_volume": "e.nc_volume",
    "nc_baseline": "e.nc_baseline",
    "nc_avoided": "e.nc_avoided",
    "one_off_cost": OLD_SUMS["one_off_cost"],
    "recurring_cost": OLD_SUMS["recurring_cost"],
    "rebate": "0",
    "one_off_gain": "0",
}


def upgrade():
    _add_what_entries_come_from()
    _stop_refusing_changes()
    with op.batch_alter_table("gain_entry") as batch:
        batch.drop_index("uq_gain_entry_claimed_once")
        for name in ENTRY_AMOUNTS:
            batch.add_column(sa.Column(name, AMOUNT, nullable=False, server_default="0"))
        batch.add_column(sa.Column("claim_number", sa.Integer(), nullable=False, server_default="1"))
        batch.add_column(sa.Column("avoidance", sa.String(length=32), nullable=True))
        for name in ENTRY_SOURCES:
            batch.add_column(sa.Column(name, ID, nullable=True))
        for name in ("kind", "parts_sum"):
            batch.drop_constraint(op.f(f"ck_gain_entry_{name}"), type_="check")
    op.execute(
        "UPDATE gain_entry SET spend = quantity * COALESCE(unit_price_paid, 0), before = CASE WHEN "
        "EXISTS (SELECT 1 FROM baseline WHERE baseline.id = gain_entry.baseline_id AND baseline.type <> 'B8') "
        "THEN quantity * unit_price_before ELSE 0 END"
    )
    op.execute("UPDATE gain_entry SET unmatched_spend = spend WHERE before = 0")
    with op.batch_alter_table("gain_entry") as batch:
        for name, table in ENTRY_SOURCES.items():
            batch.create_foreign_key(op.f(f"fk_gain_entry_{name}_{table}"), table, [name], ["id"])
        batch.create_check_constraint(op.f("ck_gain_entry_kind"), _one_of("kind", OLD_KINDS + NEW_KINDS))
        batch.create_check_constraint(op.f("ck_gain_entry_avoidance"), _one_of("avoidance", AVOIDANCES))
        batch.create_check_constraint(op.f("ck_gain_entry_parts_sum"), f"{PARTS} + nc_avoided")
        for name, condition in ENTRY_CHECKS.items():
            batch.create_check_constraint(op.f(f"ck_gain_entry_{name}"), condition)
    for name, (kinds, *columns) in CLAIMED_ONCE.items():
        _create_claimed_once(name, kinds, columns)
    op.create_index(op.f("ix_gain_entry_corrects_id"), "gain_entry", ["corrects_id"])
    _refuse_changes()
    _sum_anew(NEW_SUMS)


def downgrade():
    """Only books without the new kinds go back: the ledger never loses an entry."""
    kinds = ", ".join(f"'{kind}'" for kind in NEW_KINDS)
    if op.get_bind().execute(sa.text(f"SELECT 1 FROM gain_entry WHERE kind IN ({kinds}) LIMIT 1")).first():
        raise RuntimeError("the ledger has entries that version 0010 has no room for")
    _stop_refusing_changes()
    op.drop_index(op.f("ix_gain_entry_corrects_id"), "gain_entry")
    for name in CLAIMED_ONCE:
        op.drop_index(f"uq_gain_entry_{name}", "gain_entry")
    with op.batch_alter_table("gain_entry") as batch:
        for name in ("kind", "avoidance", "parts_sum", *ENTRY_CHECKS):
            batch.drop_constraint(op.f(f"ck_gain_entry_{name}"), type_="check")
        for name, table in ENTRY_SOURCES.items():
            batch.drop_constraint(op.f(f"fk_gain_entry_{name}_{table}"), type_="foreignkey")
        for name in (*ENTRY_AMOUNTS, "claim_number", "avoidance", *ENTRY_SOURCES):
            batch.drop_column(name)
    with op.batch_alter_table("gain_entry") as batch:
        batch.create_check_constraint(op.f("ck_gain_entry_kind"), _one_of("kind", OLD_KINDS))
        batch.create_check_constraint(op.f("ck_gain_entry_parts_sum"), PARTS)
    kinds, *columns = CLAIMED_ONCE[OLD_INDEX]
    _create_claimed_once(OLD_INDEX, kinds, columns)
    _refuse_changes()
    _sum_anew(OLD_SUMS)
    _drop_what_entries_came_from()


def _one_of(column: str, values: tuple[str, ...]) -> str:
    listed = ", ".join(f"'{value}'" for value in values)
    return f"{column} IN ({listed})"


def _create_claimed_once(name: str, kinds: str, columns: list[str]) -> None:
    op.create_index(
        f"uq_gain_entry_{name}",
        "gain_entry",
        columns,
        unique=True,
        postgresql_where=sa.text(kinds),
        sqlite_where=sa.text(kinds),
    )


def _sum_anew(sums: dict[str, str]) -> None:
    """The roll-up is nothing but the sum of the entries, so it is made again rather than changed."""
    op.drop_table("gain_total")
    op.create_table(
        "gain_total",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, autoincrement=False, nullable=False),
        sa.Column("framework_id", ID, autoincrement=False, nullable=False),
        *(sa.Column(name, AMOUNT, nullable=False) for name in sums),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_gain_total_council_id_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "council_id", "financial_year", "item_id", "framework_id", name=op.f("pk_gain_total")
        ),
    )
    op.create_index(op.f("ix_gain_total_framework_id"), "gain_total", ["framework_id"])
    columns = ", ".join(sums)
    values = ", ".join(f"SUM({value})" for value in sums.values())
    op.execute(
        f"INSERT INTO gain_total (council_id, financial_year, item_id, framework_id, {columns}) "
        f"SELECT e.council_id, e.financial_year, COALESCE(e.item_id, 0), COALESCE(e.framework_id, 0), {values} "
        "FROM gain_entry e LEFT JOIN gain_entry r ON r.id = e.reverses_id "
        "GROUP BY e.council_id, e.financial_year, COALESCE(e.item_id, 0), COALESCE(e.framework_id, 0)"
    )


def _stop_refusing_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER gain_entry_append_only ON gain_entry")
        op.execute("DROP TRIGGER gain_entry_never_emptied ON gain_entry")
    else:
        for act in ("update", "delete"):
            op.execute(f"DROP TRIGGER gain_entry_no_{act}")


def _refuse_changes() -> None:
    """The triggers of 0002."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER gain_entry_append_only BEFORE UPDATE OR DELETE ON gain_entry "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
        )
        op.execute(
            "CREATE TRIGGER gain_entry_never_emptied BEFORE TRUNCATE ON gain_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    else:
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER gain_entry_no_{act.lower()} BEFORE {act} ON gain_entry "
                "BEGIN SELECT RAISE(ABORT, 'gain_entry is append-only'); END"
            )


def _add_what_entries_come_from() -> None:
    with op.batch_alter_table("invoice_line") as batch:
        batch.add_column(sa.Column("returned", AMOUNT, nullable=False, server_default="0"))
        batch.add_column(sa.Column("credited_price", AMOUNT, nullable=True))
        batch.create_check_constraint(
            op.f("ck_invoice_line_returned_within_invoiced"), "returned >= 0 AND returned <= quantity"
        )
        batch.create_check_constraint(
            op.f("ck_invoice_line_credited_price_is_lower"),
            "credited_price IS NULL OR (credited_price >= 0 AND credited_price < unit_price)",
        )
    op.create_table(
        "credit_note",
        sa.Column("id", ID, nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("invoice_id", ID, nullable=False),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("net", AMOUNT, nullable=False),
        sa.Column("gross", AMOUNT, nullable=False),
        sa.Column("credited_at", MOMENT, nullable=False),
        sa.Column("credited_by_id", ID, nullable=False),
        _key("credit_note", "invoice_id", "invoice"),
        _key("credit_note", "supplier_id", "organisation"),
        _key("credit_note", "credited_by_id", "person"),
        sa.CheckConstraint("net > 0 AND gross >= net", name=op.f("ck_credit_note_value_positive")),
        sa.UniqueConstraint("supplier_id", "number", name=op.f("uq_credit_note_supplier_id_number")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note")),
    )
    op.create_index(op.f("ix_credit_note_invoice_id"), "credit_note", ["invoice_id"])
    op.create_table(
        "credit_note_line",
        sa.Column("id", ID, nullable=False),
        sa.Column("credit_note_id", ID, nullable=False),
        sa.Column("invoice_line_id", ID, nullable=False),
        sa.Column("returned", AMOUNT, nullable=True),
        sa.Column("price_before", AMOUNT, nullable=False),
        sa.Column("price_after", AMOUNT, nullable=True),
        sa.Column("net", AMOUNT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("credit_note_line", "credit_note_id", "credit_note"),
        _key("credit_note_line", "invoice_line_id", "invoice_line"),
        sa.CheckConstraint(
            "(returned IS NULL) <> (price_after IS NULL)",
            name=op.f("ck_credit_note_line_returned_or_cheaper"),
        ),
        sa.CheckConstraint(
            "returned IS NULL OR returned > 0", name=op.f("ck_credit_note_line_returned_positive")
        ),
        sa.CheckConstraint(
            "price_after IS NULL OR (price_after >= 0 AND price_after < price_before)",
            name=op.f("ck_credit_note_line_price_is_lower"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_credit_note_line_has_a_reason")),
        sa.UniqueConstraint(
            "credit_note_id",
            "invoice_line_id",
            name=op.f("uq_credit_note_line_credit_note_id_invoice_line_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_note_line")),
    )
    op.create_index(op.f("ix_credit_note_line_invoice_line_id"), "credit_note_line", ["invoice_line_id"])
    op.create_table(
        "rebate",
        sa.Column("id", ID, nullable=False),
        sa.Column("reference", sa.String(length=64), nullable=False),
        sa.Column("framework_id", ID, nullable=False),
        sa.Column("lot_id", ID, nullable=True),
        sa.Column("supplier_id", ID, nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("spend", AMOUNT, nullable=False),
        sa.Column("tiers", sa.Text(), nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("retained_percent", AMOUNT, nullable=False),
        sa.Column("retained", AMOUNT, nullable=False),
        sa.Column("statement_id", ID, nullable=False),
        sa.Column("confirmed_at", MOMENT, nullable=False),
        sa.Column("confirmed_by_id", ID, nullable=False),
        _key("rebate", "framework_id", "framework"),
        _key("rebate", "supplier_id", "organisation"),
        _key("rebate", "statement_id", "stored_document"),
        _key("rebate", "confirmed_by_id", "person"),
        sa.ForeignKeyConstraint(
            ["lot_id", "framework_id"],
            ["lot.id", "lot.framework_id"],
            name=op.f("fk_rebate_lot_id_framework_id_lot"),
        ),
        sa.CheckConstraint("to_on >= from_on", name=op.f("ck_rebate_period_runs_forward")),
        sa.CheckConstraint("amount > 0 AND spend > 0", name=op.f("ck_rebate_amount_positive")),
        sa.CheckConstraint(
            "retained >= 0 AND retained <= amount", name=op.f("ck_rebate_retained_within_amount")
        ),
        sa.UniqueConstraint("supplier_id", "reference", name=op.f("uq_rebate_supplier_id_reference")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rebate")),
    )
    op.create_index(op.f("ix_rebate_framework_id"), "rebate", ["framework_id"])
    op.create_index(op.f("ix_rebate_supplier_id"), "rebate", ["supplier_id"])
    op.create_table(
        "shared_cost",
        sa.Column("id", ID, nullable=False),
        sa.Column("framework_id", ID, nullable=False),
        sa.Column("amount", AMOUNT, nullable=False),
        sa.Column("incurred_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=32), nullable=False),
        sa.Column("shared_at", MOMENT, nullable=False),
        sa.Column("shared_by_id", ID, nullable=False),
        _key("shared_cost", "framework_id", "framework"),
        _key("shared_cost", "shared_by_id", "person"),
        sa.CheckConstraint(_one_of("basis", ("baseline_spend", "agreed")), name=op.f("ck_shared_cost_basis")),
        sa.CheckConstraint("amount > 0", name=op.f("ck_shared_cost_amount_positive")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_shared_cost_has_a_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_cost")),
    )
    op.create_index("ix_shared_cost_framework", "shared_cost", ["framework_id", "id"])
    _let_prices_change()
    _let_councils_leave()


def _let_prices_change() -> None:
    with op.batch_alter_table("agreed_price") as batch:
        batch.add_column(sa.Column("next_unit_price", AMOUNT, nullable=True))
        batch.add_column(sa.Column("next_from", sa.Date(), nullable=True))
        batch.create_check_constraint(
            op.f("ck_agreed_price_next_price_has_its_day"), "(next_unit_price IS NULL) = (next_from IS NULL)"
        )
        batch.create_check_constraint(
            op.f("ck_agreed_price_next_price_positive"), "next_unit_price IS NULL OR next_unit_price > 0"
        )
    op.create_table(
        "price_change",
        sa.Column("id", ID, nullable=False),
        sa.Column("agreement_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("price_before", AMOUNT, nullable=False),
        sa.Column("unit_price", AMOUNT, nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=32), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("proposed_by_id", ID, nullable=False),
        sa.Column("answered_at", MOMENT, nullable=True),
        sa.Column("answered_by_id", ID, nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agreement_id", "item_id"],
            ["agreed_price.agreement_id", "agreed_price.item_id"],
            name=op.f("fk_price_change_agreement_id_item_id_agreed_price"),
        ),
        _key("price_change", "proposed_by_id", "person"),
        _key("price_change", "answered_by_id", "person"),
        sa.CheckConstraint(
            _one_of("status", ("proposed", "agreed", "refused", "withdrawn")),
            name=op.f("ck_price_change_status"),
        ),
        sa.CheckConstraint(
            "unit_price > 0 AND unit_price <> price_before", name=op.f("ck_price_change_price_is_another")
        ),
        sa.CheckConstraint("reason <> '' AND ground <> ''", name=op.f("ck_price_change_has_a_reason")),
        sa.CheckConstraint(
            "(status = 'proposed') = (answered_at IS NULL) AND (answered_at IS NULL) = (answered_by_id IS NULL)",
            name=op.f("ck_price_change_answered_by_somebody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_price_change")),
    )
    op.create_index("ix_price_change_price", "price_change", ["agreement_id", "item_id", "id"])
    op.create_index(
        "uq_price_change_one_proposed",
        "price_change",
        ["agreement_id", "item_id"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
        sqlite_where=sa.text("status = 'proposed'"),
    )


def _let_councils_leave() -> None:
    with op.batch_alter_table("entitlement") as batch:
        batch.add_column(sa.Column("last_day", sa.Date(), nullable=True))
        batch.add_column(sa.Column("leaving_reason", sa.Text(), nullable=False, server_default=""))
        batch.add_column(sa.Column("left_at", MOMENT, nullable=True))
        batch.add_column(sa.Column("left_by_id", ID, nullable=True))
        batch.create_foreign_key(op.f("fk_entitlement_left_by_id_person"), "person", ["left_by_id"], ["id"])
        batch.create_check_constraint(
            op.f("ck_entitlement_left_with_a_reason"),
            "(last_day IS NULL) = (left_at IS NULL) AND (last_day IS NULL) = (left_by_id IS NULL) "
            "AND (last_day IS NULL) = (leaving_reason = '')",
        )
    op.create_table(
        "off_framework_purchase",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("quantity", AMOUNT, nullable=False),
        sa.Column("unit_price", AMOUNT, nullable=False),
        sa.Column("supplied_on", sa.Date(), nullable=False),
        sa.Column("supplier_name", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", ID, nullable=False),
        sa.Column("struck_at", MOMENT, nullable=True),
        sa.Column("struck_by_id", ID, nullable=True),
        sa.Column("struck_reason", sa.Text(), nullable=False),
        _key("off_framework_purchase", "council_id", "organisation"),
        _key("off_framework_purchase", "item_id", "item"),
        _key("off_framework_purchase", "recorded_by_id", "person"),
        _key("off_framework_purchase", "struck_by_id", "person"),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_off_framework_purchase_quantity_positive")),
        sa.CheckConstraint("unit_price >= 0", name=op.f("ck_off_framework_purchase_unit_price_not_negative")),
        sa.CheckConstraint(
            "supplier_name <> '' AND reason <> ''", name=op.f("ck_off_framework_purchase_has_a_reason")
        ),
        sa.CheckConstraint(
            "(struck_at IS NULL) = (struck_by_id IS NULL) AND (struck_at IS NULL) = (struck_reason = '')",
            name=op.f("ck_off_framework_purchase_struck_by_somebody"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_off_framework_purchase")),
    )
    op.create_index(
        "ix_off_framework_purchase_year",
        "off_framework_purchase",
        ["council_id", "financial_year", "item_id", "id"],
    )


def _drop_what_entries_came_from() -> None:
    for table in (
        "off_framework_purchase",
        "price_change",
        "shared_cost",
        "rebate",
        "credit_note_line",
        "credit_note",
    ):
        op.drop_table(table)
    with op.batch_alter_table("entitlement") as batch:
        batch.drop_constraint(op.f("ck_entitlement_left_with_a_reason"), type_="check")
        batch.drop_constraint(op.f("fk_entitlement_left_by_id_person"), type_="foreignkey")
        for name in ("last_day", "leaving_reason", "left_at", "left_by_id"):
            batch.drop_column(name)
    with op.batch_alter_table("agreed_price") as batch:
        for name in ("next_price_has_its_day", "next_price_positive"):
            batch.drop_constraint(op.f(f"ck_agreed_price_{name}"), type_="check")
        for name in ("next_unit_price", "next_from"):
            batch.drop_column(name)
    with op.batch_alter_table("invoice_line") as batch:
        for name in ("returned_within_invoiced", "credited_price_is_lower"):
            batch.drop_constraint(op.f(f"ck_invoice_line_{name}"), type_="check")
        for name in ("returned", "credited_price"):
            batch.drop_column(name)


def _key(table: str, column: str, referred: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{referred}.id"], name=op.f(f"fk_{table}_{column}_{referred}"))
