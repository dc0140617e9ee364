"""What other councils paid, and when that is not shown."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.savings import baselines, queries
from procurement_hub.savings.baselines import Benchmark, OldPrice
from procurement_hub.savings.method import BaselineType, Suppressed
from tests.market import AUGUST, Market
from tests.region import the_item
from tests.savings.old_prices import (
    INVOICE,
    JUNE,
    revise,
    set_one,
)


def test_the_quartiles_are_of_the_others_and_leave_out_ones_own(market, toner_round):
    item_id = the_item("TON-1").id
    for_ken = baselines.benchmark(item_id, apart_from=market.council_id("KEN"), on=JUNE.date())
    assert (for_ken.quartiles.n, for_ken.quartiles.median) == (6, Decimal("9.10"))
    for_wok = baselines.benchmark(item_id, apart_from=market.council_id("WOK"), on=JUNE.date())
    assert (for_wok.quartiles.n, for_wok.quartiles.median) == (5, Decimal("9.20"))
    assert for_wok.place_of(Decimal("8.60")) == "below the lower quartile"


def test_four_others_are_suppressed(market, toner_round):
    for code in ("WAM", "BRF"):
        baseline = queries.versions_of(market.council_id(code), toner_round.id, the_item("TON-1").id)[0]
        revise(market, baseline, replace(INVOICE, type=BaselineType.BUDGET, basis="Budget"), code=code)
    found = baselines.benchmark(the_item("TON-1").id, apart_from=market.council_id("WOK"), on=JUNE.date())
    assert found.quartiles is None
    assert found.withheld is Suppressed.TOO_FEW


def with_quantities(market: Market, toner_round, **quantities: int) -> None:
    """Each council's price as it is, with what it buys in a year."""
    item = the_item("TON-1")
    for code, quantity in quantities.items():
        baseline = queries.versions_of(market.council_id(code), toner_round.id, item.id)[0]
        price = replace(INVOICE, unit_price=baseline.unit_price, annual_quantity=Decimal(quantity))
        revise(market, baseline, price, code=code)


def test_prices_are_suppressed_when_one_council_is_most_of_the_spending(market, toner_round):
    """Slough's £9.90 × 1,000 is 84% of what six councils spend: their quartiles would be little else."""
    with_quantities(market, toner_round, WOK=20, WAM=40, BRF=40, RDG=60, WBK=40, SLO=1000)
    item_id = the_item("TON-1").id
    for_ken = baselines.benchmark(item_id, apart_from=market.council_id("KEN"), on=JUNE.date())
    assert (for_ken.quartiles, for_ken.withheld) == (None, Suppressed.DOMINANCE)
    for_slough = baselines.benchmark(item_id, apart_from=market.council_id("SLO"), on=JUNE.date())
    assert (for_slough.quartiles.n, for_slough.withheld) == (5, None)
    with pytest.raises(DomainError, match="more than 70% of the money behind it is one council's"):
        set_one(market, toner_round, OldPrice(BaselineType.PEER_MEDIAN, None))


def test_prices_are_shown_at_seventy_per_cent_and_while_a_quantity_is_not_known(market, toner_round):
    item_id, ken = the_item("TON-1").id, market.council_id("KEN")
    with_quantities(market, toner_round, SLO=100_000)
    assert baselines.benchmark(item_id, apart_from=ken, on=JUNE.date()).withheld is None
    of_ten = [Decimal(7), *[Decimal("0.6")] * 5]
    assert Benchmark([Decimal(1)] * 6, of_ten).withheld is None
    assert Benchmark([Decimal(1)] * 6, [*of_ten[1:], Decimal("7.01")]).withheld is Suppressed.DOMINANCE


def test_a_price_older_than_three_years_is_no_peer(market, toner_round):
    found = baselines.benchmark(the_item("TON-1").id, apart_from=0, on=date(2029, 3, 16))
    assert found.quartiles is None


def test_a_price_frozen_after_the_award_is_no_peer(market):
    """Prices taken once a framework is there are touched by it (savings-method 2.13)."""
    item_id = market.item.id
    before = baselines.benchmark(item_id, apart_from=0, on=AUGUST.date())
    with transaction():
        demand_round = db.session.get(
            demand.close_round.__globals__["DemandRound"], market.framework.round_id
        )
    set_one(market, demand_round, item="A4-80", at=AUGUST)
    assert baselines.benchmark(item_id, apart_from=0, on=AUGUST.date()) == before
