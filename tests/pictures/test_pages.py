"""The pages of pictures, from the books of a live framework."""

import re
from decimal import Decimal as D

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import AgreedTier
from tests.market import DECEMBER, NEXT_APRIL, paper_market
from tests.savings.gallery import charge, links, move_clock, record_check, visit

OF_A_COUNCIL = ("", "/on-track", "/how-far", "/months", "/how-sure", "/outturn")
OF_THE_REGION = ("region/2026", "region/2026/through-frameworks")


@pytest.fixture
def market(app, monkeypatch):
    market = paper_market()
    market.buy("WOK", 6000)
    market.buy("WOK", 5500, at=DECEMBER)
    market.buy("SLO", 15000)
    move_clock(monkeypatch, NEXT_APRIL)
    return market


def text(cell: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", cell)).strip()


def every_row(page: str) -> list[list[str]]:
    """The rows of the page's tables, as text."""
    found = re.findall(r"<tr.*?</tr>", page, re.S)
    return [[text(cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)] for row in found]


def rows(page: str) -> dict[str, list[str]]:
    """The first row of each name, without the name."""
    found = {}
    for cells in every_row(page):
        if cells:
            found.setdefault(cells[0], cells[1:])
    return found


def test_the_money_page_ends_at_what_was_invoiced(app, market):
    page = visit(app, market, "WOK", "s151").get("/pictures/2026")
    told = rows(page)
    assert told["Spent together"][0] == "£39,330.00"
    assert told["Price"][0] == "−£7,820.00"
    assert "1 of 1 item has a baseline" in page
    assert "£ excluding VAT" in page


def test_costs_are_in_what_was_spent(app, market):
    charge(market, "100.40", DECEMBER)
    told = rows(visit(app, market, "WOK", "buyer").get("/pictures/2026"))
    assert told["One-off costs"][0] == "+£100.40"
    assert told["Spent together"][0] == "£39,430.40"


def test_a_loss_is_said_in_words_and_never_hidden(app, market):
    page = visit(app, market, "SLO", "s151").get("/pictures/2026")
    assert rows(page)["Price"][0] == "+£1,800.00 (a loss)"
    assert "−£1,800.00 (a loss)" in page
    assert "−£1,800 loss" in page


def test_the_gains_allowed_count_towards_the_target(app, market):
    told = rows(visit(app, market, "WOK", "auditor").get("/pictures/2026/on-track"))
    assert told["2026 to 2027"][:3] == ["£7,820.00", "£0.00", "£7,820.00"]
    assert told["2026 to 2027"][-1] == "Not signed off"


def test_a_gain_that_is_held_counts_towards_no_target(app, market):
    record_check(market, after="80")
    told = rows(visit(app, market, "WOK", "s151").get("/pictures/2026/on-track"))
    assert told["2026 to 2027"][:3] == ["£0.00", "£0.00", "£0.00"]


def test_what_lasted_and_what_was_lost_is_told_apart(app, market, monkeypatch):
    market.buy("WOK", 1000, at=NEXT_APRIL)
    page = visit(app, market, "WOK", "s151").get("/pictures/2027/on-track")
    told = rows(page.partition("Gains that lasted")[2])
    assert told["2026 to 2027"][:4] == ["£0.00", "£7,820.00", "£0.00", "£7,820.00"]
    assert told["2027 to 2028"][:4] == ["£680.00", "£0.00", "−£7,140.00 (lost)", "£680.00"]


def test_every_stage_holds_what_came_so_far(app, market):
    told = rows(visit(app, market, "WOK", "s151").get("/pictures/2026/how-far"))
    assert told["Invoiced"][2] == "£7,820.00"
    assert told["Ordered"][2] == "£7,820.00"


def test_the_gain_is_held_against_the_months_it_was_expected_in(app, market):
    told = rows(visit(app, market, "WOK", "s151").get("/pictures/2026/months"))
    assert told["August 2026"][0] == told["August 2026"][-1] == "£4,080.00"
    assert told["March 2027"][0] == "£0.00"
    assert told["March 2027"][-1] == "£7,820.00"


def test_months_to_come_are_not_drawn(app, market, monkeypatch):
    move_clock(monkeypatch, DECEMBER)
    told = rows(visit(app, market, "WOK", "s151").get("/pictures/2026/months"))
    assert told["December 2026"][-1] == "£7,820.00"
    assert told["January 2027"][0] == "Not yet"
    assert told["January 2027"][-1] == "Not yet"


def test_what_nobody_decided_is_said_to_be_worked_out_only(app, market):
    page = visit(app, market, "WOK", "s151").get("/pictures/2026/how-sure")
    assert "Allowed, not decided yet" in page
    assert "0 of 1 gains are decided one by one" in page
    assert rows(page)["Gains claimed"][-1] == "£7,820.00"


def test_without_an_outturn_there_is_a_sentence(app, market):
    page = visit(app, market, "WOK", "s151").get("/pictures/2026/outturn")
    assert "No category has an outturn of this year and of the year before yet." in page
    assert "0 of 1 categories" in page


def test_an_item_shows_its_price_alone_and_together(app, market):
    page = visit(app, market, "WOK", "buyer").get(f"/pictures/2026/items/{market.item.id}")
    told = rows(page)
    assert told["Price alone, before"][1] == "£4.10"
    assert "£3.42" in told["All councils together"]
    assert len([name for name in told if name.startswith("Order ")]) == 2


def test_other_councils_prices_are_shown_as_quartiles_or_not_at_all(app, market):
    page = visit(app, market, "WOK", "buyer").get(f"/pictures/2026/items/{market.item.id}")
    assert "suppressed (n&lt;5)" in page or "n = 5" in page
    for council in ("SLO", "RDG", "BRF"):
        assert council not in page.partition("What councils paid alone")[2]


def test_an_item_that_was_not_bought_has_no_page(app, market):
    visit(app, market, "WOK", "buyer").get("/pictures/2026/items/999", 404)


@pytest.mark.parametrize("where", OF_A_COUNCIL)
def test_a_year_of_nothing_says_so(app, market, where):
    answer = visit(app, market, "WOK", "s151").get(f"/pictures/2025{where}")
    assert "yet" in answer
    assert "<svg" not in answer


@pytest.mark.parametrize("where", OF_A_COUNCIL)
def test_a_year_that_has_not_begun_has_no_pictures(app, market, where):
    visit(app, market, "WOK", "s151").get(f"/pictures/2031{where}", 404)


def test_a_council_sees_only_its_own_pictures(app, market):
    page = visit(app, market, "RDG", "s151").get("/pictures/2026")
    assert "Nothing has been received and invoiced in this year yet" in page


@pytest.mark.parametrize("where", OF_THE_REGION)
def test_the_region_is_for_its_centre(app, market, where):
    visit(app, market, "WOK", "s151").get(f"/pictures/{where}", 403)
    visit(app, market, "SECE", "procurement_lead").get(f"/pictures/{where}")


def test_the_region_shows_who_lost_and_how_many_reported(app, market):
    page = visit(app, market, "SECE", "procurement_lead").get("/pictures/region/2026")
    assert "councils have reported" in page
    assert "1 of 2 councils made a loss." in page
    names = [name for name in rows(page) if name.endswith("organisation")]
    assert names == ["WOK organisation", "SLO organisation"]


def test_the_region_shows_what_was_bought_through_its_frameworks(app, market):
    told = rows(
        visit(app, market, "SECE", "procurement_lead").get("/pictures/region/2026/through-frameworks")
    )
    assert told["SLO organisation"] == ["100%15,000 of 15,000"]
    assert told["RDG organisation"] == ["None bought"]


@pytest.mark.parametrize("where", OF_A_COUNCIL)
def test_every_link_of_a_picture_leads_on(app, market, where):
    reader = visit(app, market, "WOK", "s151")
    found = links(reader.get(f"/pictures/2026{where}"))
    assert found
    for address in found:
        reader.get(address)


def test_every_link_of_the_region_leads_on(app, market):
    reader = visit(app, market, "SECE", "procurement_lead")
    for page in OF_THE_REGION:
        for address in links(reader.get(f"/pictures/{page}")):
            reader.get(address)


@pytest.mark.parametrize("where", OF_A_COUNCIL)
def test_pictures_need_no_style_and_no_script_of_their_own(app, market, where):
    answer = visit(app, market, "WOK", "s151").get(f"/pictures/2026{where}")
    content = answer.partition('id="main-content"')[2].partition("<footer")[0]
    assert " style=" not in content
    assert "<script" not in content
    assert "<style" not in content


def test_the_tiers_have_a_fitted_curve_with_its_figures_and_how_well_it_fits(app, market):
    """The function of the paper's four tiers, worked out again from what the page says of it."""
    page = visit(app, market, "WOK", "buyer").get(f"/pictures/2026/items/{market.item.id}")
    assert page.count("hub-picture__line--fitted") == 4  # a line and its key, wide and narrow
    told = [row for row in every_row(page) if row[0] == "Fitted price"]
    assert [row[1] for row in told] == ["1", "12,000", "50,000", "75,000", "78,000", "100,000"]
    assert [row[3] for row in told][1] == "Your council alone, a year"
    said = re.search(
        r"price function −£([\d.]+) \+ £([\d.]+) × quantity to the power of −([\d.]+), the nearest to the 4 "
        r"tiers by least squares: it misses none of them by more than £([\d.]+\d)",
        page,
    )
    c, slope, eta, miss = map(D, said.groups())
    for row in told:
        quantity, price = D(row[1].replace(",", "")), D(row[2].removeprefix("£"))
        assert abs(slope * quantity**-eta - c - price) < D("0.005")
        if row[3] == "The tier begins here":
            [tier] = [other for other in every_row(page) if other[1] == f"from {row[1]}"]
            assert abs(D(tier[2].removeprefix("£")) - price) <= miss + D("0.0001")
    assert "It is a model of what a quantity would cost, so no gain on it is cash." in page


def test_tiers_that_no_function_fits_are_drawn_without_a_curve_and_it_is_said(app, market):
    with transaction():
        for tier in db.session.scalars(db.select(AgreedTier).where(AgreedTier.from_quantity > 50000)):
            db.session.delete(tier)
    page = visit(app, market, "WOK", "buyer").get(f"/pictures/2026/items/{market.item.id}")
    assert "hub-picture__line--fitted" not in page
    assert "No curve is fitted to the tiers. A price function needs 3 tiers at least." in page
