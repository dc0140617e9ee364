"""The pages about the method: how gains are worked out, and two editions on one council's year."""

import csv
import io
from datetime import date

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger, services, trials
from procurement_hub.savings.method import EDITIONS, METHOD_VERSION, Disallowance
from procurement_hub.savings.models import Baseline, GainEntry
from tests.market import DECEMBER, NEXT_APRIL, Market, paper_market
from tests.savings.gallery import move_clock, visit
from tests.selecting import selects

COMPARE = "/gains/2026/method"


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_market()


@pytest.fixture
def at(app, market):
    return lambda code, role: visit(app, market, code, role)


def with_a_price_of_two_years_ago(market: Market, code: str) -> None:
    """A second version of the council's baseline, frozen in time, that would have to be indexed."""
    council = market.council_id(code)
    first = db.session.scalars(db.select(Baseline).where(Baseline.council_id == council)).one()
    with transaction():
        db.session.add(
            Baseline(
                council_id=council,
                item_id=first.item_id,
                round_id=first.round_id,
                version=2,
                reason="The invoice was of 2024",
                type=first.type,
                unit_price=first.unit_price,
                annual_quantity=first.annual_quantity,
                price_date=date(2024, 10, 1),
                frozen_at=first.frozen_at,
                frozen_by_id=first.frozen_by_id,
            )
        )


def test_whoever_reads_gains_is_told_how_they_are_worked_out(at):
    for role in ("buyer", "s151", "auditor"):
        page = at("WOK", role).get("/gains/method")
        assert "(own old price × uprating − price now) × quantity supplied" in page
        assert all(edition.version in page for edition in EDITIONS.values())
        assert all(code.value in page for code in Disallowance)
        assert "Refused" in page and "GDP deflator" in page


def test_the_centre_reads_the_method_too_but_no_councils_comparison(at, market):
    lead = at("SECE", "procurement_lead")
    assert "How gains are worked out" in lead.get("/gains/method")
    lead.get(COMPARE, 403)


def test_a_supplier_does_not_read_the_method(at):
    at("PEN", "bidder").get("/gains/method", 403)


def test_the_year_of_gains_leads_to_the_method_and_the_comparison(at, market):
    market.buy("WOK", 100)
    visitor = at("WOK", "s151")
    assert 'href="/gains/method"' in visitor.get("/gains/")
    assert 'href="/gains/2026/method"' in visitor.get("/gains/2026")


def test_editions_that_agree_differ_nowhere(at, market):
    market.buy("WOK", 100)
    page = at("WOK", "s151").get(f"{COMPARE}?edition=2026.1&against=2026.2")
    assert "£68.00" in page
    assert "Nowhere: both give the same figures" in page


def test_a_year_without_deliveries_has_nothing_to_compare(at):
    assert "There is nothing to compare" in at("WOK", "s151").get(COMPARE)


def test_an_edition_nobody_knows_and_a_year_to_come_are_not_found(at):
    visitor = at("WOK", "s151")
    for path in (f"{COMPARE}?against=2019.9", f"{COMPARE}?edition=x", "/gains/2031/method"):
        visitor.get(path, 404)
        visitor.get(path.replace("/method", "/method.csv"), 404)


def test_an_entry_on_which_two_editions_differ_is_named_with_both_results(at, market):
    with_a_price_of_two_years_ago(market, "WOK")
    market.buy("WOK", 100)
    entry = db.session.scalars(db.select(GainEntry)).one()
    page = at("WOK", "s151").get(f"{COMPARE}?edition=2026.1&against=2026.2")
    assert "One entry" in page and f"Entry {entry.id}" in page
    assert "−£68.00" in page
    assert (entry.method_version, entry.cashable) == (METHOD_VERSION, 0)
    assert ledger.recompute(market.council_id("WOK"), 2026) == []


def test_a_comparison_takes_no_account_of_what_was_taken_back(at, market):
    market.buy("WOK", 100)
    market.buy("WOK", 50)
    officer = market.actor("WOK", "s151")
    entry = db.session.scalars(db.select(GainEntry).order_by(GainEntry.id)).first()
    with transaction():
        services.reverse_entry(actor=officer, now=DECEMBER, entry=entry, reason="Sent back")
    trial = trials.run(market.council_id("WOK"), 2026, one="recorded", other="nominal")
    assert (trial.entries, trial.compared, str(trial.comparison.one.gross)) == (1, 1, "34.000000000")


def test_a_council_compares_its_own_books_only(at, market):
    market.buy("WOK", 100)
    assert "There is nothing to compare" in at("WAM", "s151").get(COMPARE)


def test_the_file_holds_both_results_of_every_entry_with_their_fingerprints(at, market):
    market.buy("WOK", 100)
    market.buy("WOK", 50)
    response = at("WOK", "s151").response(f"{COMPARE}.csv?edition=recorded&against=nominal")
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert len(rows) == 2
    assert {row["cashable, recorded"] for row in rows} == {"68.000000000", "34.000000000"}
    assert {row["nc_inflation, nominal"] for row in rows} == {"0.000000000"}
    assert all(len(row["fingerprint, nominal"]) == 64 for row in rows)
    assert {row["recorded_with"] for row in rows} == {METHOD_VERSION}


def test_a_comparison_asks_the_database_as_often_for_many_entries_as_for_one(at, market):
    visitor = at("WOK", "s151")
    market.buy("WOK", 10)
    with selects() as few:
        visitor.get(COMPARE)
    for _ in range(4):
        market.buy("WOK", 10)
    with selects() as many:
        visitor.get(COMPARE)
    assert len(many) == len(few)
