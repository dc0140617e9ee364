"""Targets: base expenditure, programmes, agreed targets, outturn, equalisation, and the sectors."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
APPEND_ONLY = (
    "base_expenditure",
    "base_exclusion",
    "agreed_target",
    "council_tax_base",
    "outturn",
    "outturn_explanation",
)

DEPARTMENTS = [
    ("corporate", "Corporate and other services", "Office of the Deputy Prime Minister"),
    ("housing", "Social housing and homelessness", "Office of the Deputy Prime Minister"),
    ("supporting_people", "Supporting people", "Office of the Deputy Prime Minister"),
    ("fire", "Fire and rescue", "Office of the Deputy Prime Minister"),
    ("schools", "Schools", "Department for Education and Skills"),
    ("children", "Children's services", "Department for Education and Skills"),
    ("adults", "Adult social services", "Department of Health"),
    ("safety", "Police and community safety", "Home Office"),
    ("transport", "Local transport", "Department for Transport"),
    ("environment", "Environmental services", "Department for Environment, Food and Rural Affairs"),
    ("culture", "Culture and sport", "Department for Culture, Media and Sport"),
    ("benefits", "Benefits administration", "Department for Work and Pensions"),
]
"""Sectors as departments answered for them when the targets of 2004 were set."""

SECTORS = {
    "adults": ["33", "85"],
    "culture": ["37", "92"],
    "environment": ["03", "16", "77", "90"],
    "housing": ["44", "45", "50", "51", "70", "71"],
    "safety": ["35"],
    "schools": ["15", "55", "80"],
    "transport": ["34", "43", "60", "63"],
}
DIVISIONS = [
    "03",
    "09",
    "14",
    "15",
    "16",
    "18",
    "19",
    "22",
    "24",
    "30",
    "31",
    "32",
    "33",
    "34",
    "35",
    "37",
    "38",
    "39",
    "41",
    "42",
    "43",
    "44",
    "45",
    "48",
    "50",
    "51",
    "55",
    "60",
    "63",
    "64",
    "65",
    "66",
    "70",
    "71",
    "72",
    "73",
    "75",
    "76",
    "77",
    "79",
    "80",
    "85",
    "90",
    "92",
    "98",
]
CORPORATE_SERVICES = ["48", "66", "72", "75", "79"]


def upgrade():
    op.create_table(
        "service_sector",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("department", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_sector")),
    )
    op.create_table(
        "adjacent_heads",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("division", sa.String(length=2), nullable=False),
        sa.Column("beside", sa.String(length=2), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("named_at", MOMENT, nullable=False),
        sa.Column("named_by_id", ID, nullable=False),
        sa.CheckConstraint("division < beside", name=op.f("ck_adjacent_heads_lower_first")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_adjacent_heads_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["person.id"], name=op.f("fk_adjacent_heads_named_by_id_person")
        ),
        sa.PrimaryKeyConstraint("council_id", "division", "beside", name=op.f("pk_adjacent_heads")),
    )
    op.create_table(
        "agreed_target",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("total", sa.BigInteger(), nullable=False),
        sa.Column("cashable", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=False),
        sa.Column("agreed_by_id", ID, nullable=False),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_agreed_target_changed_with_a_reason")),
        sa.CheckConstraint(
            "cashable >= 0 AND cashable <= total", name=op.f("ck_agreed_target_cashable_is_a_part")
        ),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_agreed_target_agreed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_agreed_target_council_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreed_target")),
        sa.UniqueConstraint(
            "council_id",
            "financial_year",
            "division",
            "number",
            name=op.f("uq_agreed_target_council_id_financial_year_division_number"),
        ),
    )
    op.create_table(
        "council_tax_base",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("band_d", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", ID, nullable=False),
        sa.CheckConstraint("band_d > 0", name=op.f("ck_council_tax_base_band_d_positive")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_council_tax_base_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_council_tax_base_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_council_tax_base")),
        sa.UniqueConstraint(
            "council_id",
            "financial_year",
            "number",
            name=op.f("uq_council_tax_base_council_id_financial_year_number"),
        ),
    )
    op.create_table(
        "sector_division",
        sa.Column("division", sa.String(length=2), nullable=False),
        sa.Column("sector_code", sa.String(length=32), nullable=False),
        sa.Column(
            "workstream",
            choice("workstream", "corporate_services", "procurement", "productive_time", "transactions"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["sector_code"],
            ["service_sector.code"],
            name=op.f("fk_sector_division_sector_code_service_sector"),
        ),
        sa.PrimaryKeyConstraint("division", name=op.f("pk_sector_division")),
    )
    op.create_table(
        "target_programme",
        sa.Column("id", ID, nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("kind", choice("kind", "rce", "council", "partner", "supplier"), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("base_year", sa.Integer(), nullable=False),
        sa.Column("compounding", sa.Boolean(), nullable=False),
        sa.Column("cashable_percent", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("set_at", MOMENT, nullable=True),
        sa.Column("set_by_id", ID, nullable=True),
        sa.CheckConstraint(
            "(owner_id IS NULL) = (set_at IS NULL) AND (owner_id IS NULL) = (set_by_id IS NULL)",
            name=op.f("ck_target_programme_set_by_its_owner"),
        ),
        sa.CheckConstraint(
            "cashable_percent >= 0 AND cashable_percent <= 1000000",
            name=op.f("ck_target_programme_cashable_is_a_share"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["organisation.id"], name=op.f("fk_target_programme_owner_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_target_programme_set_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target_programme")),
    )
    op.create_table(
        "base_expenditure",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("base_year", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("counts_from", sa.Integer(), nullable=False),
        sa.Column("basis", choice("basis", "budget", "outturn"), nullable=False),
        sa.Column("gross", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", ID, nullable=False),
        sa.CheckConstraint(
            "number = 1 OR reason <> ''", name=op.f("ck_base_expenditure_rebased_with_a_reason")
        ),
        sa.CheckConstraint("counts_from > base_year", name=op.f("ck_base_expenditure_counts_after_its_year")),
        sa.CheckConstraint("gross > 0", name=op.f("ck_base_expenditure_gross_positive")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_base_expenditure_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["stored_document.id"],
            name=op.f("fk_base_expenditure_document_id_stored_document"),
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_base_expenditure_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_base_expenditure")),
        sa.UniqueConstraint(
            "council_id", "base_year", "number", name=op.f("uq_base_expenditure_council_id_base_year_number")
        ),
    )
    op.create_table(
        "outturn",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("division", sa.String(length=2), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("new_burdens", sa.BigInteger(), nullable=False),
        sa.Column("demand_factor", sa.BigInteger(), nullable=False),
        sa.Column("index_name", sa.String(length=200), nullable=False),
        sa.Column("index_before", sa.BigInteger(), nullable=True),
        sa.Column("index_now", sa.BigInteger(), nullable=True),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("recorded_by_id", ID, nullable=False),
        sa.CheckConstraint(
            "(index_before IS NULL) = (index_now IS NULL) AND (index_before IS NULL) = (index_name = '') AND (index_before IS NULL OR (index_before > 0 AND index_now > 0))",
            name=op.f("ck_outturn_index_with_its_values"),
        ),
        sa.CheckConstraint("number = 1 OR reason <> ''", name=op.f("ck_outturn_corrected_with_a_reason")),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_outturn_amount_not_negative")),
        sa.CheckConstraint("demand_factor > 0", name=op.f("ck_outturn_demand_factor_positive")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_outturn_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["document_id"], ["stored_document.id"], name=op.f("fk_outturn_document_id_stored_document")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_outturn_recorded_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outturn")),
        sa.UniqueConstraint(
            "council_id",
            "financial_year",
            "division",
            "number",
            name=op.f("uq_outturn_council_id_financial_year_division_number"),
        ),
    )
    op.create_table(
        "target_rate",
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "percent >= 0 AND percent <= 1000000", name=op.f("ck_target_rate_is_a_percentage")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["target_programme.id"],
            name=op.f("fk_target_rate_programme_id_target_programme"),
        ),
        sa.PrimaryKeyConstraint("programme_id", "financial_year", name=op.f("pk_target_rate")),
    )
    op.create_table(
        "base_exclusion",
        sa.Column("base_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "category",
            choice("category", "transfer_payments", "delegated_schools", "police", "other"),
            nullable=False,
        ),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "category <> 'other' OR name <> ''", name=op.f("ck_base_exclusion_other_has_a_name")
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_base_exclusion_amount_positive")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["base_expenditure.id"], name=op.f("fk_base_exclusion_base_id_base_expenditure")
        ),
        sa.PrimaryKeyConstraint("base_id", "position", name=op.f("pk_base_exclusion")),
    )
    op.create_table(
        "equalisation",
        sa.Column("id", ID, nullable=False),
        sa.Column("framework_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column(
            "status", choice("status", "proposed", "in_force", "declined", "withdrawn"), nullable=False
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("proposed_by_id", ID, nullable=False),
        sa.Column("settled_at", MOMENT, nullable=True),
        sa.Column("settled_by_id", ID, nullable=True),
        sa.Column("settled_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(status = 'proposed') = (settled_at IS NULL) AND (settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_equalisation_settled_moment"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_equalisation_with_a_reason")),
        sa.CheckConstraint(
            "status NOT IN ('declined', 'withdrawn') OR settled_reason <> ''",
            name=op.f("ck_equalisation_ended_with_a_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_equalisation_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by_id"], ["person.id"], name=op.f("fk_equalisation_proposed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["person.id"], name=op.f("fk_equalisation_settled_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equalisation")),
    )
    op.create_index(
        "uq_equalisation_one_at_a_time",
        "equalisation",
        ["framework_id", "financial_year"],
        unique=True,
        postgresql_where=sa.text("status = 'proposed'"),
        sqlite_where=sa.text("status = 'proposed'"),
    )
    op.create_table(
        "outturn_explanation",
        sa.Column("id", ID, nullable=False),
        sa.Column("outturn_id", ID, nullable=False),
        sa.Column("explanation", sa.Text(), nullable=False),
        sa.Column("virement", sa.String(length=100), nullable=False),
        sa.Column("given_at", MOMENT, nullable=False),
        sa.Column("given_by_id", ID, nullable=False),
        sa.CheckConstraint(
            "explanation <> '' AND virement <> ''", name=op.f("ck_outturn_explanation_with_its_virement")
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["person.id"], name=op.f("fk_outturn_explanation_given_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["outturn_id"], ["outturn.id"], name=op.f("fk_outturn_explanation_outturn_id_outturn")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outturn_explanation")),
    )
    op.create_index(
        "ix_outturn_explanation_outturn_id", "outturn_explanation", ["outturn_id", "id"], unique=False
    )
    op.create_table(
        "equalisation_share",
        sa.Column("equalisation_id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("agreed_at", MOMENT, nullable=True),
        sa.Column("agreed_by_id", ID, nullable=True),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (agreed_by_id IS NULL)",
            name=op.f("ck_equalisation_share_agreed_by_somebody"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_equalisation_share_amount_not_nothing")),
        sa.ForeignKeyConstraint(
            ["agreed_by_id"], ["person.id"], name=op.f("fk_equalisation_share_agreed_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_equalisation_share_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["equalisation_id"],
            ["equalisation.id"],
            name=op.f("fk_equalisation_share_equalisation_id_equalisation"),
        ),
        sa.PrimaryKeyConstraint("equalisation_id", "council_id", name=op.f("pk_equalisation_share")),
    )
    op.create_index(
        op.f("ix_equalisation_share_council_id"), "equalisation_share", ["council_id"], unique=False
    )
    seed_programmes()
    seed_sectors()
    refuse_changes()


def downgrade():
    op.drop_index(op.f("ix_equalisation_share_council_id"), table_name="equalisation_share")
    op.drop_table("equalisation_share")
    op.drop_index("ix_outturn_explanation_outturn_id", table_name="outturn_explanation")
    op.drop_table("outturn_explanation")
    op.drop_index(
        "uq_equalisation_one_at_a_time",
        table_name="equalisation",
        postgresql_where=sa.text("status = 'proposed'"),
        sqlite_where=sa.text("status = 'proposed'"),
    )
    op.drop_table("equalisation")
    op.drop_table("base_exclusion")
    op.drop_table("target_rate")
    op.drop_table("outturn")
    op.drop_table("base_expenditure")
    op.drop_table("target_programme")
    op.drop_table("sector_division")
    op.drop_table("council_tax_base")
    op.drop_table("agreed_target")
    op.drop_table("adjacent_heads")
    op.drop_table("service_sector")


def seed_programmes():
    """The national targets that councils were given, with the percentages in ten-thousandths of a point."""
    op.bulk_insert(
        sa.table(
            "target_programme",
            sa.column("id"),
            sa.column("kind"),
            sa.column("title"),
            sa.column("base_year"),
            sa.column("compounding"),
            sa.column("cashable_percent"),
            sa.column("source"),
        ),
        [
            {
                "id": 1,
                "kind": "council",
                "title": "Spending Review 2004",
                "base_year": 2004,
                "compounding": False,
                "cashable_percent": 50_0000,
                "source": "Delivering Efficiency in Local Services, November 2004",
            },
            {
                "id": 3,
                "kind": "partner",
                "title": "Spending Review 2004: police authorities",
                "base_year": 2004,
                "compounding": False,
                "cashable_percent": 50_0000,
                "source": "Delivering Efficiency in Local Services, November 2004",
            },
            {
                "id": 2,
                "kind": "council",
                "title": "Comprehensive Spending Review 2007",
                "base_year": 2007,
                "compounding": True,
                "cashable_percent": 100_0000,
                "source": "Comprehensive Spending Review, October 2007, with the 1% added for 2010/11",
            },
        ],
    )
    rates = [
        *((1, year, 2.5) for year in (2005, 2006, 2007)),
        *((2, year, percent) for year, percent in ((2008, 3), (2009, 3), (2010, 4))),
        *((3, year, 3) for year in (2005, 2006, 2007)),
    ]
    op.bulk_insert(
        sa.table("target_rate", sa.column("programme_id"), sa.column("financial_year"), sa.column("percent")),
        [
            {"programme_id": programme, "financial_year": year, "percent": int(percent * 10_000)}
            for programme, year, percent in rates
        ],
    )
    if op.get_bind().dialect.name == "postgresql":  # the numbers given by hand are not given again
        op.execute("SELECT setval('target_programme_id_seq', 3)")


def seed_sectors():
    op.bulk_insert(
        sa.table(
            "service_sector",
            sa.column("code"),
            sa.column("title"),
            sa.column("department"),
            sa.column("position"),
        ),
        [
            {"code": code, "title": title, "department": department, "position": position}
            for position, (code, title, department) in enumerate(DEPARTMENTS, 1)
        ],
    )
    sector_of = {division: sector for sector, divisions in SECTORS.items() for division in divisions}
    op.bulk_insert(
        sa.table("sector_division", sa.column("division"), sa.column("sector_code"), sa.column("workstream")),
        [
            {
                "division": division,
                "sector_code": sector_of.get(division, "corporate"),
                "workstream": "corporate_services" if division in CORPORATE_SERVICES else "procurement",
            }
            for division in ["", *DIVISIONS]
        ],
    )


def refuse_changes():
    """What was recorded is answered by a later version, and never changed."""
    for table in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {table}_never_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        else:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
                )


def choice(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)
