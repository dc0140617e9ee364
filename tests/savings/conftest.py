"""The paper framework of Berkshire, and a second round about toner."""

from datetime import date
from decimal import Decimal

import pytest

from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from tests.market import Market, paper_market
from tests.region import FIRM, MAY, open_paper_round, register, the_item
from tests.savings.old_prices import PEERS, TONER


@pytest.fixture
def market(app) -> Market:
    return paper_market()


@pytest.fixture
def toner_round(market):
    """A second round in which six councils say what they pay for toner; KEN says nothing."""
    demand_round = open_paper_round(market.region, items=(TONER,), code="R2")
    for code in FIRM:
        register(
            market.region,
            demand_round,
            code,
            100,
            item=the_item("TON-1"),
            current_price=Decimal(PEERS[code]),
            price_date=date(2026, 2, 15),
        )
    with transaction():
        return demand.close_round(actor=market.region.lead, now=MAY, demand_round=demand_round)
