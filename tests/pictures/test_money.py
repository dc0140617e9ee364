"""The way from the old spend to the new one ties out to the penny, whatever the books say."""

from decimal import Decimal as D

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.catalogue.models import Item, Unit
from procurement_hub.pictures.queries.old_prices import OldPrice
from procurement_hub.pictures.questions.money import items_picture, money_picture, spending
from procurement_hub.savings.method import line_gain
from procurement_hub.savings.queries import ItemTotal

PAGES = {"year_page": "/gains/2026", "costs_page": "/gains/2026/items/0"}


def item(number: int, title: str = "") -> Item:
    return Item(id=number, title=title or f"Item {number}", unit=Unit(code="RM", name="ream"))


def bought(number: int, p0, p1, q1, q0=None, R=1, framework=1, **more) -> ItemTotal:
    """A year of one item as the ledger sums it."""
    gain = line_gain(D(p0), D(p1), D(q1), D(q0) if q0 is not None else None, R=D(R))
    return ItemTotal(
        item(number),
        quantity=D(q1),
        spend=D(p1) * D(q1),
        before=D(p0) * D(q1),
        gross=gain.gross + more.get("rebate", 0) + more.get("one_off_gain", 0) + more.get("nc_avoided", 0),
        cashable=gain.cashable + more.get("rebate", 0) + more.get("one_off_gain", 0),
        nc_inflation=gain.nc_inflation,
        nc_volume=gain.nc_volume,
        framework_id=framework,
        **more,
    )


def old(number: int, price, quantity=None, framework=1, lot=1, unit="RM") -> OldPrice:
    return OldPrice(framework, lot, unit, number, D(price), None if quantity is None else D(quantity))


MIXED = [
    (1, "2.00", 5000, "1.80", 4000),
    (2, "5.00", 2000, "4.60", 3500),
    (3, "20", 500, "21", 400),
]


def mixed(unit_of_last="RM"):
    totals = [bought(number, p0, p1, q1, q0) for number, p0, q0, p1, q1 in MIXED]
    prices = [
        old(number, p0, q0, unit="RM" if number < 3 else unit_of_last) for number, p0, q0, _, _ in MIXED
    ]
    return spending(totals, prices)


def test_a_mixed_lot_is_split_as_the_method_says():
    found = mixed()
    assert (found.old, found.volume, found.mix, found.price) == (30000, 1600, 1900, -1800)
    assert found.actual == 31700


def test_there_is_no_mix_between_boxes_and_hours():
    found = mixed(unit_of_last="HUR")
    assert (found.volume, found.mix) == (3500, 0)
    assert found.actual == 31700


def test_inflation_and_price_are_told_apart():
    found = spending([bought(1, 100, 96, 1000, 1000, R="1.0209")], [old(1, 100, 1000)])
    assert (found.old, found.inflation, found.price, found.actual) == (100000, 2090, -6090, 96000)


def test_the_price_step_is_the_gross_gain_of_the_ledger_without_rebates_and_avoided_costs():
    total = bought(1, 10, 9, 100, 100, rebate=D(5), one_off_gain=D(7), nc_avoided=D(3))
    found = spending([total], [old(1, 10, 100)])
    assert found.price == -100
    assert found.rebates == -12
    assert found.actual == 900 - 12


def test_costs_raise_what_was_spent():
    whole_year = ItemTotal(None, one_off_cost=D("50.5"), recurring_cost=D("4.25"))
    found = spending([bought(1, 10, 9, 100, 100), whole_year], [old(1, 10, 100)])
    assert found.actual == D("954.75")


def test_what_has_no_baseline_is_a_step_of_its_own():
    without = ItemTotal(item(2), quantity=D(3), spend=D(60), unmatched_spend=D(60), framework_id=1)
    found = spending([bought(1, 10, 9, 100, 100), without], [old(1, 10, 100)])
    assert (found.unmatched, found.actual) == (60, 960)
    assert (found.items, found.with_baseline) == (2, 1)


def test_an_item_that_is_bought_no_more_is_a_fall_in_volume_and_no_gain():
    found = spending([bought(1, 10, 9, 100, 100)], [old(1, 10, 100), old(2, 50, 20, unit="HUR")])
    assert (found.old, found.volume, found.price) == (2000, -1000, -100)


def test_an_unknown_old_quantity_is_taken_as_unchanged():
    found = spending([bought(1, 10, 9, 100)], [old(1, 10)])
    assert (found.old, found.volume, found.without_volume) == (1000, 0, 1)


def test_an_item_through_two_frameworks_has_one_old_quantity():
    totals = [bought(1, 10, 9, 60, framework=1), bought(1, 10, 8, 40, framework=2)]
    found = spending(totals, [old(1, 10, 100, framework=1), old(1, 10, 100, framework=2, lot=2)])
    assert (found.old, found.volume, found.price) == (1000, 0, -140)


def test_a_substitution_is_not_a_lower_price():
    total = bought(1, 10, 9, 100, 100)
    found = spending([total, ItemTotal(item(1), gross=D(70), framework_id=None)], [old(1, 10, 100)], D(70))
    assert (found.price, found.inflation) == (-100, 0)


PRICES = st.decimals("0.01", "500", places=4)
UNITS = st.decimals("0", "10000", places=3)
LINE = st.tuples(PRICES, PRICES, UNITS, st.none() | UNITS, st.sampled_from(["1", "1.0209", "0.97"]))


@given(
    st.lists(LINE, min_size=1, max_size=12),
    st.lists(st.sampled_from(["RM", "HUR"]), min_size=12, max_size=12),
)
def test_any_year_ties_out_to_the_penny(lines, units):
    totals = [bought(n, p0, p1, q1, q0, R=R) for n, (p0, p1, q1, q0, R) in enumerate(lines, 1)]
    prices = [old(n, p0, q0, lot=n % 3, unit=units[n - 1]) for n, (p0, _, _, q0, _) in enumerate(lines, 1)]
    found = spending(totals, prices)
    assert abs(found.actual - sum(total.spend for total in totals)) < D("1e-12")
    assert abs(found.price + sum(total.gross for total in totals)) < D("1e-12")
    picture = money_picture(2026, found, **PAGES)
    assert picture.drawings


def test_the_picture_ends_at_what_was_spent():
    picture = money_picture(2026, mixed(), **PAGES)
    assert picture.table.rows[-1].cells[0] == "£31,700.00"
    assert "2026 to 2027" in picture.title
    assert "excluding VAT" in picture.full_title
    assert "3 of 3 items have a baseline" in picture.full_title


def test_a_step_of_nothing_that_few_have_is_left_out():
    names = [row.name for row in money_picture(2026, mixed(), **PAGES).table.rows]
    assert names == ["Spent alone before", "Inflation", "Volume", "Mix", "Price", "Rebates", "Spent together"]


def test_items_add_up_to_the_gross_gain():
    totals = [bought(1, "1.005", "1", 1), bought(2, "1.005", "1", 1), bought(3, 1, 2, 4, framework=2)]
    picture = items_picture(2026, totals, page_of=lambda number: f"/gains/2026/items/{number}")
    assert [row.cells[0] for row in picture.table.rows] == ["£0.01", "£0.00", "−£4.00 (a loss)"]
    assert picture.table.rows[0].address == "/gains/2026/items/1"


def test_a_year_without_gains_has_a_sentence_instead_of_a_picture():
    picture = items_picture(2026, [], page_of=str)
    assert picture.empty
    assert not picture.drawings


@pytest.mark.parametrize("quantity", ["0", "-3"])
def test_returned_goods_do_not_break_the_picture(quantity):
    total = ItemTotal(item(1), quantity=D(quantity), spend=D(0), before=D(0), framework_id=1)
    assert spending([total], [old(1, 10, 100)]).actual == 0
