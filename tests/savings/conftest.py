"""The paper framework of Berkshire, and a second round about toner."""

from datetime import date

import pytest

from tests.market import Market, paper_market
from tests.region import MAY
from tests.savings import old_prices


@pytest.fixture
def market(app) -> Market:
    return paper_market()


@pytest.fixture
def toner_round(market):
    return old_prices.toner_round(market, price_date=date(2026, 2, 15), closed_at=MAY)
