"""The savings method on cases small enough to work out on paper."""

from datetime import date
from decimal import Decimal as D

import pytest

from procurement_hub.core.money import round_money
from procurement_hub.savings import method
from procurement_hub.savings.method import GainFlag, Grade, ImpossibleFigure, Rag, RefusedBaseline

OCTOBER_2005, MARCH_2009 = date(2005, 10, 1), date(2009, 3, 31)


def test_a_price_cut_below_inflation_has_a_cashable_and_an_inflation_part():
    gain = method.line_gain(D(100), D(96), D(1000), D(1000), R=D("1.0209"))
    assert (gain.gross, gain.cashable, gain.nc_inflation) == (D(6090), D(4000), D(2090))
    assert gain.non_cashable == D(2090)


def test_budget_evidence_makes_the_inflation_part_cashable():
    gain = method.line_gain(D(100), D(96), D(1000), D(1000), R=D("1.0209"), budget_evidence=True)
    assert (gain.cashable, gain.nc_inflation) == (D(6090), D(0))


def test_documented_demand_lets_more_volume_be_cashable():
    gain = method.line_gain(D(10), D(9), D(15000), D(10000), Dm=D("1.2"))
    assert (gain.cashable, gain.nc_volume) == (D(12000), D(3000))


def test_a_loss_counts_on_all_volume_even_beyond_the_old_budget():
    gain = method.line_gain(D("6.30"), D("6.40"), D(20000), D(8000))
    assert (gain.gross, gain.cashable, gain.nc_volume) == (D(-2000), D(-2000), D(0))


def test_a_loss_is_not_softened_by_budget_evidence():
    gain = method.line_gain(D(100), D(104), D(10), D(10), budget_evidence=True)
    assert gain.cashable == D(-40)


def test_a_falling_market_is_not_a_procurement_gain():
    gain = method.line_gain(D(100), D(90), D(10), D(10), R=D("0.95"))
    assert gain.cashable == D(50)
    assert GainFlag.MARKET_FALL in gain.flags


def test_a_missing_old_quantity_is_flagged_and_takes_the_volume_as_it_is():
    gain = method.line_gain(D(10), D(9), D(500))
    assert gain.cashable == D(500)
    assert gain.flags == {GainFlag.NO_VOLUME_BASELINE}


def test_the_old_budget_is_used_up_line_by_line_within_a_year():
    first = method.line_gain_within_year(D(10), D(9), D(6000), D(0), q0=D(10000))
    second = method.line_gain_within_year(D(10), D(9), D(9000), D(6000), q0=D(10000))
    assert (first.cashable, first.nc_volume) == (D(6000), D(0))
    assert (second.cashable, second.nc_volume) == (D(4000), D(5000))


def test_a_price_change_within_the_year_is_counted_at_both_prices():
    lines = [
        method.line_gain_within_year(D(10), D("8.50"), D(6000), D(0), q0=D(12000)),
        method.line_gain_within_year(D(10), D("9.20"), D(6000), D(6000), q0=D(12000)),
    ]
    assert sum(line.cashable for line in lines) == D(13800)


def test_a_line_beyond_the_old_budget_is_all_volume():
    gain = method.line_gain_within_year(D(10), D(9), D(5), D(200), q0=D(100))
    assert (gain.cashable, gain.nc_volume) == (D(0), D(5))


def test_lines_are_added_before_they_are_rounded():
    lines = [method.line_gain(D("0.335"), D(0), D(1), D(1)) for _ in range(3)]
    assert round_money(sum(line.gross for line in lines)) == D("1.01")


def test_a_gain_cut_to_places_still_adds_up():
    gain = method.line_gain(D("0.333"), D("0.1"), D("7.001"), D(3), R=D(104) / D(101)).to_places(2)
    assert gain.gross == gain.cashable + gain.nc_inflation + gain.nc_volume
    assert gain.gross.as_tuple().exponent == -2


@pytest.mark.parametrize(
    "figures",
    [
        {"p0": D(-1)},
        {"p1": D(-1)},
        {"q1": D(-1)},
        {"q0": D(-1)},
        {"R": D(0)},
        {"Dm": D(0)},
        {"p0": D("NaN")},
        {"q1": D("Infinity")},
    ],
)
def test_an_impossible_figure_is_refused(figures):
    with pytest.raises(ImpossibleFigure):
        method.line_gain(**{"p0": D(2), "p1": D(1), "q1": D(1), "q0": D(1)} | figures)


def test_a_float_is_refused():
    with pytest.raises(TypeError, match="Decimal"):
        method.line_gain(2.5, D(1), D(1))


def test_the_saving_percentage_is_of_the_uprated_cost_of_todays_quantity():
    assert round_money(method.saving_percent(D(82800), D("12.75"), D(20000))) == D("32.47")
    assert method.saving_percent(D(0), D(0), D(20000)) is None


def test_items_in_different_units_have_no_mix_effect():
    items = [(D(2), D(5000), D("1.80"), D(4000)), (D(20), D(500), D(21), D(400))]
    effects = method.pvm(items, one_unit=False)
    assert (effects.volume, effects.mix, effects.price) == (D(-4000), D(0), D(-400))


def test_buying_where_nothing_was_bought_before_is_all_volume_and_price():
    effects = method.pvm([(D(10), D(0), D(9), D(100))])
    assert (effects.volume, effects.mix, effects.price) == (D(1000), D(0), D(-100))


def test_a_year_outside_the_period_has_no_part_of_it():
    assert method.part_year(D(200000), OCTOBER_2005, MARCH_2009, 2004).days == 0
    assert method.part_year(D(200000), OCTOBER_2005, MARCH_2009, 2009).value == 0


def test_a_leap_year_counts_366_days():
    whole = method.part_year(D(200000), OCTOBER_2005, MARCH_2009, 2007)
    assert (whole.days, whole.of, whole.value) == (366, 366, D(200000))


def test_the_first_and_last_days_both_count():
    assert method.part_year(D(365), date(2005, 4, 1), date(2005, 4, 1), 2005).value == D(1)


def test_a_period_cannot_end_before_it_starts():
    with pytest.raises(ImpossibleFigure):
        method.part_year(D(1), date(2005, 4, 2), date(2005, 4, 1), 2005)


def test_the_full_year_effect_is_what_the_first_year_left_out():
    effect = method.full_year_effect(D(200000), OCTOBER_2005, MARCH_2009)
    assert round_money(effect) == D("100273.97")


def test_one_off_costs_fall_in_the_year_incurred_and_can_make_it_negative():
    year = method.net_year(D(120000), OCTOBER_2005, MARCH_2009, 2005, one_off=D(90000))
    assert round_money(year.net) == D("-30164.38")


def test_without_quality_the_whole_claim_is_held_and_nothing_is_allowed():
    year = method.net_year(D(82800), date(2005, 4, 1), MARCH_2009, 2005, quality_met=False)
    assert (year.net, year.held) == (D(0), D(82800))


def test_a_gain_made_again_is_sustained_and_not_added():
    stock = method.aes_stock(D("57342.47"), D(115000))
    assert (stock.sustained, stock.ongoing) == (D("57342.47"), D("57657.53"))
    assert stock.cumulative == D(115000)


def test_a_smaller_gain_than_last_year_discloses_what_was_lost():
    stock = method.aes_stock(D(13800), D(9600))
    assert (stock.sustained, stock.ongoing, stock.lost) == (D(9600), D(0), D(4200))


def test_one_off_costs_reduce_the_year_and_are_not_carried_on():
    stock = method.aes_stock(D(0), D(1000), one_off=D(-400))
    assert (stock.further, stock.ongoing) == (D(600), D(1000))
    assert stock.one_off_costs_exceed_one_off_gains


def gate(kind, price_date, start=date(2026, 7, 17), **more):
    return method.baseline_gate(kind, price_date, start, **more)


def test_an_own_price_of_twelve_months_is_used_as_it_is():
    verdict = gate("B1", date(2025, 7, 17))
    assert (verdict.age_months, verdict.ok_for_cash, verdict.must_index) == (12, True, False)
    assert verdict.max_grade is Grade.A


def test_a_month_counts_only_when_it_is_whole():
    assert gate("B1", date(2025, 6, 18)).age_months == 12
    assert gate("B1", date(2025, 6, 17)).age_months == 13


def test_an_own_price_from_thirteen_to_thirty_six_months_must_be_indexed():
    for price_date in (date(2025, 6, 17), date(2023, 7, 17)):
        verdict = gate("B2", price_date)
        assert verdict.ok_for_cash and verdict.must_index
        assert verdict.max_grade is Grade.B


def test_an_own_price_older_than_thirty_six_months_carries_no_cash():
    verdict = gate("B1", date(2023, 6, 17))
    assert verdict.age_months == 37
    assert not verdict.ok_for_cash and not verdict.refused


@pytest.mark.parametrize("kind", ["B4", "B5", "B6", "B7", "B8"])
def test_a_price_that_is_not_the_councils_own_carries_no_cash(kind):
    verdict = gate(kind, date(2026, 6, 1))
    assert not verdict.ok_for_cash and not verdict.refused
    assert verdict.max_grade >= Grade.C


def test_a_list_price_is_refused():
    verdict = gate(RefusedBaseline.LIST_PRICE, date(2026, 6, 1))
    assert verdict.refused and not verdict.ok_for_cash and verdict.max_grade is None


def test_a_price_dated_after_the_start_carries_no_cash():
    assert not gate("B1", date(2026, 7, 18)).ok_for_cash


def test_an_unknown_baseline_type_is_an_error():
    with pytest.raises(ValueError, match="B10"):
        gate("B10", date(2026, 6, 1))


def test_inside_a_programme_the_base_year_is_never_too_old_but_is_indexed():
    verdict = gate("B1", date(2004, 5, 1), date(2007, 11, 1), programme=method.SR04)
    assert verdict.age_months == 42
    assert verdict.ok_for_cash and verdict.must_index
    assert not gate("B1", date(2004, 5, 1), date(2008, 4, 1), programme=method.SR04).ok_for_cash
    assert not gate("B1", date(2004, 3, 1), date(2007, 11, 1), programme=method.SR04).ok_for_cash


def test_the_worst_cap_wins():
    best = gate("B1", date(2026, 6, 1))
    assert method.grade_cap(best, locked_before_award=True, has_volume_baseline=True) is Grade.A
    assert method.grade_cap(best, locked_before_award=True, has_volume_baseline=False) is Grade.B
    assert method.grade_cap(best, locked_before_award=False, has_volume_baseline=False) is Grade.C
    budget = gate("B8", date(2026, 6, 1))
    assert method.grade_cap(budget, locked_before_award=True, has_volume_baseline=True) is Grade.D
    refused = gate("B9", date(2026, 6, 1))
    assert method.grade_cap(refused, locked_before_award=True, has_volume_baseline=True) is None


TIERS = [(D(1750000), D("1.75")), (D(1500000), D("1.25"))]


@pytest.mark.parametrize(
    ("spend", "rebate"),
    [(1500000, 0), (1600000, 20000), (1750000, 21875), (1800000, 31500), (2000000, 35000)],
)
def test_a_rebate_is_on_the_whole_spend_at_the_highest_tier_passed(spend, rebate):
    assert method.tier_rebate(D(spend), TIERS) == D(rebate)


def test_what_the_host_keeps_is_not_shared():
    shared = method.share_rebate(D(31500), [D(900000), D(600000), D(300000)], D(25))
    assert shared.parts == [D("11812.50"), D("7875.00"), D("3937.50")]
    assert shared.retained == D("7875.00")


def test_the_host_cannot_keep_more_than_the_rebate():
    with pytest.raises(ImpossibleFigure):
        method.share_rebate(D(100), [D(1)], D(101))


CARE_HOURS = [D(x) for x in ("17.20", "18.05", "18.60", "19.10", "19.85", "20.40", "22.75")]


def test_an_outlier_is_beyond_one_and_a_half_ranges():
    found = method.quartiles(CARE_HOURS)
    assert found.range == D("1.80")
    assert not found.is_outlier(D("22.825"))
    assert found.is_outlier(D("22.83"))


def test_quartiles_of_fewer_than_five_are_suppressed():
    assert method.quartiles(CARE_HOURS[:4]) is None
    assert method.quartiles(CARE_HOURS[:5]).median == D("18.60")


@pytest.mark.parametrize(
    ("claim", "residual", "rag"),
    [(350000, -91090, Rag.GREEN), (600000, 158910, Rag.AMBER), (640000, 198910, Rag.RED)],
)
def test_claims_are_checked_against_the_outturn(claim, residual, rag):
    checked = method.triangulate(D(10000000), D(9870000), D("1.0209"), D("1.01"), D(claim))
    assert (checked.residual, checked.rag) == (D(residual), rag)
    assert (checked.counterfactual, checked.tolerance) == (D(10311090), D(98700))


def test_the_tolerance_is_never_below_ten_thousand_pounds():
    assert method.triangulate(D(100), D(10000), 1, 1, D(0)).rag is Rag.GREEN


def test_targets_are_two_and_a_half_percent_a_year_half_of_it_cashable():
    tests = method.targets(D(88000000), 2, total=D(5000000), cash=D(2200000))
    assert (tests.cumulative, tests.cumulative_cashable) == (D(4400000), D(2200000))
    assert tests.total_reached and tests.cashable_reached
    assert not tests.half_of_claim_cashable


def test_a_recorded_target_stands_before_the_formula():
    tests = method.targets(D(88000000), 1, D(2400000), D(2400000), agreed_target=D(2500000))
    assert not tests.total_reached


def test_no_gain_at_all_is_not_half_cashable():
    assert not method.targets(D(100), 1, D(0), D(0)).half_of_claim_cashable


def test_csr_targets_are_compounded():
    assert method.csr_target([D(3), D(3), D(3)]) == D("9.2727")
    assert method.csr_target([D(3), D(3), D(4)]) == D("10.3336")


def test_only_what_exceeds_seven_and_a_half_percent_is_carried_forward():
    assert method.carry_forward(D(9000000), D(100000000), D("1.1")) == D(1650000)
    assert method.carry_forward(D(7000000), D(100000000)) == 0


def test_a_percentage_of_nothing_is_none():
    assert method.pct(D(1), D(0)) is None
    assert method.pct(D(1232), D(1372)) == D("89.8")


@pytest.mark.parametrize(
    ("better", "after", "met"),
    [
        ("higher", "95", True),
        ("higher", "94.9", False),
        ("higher", "99", True),
        ("lower", "97", True),
        ("lower", "97.1", False),
        ("lower", "50", True),
    ],
)
def test_quality_may_slip_by_no_more_than_the_tolerance(better, after, met):
    assert method.quality_met(better, D(96), D(after), D(1)) is met


def test_an_indicator_must_say_which_way_is_better():
    with pytest.raises(ValueError, match="sideways"):
        method.quality_met("sideways", D(1), D(1), D(0))
