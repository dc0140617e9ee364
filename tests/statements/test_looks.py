"""What is expected, how far a year has come, and the later forms of the same books."""

import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import page as pdf_ua
import pypdf
import pytest

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.method.stages import Stage
from procurement_hub.savings.models import EntryKind, IndexSeries
from procurement_hub.statements import drawing, letters, measures, reporting, services, stages
from procurement_hub.statements.documents import printed
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.measures import Amount, ItemBooks, rating
from procurement_hub.statements.models import (
    Heading,
    Layout,
    LayoutColumn,
    LayoutHeading,
    Look,
    NarrativeField,
    Part,
    Place,
    Submission,
    Unit,
)
from procurement_hub.statements.prepared import prepare
from procurement_hub.statements.queries import facts, form_for
from procurement_hub.statements.queries.facts import council_facts
from procurement_hub.statements.sheets import Check, Line, Row, Sheet, canonical, digest
from procurement_hub.targets.models import BaseExpenditure, Basis
from tests.market import DECEMBER, NEXT_APRIL, Market, paper_market
from tests.savings.gallery import charge, move_clock, record_check, record_release, visit

FORWARD, MID_YEAR, BACKWARD = "aes-forward-look", "aes-mid-year", "aes-backward-look"
WHOLE = Decimal(12000) * Decimal("0.68")  # Wokingham: 12,000 reams a year, £4.10 before, £3.42 now


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_market()


def sheet_of(
    market: Market, layout: str, year: int = 2026, code: str = "WOK", on: date | None = None
) -> Sheet:
    return prepare(
        council_id=market.council_id(code),
        layout_code=layout,
        financial_year=year,
        today=NEXT_APRIL.date(),
        on=on,
    ).sheet


def text_of(data: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(sheet.extract_text() for sheet in pages).split())


# --- forward look -------------------------------------------------------------------------------


def test_a_forward_look_expects_the_days_that_the_framework_runs(market):
    """The framework starts on 1 August 2026: 243 of 365 days (savings-method 2.7)."""
    sheet = sheet_of(market, FORWARD)
    [line] = sheet.expected
    assert (line.days, line.of_days) == (243, 365)
    assert line.annual == WHOLE
    assert line.expected == round(WHOLE * 243 / 365, 2)
    assert line.full_year_effect == WHOLE - line.expected
    assert sheet.total("expected") == round(WHOLE * 243 / 365)
    assert sheet.total("expected") + sheet.total("full_year_effect") == WHOLE
    assert line.stage == "Contracted"


def test_a_leap_year_has_366_days(market):
    [line] = sheet_of(market, FORWARD, 2026).expected
    assert line.of_days == 365
    whole = prepare(
        council_id=market.council_id("WOK"),
        layout_code=FORWARD,
        financial_year=2027,
        today=NEXT_APRIL.date(),
    ).sheet
    assert (whole.expected[0].days, whole.expected[0].of_days) == (366, 366)
    assert whole.total("expected") == WHOLE
    assert whole.total("full_year_effect") == 0


def test_a_loss_is_expected_as_a_loss(market):
    sheet = sheet_of(market, FORWARD, 2027, "SLO")
    assert sheet.total("expected") == Decimal(15000) * Decimal("-0.12")


def test_probability_and_planned_check_are_the_councils(market):
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.plan_gain(
            actor=buyer,
            now=NEXT_APRIL,
            financial_year=2027,
            item_id=market.item.id,
            framework_id=market.framework.id,
            probability=Decimal(75),
            indicator="Delivered in full (%)",
        )
    sheet = sheet_of(market, FORWARD, 2027)
    assert sheet.total("expected") == WHOLE * 75 / 100
    assert sheet.expected[0].indicator == "Delivered in full (%)"
    assert sheet_of(market, FORWARD, 2026).expected[0].probability == 100


def test_what_is_planned_is_in_no_achieved_figure(market):
    assert sheet_of(market, FORWARD, 2027).total("expected") == WHOLE
    backward = sheet_of(market, BACKWARD, 2027)
    assert backward.total("cumulative") == 0
    market.buy("WOK", 100, at=NEXT_APRIL)
    assert sheet_of(market, FORWARD, 2027).total("expected") == WHOLE


def test_only_a_forward_look_comes_before_its_year(market):
    def ahead(layout: str) -> Sheet:
        return prepare(
            council_id=market.council_id("WOK"),
            layout_code=layout,
            financial_year=2027,
            today=date(2027, 3, 31),
        ).sheet

    assert ahead(FORWARD).total("expected") == WHOLE
    with pytest.raises(NotFound):
        ahead(BACKWARD)


def test_key_actions_and_strategy_come_from_the_books(market):
    sheet = sheet_of(market, FORWARD)
    assert "Buy 12,000 a year (by the ream) together at £3.42" in sheet.rows[0].actions[0]
    assert "instead of £4.10 alone" in sheet.rows[0].actions[0]
    assert market.framework.title in sheet.strategy


# --- mid-year -----------------------------------------------------------------------------------


def test_a_mid_year_update_shows_what_was_known_on_its_day(market):
    market.buy("WOK", 1000)  # in August
    market.buy("WOK", 500, at=DECEMBER)
    sheet = sheet_of(market, MID_YEAR)
    assert sheet.total("achieved") == 680
    later = sheet_of(market, MID_YEAR, on=date(2026, 12, 31))
    assert later.total("achieved") == 1020
    to_come = WHOLE * 182 / 365  # 1 October to 31 March
    assert sheet.total("forecast") == 680 + round(to_come)
    assert sheet.total("variance") == sheet.total("forecast") - sheet.total("plan")
    assert sheet.total("rating") == rating(sheet.total("forecast"), sheet.total("plan"))
    assert "30 September 2026" in sheet.columns[2].group


def test_a_mid_year_update_is_held_against_the_forward_look_that_was_filed(market):
    officer = market.actor("WOK", "s151")
    with transaction():
        services.submit_statement(actor=officer, now=NEXT_APRIL, layout_code=FORWARD, financial_year=2026)
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.plan_gain(
            actor=buyer,
            now=NEXT_APRIL,
            financial_year=2026,
            item_id=market.item.id,
            framework_id=market.framework.id,
            probability=Decimal(50),
        )
    assert sheet_of(market, FORWARD).total("expected") == round(WHOLE * 243 / 365 / 2)
    assert sheet_of(market, MID_YEAR).total("plan") == round(WHOLE * 243 / 365)


@pytest.mark.parametrize(
    ("forecast", "plan", "shown"),
    [
        (95, 100, "Green"),
        (94, 100, "Amber"),
        (80, 100, "Amber"),
        (79, 100, "Red"),
        (0, 0, "Green"),
        (-1, 0, "Red"),
    ],
)
def test_the_rating_holds_the_forecast_against_the_plan(forecast, plan, shown):
    assert rating(Decimal(forecast), Decimal(plan)) == shown


def test_stages_fall_from_what_is_contracted_to_what_is_reconciled(market):
    order = market.accepted("WOK", 300, at=DECEMBER)
    market.receive(order, "WOK", 200, at=DECEMBER)
    market.invoice(order, 100, at=DECEMBER)
    found = {
        reached.stage: reached
        for reached in stages.funnel(
            council_id=market.council_id("WOK"), financial_year=2026, on=NEXT_APRIL.date()
        )
    }
    assert list(found) == list(Stage)
    each = Decimal("0.68")
    assert found[Stage.CONTRACTED].amount.total == WHOLE * 243 / 365
    assert [round(found[s].amount.total, 2) for s in (Stage.ORDERED, Stage.DELIVERED, Stage.INVOICED)] == [
        300 * each,
        200 * each,
        100 * each,
    ]
    assert found[Stage.RECONCILED].amount == Amount()
    assert found[Stage.IDENTIFIED].amount is None


# --- later forms --------------------------------------------------------------------------------


def test_ni179_counts_ongoing_cash_alone(market):
    market.buy("WOK", 12100, at=DECEMBER)  # 100 beyond the old yearly quantity: £68 that is not cash
    charge(market, "160.00", DECEMBER, kind=EntryKind.RECURRING_COST, item=market.item)
    sheet = sheet_of(market, "ni179")
    assert sheet.total("ongoing_net", Part.CASHABLE) == 8000
    assert sheet.total("forecast", Part.CASHABLE) is None
    below = {line.measure: line for line in sheet.below}
    assert below["with_carried_forward"].value == 8000
    assert below["per_band_d"].value is None
    assert "tax base" in below["per_band_d"].why_not


def test_what_the_programme_before_left_is_carried_forward(market, monkeypatch):
    """£10,000 ongoing cash of 2007/08 against a base of £100,000: £2,500 beyond 7.5%, uprated."""
    council = market.council_id("WOK")
    before = sheet_of(market, BACKWARD, 2007)
    line = Line(1, "Paper", (Decimal(10000),) * 8, True, False)
    row = Row("procurement", "Procurement", line.values, (line,), (), False, "", ())
    values = tuple(Decimal(n) for n in (4000, 4000, 6000, 6000, 6000, 6000, 10000, 10000))
    filed = canonical(replace(before, rows=(row,), totals=values))
    officer = market.actor("WOK", "s151")
    with transaction():
        db.session.add(
            Submission(
                council_id=council,
                financial_year=2007,
                layout_id=3,
                layout_code=BACKWARD,
                look=Look.BACKWARD,
                version=1,
                content=filed,
                sha256=digest(filed),
                method_version="1",
                submitted_at=NEXT_APRIL,
                submitted_by_id=officer.person_id,
            )
        )
        db.session.add(
            BaseExpenditure(
                council_id=council,
                base_year=2004,
                number=1,
                counts_from=2005,
                basis=Basis.BUDGET,
                gross=Decimal(100000),
                source="Budget book",
                recorded_at=NEXT_APRIL,
                recorded_by_id=officer.person_id,
            )
        )
    assert council_facts(council, 2026).carried_forward is None  # no index for the years between
    factor = SimpleNamespace(factor=Decimal("1.1"))
    monkeypatch.setattr(facts, "series_uprating", lambda *_: factor)
    with transaction():
        if db.session.scalar(db.select(IndexSeries).where(IndexSeries.code == "GDP")) is None:
            db.session.add(
                IndexSeries(
                    code="GDP",
                    title="GDP deflator",
                    added_at=NEXT_APRIL,
                    added_by_id=officer.person_id,
                )
            )
    assert council_facts(council, 2026).carried_forward == Decimal(2750)
    below = {line.measure: line.value for line in sheet_of(market, "ni179").below}
    assert below["carried_forward"] == below["with_carried_forward"] == 2750


def test_the_frameworks_terms_part_cash_from_the_rest(market):
    market.buy("WOK", 12100, at=DECEMBER)
    sheet = sheet_of(market, "gef")
    assert sheet.total("technical", Part.CASHABLE) == 8160
    assert sheet.total("technical", Part.NON_CASHABLE) == 68
    assert sheet.total("allocative", Part.CASHABLE) == 0
    assert sheet.total("efficiency") == 8228
    assert [row.heading for row in sheet.rows] == ["commercial"]


def test_all_forms_say_the_same_of_the_same_books(market):
    market.buy("WOK", 12100, at=DECEMBER)
    cumulative = sheet_of(market, BACKWARD).total("cumulative")
    assert cumulative == sheet_of(market, "gef").total("efficiency") == 8228


# --- layouts as rows ----------------------------------------------------------------------------


def new_version(**columns) -> Layout:
    """Another version of the backward look, in rows alone."""
    with transaction():
        layout = Layout(
            code=BACKWARD,
            version=2,
            title="Short backward look",
            look=Look.BACKWARD,
            page_size="A4 landscape",
            pages=2,
            source="A region's own form",
            **columns,
        )
        db.session.add(layout)
        db.session.flush()
        heading = db.session.scalars(db.select(Heading).where(Heading.code == "procurement")).one()
        db.session.add_all(
            [
                LayoutColumn(
                    layout_id=layout.id,
                    position=1,
                    place=Place.COLUMN,
                    group_title="Gains by the end of {year}",
                    heading="All",
                    measure="cumulative",
                    part=Part.TOTAL,
                    unit=Unit.POUNDS,
                ),
                LayoutHeading(layout_id=layout.id, heading_id=heading.id, position=1, takes_others=True),
            ]
        )
    return layout


def test_a_new_version_of_a_form_needs_no_code(market):
    market.buy("WOK", 100, at=DECEMBER)
    new_version(first_year=2026)
    sheet = sheet_of(market, BACKWARD)
    assert [column.group for column in sheet.columns] == ["Gains by the end of 2026 to 2027"]
    assert sheet.totals == (68,)
    assert sheet.layout_version == 2
    assert len(sheet_of(market, BACKWARD, 2025).columns) == 8


def test_a_form_ends_with_its_last_year(market):
    new_version(first_year=2026, last_year=2026)
    council = market.council_id("WOK")
    assert form_for(BACKWARD, financial_year=2026, council_id=council).layout.version == 2
    assert form_for(BACKWARD, financial_year=2027, council_id=council).layout.version == 1


DESCRIBED = {
    "code": BACKWARD,
    "version": 2,
    "title": "Our backward look",
    "look": "backward",
    "first_year": 2026,
    "source": "A region's own form",
    "headings": ["procurement", "miscellaneous"],
    "takes_others": "miscellaneous",
    "columns": [{"group": "By the end of {year} (£)", "heading": "All", "measure": "cumulative"}],
}


def described(tmp_path, **changes):
    file = tmp_path / "layout.json"
    file.write_text(json.dumps(DESCRIBED | changes), encoding="utf-8")
    return file


def test_a_form_is_imported_from_a_file(market, app, tmp_path):
    market.buy("WOK", 100, at=DECEMBER)
    result = app.test_cli_runner().invoke(args=["import-layout", str(described(tmp_path))])
    assert result.exit_code == 0, result.output
    assert "version 2: holds from 2026" in result.output
    sheet = sheet_of(market, BACKWARD)
    assert (sheet.columns[0].group, sheet.totals) == ("By the end of 2026 to 2027 (£)", (68,))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"version": 1}, "is there already"),
        ({"columns": [{"heading": "All", "measure": "wishes"}]}, "no measure called wishes"),
        ({"takes_others": "homelessness"}, "are not printed: homelessness"),
        ({"look": "sideways"}, "sideways"),
    ],
)
def test_a_file_that_describes_no_form_is_refused(app, tmp_path, changes, words):
    result = app.test_cli_runner().invoke(args=["import-layout", str(described(tmp_path, **changes))])
    assert result.exit_code == 1
    assert words in result.output
    assert db.session.scalar(db.select(db.func.count()).select_from(Layout)) == 5


def test_every_measure_of_every_layout_exists(app):
    named = set(db.session.scalars(db.select(LayoutColumn.measure)))
    assert named <= measures.NAMES


def test_every_layout_prints_one_heading_that_takes_the_rest(app):
    for layout in db.session.scalars(db.select(Layout)):
        takes = db.session.scalars(
            db.select(LayoutHeading).where(LayoutHeading.layout_id == layout.id, LayoutHeading.takes_others)
        ).all()
        assert len(takes) == 1, layout.code


@pytest.mark.parametrize(
    ("cpv", "heading"),
    [
        ("30197643-5", "procurement"),
        ("45211000-9", "procurement-construction"),
        ("45233141-9", "local-transport-highways"),
        ("85310000-5", "adult-social-services"),
        ("90511000-2", "environmental-services"),
        ("", "procurement"),
    ],
)
def test_an_item_finds_its_heading_by_its_code(market, cpv, heading):
    form = form_for(BACKWARD, financial_year=2026, council_id=market.council_id("WOK"))
    assert form.heading_of(999, cpv).code == heading


# --- filled from the books ----------------------------------------------------------------------


def test_at_least_four_fields_in_five_come_from_the_books(market):
    market.buy("WOK", 100, at=DECEMBER)
    record_check(market)
    record_release(market, "68.00")
    market.actor("WOK", "s151")
    for layout in (BACKWARD, FORWARD, MID_YEAR, "gef"):
        filled = sheet_of(market, layout).filled
        assert filled.percent >= 80, (layout, filled)
        assert filled.by_books < filled.fields


def test_what_somebody_typed_does_not_count_as_filled(market):
    before = sheet_of(market, FORWARD).filled
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.write_narrative(
            actor=buyer,
            now=NEXT_APRIL,
            financial_year=2026,
            look=Look.FORWARD,
            field=NarrativeField.STRATEGY,
            words="Our own words.",
        )
    after = sheet_of(market, FORWARD).filled
    assert (after.by_books, after.fields) == (before.by_books - 1, before.fields)


# --- two pages ----------------------------------------------------------------------------------


def crowded(market: Market, items: int) -> Sheet:
    """A backward look whose many items stand under every heading that the form has."""
    form = form_for(BACKWARD, financial_year=2026, council_id=market.council_id("WOK"))
    headings = [heading for heading in form.headings if heading.printed]
    books = [
        ItemBooks(n, f"Item number {n} with a long name, white, 500 sheets of it in a box")
        for n in range(1, items + 1)
    ]
    chosen = {book.item_id: headings[book.item_id % len(headings)].id for book in books}
    form = type(form)(form.layout, form.columns, form.headings, chosen, "")
    words = "12,100 (by the ream) bought together at £3.42, against £4.10 paid alone: a gain of £8,228.00."
    found = Gathered(
        items=books,
        cpv={book.item_id: "" for book in books},
        actions={book.item_id: [words] for book in books},
        checks={
            book.item_id: (
                Check(book.title, "Orders delivered in full (%)", "Higher is better", "96", "98", "Met"),
            )
            for book in books
        },
    )
    drawn = drawing.draw(form, found, financial_year=2026, on="")
    sheet = sheet_of(market, BACKWARD)
    return type(sheet)(
        **{name: getattr(sheet, name) for name in sheet.__dataclass_fields__}
        | {"columns": drawn.columns, "rows": drawn.rows, "totals": drawn.totals, "below": drawn.below}
        | {"notes": tuple(f"Held and not claimed: {book.title}, £34 (D13)." for book in books)}
    )


@pytest.mark.parametrize("items", [1, 16, 60, 300])
def test_a_statement_never_takes_more_than_two_pages(market, items):
    sheet = crowded(market, items)
    paper = printed.statement(sheet)
    pages = pypdf.PdfReader(io.BytesIO(paper)).pages
    assert len(pages) <= 2
    text = text_of(paper)
    for row in sheet.rows:
        assert row.title in text
    assert "Chief executive" in text
    report = pdf_ua.validate_pdf_bytes(paper, profile=pdf_ua.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]


@pytest.mark.parametrize("layout", [FORWARD, MID_YEAR, BACKWARD, "ni179", "gef"])
def test_every_form_prints_on_two_accessible_pages(market, layout):
    market.buy("WOK", 100, at=DECEMBER)
    record_check(market)
    paper = printed.statement(sheet_of(market, layout))
    assert len(pypdf.PdfReader(io.BytesIO(paper)).pages) <= 2
    report = pdf_ua.validate_pdf_bytes(paper, profile=pdf_ua.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [failure.message for failure in report.failures]


# --- calendar -----------------------------------------------------------------------------------


def moment(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 9, tzinfo=UTC)


def mails() -> list[str]:
    db.session.expire_all()
    rows = db.session.scalars(
        db.select(OutboxMessage).where(OutboxMessage.kind == "mail").order_by(OutboxMessage.id)
    )
    return [row.payload for row in rows]


def remind(at: datetime) -> int:
    with transaction():
        return letters.remind(now=at)


def test_finance_officers_are_reminded_four_weeks_and_one_week_before_and_when_it_is_late(market):
    market.actor("WOK", "s151")
    due = datetime(2027, 6, 30, 9, tzinfo=UTC)
    sent = len(mails())
    counts = [
        remind(moment(2027, 6, 1)),
        remind(moment(2027, 6, 2)),
        remind(moment(2027, 6, 3)),
        remind(moment(2027, 6, 23)),
        remind(due),
        remind(moment(2027, 7, 1)),
        remind(moment(2027, 7, 2)),
    ]
    assert counts == [1, 1, 0, 1, 0, 1, 0]  # the first is of the forward look, overdue since 15 April
    last = mails()[sent:]
    assert "Forward look 2027 to 2028 was due on 15 April 2027" in last[0]
    assert "Backward look 2026 to 2027 is due on 30 June 2027" in last[1]
    assert "Backward look 2026 to 2027 was due on 30 June 2027" in last[-1]
    assert all("s151@wok.example" in mail for mail in last)


def test_nobody_is_reminded_of_what_was_filed(market):
    officer = market.actor("WOK", "s151")
    with transaction():
        services.submit_statement(actor=officer, now=NEXT_APRIL, layout_code=FORWARD, financial_year=2027)
    assert remind(moment(2027, 4, 16)) == 0


def test_a_centre_sets_its_own_regions_dates(market, app):
    lead = visit(app, market, "SECE", "procurement_lead")
    assert "30 June 2027" in lead.get("/statements/calendar")
    form = {"look": "backward", "financial_year": "2026", "due_on-day": "14", "due_on-month": "6"}
    lead.post("/statements/calendar/set", **form, **{"due_on-year": "2027"})
    page = lead.get("/statements/calendar")
    assert "14 June 2027" in page
    assert "0 of 7" in page
    assert "14 June 2027" in visit(app, market, "WOK", "buyer").get("/statements/")
    visit(app, market, "WOK", "s151").get("/statements/calendar", 403)


def test_history_and_pattern_make_the_calendar(app):
    dates = reporting.due_dates("South East", range(2004, 2010))
    assert dates[Look.BACKWARD, 2005] == date(2006, 7, 6)
    assert dates[Look.FORWARD, 2006] == date(2006, 4, 18)
    assert dates[Look.BACKWARD, 2006] == date(2007, 6, 30)
    assert dates[Look.MID_YEAR, 2006] == date(2006, 11, 30)
    assert (Look.GEF, 2009) not in dates


def test_the_index_says_what_is_due_and_what_is_late(market, app):
    page = visit(app, market, "WOK", "auditor").get("/statements/")
    assert "Annual Efficiency Statement: forward look" in page
    assert "15 April 2027" in page
    assert "Due soon" in page
    assert "Overdue" in page
