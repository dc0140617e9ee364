"""The method on prices: what was avoided, what is published, what is fair, and what is refused."""

from datetime import date
from decimal import Decimal as D

import pytest

from procurement_hub.core.money import round_money
from procurement_hub.savings import method
from procurement_hub.savings.method import (
    ComparisonRefused,
    CostLine,
    Hours,
    ImpossibleFigure,
    QuantityDiscount,
    QuartileMethod,
    Suppressed,
)

# --- costs avoided -------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["B4", "B5", "B6", "B7"])
def test_what_is_held_against_a_price_that_is_not_the_councils_own_is_never_cash(kind):
    found = method.avoided_against(kind, D(52), D(45), D(2000))
    assert (found.avoided, found.cashable, found.max_grade) == (D(14000), 0, method.Grade.C)


def test_a_price_above_the_benchmark_is_shown_as_a_loss():
    assert method.avoided_against("B5", D(8), D(9), D(10)).total == D(-10)


@pytest.mark.parametrize("kind", ["B9", "B1", "B2", "B3", "B8"])
def test_a_list_price_an_own_price_and_a_budget_show_no_avoidance(kind):
    with pytest.raises(ComparisonRefused):
        method.avoided_against(kind, D(52), D(45), D(2000))


@pytest.mark.parametrize("statistic", ["mean", "maximum"])
def test_a_mean_or_a_highest_bid_is_refused(statistic):
    with pytest.raises(ComparisonRefused, match="median"):
        method.comparison_price([D(45), D(52), D(56)], "B6", statistic)


def test_other_councils_prices_need_five_of_them():
    prices = [D("8.70"), D("8.90"), D("9.00"), D("9.20"), D("9.30")]
    assert method.comparison_price(prices, "B4") == D("9.00")
    with pytest.raises(ComparisonRefused, match="5"):
        method.comparison_price(prices[1:], "B4")


def test_without_a_compliant_tender_there_is_nothing_to_hold_the_award_against():
    assert method.comparison_price([D(45)], "B6") == D(45)
    with pytest.raises(ComparisonRefused):
        method.comparison_price([], "B6")


@pytest.mark.parametrize("kind", ["B1", "B5", "B7"])
def test_only_tenders_and_peers_are_made_from_several_prices(kind):
    with pytest.raises(ComparisonRefused):
        method.comparison_price([D(1), D(2), D(3), D(4), D(5)], kind)


def test_an_unknown_statistic_or_type_is_an_error():
    with pytest.raises(ValueError, match="mode"):
        method.comparison_price([D(1)], "B6", "mode")
    with pytest.raises(ValueError, match="B10"):
        method.avoided_against("B10", D(1), D(1), D(1))


def test_a_price_that_was_held_is_not_cash():
    found = method.price_held(D(15), D("15.60"), D(10000))
    assert (found.avoided, found.cashable) == (D(6000), 0)


@pytest.mark.parametrize("asked", [D(15), D(14), D(0)])
def test_an_increase_that_was_not_one_is_refused(asked):
    with pytest.raises((ComparisonRefused, ImpossibleFigure)):
        method.price_held(D(15), asked, D(1))


def test_work_that_was_saved_is_cash_only_as_far_as_a_budget_was_cut():
    assert method.process_saving(D(6), D(8000)).cashable == 0
    found = method.process_saving(D(6), D(8000), removed_from_budget=D(30000))
    assert (found.cashable, found.avoided, found.total) == (D(30000), D(18000), D(48000))
    with pytest.raises(ComparisonRefused):
        method.process_saving(D(6), D(8000), removed_from_budget=D(48001))


def test_each_kind_of_avoidance_has_its_words():
    assert len({kind.label for kind in method.AvoidanceKind}) == len(method.AvoidanceKind)


# --- VAT and the levy ----------------------------------------------------------------------------


def test_prices_are_compared_without_vat_on_both_sides():
    assert method.excluding_vat(D("117.50"), D("17.5")) - D("95.00") == D("5.00")
    assert method.excluding_vat(D("95"), D(0)) == D(95)


def test_only_blocked_vat_is_a_cost():
    assert method.irrecoverable_vat(D(1000), D(20)) == 0
    assert method.irrecoverable_vat(D(1000), D(20), recoverable_percent=D(0)) == D(200)
    with pytest.raises(ImpossibleFigure):
        method.irrecoverable_vat(D(1000), D(20), recoverable_percent=D(101))


def test_a_levy_is_taken_off_only_where_the_council_is_invoiced_for_it():
    invoiced = method.levy(D(900000), D(1), invoiced_to_council=True)
    embedded = method.levy(D(900000), D("0.7"), invoiced_to_council=False)
    assert (invoiced.cost, invoiced.within_price) == (D(9000), 0)
    assert (embedded.cost, embedded.within_price) == (0, D(6300))
    with pytest.raises(ImpossibleFigure):
        method.levy(D(1), D(101), invoiced_to_council=True)


# --- quartiles, dispersion, suppression ----------------------------------------------------------

CARE = [D(x) for x in ("17.20", "18.05", "18.60", "19.10", "19.85", "20.40", "22.75")]


def test_the_two_kinds_of_quartile_differ_and_say_which_they_are():
    inclusive, exclusive = method.quartiles(CARE), method.quartiles(CARE, method=QuartileMethod.EXCLUSIVE)
    assert (inclusive.lower, inclusive.upper) == (D("18.325"), D("20.125"))
    assert (exclusive.lower, exclusive.upper) == (D("18.05"), D("20.40"))
    assert inclusive.median == exclusive.median == D("19.10")
    assert (inclusive.method, exclusive.method) == (7, 6)


def test_type_six_of_very_few_takes_the_ends():
    found = method.quartiles([D(1), D(2)], minimum=1, method=QuartileMethod.EXCLUSIVE)
    assert (found.lower, found.upper) == (D(1), D(2))


def test_the_median_of_an_even_number_is_between_the_middle_two():
    assert method.median([D(4), D(1), D(3), D(2)]) == D("2.5")
    with pytest.raises(ImpossibleFigure):
        method.median([])


def test_dispersion_is_the_range_over_the_lowest():
    found = method.dispersion([D("6.84"), D("14.79")])
    assert found.range_percent.quantize(D("0.1")) == D("116.2")
    assert method.dispersion([D(5), D(5)]).middle_percent == 0
    with pytest.raises(ImpossibleFigure):
        method.dispersion([])
    with pytest.raises(ImpossibleFigure):
        method.dispersion([D(0), D(1)])


EVEN = [D(20)] * 5


def test_fewer_than_five_contributors_are_suppressed():
    assert method.why_suppressed(EVEN) is None
    assert method.why_suppressed(EVEN[1:]) is Suppressed.TOO_FEW
    assert method.why_suppressed([]) is Suppressed.TOO_FEW


def test_one_contributor_of_more_than_seventy_per_cent_is_suppressed():
    assert method.why_suppressed([D(70), D(10), D(10), D(5), D(5)]) is None
    assert method.why_suppressed([D(71), D(10), D(10), D(5), D(4)]) is Suppressed.DOMINANCE
    assert method.why_suppressed([D(0)] * 5) is None


def test_a_second_cell_goes_so_that_the_first_cannot_be_worked_out():
    cells = {"north": [D(1)], "south": EVEN, "east": [D(9)] * 5, "none": []}
    assert method.suppressed_cells(cells) == {"north": Suppressed.TOO_FEW, "east": Suppressed.SECOND_CELL}


def test_two_suppressed_cells_need_no_third_and_none_needs_no_second():
    two = {"north": [D(1)], "west": [D(2)], "south": EVEN}
    assert set(method.suppressed_cells(two)) == {"north", "west"}
    assert method.suppressed_cells({"south": EVEN, "east": EVEN}) == {}
    assert method.suppressed_cells({"north": [D(1)]}) == {"north": Suppressed.TOO_FEW}
    with pytest.raises(ImpossibleFigure):
        method.suppressed_cells({}, minimum=0)


def test_each_suppression_says_why():
    assert Suppressed.TOO_FEW.label == "suppressed (n<5)"
    assert len({reason.label for reason in Suppressed}) == 3


# --- open books ----------------------------------------------------------------------------------

LINES = [
    CostLine("Care staff", D(520000), 2024, index="AWE", uprating=D("1.05")),
    CostLine("Food", D(54000), 2025),
    CostLine("Rent", D(73000), 2025, earns_return=False),
]


def test_a_should_cost_is_operations_and_both_returns():
    found = method.should_cost(
        LINES,
        D(14600),
        return_on_operations_percent=D(5),
        capital_value=D(2920000),
        return_on_capital_percent=D(6),
    )
    assert found.return_on_capital == D(12)
    assert round_money(found.operating * 14600) == D(673000)
    assert round_money(found.return_on_operations * 14600) == D(30000)
    assert round_money(found.total) == D("60.15")


def test_a_should_cost_of_no_places_is_refused():
    with pytest.raises(ImpossibleFigure):
        method.should_cost(LINES, D(0))
    with pytest.raises(ImpossibleFigure):
        method.should_cost([CostLine("Food", D(1), 2025, uprating=D(0))], D(1))


def test_a_price_below_either_floor_goes_to_review():
    assert method.floor_check(D(17), lower_quartile=D("18.325")).sustainability_review
    assert len(method.floor_check(D(17), D("18.325"), D("17.01")).reasons) == 2
    assert not method.floor_check(D("18.325"), D("18.325"), D("18.325")).sustainability_review
    assert not method.floor_check(D(17)).sustainability_review


def test_hours_that_grow_after_a_cut_test_it_again():
    before = Hours(D(100), D(62400), D(15))
    more = method.hours_retest(before, Hours(D(100), D(68640), D(14)))
    assert (more.retest, more.by_hour, more.gain) == (True, D(68640), D(-24960))
    same = method.hours_retest(before, Hours(D(100), D(64000), D(14)))
    assert (same.retest, same.gain) == (False, D(64000))
    dearer = method.hours_retest(before, Hours(D(100), D(68640), D(16)))
    assert (dearer.retest, dearer.gain) == (False, D(-68640))


def test_hours_need_people_and_hours_before():
    for before in (Hours(D(0), D(1), D(1)), Hours(D(1), D(0), D(1))):
        with pytest.raises(ImpossibleFigure):
            method.hours_retest(before, Hours(D(1), D(1), D(1)))


# --- quantity discounts --------------------------------------------------------------------------


def test_a_fixed_total_gives_most_to_the_member_with_a_quarter():
    """Published for equal-price groups, and true of eta −0.5."""
    curve = QuantityDiscount(D(0), D(1), D("-0.5"))
    best = max(range(1, 101), key=lambda own: curve.member_gain(D(own), D(100)))
    assert best == 25


def test_with_the_others_fixed_most_is_gained_at_thirty_eight_per_cent():
    curve = QuantityDiscount(D(2), D(40), D("-0.5"))
    best = max(range(1, 201), key=lambda own: curve.member_gain(D(own), D(own + 100)))
    assert best == 62
    assert round(best * 100 / (best + 100)) == 38


def test_the_largest_member_gains_least_a_unit():
    curve = QuantityDiscount(D(2), D(40), D("-0.5"))
    gains = [curve.member_gain(D(own), D(1000)) / own for own in (50, 200, 750)]
    assert gains == sorted(gains, reverse=True)


def test_a_curve_is_found_again_from_its_own_tiers():
    curve = QuantityDiscount(D(2), D(40), D("-0.5"))
    found = method.fit_discount([(D(q), curve.price(D(q))) for q in (100, 250, 1000, 5000, 20000)])
    assert abs(found.discount.eta + D("0.5")) < D("0.000001")
    assert found.largest_miss < D("0.000001")
    assert found == method.fit_discount([(D(q), curve.price(D(q))) for q in (20000, 5000, 1000, 250, 100)])


def test_a_curve_comes_near_tiers_that_no_curve_made():
    tiers = [(D(1), D("3.60")), (D(10000), D("3.42")), (D(50000), D("3.38")), (D(200000), D("3.35"))]
    found = method.fit_discount(tiers)
    assert found.largest_miss < D("0.02")


@pytest.mark.parametrize(
    "tiers",
    [
        [(D(1), D(3)), (D(2), D(2))],
        [(D(1), D(3)), (D(1), D(2)), (D(3), D(1))],
        [(D(1), D(3)), (D(2), D(4)), (D(3), D(1))],
        [(D(1), D(3)), (D(2), D(3)), (D(3), D(3))],
        [(D(0), D(3)), (D(2), D(2)), (D(3), D(1))],
        [(D(1), D(3)), (D(2), D(2)), (D(3), D(-1))],
    ],
)
def test_tiers_that_no_discount_could_have_are_refused(tiers):
    with pytest.raises(ImpossibleFigure):
        method.fit_discount(tiers)


@pytest.mark.parametrize(("slope", "eta"), [(D(1), D("0.5")), (D(-1), D("-0.5"))])
def test_a_price_that_rises_with_quantity_is_refused(slope, eta):
    with pytest.raises(ImpossibleFigure, match="rise"):
        QuantityDiscount(D(0), slope, eta)


def test_the_joint_quantity_includes_the_members_own():
    curve = QuantityDiscount(D(0), D(1), D("-0.5"))
    with pytest.raises(ImpossibleFigure):
        curve.member_gain(D(101), D(100))
    with pytest.raises(ImpossibleFigure):
        curve.price(D(0))


# --- leakage -------------------------------------------------------------------------------------


def test_what_is_bought_outside_is_a_memo_and_lowers_compliance():
    found = method.leakage(D(9000), [(D(3000), D("10.40"))], price_before=D(10))
    assert (found.memo, found.off_spend, found.compliance_percent) == (D(-1200), D(31200), D(75))


def test_leakage_without_a_baseline_has_no_memo_and_nothing_bought_no_rate():
    found = method.leakage(D(0), [])
    assert (found.memo, found.compliance_percent) == (None, None)
    with pytest.raises(ImpossibleFigure):
        method.leakage(D(1), [(D(-1), D(1))])


def test_the_gate_says_what_a_refused_baseline_is():
    verdict = method.baseline_gate(method.RefusedBaseline.LIST_PRICE, date(2026, 1, 1), date(2026, 2, 1))
    assert verdict.refused
    assert "B9" not in list(method.BaselineType)
