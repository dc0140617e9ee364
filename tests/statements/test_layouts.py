"""Forms are rows: a new version, a form from a file, headings, and how much the books fill."""

import json

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import measures, services
from procurement_hub.statements.models import (
    Heading,
    Layout,
    LayoutColumn,
    LayoutHeading,
    Look,
    NarrativeField,
    Part,
    Place,
    Unit,
)
from procurement_hub.statements.queries import form_for
from tests.market import DECEMBER, NEXT_APRIL
from tests.savings.gallery import record_check, record_release
from tests.statements.scene import BACKWARD, FORWARD, MID_YEAR, sheet_of

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
