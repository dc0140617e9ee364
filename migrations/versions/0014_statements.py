"""Statements: their forms as layouts with the headings they print, what is filed on them, the three
signatures under each version, and the reporting calendar.

The forms of 2004 to 2008 and of today are put in as rows; a later one is another version."""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
APPEND_ONLY = ("statement_submission", "statement_signature")
TABLES = (
    "statement_reminder",
    "statement_due_date",
    "statement_signature",
    "statement_submission",
    "planned_gain",
    "statement_narrative",
    "item_heading",
    "layout_heading",
    "layout_column",
    "statement_layout",
    "statement_heading",
)

AES = (
    "Annual Efficiency Statement, required of English councils for 2005/06 to 2007/08 and used since by "
    "regions that go on with it. "
)
HEADINGS = [
    ("adult-social-services", "Adult social services", "service", "85"),
    ("childrens-services", "Children's services", "service", ""),
    ("culture-and-sport", "Culture and sport", "service", "92"),
    ("environmental-services", "Environmental services", "service", "90"),
    ("local-transport-highways", "Local transport: highways", "service", "45233"),
    ("local-transport-other", "Local transport: other", "service", "60"),
    ("social-housing", "Local authority social housing", "service", ""),
    ("non-school-education", "Non-school educational services", "service", "80"),
    ("supporting-people", "Supporting people", "service", ""),
    ("homelessness", "Homelessness", "service", ""),
    ("corporate-services", "Corporate services", "cross_cutting", ""),
    ("procurement", "Procurement (goods and services)", "cross_cutting", "*"),
    ("procurement-construction", "Procurement (construction)", "cross_cutting", "45"),
    ("productive-time", "Productive time", "cross_cutting", ""),
    ("transactions", "Transactions", "cross_cutting", ""),
    ("miscellaneous", "Miscellaneous efficiencies", "cross_cutting", ""),
    ("commercial", "Commercial and procurement", "modern", ""),
    ("digital", "Digital and technology", "modern", ""),
    ("property", "Property and estates", "modern", ""),
    ("workforce", "Workforce and ways of working", "modern", ""),
]
GAINS, CASH = ("total", "Total gains"), ("cashable", "of which cashable")


def both(group: str, measure: str) -> list[tuple]:
    """The two columns of a figure of the Annual Efficiency Statement."""
    return [("column", group, words, measure, part, "pounds") for part, words in (GAINS, CASH)]


def below(words: str, measure: str, unit: str = "pounds", part: str = "total") -> tuple:
    return ("below", "", words, measure, part, unit)


LEFT_OUT = [
    below("Gains of the year before that were not sustained (£)", "lost"),
    below("Held and not claimed (£)", "held"),
    below("Disallowed (£)", "disallowed"),
]
LAYOUTS = [
    (
        ("aes-forward-look", "Annual Efficiency Statement: forward look", "forward", 2005),
        f"{AES}Columns of the 2006/07 form; full-year effect added.",
        "miscellaneous",
        [
            *both("Expected annual efficiency gains in {year} (£)", "expected"),
            *both("Further gains in a full year (£)", "full_year_effect"),
        ],
    ),
    (
        ("aes-mid-year", "Annual Efficiency Statement: mid-year update", "mid_year", 2005),
        f"{AES}The form itself is not published; these columns compare plan and achievement.",
        "miscellaneous",
        [
            *both("Forward look for {year} (£)", "plan"),
            *both("Achieved by {on} (£)", "achieved"),
            *both("Forecast outturn (£)", "forecast"),
            ("column", "Against the forward look", "Variance (£)", "variance", "total", "pounds"),
            ("column", "Against the forward look", "Rating", "rating", "total", "words"),
        ],
    ),
    (
        ("aes-backward-look", "Annual Efficiency Statement: backward look", "backward", 2004),
        f"{AES}Columns of the backward look for 2005/06.",
        "miscellaneous",
        [
            *both("Ongoing gains sustained from {before} (£)", "sustained"),
            *both("Further gains achieved in {year} (£)", "further"),
            *both("of which expected to be ongoing (£)", "ongoing"),
            *both("Cumulative gains as at end of {year} (£)", "cumulative"),
            *LEFT_OUT,
        ],
    ),
    (
        ("ni179", "National Indicator 179: value for money gains", "ni179", 2008),
        "National Indicator 179, required for 2008/09 to 2010/11: the net value of ongoing cash-releasing "
        "gains, forecast in October and stated in July.",
        "miscellaneous",
        [
            ("column", "Cash-releasing gains (£)", "Forecast in October", "forecast", "cashable", "pounds"),
            ("column", "Cash-releasing gains (£)", "Actual in July", "ongoing_net", "cashable", "pounds"),
            below("Carried forward from before the programme (£)", "carried_forward", part="cashable"),
            below("Gains including what was carried forward (£)", "with_carried_forward", part="cashable"),
            below("Gains for each band D equivalent (£)", "per_band_d", "pence", "cashable"),
            below("Gains as a share of baseline expenditure (%)", "share_of_baseline", "percent", "cashable"),
        ],
    ),
    (
        ("gef", "Efficiencies in the terms of the Government Efficiency Framework", "gef", 2023),
        "Government Efficiency Framework (HM Treasury and Cabinet Office, 2023, revised 2025): technical and "
        "allocative efficiency, cash-releasing or monetisable without releasing cash; a saving that means to "
        "achieve less is not an efficiency.",
        "commercial",
        [
            ("column", "Technical efficiency (£)", "Cash-releasing", "technical", "cashable", "pounds"),
            (
                "column",
                "Technical efficiency (£)",
                "Not cash-releasing, monetisable",
                "technical",
                "non_cashable",
                "pounds",
            ),
            ("column", "Allocative efficiency (£)", "Cash-releasing", "allocative", "cashable", "pounds"),
            (
                "column",
                "Allocative efficiency (£)",
                "Not cash-releasing, monetisable",
                "allocative",
                "non_cashable",
                "pounds",
            ),
            ("column", "All efficiencies in {year} (£)", "Total", "efficiency", "total", "pounds"),
            ("column", "Not an efficiency (£)", "Non-efficiency saving", "non_efficiency", "total", "pounds"),
            below("Held and not claimed (£)", "held"),
        ],
    ),
]
HISTORY = "Published timetable of the Annual Efficiency Statement"
DUE = [
    ("backward", 2004, date(2005, 6, 15), HISTORY),
    ("backward", 2005, date(2006, 7, 6), f"{HISTORY}; moved from 14 June"),
    ("forward", 2005, date(2005, 4, 15), HISTORY),
    ("forward", 2006, date(2006, 4, 18), HISTORY),
    ("forward", 2007, date(2007, 4, 12), HISTORY),
    ("ni179", 2008, date(2009, 7, 31), "Actual figures of the first year of NI 179 were due in July 2009"),
]


def one_of(name, *values):
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=32)


def looks():
    return one_of("look", "forward", "mid_year", "backward", "ni179", "gef")


def upgrade():
    # ### commands auto generated by Alembic - please adjust! ###
    op.create_table(
        "statement_heading",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("kind", one_of("kind", "service", "cross_cutting", "modern"), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("cpv_prefixes", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_heading")),
        sa.UniqueConstraint("code", name=op.f("uq_statement_heading_code")),
    )
    op.create_table(
        "statement_layout",
        sa.Column("id", ID, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("look", looks(), nullable=False),
        sa.Column("first_year", sa.Integer(), nullable=False),
        sa.Column("last_year", sa.Integer(), nullable=True),
        sa.Column("page_size", sa.String(length=32), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "last_year IS NULL OR last_year >= first_year", name=op.f("ck_statement_layout_years_run_forward")
        ),
        sa.CheckConstraint("version > 0 AND pages > 0", name=op.f("ck_statement_layout_counts_from_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_layout")),
        sa.UniqueConstraint("code", "version", name=op.f("uq_statement_layout_code_version")),
    )
    op.create_table(
        "layout_column",
        sa.Column("layout_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("place", one_of("place", "column", "below"), nullable=False),
        sa.Column("group_title", sa.String(length=200), nullable=False),
        sa.Column("heading", sa.String(length=200), nullable=False),
        sa.Column("measure", sa.String(length=32), nullable=False),
        sa.Column("part", one_of("part", "total", "cashable", "non_cashable"), nullable=False),
        sa.Column("unit", one_of("unit", "pounds", "pence", "percent", "words"), nullable=False),
        sa.ForeignKeyConstraint(
            ["layout_id"], ["statement_layout.id"], name=op.f("fk_layout_column_layout_id_statement_layout")
        ),
        sa.PrimaryKeyConstraint("layout_id", "position", name=op.f("pk_layout_column")),
    )
    op.create_table(
        "layout_heading",
        sa.Column("layout_id", ID, nullable=False),
        sa.Column("heading_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("takes_others", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["heading_id"],
            ["statement_heading.id"],
            name=op.f("fk_layout_heading_heading_id_statement_heading"),
        ),
        sa.ForeignKeyConstraint(
            ["layout_id"], ["statement_layout.id"], name=op.f("fk_layout_heading_layout_id_statement_layout")
        ),
        sa.PrimaryKeyConstraint("layout_id", "heading_id", name=op.f("pk_layout_heading")),
    )
    op.create_index(
        "uq_layout_heading_takes_others",
        "layout_heading",
        ["layout_id"],
        unique=True,
        postgresql_where=sa.text("takes_others"),
        sqlite_where=sa.text("takes_others"),
    )
    op.create_table(
        "item_heading",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("heading_id", ID, nullable=False),
        sa.Column("chosen_at", MOMENT, nullable=False),
        sa.Column("chosen_by_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["chosen_by_id"], ["person.id"], name=op.f("fk_item_heading_chosen_by_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_item_heading_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["heading_id"],
            ["statement_heading.id"],
            name=op.f("fk_item_heading_heading_id_statement_heading"),
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_item_heading_item_id_item")),
        sa.PrimaryKeyConstraint("council_id", "item_id", "financial_year", name=op.f("pk_item_heading")),
    )
    op.create_table(
        "statement_narrative",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("look", looks(), nullable=False),
        sa.Column("heading_id", ID, nullable=True),
        sa.Column("field", one_of("field", "strategy", "key_actions", "comment"), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("written_by_id", ID, nullable=False),
        sa.CheckConstraint(
            "(heading_id IS NULL) = (field = 'strategy')",
            name=op.f("ck_statement_narrative_strategy_is_for_the_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_statement_narrative_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["heading_id"],
            ["statement_heading.id"],
            name=op.f("fk_statement_narrative_heading_id_statement_heading"),
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["person.id"], name=op.f("fk_statement_narrative_written_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_narrative")),
    )
    op.create_index(
        "ix_statement_narrative_year",
        "statement_narrative",
        ["council_id", "financial_year", "look", "id"],
        unique=False,
    )
    op.create_table(
        "planned_gain",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("item_id", ID, nullable=False),
        sa.Column("framework_id", ID, nullable=False),
        sa.Column("probability", sa.BigInteger(), nullable=False),
        sa.Column("indicator", sa.String(length=300), nullable=False),
        sa.Column("planned_at", MOMENT, nullable=False),
        sa.Column("planned_by_id", ID, nullable=False),
        sa.CheckConstraint(
            "probability >= 0 AND probability <= 1000000",
            name=op.f("ck_planned_gain_probability_is_a_percentage"),
        ),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_planned_gain_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["framework_id"], ["framework.id"], name=op.f("fk_planned_gain_framework_id_framework")
        ),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_planned_gain_item_id_item")),
        sa.ForeignKeyConstraint(
            ["planned_by_id"], ["person.id"], name=op.f("fk_planned_gain_planned_by_id_person")
        ),
        sa.PrimaryKeyConstraint(
            "council_id", "financial_year", "item_id", "framework_id", name=op.f("pk_planned_gain")
        ),
    )
    op.create_table(
        "statement_submission",
        sa.Column("id", ID, nullable=False),
        sa.Column("council_id", ID, nullable=False),
        sa.Column("financial_year", sa.Integer(), nullable=False),
        sa.Column("layout_id", ID, nullable=False),
        sa.Column("layout_code", sa.String(length=32), nullable=False),
        sa.Column("look", looks(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("as_at", sa.Date(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("method_version", sa.String(length=16), nullable=False),
        sa.Column("last_entry_id", ID, nullable=True),
        sa.Column("submitted_at", MOMENT, nullable=False),
        sa.Column("submitted_by_id", ID, nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_statement_submission_counts_from_one")),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_statement_submission_council_id_organisation")
        ),
        sa.ForeignKeyConstraint(
            ["last_entry_id"],
            ["gain_entry.id"],
            name=op.f("fk_statement_submission_last_entry_id_gain_entry"),
        ),
        sa.ForeignKeyConstraint(
            ["layout_id"],
            ["statement_layout.id"],
            name=op.f("fk_statement_submission_layout_id_statement_layout"),
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["person.id"], name=op.f("fk_statement_submission_submitted_by_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_submission")),
        sa.UniqueConstraint(
            "council_id",
            "financial_year",
            "layout_code",
            "version",
            name=op.f("uq_statement_submission_council_id_financial_year_layout_code_version"),
        ),
    )
    op.create_table(
        "statement_signature",
        sa.Column("id", ID, nullable=False),
        sa.Column("submission_id", ID, nullable=False),
        sa.Column("signatory", one_of("signatory", "leader", "chief_executive", "s151"), nullable=False),
        sa.Column("person_id", ID, nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_statement_signature_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["statement_submission.id"],
            name=op.f("fk_statement_signature_submission_id_statement_submission"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statement_signature")),
        sa.UniqueConstraint(
            "submission_id", "person_id", name=op.f("uq_statement_signature_submission_id_person_id")
        ),
        sa.UniqueConstraint(
            "submission_id", "signatory", name=op.f("uq_statement_signature_submission_id_signatory")
        ),
    )
    op.create_table(
        "statement_due_date",
        sa.Column("region", sa.String(length=100), nullable=False),
        sa.Column("look", looks(), nullable=False),
        sa.Column("financial_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("set_at", MOMENT, nullable=True),
        sa.Column("set_by_id", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["person.id"], name=op.f("fk_statement_due_date_set_by_id_person")
        ),
        sa.PrimaryKeyConstraint("region", "look", "financial_year", name=op.f("pk_statement_due_date")),
    )
    op.create_table(
        "statement_reminder",
        sa.Column("council_id", ID, nullable=False),
        sa.Column("look", looks(), nullable=False),
        sa.Column("financial_year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("occasion", one_of("occasion", "four_weeks", "one_week", "overdue"), nullable=False),
        sa.Column("sent_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["council_id"], ["organisation.id"], name=op.f("fk_statement_reminder_council_id_organisation")
        ),
        sa.PrimaryKeyConstraint(
            "council_id", "look", "financial_year", "occasion", name=op.f("pk_statement_reminder")
        ),
    )

    stock()
    keep_what_is_filed()


def stock():
    """The headings, the forms that there have been, and the due dates that were published."""
    headings = [
        {"id": n, "code": code, "title": title, "kind": kind, "position": n, "cpv_prefixes": prefixes}
        for n, (code, title, kind, prefixes) in enumerate(HEADINGS, 1)
    ]
    op.bulk_insert(table("statement_heading"), headings)
    for layout_id, ((code, title, look, first_year), source, takes_others, columns) in enumerate(LAYOUTS, 1):
        layout = {"id": layout_id, "code": code, "version": 1, "title": title, "look": look}
        layout |= {"first_year": first_year, "last_year": None, "page_size": "A4 landscape", "pages": 2}
        op.bulk_insert(table("statement_layout"), [layout | {"source": source}])
        names = ("place", "group_title", "heading", "measure", "part", "unit")
        op.bulk_insert(
            table("layout_column"),
            [
                {"layout_id": layout_id, "position": n, **dict(zip(names, column, strict=True))}
                for n, column in enumerate(columns, 1)
            ],
        )
        printed = [h for h in headings if (h["kind"] == "modern") == (look == "gef")]
        op.bulk_insert(
            table("layout_heading"),
            [
                {
                    "layout_id": layout_id,
                    "heading_id": heading["id"],
                    "position": heading["position"],
                    "takes_others": heading["code"] == takes_others,
                }
                for heading in printed
            ],
        )
    due = [
        {"region": "", "look": look, "financial_year": year, "due_on": on, "source": source}
        for look, year, on, source in DUE
    ]
    op.bulk_insert(table("statement_due_date"), due)
    if op.get_bind().dialect.name == "postgresql":
        for name in ("statement_heading", "statement_layout"):
            op.execute(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")


def table(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def keep_what_is_filed():
    """Nobody changes or deletes a version that was filed, or a signature under it."""
    for name in APPEND_ONLY:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE ON {name} "
                "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
            )
            op.execute(
                f"CREATE TRIGGER {name}_never_emptied BEFORE TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        else:
            for act in ("UPDATE", "DELETE"):
                op.execute(
                    f"CREATE TRIGGER {name}_no_{act.lower()} BEFORE {act} ON {name} "
                    f"BEGIN SELECT RAISE(ABORT, '{name} is append-only'); END"
                )


def downgrade():
    for name in TABLES:
        op.drop_table(name)
