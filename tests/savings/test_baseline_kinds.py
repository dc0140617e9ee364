"""Every kind of old price, and what each is good for."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, SeveralProblems
from procurement_hub.savings import baselines, queries
from procurement_hub.savings.baselines import Curve, OldPrice, RefusedPrice
from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models import Baseline
from tests.region import the_item
from tests.savings.old_prices import (
    INVOICE,
    START,
    gain_of,
    revise,
    set_one,
)


def test_v12_without_a_baseline_the_median_of_compliant_tenders_shows_a_cost_avoided(market, toner_round):
    """savings-method V12: bids of 45, 52 and 56, award at 45, 2,000 units."""
    price = OldPrice(
        BaselineType.MEDIAN_COMPLIANT_TENDER,
        date(2026, 5, 20),
        tenders=(Decimal(56), Decimal(45), Decimal(52)),
        basis="Tender T-1",
        evidence_note="Tender report",
    )
    baseline = set_one(market, toner_round, price)
    assert (baseline.unit_price, baseline.sample_size) == (52, 3)
    entry = gain_of(market, toner_round, "45", "2000")
    assert (entry.cashable, entry.nc_baseline, entry.gross) == (0, 14000, 14000)


def test_v13_a_price_of_54_months_gives_way_to_the_median_of_peers(market, toner_round):
    """savings-method V13: 54 months old, peers' median 9.10 from six, paid 8.40, 5,000 units."""
    old = replace(INVOICE, price_date=date(2022, 2, 1), unit_price=Decimal("8.00"), annual_quantity=None)
    refused = set_one(market, toner_round, old)
    held = baselines.held_against(
        council_id=refused.council_id,
        round_id=toner_round.id,
        item_id=refused.item_id,
        contract_start=START,
        supplied_on=START,
        known_on=START,
    )
    assert held.baseline.id == refused.id
    peers = revise(market, refused, OldPrice(BaselineType.PEER_MEDIAN, None), code="KEN")
    assert (peers.unit_price, peers.sample_size, peers.version) == (Decimal("9.10"), 6, 2)
    entry = gain_of(market, toner_round, "8.40", "5000")
    assert (entry.baseline_id, entry.cashable, entry.nc_baseline) == (peers.id, 0, 3500)


def test_an_old_price_of_ones_own_counts_nothing_as_cash_even_where_it_is_lower(market, toner_round):
    old = replace(INVOICE, price_date=date(2022, 2, 1), unit_price=Decimal("9.00"), annual_quantity=None)
    set_one(market, toner_round, old)
    entry = gain_of(market, toner_round, "8.40", "5000")
    assert (entry.cashable, entry.nc_baseline) == (0, 3000)


def test_v36_an_average_is_a_cost_avoided_and_a_maximum_is_refused(market, toner_round):
    """savings-method V36: £59,400 against the average; the maximum would have shown £687,000."""
    with pytest.raises(DomainError, match="worst case") as refusal:
        set_one(market, toner_round, replace(INVOICE, type=RefusedPrice.MARKET_MAXIMUM))
    assert refusal.value.field == "type"
    average = OldPrice(
        BaselineType.MARKET_AVERAGE,
        date(2026, 5, 1),
        unit_price=Decimal("102"),
        basis="Published index of energy prices",
        evidence_note="Table 3",
    )
    set_one(market, toner_round, average)
    entry = gain_of(market, toner_round, "100", "29700")
    assert (entry.cashable, entry.nc_baseline) == (0, 59400)


@pytest.mark.parametrize("kind", list(RefusedPrice))
def test_what_nobody_would_have_paid_is_refused_with_its_reason(market, toner_round, kind):
    with pytest.raises(DomainError) as refusal:
        set_one(market, toner_round, replace(INVOICE, type=kind))
    assert kind.why_not in refusal.value.sentence
    assert not db.session.scalars(
        db.select(Baseline).where(Baseline.council_id == market.council_id("KEN"))
    ).all()


def test_a_comparable_item_is_brought_to_this_one_by_a_documented_factor(market, toner_round):
    price = replace(
        INVOICE,
        type=BaselineType.OWN_COMPARABLE_ITEM,
        unit_price=None,
        compared_price=Decimal("10.00"),
        factor=Decimal("0.96"),
        basis="Yield of 2,500 pages for 2,400",
        annual_quantity=Decimal(100),
    )
    baseline = set_one(market, toner_round, price)
    assert baseline.unit_price == Decimal("9.6")
    entry = gain_of(market, toner_round, "9.00", "10")
    assert entry.cashable == 6


def test_a_discount_curve_gives_the_price_of_buying_alone(market, toner_round):
    price = OldPrice(
        BaselineType.SHOULD_COST,
        date(2026, 5, 1),
        basis="Tier table of 2025",
        evidence_note="Model",
        annual_quantity=Decimal(100),
        curve=Curve(Decimal(2), Decimal(30), Decimal("-0.5"), Decimal(100)),
    )
    assert set_one(market, toner_round, price).unit_price == 5


def test_a_budget_counts_for_nothing(market, toner_round):
    set_one(market, toner_round, replace(INVOICE, type=BaselineType.BUDGET, basis="Budget book"))
    assert gain_of(market, toner_round, "1.00", "10").gross == 0


def curve(scale: str = "30", exponent: str = "-0.5") -> Curve:
    return Curve(Decimal(50), Decimal(scale), Decimal(exponent), Decimal(100))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"unit_price": None}, "unit_price"),
        ({"unit_price": Decimal(0)}, "unit_price"),
        ({"unit_price": Decimal("1.0000001")}, "unit_price"),
        ({"price_date": None}, "price_date"),
        ({"price_date": date(2026, 6, 16)}, "price_date"),
        ({"annual_quantity": Decimal(-1)}, "annual_quantity"),
        ({"evidence_note": " "}, "evidence_note"),
        ({"type": BaselineType.MARKET_AVERAGE}, "basis"),
        ({"type": BaselineType.OWN_COMPARABLE_ITEM, "basis": "x", "compared_price": Decimal(3)}, "factor"),
        ({"type": BaselineType.MEDIAN_COMPLIANT_TENDER, "basis": "x", "tenders": (Decimal(3),)}, "tenders"),
        ({"type": BaselineType.SHOULD_COST, "basis": "x", "curve": curve(exponent="0.5")}, "exponent"),
        ({"type": BaselineType.SHOULD_COST, "basis": "x", "curve": curve(scale="-30")}, "scale"),
    ],
)
def test_what_is_missing_from_a_price_is_named(market, toner_round, changes, field):
    with pytest.raises(SeveralProblems) as refusal:
        set_one(market, toner_round, replace(INVOICE, **changes))
    assert field in [name for name, _ in refusal.value.problems]


def test_the_median_of_fewer_than_five_peers_is_refused(market, toner_round):
    """With one of six asking, the other five are enough; without one of those they are four."""
    wok = queries.versions_of(market.council_id("WOK"), toner_round.id, the_item("TON-1").id)[0]
    budget = replace(INVOICE, type=BaselineType.BUDGET, basis="Budget book")
    revise(market, wok, budget, code="WOK")
    wam = queries.versions_of(market.council_id("WAM"), toner_round.id, the_item("TON-1").id)[0]
    with pytest.raises(DomainError, match="fewer than 5 councils stand behind it"):
        revise(market, wam, OldPrice(BaselineType.PEER_MEDIAN, None), code="WAM")
    assert set_one(market, toner_round, OldPrice(BaselineType.PEER_MEDIAN, None)).sample_size == 5
