"""Setting and revising baselines, taking a price from one's own orders, and keeping indices, page by page."""

import io
import re

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.savings.models import Baseline, IndexRelease
from tests.market import DECEMBER, Market, paper_market
from tests.region import open_paper_round, the_item
from tests.savings.gallery import Visit, move_clock, visit
from tests.savings.old_prices import toner_round
from tests.savings.test_indices import FIRST, Centre

DAY = {"price_date-day": "15", "price_date-month": "2", "price_date-year": "2026"}
INVOICE = DAY | {
    "unit_price": "9.30",
    "annual_quantity": "100",
    "supplier_name": "Inkwell",
    "evidence_note": "Invoice 7",
}

CURVE = {"fixed": "2", "scale": "30", "exponent": "-0.5", "basis": "Tier table"}


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, DECEMBER)
    return paper_market()


@pytest.fixture
def toner(market) -> str:
    """The address of toner in an open round in which six councils answered, as KEN meets it."""
    asked_on = DECEMBER.date().replace(month=2)
    demand_round = toner_round(market, price_date=asked_on, closed_at=DECEMBER)
    return f"/demand-rounds/{demand_round.id}/items/{the_item('TON-1').id}/baseline"


@pytest.fixture
def ken(app, market) -> Visit:
    return visit(app, market, "KEN", "buyer")


def kens() -> list[Baseline]:
    return db.session.scalars(
        db.select(Baseline)
        .join(Baseline.council)
        .where(Baseline.council.has(code="KEN"))
        .order_by(Baseline.id)
    ).all()


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_a_kind_that_is_no_baseline_is_refused_with_its_reason(ken, toner):
    answer = ken.post(toner, 422, type="highest_bid")
    assert "the price nobody chose" in answer
    assert ken.post(toner, type="B2").endswith("/baseline/B2")


def test_what_the_rule_says_is_shown_before_anything_is_kept(ken, toner):
    page = ken.get(f"{toner}/B1")
    assert "What 6 other councils paid alone" in page
    assert "£9.10" in page
    check = ken.post(f"{toner}/B1", 200, **INVOICE)
    assert "The council&#39;s own recent price." in check
    assert "Your price is between the median and the upper quartile." in check
    assert kens() == []
    sent = hidden(check) | {"freeze": "yes", "evidence": (io.BytesIO(b"%PDF-1.4 invoice"), "invoice-7.pdf")}
    ken.post(f"{toner}/B1", **sent)
    (baseline,) = kens()
    page = ken.get(f"/gains/baselines/{baseline.id}")
    assert "invoice-7.pdf" in page
    assert "SHA-256" in page
    assert ken.response(f"/gains/baselines/{baseline.id}/evidence").data == b"%PDF-1.4 invoice"


def test_an_old_price_is_told_its_age_and_that_there_is_no_index(ken, toner):
    check = ken.post(f"{toner}/B1", 200, **(INVOICE | {"price_date-year": "2025"}))
    assert "21 months old, so it must be uprated by an index." in check
    assert "None is there yet" in check


def test_a_price_without_evidence_is_refused_at_the_last_step(ken, toner):
    sent = INVOICE | {"evidence_note": ""}
    check = ken.post(f"{toner}/B1", 200, **sent)
    assert "Say what shows the price" in ken.post(f"{toner}/B1", 422, **(hidden(check) | {"freeze": "yes"}))


@pytest.mark.parametrize(
    ("kind", "answers", "price"),
    [
        ("B2", INVOICE | {"clause_percent": "2.5"}, "9.30"),
        (
            "B3",
            INVOICE | {"compared_price": "10", "factor": "0.95", "basis": "Pages"},
            "9.50",
        ),
        ("B4", {}, "9.10"),
        ("B5", INVOICE | {"basis": "Published table"}, "9.30"),
        ("B6", INVOICE | {"tenders": "£9\n10.50\n\n9.80", "basis": "T-1"}, "9.80"),
        (
            "B7",
            INVOICE | {"unit_price": "", "fixed": "2", "scale": "30", "exponent": "-0.5", "basis": "M"},
            "5.00",
        ),
        ("B7", INVOICE | {"basis": "Model"}, "9.30"),
        ("B8", INVOICE | {"basis": "Budget book"}, "9.30"),
    ],
)
def test_every_kind_can_be_set_by_its_form(ken, toner, kind, answers, price):
    ken.get(f"{toner}/{kind}")
    check = ken.post(f"{toner}/{kind}", 200, **answers)
    assert f"£{price}" in check
    ken.post(f"{toner}/{kind}", **(hidden(check) | {"freeze": "yes"}))
    (baseline,) = kens()
    assert (baseline.type.value, f"{baseline.unit_price:.2f}") == (kind, price)
    ken.get(f"/gains/baselines/{baseline.id}")
    assert "value=" in ken.get(f"{toner}/{kind}")


@pytest.mark.parametrize(
    ("kind", "answers", "sentence"),
    [
        ("B6", {"tenders": "nine\nten\nten", "basis": "T-1"}, "price as a number on a line of its own"),
        ("B6", {"tenders": "9\n10", "basis": "T-1"}, "prices of 3 compliant tenders"),
        ("B7", {"unit_price": "", "fixed": "2", "basis": "M"}, "needs its three figures"),
        ("B2", {"clause_percent": "2", "clause_index": "1"}, "Select"),
    ],
)
def test_a_wrong_answer_comes_back_with_what_was_typed(ken, toner, kind, answers, sentence):
    answer = ken.post(f"{toner}/{kind}", 422, **(INVOICE | answers))
    assert sentence in answer
    assert "Invoice 7" in answer


def test_a_kind_that_is_none_is_not_there(ken, toner):
    ken.get(f"{toner}/B9", 404)


def test_a_revision_starts_from_the_version_before_and_asks_why(ken, toner):
    check = ken.post(f"{toner}/B1", 200, **INVOICE)
    ken.post(f"{toner}/B1", **(hidden(check) | {"freeze": "yes"}))
    page = ken.get(f"{toner}/B1")
    assert "Why is the baseline revised?" in page
    assert 'value="9.30"' in page
    assert "Enter why the baseline is revised" in ken.post(f"{toner}/B1", 422, **INVOICE)
    again = INVOICE | {"unit_price": "9.00", "reason": "Without delivery"}
    check = ken.post(f"{toner}/B1", 200, **again)
    ken.post(f"{toner}/B1", **(hidden(check) | {"freeze": "yes"}))
    first, second = kens()
    assert (first.version, second.version, second.reason) == (1, 2, "Without delivery")
    page = ken.get(f"/gains/baselines/{first.id}")
    assert "New gains are held against" in page
    assert "Without delivery" in page
    assert "Yes" in ken.get(toner.split("/items")[0] + "/baselines")


def test_a_baseline_is_not_there_for_another_council(app, market, ken, toner):
    check = ken.post(f"{toner}/B1", 200, **INVOICE)
    ken.post(f"{toner}/B1", **(hidden(check) | {"freeze": "yes"}))
    visit(app, market, "WAM", "buyer").get(f"/gains/baselines/{kens()[0].id}", 404)


# --- one's own orders -------------------------------------------------------------------------------


def paper_again(market: Market, *, closed: bool):
    """A later round about paper, in which WOK has not answered."""
    demand_round = open_paper_round(market.region, code="R3")
    if closed:
        with transaction():
            demand.close_round(actor=market.region.lead, now=DECEMBER, demand_round=demand_round)
    return demand_round


def test_one_click_freezes_the_price_of_ones_own_invoice(app, market):
    market.buy("WOK", 100)
    demand_round = paper_again(market, closed=True)
    wok = visit(app, market, "WOK", "buyer")
    address = f"/orders/own-prices/{demand_round.id}/{market.item.id}"
    page = wok.get(address)
    assert "Use the £3.42 paid on 5 August 2026 to PEN organisation" in page
    assert "Baseline of R1, version 1: invoice-2026-02.pdf" in page
    key = re.search(r'name="price" value="(invoice-\d+)"', page)[1]
    wok.post(address, price=key)
    baseline = db.session.scalars(db.select(Baseline).where(Baseline.round_id == demand_round.id)).one()
    assert f"{baseline.unit_price:.2f}" == "3.42"
    assert baseline.evidence_note.startswith("Order ")
    assert "/baseline/B1?" in wok.get(address)


def test_while_a_round_is_open_the_price_is_filled_into_the_answer(app, market, monkeypatch):
    market.buy("WOK", 100)
    demand_round = paper_again(market, closed=False)
    move_clock(monkeypatch, demand_round.opened_at)
    wok = visit(app, market, "WOK", "buyer")
    page = wok.get(f"/orders/own-prices/{demand_round.id}/{market.item.id}")
    link = re.search(r'href="(/demand-rounds/\d+/items/\d+/register\?current_price=3[^"]+)"', page)[1]
    form = wok.get(link.replace("&amp;", "&"))
    assert 'value="3.42"' in form
    assert 'value="PEN organisation"' in form


def test_a_price_of_the_rounds_own_framework_is_no_old_price(app, market):
    market.buy("WOK", 100)
    wok = visit(app, market, "WOK", "buyer")
    page = wok.get(f"/orders/own-prices/{market.framework.round_id}/{market.item.id}")
    assert "£3.42" not in page
    wok.post(f"/orders/own-prices/{market.framework.round_id}/{market.item.id}", 404, price="invoice-1")


def test_nonsense_in_an_address_is_left_out(ken, toner):
    ken.get(f"{toner}/B1?unit_price=cheap&price_date=yesterday&supplier_name=Inkwell")


# --- indices ----------------------------------------------------------------------------------------


@pytest.fixture
def centre(app, market):
    return visit(app, market, "SECE", "procurement_lead"), visit(app, market, "SECE", "administrator")


RELEASE = {
    "code": "gdp",
    "title": "GDP deflator",
    "unit": "2024 to 2025 = 100",
    "vintage-day": "30",
    "vintage-month": "9",
    "vintage-year": "2026",
    "source": "Treasury",
}


def test_a_release_is_pasted_by_one_person_and_approved_by_another(centre):
    lead, administrator = centre
    lead.post("/gains/indices/new", figures="2024-25, 100.000\n2025-26, 102.090\n2026-27, 104", **RELEASE)
    release = db.session.scalars(db.select(IndexRelease)).one()
    page = lead.get(f"/gains/indices/{release.series_id}")
    assert "102.090" in page
    assert "waits to be approved" in " ".join(page.split())
    assert "1.87" in page
    approve = f"/gains/indices/{release.series_id}/approve"
    assert approve not in page
    lead.post(approve, 403, use="as_it_is", reason="Mine")
    administrator.post(approve, use="everything", category="", reason="Checked")
    assert "Checked" in lead.get(f"/gains/indices/{release.series_id}")
    assert "Every other category" in lead.get("/gains/indices")


def test_a_release_is_sent_as_a_file_that_can_be_fetched_again(centre):
    lead, _ = centre
    sent = (io.BytesIO(b"Year;Value\n2024;100\n2025;102.09\n"), "deflator.csv")
    lead.post("/gains/indices/new", file=sent, **RELEASE)
    release = db.session.scalars(db.select(IndexRelease)).one()
    assert lead.response(f"/gains/indices/releases/{release.id}/file").data.startswith(b"Year;Value")


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"figures": ""}, "Enter the figures"),
        ({"figures": "2024, 100\n2025, about 102"}, "Line 2: “about 102” is not a number."),
        ({"figures": "2024, 100", "title": ""}, "Enter its title"),
        ({"figures": "2024, 100", "vintage-year": "2027"}, "today or in the past"),
    ],
)
def test_a_wrong_release_comes_back_with_what_was_typed(centre, changes, sentence):
    lead, _ = centre
    answer = lead.post("/gains/indices/new", 422, **(RELEASE | changes))
    assert sentence in answer
    assert "Treasury" in answer


def test_a_category_needs_its_digits(centre, market):
    keeper = Centre(market.region)
    release = keeper.publish(FIRST, at=DECEMBER)
    _, administrator = centre
    answer = administrator.post(
        f"/gains/indices/{release.series_id}/approve", 422, use="one_category", category="", reason="Paper"
    )
    assert "first 2 to 8 digits" in answer


@pytest.mark.parametrize(("code", "role"), [("WOK", "s151"), ("WOK", "buyer"), ("SECE", "auditor")])
def test_whoever_reads_gains_reads_the_indices_and_changes_none(app, market, code, role):
    release = Centre(market.region).publish(FIRST, at=DECEMBER)
    reader = visit(app, market, code, role)
    assert "102.090" in reader.get(f"/gains/indices/{release.series_id}")
    reader.get("/gains/indices/new", 403)
    reader.get(f"/gains/indices/{release.series_id}/approve", 403)
