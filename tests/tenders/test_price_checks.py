"""What a price grid comes to, what in it looks like a slip, and rows pasted into it."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from procurement_hub.core.errors import SeveralProblems
from procurement_hub.tenders.models import CriterionKind
from procurement_hub.tenders.pasting import read_rows
from procurement_hub.tenders.practice_score import practise
from procurement_hub.tenders.price_checks import hints, sound_tiers, totals

CEILING = Decimal(400_000)


def line(code="A4-80", title="A4 paper, 500 sheets", firm=60_000, soft=18_000, unit="ream", cpv="30197643-5"):
    item = SimpleNamespace(
        code=code,
        title=title,
        unit=SimpleNamespace(name=unit, counted="each" if unit == "each" else f"by the {unit}"),
        unit_code=unit,
        cpv_code=cpv,
    )
    return SimpleNamespace(item=item, firm_quantity=Decimal(firm), soft_quantity=Decimal(soft))


def tiers(*pairs):
    return [(Decimal(str(quantity)), Decimal(str(price))) for quantity, price in pairs]


def hinted(lines, prices, ceiling=CEILING):
    return hints(lines, prices, ceiling_gross=ceiling, vat_rate=Decimal(20))


# --- totals ---------------------------------------------------------------------------------------


def test_the_total_is_at_the_tier_that_firm_and_soft_demand_reach():
    lot = totals([line()], {"A4-80": tiers((1, "3.60"), (75_000, "3.48"))})
    assert lot.priced[0].price == Decimal("3.48")
    assert lot.total == Decimal("271440.00")


def test_a_lot_without_a_price_for_every_item_has_no_total():
    lot = totals([line(), line("A3")], {"A4-80": tiers((1, "3.60"))})
    assert lot.total is None


def test_an_item_that_nobody_needs_does_not_stand_in_the_way():
    lot = totals([line(), line("A3", firm=0, soft=0)], {"A4-80": tiers((1, "3.60"))})
    assert lot.total == Decimal(78_000) * Decimal("3.60")


def test_half_a_number_is_left_out_of_the_sum():
    assert sound_tiers({"A4-80": [["1", "£3.60"], ["75,000", "3."], ["100000", "x"], ["", "3"]]}) == {
        "A4-80": tiers((1, "3.60"), (75_000, "3"))
    }


# --- hints ----------------------------------------------------------------------------------------


def test_sound_prices_get_no_hint():
    assert hinted([line()], {"A4-80": tiers((1, "3.60"), (75_000, "3.48"))}) == []


def test_the_price_of_a_box_is_asked_about():
    [hint] = hinted([line()], {"A4-80": tiers((1, "17.50"), (75_000, "3.50"))})
    assert "for one ream from 1 is 5 times that from 75,000" in hint
    assert "box of 5?" in hint


def test_things_counted_singly_are_called_one():
    laptop = line("PC", "Laptop", firm=10, soft=0, unit="each", cpv="30213100-6")
    [hint] = hinted([laptop], {"PC": tiers((1, "3000"), (5, "600"))})
    assert "your price for one from 1 is 5 times" in hint


def test_pence_in_place_of_pounds_are_asked_about():
    found = hinted([line()], {"A4-80": tiers((1, "360"), (75_000, "3.60"))})
    assert any("pence" in hint for hint in found)


def test_a_price_that_rises_with_the_quantity_is_asked_about():
    [hint] = hinted([line()], {"A4-80": tiers((1, "3.40"), (75_000, "3.60"))})
    assert "higher" in hint


def test_items_of_one_kind_that_are_far_apart_are_asked_about():
    lines = [line(), line("A4-90", "A4 paper, 90 gsm", firm=10, soft=0)]
    [hint] = hinted(lines, {"A4-80": tiers((1, "3.60")), "A4-90": tiers((1, "36"))})
    assert hint.startswith("A4 paper, 90 gsm") and "box of 10?" in hint


def test_items_of_different_kinds_may_be_far_apart():
    lines = [line(), line("PC", "Laptop", firm=10, soft=0, cpv="30213100-6", unit="each")]
    assert hinted(lines, {"A4-80": tiers((1, "3.60")), "PC": tiers((1, "600"))}) == []


def test_more_than_the_framework_may_be_worth_is_asked_about():
    [hint] = hinted([line()], {"A4-80": tiers((1, "18.00"))})
    assert "£1,684,800 including VAT" in hint and "£400,000" in hint


# --- pasting --------------------------------------------------------------------------------------

LINES = [line(), line("A3-80", "A3 paper")]


@pytest.mark.parametrize(
    "pasted",
    [
        "A4-80\t1\t£3.60\nA4-80\t75,000\t3.48",
        "a4-80; 1; £3.60\nA4 paper, 500 sheets; 75,000; 3.48",
        "A4-80, 1, £3.60\nA4-80, 75,000, 3.48",
        "Item\tFrom\tPrice\nA4-80\t1\t£3.60\n\nA4-80\t75,000\t3.48\n",
        "A4-80\tA4 paper\tream\t60000\t18000\t1\t£3.60\nA4-80\tA4 paper\tream\t60000\t18000\t75,000\t3.48",
    ],
)
def test_rows_of_a_spreadsheet_come_as_they_were_typed(pasted):
    assert read_rows(pasted, LINES, field="pasted") == {"A4-80": [["1", "3.60"], ["75,000", "3.48"]]}


@pytest.mark.parametrize(
    ("pasted", "sentence"),
    [
        ("A4-80\t1\t3.60\nB5\t1\t3.60", "Row 2: there is no item “B5” in this lot."),
        ("A4-80\t1\t3.60\nA4-80\t75000\t", "Row 2: the price is missing."),
        ("A4-80\tmany\t3.60", "Row 1: the quantity “many” is not a number above 0."),
        ("A4-80\t1\t-3", "Row 1: the price “-3” is not a number above 0."),
        ("A4-80\t1", "Row 1: it needs an item, a quantity and a price, each in a cell of its own."),
        ("  \n", "Paste at least one row with an item, a quantity and a price."),
    ],
)
def test_a_row_that_cannot_be_used_is_named_and_none_is(pasted, sentence):
    with pytest.raises(SeveralProblems) as refused:
        read_rows(pasted, LINES, field="pasted")
    assert sentence in [words for _, words in refused.value.problems]


# --- practice score -------------------------------------------------------------------------------

CRITERIA = [
    SimpleNamespace(weight=Decimal(60), kind=CriterionKind.PRICE),
    SimpleNamespace(weight=Decimal(40), kind=CriterionKind.QUALITY),
]


def test_the_practice_score_is_the_published_formula():
    practice = practise(CRITERIA, total=Decimal(110_000), lowest=Decimal(100_000))
    assert practice.price == Decimal("54.55")
    assert practice.with_quality[0] == (100, Decimal("40.00"), Decimal("94.55"))


def test_it_says_which_quality_points_draw_level_with_the_lowest_bid():
    practice = practise(CRITERIA, total=Decimal(110_000), lowest=Decimal(100_000))
    at_60 = practice.rivals[-1]
    assert (at_60.quality, at_60.total, at_60.needed) == (Decimal(24), Decimal(84), Decimal("29.45"))
    assert at_60.possible
    assert not practice.rivals[0].possible


def test_a_total_below_the_guess_is_itself_the_lowest():
    practice = practise(CRITERIA, total=Decimal(90_000), lowest=Decimal(100_000))
    assert practice.is_lowest
    assert practice.price == Decimal(60)
