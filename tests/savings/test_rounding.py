"""What is shown adds up to what was added up unrounded (savings-method 2.1)."""

from decimal import Decimal

import pytest

from procurement_hub.savings import queries, yearly
from procurement_hub.savings.models import YearStatus
from procurement_hub.savings.rounding import rounded_to_total
from tests.market import Market, paper_market

FIGURES = ("gross", "cashable", "non_cashable", "costs", "net")


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def year_of_thirds(market: Market) -> yearly.YearAccount:
    """Three rows that each end in thirds of a penny."""
    [total] = queries.item_totals(market.council_id("WOK"), 2026)
    third = Decimal("0.335")
    part = queries.ItemTotal(total.item, gross=third, cashable=third, one_off_cost=third)
    return yearly.account_of([part] * 3, YearStatus.PROVISIONAL)


def test_rows_shown_add_up_to_the_total_shown(market):
    """Summed and then rounded: three of 0.335 are 1.01, and the rows say so (savings-method V30)."""
    market.buy("WOK", 1)
    account = year_of_thirds(market)
    assert account.figures.gross == Decimal("1.01")
    for name in FIGURES:
        assert sum(getattr(row, name) for row in account.rows) == getattr(account.figures, name), name


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        (["0.4", "0.4", "0.4"], [1, 0, 0]),
        (["-0.4", "-0.4", "-0.4"], [0, 0, -1]),
        (["2.5", "-1.5"], [3, -2]),
        (["0.5", "-0.5", "0.5"], [1, 0, 0]),
        ([], []),
    ],
)
def test_parts_are_rounded_so_that_they_make_the_whole(values, shown):
    whole = rounded_to_total([Decimal(value) for value in values], Decimal(1))
    assert whole == [Decimal(value) for value in shown]
