"""What was decided, measured and targeted shows in the pictures as it does in its own room."""

import re

import pytest

from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Outcome
from tests.market import AUGUST, NEXT_APRIL, paper_market
from tests.pictures.test_pages import rows
from tests.savings.desk import decide
from tests.savings.gallery import move_clock, record_check, visit
from tests.targets.scene import agree, outturn, set_base, set_programme


@pytest.fixture
def market(app, monkeypatch):
    market = paper_market()
    for code, quantity in (
        ("WOK", 6000),
        ("SLO", 15000),
        ("RDG", 5000),
        ("BRF", 4000),
        ("WBK", 3000),
        ("WAM", 2000),
    ):
        market.buy(code, quantity, at=AUGUST)
    move_clock(monkeypatch, NEXT_APRIL)
    return market


def test_a_gain_accepted_as_non_cashable_keeps_its_amount_and_loses_its_cash(app, market):
    record_check(market)
    decide(market, Outcome.NON_CASHABLE)
    page = visit(app, market, "WOK", "s151").get("/pictures/2026/how-sure")
    told = rows(page)
    assert told["Gains claimed"] == ["£4,080.00", "£0.00", "£0.00", "£0.00", "£4,080.00"]
    assert told["Of which as cashable"] == ["£0.00", "£0.00", "£0.00", "£4,080.00", "£4,080.00"]
    assert "1 of 1 gains are decided one by one" in page
    assert "Not cash, kept as non-cashable" in page


def test_a_rejected_gain_stands_under_its_code(app, market):
    record_check(market)
    decide(market, Outcome.REJECTED, under=Disallowance.NOT_DONE)
    told = rows(visit(app, market, "WOK", "s151").get("/pictures/2026/how-sure"))
    assert told["Gains claimed"][3] == "£4,080.00"
    assert told["D08 Not carried out, or speculative"] == ["£4,080.00", "£0.00", "£0.00", "£4,080.00", "1"]


def test_a_gain_of_unmet_quality_is_held(app, market):
    record_check(market, after="80")
    told = rows(visit(app, market, "WOK", "s151").get("/pictures/2026/how-sure"))
    assert told["Gains claimed"][2] == "£4,080.00"
    assert told["D13 The quality check is not met"][2] == "£4,080.00"


def test_grades_say_what_keeps_them_from_better_ones(app, market):
    told = rows(visit(app, market, "WOK", "s151").get("/pictures/2026/how-sure"))
    assert sum(int(told[f"Grade {letter}"][2]) for letter in "ABCD") == 1
    assert any(told[f"Grade {letter}"][3].endswith(".") for letter in "BCD")


def test_the_target_and_its_half_are_lines_of_the_picture(app, market):
    agree(market, total="10000.00", cashable="5000.00")
    page = visit(app, market, "WOK", "s151").get("/pictures/2026/on-track")
    assert rows(page)["2026 to 2027"][3:5] == ["£10,000.00", "£5,000.00"]
    assert "1 of 1 year has a target" in page
    assert "hub-picture__line--half" in page


def test_an_outturn_that_fell_too_little_is_red_with_a_word(app, market):
    outturn(market, amount="1000000.00", year=2025)
    outturn(market, amount="1100000.00", year=2026)
    page = visit(app, market, "WOK", "s151").get("/pictures/2026/outturn")
    (told,) = [cells for name, cells in rows(page).items() if "£104,080.00" in cells]
    assert "red" in told
    assert "The claims exceed what can be seen" in told


def test_the_spread_of_the_region_is_shown_with_its_quartiles(app, market):
    set_programme(market)
    for code in ("WOK", "SLO", "RDG", "BRF", "WBK"):
        set_base(market, code, gross="0.1", exclusions=[])
    page = visit(app, market, "SECE", "procurement_lead").get("/pictures/region/2026")
    assert re.search(r"5 of \d councils have a base, 5 a target", page)
    assert rows(page)["Median"][0] == "Gain in % of base expenditure"
    assert "hub-picture--band" in page
