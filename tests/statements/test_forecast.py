"""What a year is expected to bring where the old price must be uprated, and what of a mid-year update has
happened: the same index and the same gates as in the ledger."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services as savings
from procurement_hub.savings.baselines.counting import Counted
from procurement_hub.savings.method import BaselineType, Disallowance
from procurement_hub.savings.models import Baseline, EntryKind, Outcome
from procurement_hub.savings.standing import known_by, standings
from procurement_hub.statements import planned
from procurement_hub.statements.models import Part
from procurement_hub.statements.prepared import prepare
from procurement_hub.statements.queries import planned as reads
from procurement_hub.statements.sheets import Expected, Sheet, canonical, from_canonical
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, Market, market_of
from tests.region import closed_paper_round, make_region
from tests.savings.gallery import charge, move_clock, record_check, visit
from tests.savings.test_indices import Centre
from tests.selecting import selects
from tests.stage import counted

FORWARD, MID_YEAR = "aes-forward-look", "aes-mid-year"
TODAY = NEXT_APRIL.date()
OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)
WHOLE = Decimal(12000)  # Wokingham: reams a year, £4.10 on an invoice of February 2025, £3.42 now


@pytest.fixture
def market(app, monkeypatch) -> Market:
    """Paper whose old prices were 17 months old when the framework started."""
    move_clock(monkeypatch, NEXT_APRIL)
    region = make_region()
    return market_of(region, demand_round=closed_paper_round(region, price_date=date(2025, 2, 15)))


def publish(market: Market, values: dict[int, str], *, at: datetime = AUGUST) -> None:
    centre = Centre(market.region)
    centre.publish({year: Decimal(value) for year, value in values.items()}, at=at)
    centre.approve(at=at)


def sheet_of(
    market: Market, layout: str, year: int = 2027, *, on: date | None = None, today: date = TODAY
) -> Sheet:
    return prepare(
        council_id=market.council_id("WOK"), layout_code=layout, financial_year=year, today=today, on=on
    ).sheet


def line_of(market: Market, **more) -> Expected:
    [line] = sheet_of(market, FORWARD, **more).expected
    return line


# --- the index ----------------------------------------------------------------------------------


def test_without_an_index_an_old_price_promises_no_cash(market):
    line = line_of(market)
    assert (line.expected, line.cashable) == (WHOLE * Decimal("0.68"), 0)
    assert "The price is 17 months old, so it must be uprated by an index." in line.working
    assert "No index was there that has both years" in line.working


def test_with_an_index_it_promises_what_the_ledger_would_count(market):
    """2% a year from 2024/25 to 2027/28: £4.10 × 1.06 = £4.346; £0.926 a ream, £0.68 of it cash."""
    publish(market, {2024: "100.000", 2025: "102.000", 2026: "104.000", 2027: "106.000"})
    line = line_of(market)
    assert (line.expected, line.cashable) == (WHOLE * Decimal("0.926"), WHOLE * Decimal("0.68"))
    assert "stands at 106.000 for the year of supply and stood at 100.000" in line.working
    assert "uprated £4.346" in line.working
    assert "Inflation that is avoided is not cash" in line.working
    market.buy("WOK", WHOLE, at=NEXT_APRIL)
    [gain] = standings(market.council_id("WOK"), 2027)
    assert (gain.total.gross, gain.total.cashable) == (line.expected, line.cashable)


def test_when_prices_fell_only_what_lies_beyond_that_is_expected(market):
    publish(market, {2024: "100.000", 2027: "95.000"})
    line = line_of(market)
    assert line.expected == line.cashable == WHOLE * Decimal("0.475")
    assert "D14" in line.working


@pytest.mark.parametrize(
    "values",
    [{2024: "100.000", 2026: "104.000"}, {2025: "100.000", 2027: "104.000"}],
    ids=["supply", "price"],
)
def test_an_index_without_one_of_the_years_uprates_nothing(market, values):
    publish(market, values)
    assert line_of(market).cashable == 0


def test_a_forecast_knows_no_index_that_was_approved_later(market):
    publish(market, {2024: "100.000", 2026: "104.000", 2027: "106.000"}, at=DECEMBER)
    before, after = date(2026, 12, 5), date(2026, 12, 6)
    assert [line_of(market, year=2026, today=day).cashable > 0 for day in (before, after)] == [False, True]
    plans = [sheet_of(market, MID_YEAR, 2026, on=day).total("plan", Part.CASHABLE) for day in (before, after)]
    assert plans[0] == 0 < plans[1]


def test_all_old_prices_are_uprated_in_the_same_statements(market):
    publish(market, {2024: "100.000", 2027: "106.000"})
    council = market.council_id("WOK")
    with selects() as made:
        planned.plans(council_id=council, financial_year=2027, on=TODAY)
    assert len(made) == 2


def plan_against(market: Market, monkeypatch, *, year: int = 2027, **changes) -> planned.Plan:
    """The plan if the old price had been frozen otherwise."""
    terms = {
        "type": BaselineType.OWN_EXPIRING_CONTRACT,
        "unit_price": Decimal("4.00"),
        "annual_quantity": WHOLE,
        "price_date": date(2025, 10, 1),
    }
    old = Counted(Baseline(**terms | changes), locked_before_award=True)
    offers = [replace(offer, old=old) for offer in reads.offered(market.council_id("WOK"), year)]
    monkeypatch.setattr(reads, "offered", lambda *_: offers)
    [plan] = planned.plans(council_id=market.council_id("WOK"), financial_year=year, on=TODAY)
    return plan


def test_a_clause_of_so_many_per_cent_raises_the_old_price_on_its_anniversary(market, monkeypatch):
    """£4 of October 2025 at 10% a year: £4.40 until 30 September 2027, £4.84 from 1 October."""
    plan = plan_against(market, monkeypatch, clause_percent=Decimal(10))
    each = [(first, annual.total / WHOLE) for first, _, annual in plan.spells]
    assert each == [(date(2026, 8, 1), Decimal("0.98")), (date(2027, 10, 1), Decimal("1.42"))]
    days = WHOLE * (Decimal("0.98") * 183 + Decimal("1.42") * 183) / 366
    assert round(plan.within(2027).total, 2) == round(days, 2)
    assert "clause of 10% a year" in plan.how


def test_a_clause_agreed_on_a_leap_day_rises_on_1_march(market, monkeypatch):
    plan = plan_against(
        market, monkeypatch, year=2026, clause_percent=Decimal(10), price_date=date(2024, 2, 29)
    )
    assert [first for first, _, _ in plan.spells] == [date(2026, 8, 1), date(2027, 3, 1)]
    assert plan.working.uprating == Decimal("1.331")


def test_a_price_that_is_not_the_councils_own_promises_no_cash_and_says_why(market, monkeypatch):
    plan = plan_against(market, monkeypatch, type=BaselineType.MARKET_AVERAGE)
    assert plan.annual.cashable == 0 < plan.annual.total
    assert "It is not the council's own price, so it shows costs avoided. No gain on it is cash." in plan.how


def test_a_line_of_a_version_filed_before_workings_were_kept_still_reads(market):
    sheet = sheet_of(market, FORWARD)
    old = canonical(replace(sheet, expected=(replace(sheet.expected[0], working=""),)))
    assert from_canonical(old.replace(',"working":""', "")).expected[0].working == ""


# --- what has happened, and what is expected -----------------------------------------------------


def decide(market: Market, outcome: Outcome, code: Disallowance | None = None) -> None:
    [gain] = [gain for gain in standings(market.council_id("WOK"), 2026) if gain.is_gain]
    officer = market.actor("WOK", "s151")
    with transaction():
        savings.decide_gain(
            actor=officer,
            now=NEXT_APRIL,
            financial_year=2026,
            item_id=market.item.id,
            framework_id=gain.framework_id,
            outcome=outcome,
            code=code,
            reason="The service got less",
        )


def achieved(market: Market, **more) -> tuple:
    sheet = sheet_of(market, MID_YEAR, 2026, **more)
    return sheet.total("achieved"), sheet.total("achieved", Part.CASHABLE)


@pytest.fixture
def fresh(app, monkeypatch) -> Market:
    """Paper with old prices that need no index; 1,000 reams came in August."""
    move_clock(monkeypatch, NEXT_APRIL)
    market = market_of(make_region())
    market.buy("WOK", 1000)
    return market


def test_what_is_held_or_disallowed_has_not_been_achieved(fresh):
    assert achieved(fresh) == (680, 680)
    forecast = sheet_of(fresh, MID_YEAR, 2026).total("forecast")
    decide(fresh, Outcome.REJECTED, Disallowance.SERVICE_CUT)
    assert achieved(fresh) == (0, 0)
    sheet = sheet_of(fresh, MID_YEAR, 2026)
    assert sheet.total("forecast") == forecast - 680
    assert any("Disallowed: " in note and "£680 (D01)" in note for note in sheet.notes)


def test_a_gain_accepted_as_no_cash_is_achieved_as_no_cash(fresh):
    decide(fresh, Outcome.NON_CASHABLE)
    assert achieved(fresh) == (680, 0)


def test_quality_that_is_not_met_holds_what_has_been_achieved(fresh):
    waiting = sheet_of(fresh, MID_YEAR, 2026).notes
    assert any("£680 still waits for a quality check" in note for note in waiting)
    record_check(fresh, after="80")
    assert achieved(fresh) == (0, 0)
    notes = sheet_of(fresh, MID_YEAR, 2026).notes
    assert any("Held and not claimed" in note and "D13" in note for note in notes)
    assert not any("waits for a quality check" in note for note in notes)


def test_costs_of_the_year_come_off_what_has_been_achieved(fresh):
    charge(fresh, "100.00", OCTOBER, kind=EntryKind.ONE_OFF_COST, item=None)
    assert achieved(fresh) == (680, 680)
    assert achieved(fresh, on=OCTOBER.date()) == (580, 580)


def test_the_books_of_a_day_are_the_books_once_the_day_has_come(fresh):
    """The roll-up and the sum of the entries by the day say the same of every gain."""
    fresh.buy("WOK", 300, at=DECEMBER)
    charge(fresh, "55.00", OCTOBER, kind=EntryKind.RECURRING_COST, item=fresh.item)
    council = fresh.council_id("WOK")
    assert known_by(council, 2026, date(2027, 3, 31)) == standings(council, 2026)
    by_september = known_by(council, 2026, date(2026, 9, 30))
    assert [(gain.total.quantity, gain.total.costs) for gain in by_september] == [(1000, 0)]
    assert known_by(council, 2026, date(2026, 8, 1)) == []


def test_the_rest_of_the_year_is_a_forecast_line_by_line(fresh):
    sheet = sheet_of(fresh, MID_YEAR, 2026)
    [line] = sheet.expected
    assert (line.starts_on, line.days, line.of_days) == ("1 October 2026", 182, 365)
    assert sheet.total("forecast") - sheet.total("achieved") == round(line.expected)
    assert sheet_of(fresh, MID_YEAR, 2026, on=date(2027, 3, 31)).expected == ()


def test_the_page_says_what_has_happened_and_what_is_expected(fresh, app):
    page = visit(app, fresh, "WOK", "buyer").get(f"/statements/2026/{MID_YEAR}")
    assert "Happened: delivered, invoiced and allowed by 30 September 2026" in page
    assert "Expected: the days after 30 September 2026" in page
    assert "What is still expected, and has not happened" in page
    assert "from 1 October 2026 to 31 March 2027" in page
    last = visit(app, fresh, "WOK", "buyer").get(f"/statements/2026/{MID_YEAR}?on=2027-03-31")
    assert "No day of the year is left" in last


def test_the_working_stands_on_the_page_of_the_forecast(market, app):
    publish(market, {2024: "100.000", 2027: "106.000"})
    buyer = visit(app, market, "WOK", "buyer")
    for address in (
        f"/statements/2027/{FORWARD}",
        f"/statements/2027/plan/{market.framework.id}/{market.item.id}",
    ):
        assert "the factor is 1.060000" in buyer.get(address)


@pytest.mark.parametrize("layout", [FORWARD, MID_YEAR, "aes-backward-look", "ni179"])
def test_no_statement_asks_the_database_more_than_ten_things(market, app, layout):
    publish(market, {2024: "100.000", 2026: "104.000"})
    market.buy("WOK", 100, at=DECEMBER)
    buyer = visit(app, market, "WOK", "buyer")
    with counted(app) as statements:
        buyer.get(f"/statements/2026/{layout}")
    assert sum(statements.values()) <= 10, statements
