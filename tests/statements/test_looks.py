"""What is expected, how far a year has come, and the later forms of the same books."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.method.stages import Stage
from procurement_hub.savings.models import EntryKind, IndexSeries
from procurement_hub.statements import services, stages
from procurement_hub.statements.measures import Amount, rating
from procurement_hub.statements.models import (
    Look,
    Part,
    Submission,
)
from procurement_hub.statements.prepared import prepare
from procurement_hub.statements.queries import facts
from procurement_hub.statements.queries.facts import council_facts
from procurement_hub.statements.sheets import Line, Row, Sheet, canonical, digest
from procurement_hub.targets.models import BaseExpenditure, Basis
from tests.market import DECEMBER, NEXT_APRIL
from tests.savings.gallery import charge
from tests.statements.scene import BACKWARD, FORWARD, MID_YEAR, sheet_of

WHOLE = Decimal(12000) * Decimal("0.68")  # Wokingham: 12,000 reams a year, £4.10 before, £3.42 now


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
