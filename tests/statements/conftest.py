"""The paper framework of Berkshire, visited after the year's end."""

import pytest

from tests.market import NEXT_APRIL, Market, paper_market
from tests.savings.gallery import move_clock


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_market()
