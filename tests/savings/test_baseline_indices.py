"""Old prices brought to the year of supply by an index or by their own contract."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from procurement_hub.core.database import db
from procurement_hub.savings import explaining, ledger
from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models import GainEntry, IndexSeries
from tests.market import AUGUST
from tests.savings.old_prices import (
    INVOICE,
    OLD,
    gain_of,
    set_one,
    with_index,
)
from tests.savings.test_indices import APRIL, Centre


def test_v02b_a_price_of_15_months_is_uprated_and_inflation_avoided_is_no_cash(market, toner_round):
    """savings-method V02b: 100 to 96 with a deflator of 2.09%, 1,000 units."""
    with_index(market, {2025: "100.000", 2026: "102.090"})
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "96", "1000")
    assert (entry.gross, entry.cashable, entry.nc_inflation) == (6090, 4000, 2090)
    words = " ".join(explaining.in_words(entry, "cartridge"))
    assert "GDP, as of 7 April 2026, stands at 102.090" in words
    assert "uprated £102.09" in words


def test_without_an_index_a_price_of_15_months_makes_no_cash_and_says_so(market, toner_round):
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "96", "1000")
    assert (entry.gross, entry.cashable, entry.nc_baseline) == (4000, 0, 4000)
    assert "No index was there that has both years" in " ".join(explaining.in_words(entry, "cartridge"))


def test_a_fall_of_prices_in_general_is_no_gain_of_buying(market, toner_round):
    with_index(market, {2025: "100.000", 2026: "95.000"})
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "94", "1000")
    assert (entry.gross, entry.cashable) == (1000, 1000)
    assert "D14" in " ".join(explaining.in_words(entry, "cartridge"))


def test_a_later_release_changes_no_entry(market, toner_round):
    with_index(market, {2025: "100.000", 2026: "102.090"})
    set_one(market, toner_round, OLD)
    entry = gain_of(market, toner_round, "96", "1000")
    centre = Centre(market.region)
    centre.publish({2025: Decimal(100), 2026: Decimal(120)}, at=AUGUST)
    centre.approve(at=AUGUST)
    assert ledger.recompute(market.council_id("KEN"), 2026) == []
    assert db.session.get(GainEntry, entry.id).gross == 6090


def test_a_contract_rises_by_its_own_percentage_on_every_anniversary(market, toner_round):
    contract = replace(
        INVOICE,
        type=BaselineType.OWN_EXPIRING_CONTRACT,
        price_date=date(2024, 6, 1),
        unit_price=Decimal(100),
        clause_percent=Decimal(2),
        annual_quantity=None,
    )
    set_one(market, toner_round, contract)
    entry = gain_of(market, toner_round, "100", "10")
    assert (entry.gross, entry.cashable, entry.nc_inflation) == (Decimal("40.4"), 0, Decimal("40.4"))
    assert "clause of 2% a year" in " ".join(explaining.in_words(entry, "cartridge"))


def test_a_contract_follows_the_index_that_it_names_from_the_first_day(market, toner_round):
    centre = Centre(market.region)
    release = centre.publish({2025: Decimal(100), 2026: Decimal(103)}, code="CPI", at=APRIL)
    centre.approve("CPI", at=APRIL)
    series = db.session.get_one(IndexSeries, release.series_id)
    contract = replace(
        INVOICE,
        type=BaselineType.OWN_EXPIRING_CONTRACT,
        price_date=date(2026, 2, 1),
        unit_price=Decimal(100),
        clause_series=series,
        annual_quantity=None,
    )
    set_one(market, toner_round, contract)
    entry = gain_of(market, toner_round, "101", "10")
    assert (entry.gross, entry.cashable, entry.nc_inflation) == (20, 0, 20)
