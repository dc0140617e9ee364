"""The method on claims: quality, stages, grades, codes, owners, shares and targets."""

from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from procurement_hub.savings import method
from procurement_hub.savings.method import (
    BaselineType,
    Claim,
    Colour,
    Counting,
    Disallowance,
    EvidenceFacts,
    Grade,
    ImpossibleFigure,
    Look,
    Proof,
    Provision,
    QualityOutcome,
    Stage,
)

# --- quality -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after", "explained", "outcome", "forward", "backward"),
    [
        (D(96), False, QualityOutcome.MET, True, True),
        (D(90), True, QualityOutcome.EXPLAINED, True, True),
        (D(90), False, QualityOutcome.NOT_MET, False, False),
        (None, False, QualityOutcome.PENDING, True, False),
        (None, True, QualityOutcome.PENDING, True, False),
    ],
)
def test_a_quality_check_has_one_of_four_outcomes(after, explained, outcome, forward, backward):
    found = method.quality_outcome("higher", D(96), after, D(1), explanation_accepted=explained)
    assert found is outcome
    assert (found.counts_in_forward_look, found.counts_in_backward_look) == (forward, backward)
    assert found.label


def test_several_indicators_are_as_good_as_the_worst():
    met, pending, not_met = QualityOutcome.MET, QualityOutcome.PENDING, QualityOutcome.NOT_MET
    assert method.worst_outcome([met, not_met, pending]) is not_met
    assert method.worst_outcome([met, QualityOutcome.EXPLAINED]) is QualityOutcome.EXPLAINED
    assert method.worst_outcome([met, pending]) is pending
    assert method.worst_outcome([]) is pending


# --- stages --------------------------------------------------------------------------------------

NO, YES = Counting.NO, Counting.YES


@pytest.mark.parametrize(
    ("stage", "looks"),
    [
        (Stage.IDENTIFIED, (Counting.NARRATIVE, NO, NO)),
        (Stage.CONTRACTED, (Counting.TIMES_PROBABILITY, YES, NO)),
        (Stage.ORDERED, (YES, YES, NO)),
        (Stage.DELIVERED, (NO, YES, Counting.ACCRUAL)),
        (Stage.INVOICED, (NO, YES, YES)),
        (Stage.RECONCILED, (NO, NO, Counting.FINAL)),
    ],
)
def test_each_look_counts_its_own_stages(stage, looks):
    assert tuple(method.counting(stage, look) for look in Look) == looks
    assert stage.evidence and stage.label and stage.maturity


def test_a_backward_look_counts_nothing_that_was_only_ordered():
    assert method.counted(D(100), Stage.ORDERED, Look.BACKWARD) == 0
    assert method.counted(D(100), Stage.INVOICED, Look.BACKWARD) == D(100)


def test_a_delivery_is_accrued_only_at_the_years_end():
    assert method.counted(D(100), Stage.DELIVERED, "backward") == 0
    assert method.counted(D(100), Stage.DELIVERED, "backward", at_year_end=True) == D(100)


def test_a_forecast_is_worth_its_probability():
    assert method.counted(D(100), Stage.CONTRACTED, "forward", probability=D("0.6")) == D(60)
    assert method.counted(D(-100), Stage.CONTRACTED, "forward", probability=D("0.6")) == D(-60)
    assert method.counted(D(100), Stage.ORDERED, "forward", probability=D("0.6")) == D(100)
    assert method.counted(D(100), Stage.IDENTIFIED, "forward") == 0


@pytest.mark.parametrize("probability", [D("-0.1"), D("1.1")])
def test_a_probability_outside_nought_to_one_is_refused(probability):
    with pytest.raises(ImpossibleFigure):
        method.counted(D(100), Stage.CONTRACTED, "forward", probability=probability)


def test_an_unknown_look_is_an_error():
    with pytest.raises(ValueError, match="sideways"):
        method.counting(Stage.ORDERED, "sideways")


def test_a_figure_settles_as_its_stage_rises():
    assert [stage.maturity for stage in Stage] == [
        *["Likely to change"] * 3,
        *["May change"] * 2,
        "Will not change",
    ]
    assert [counting for counting in Counting if not counting.is_counted] == [NO, Counting.NARRATIVE]


# --- grades --------------------------------------------------------------------------------------

START = date(2026, 7, 17)


def facts(kind="B1", price_date=date(2026, 1, 10), **changes):
    best = EvidenceFacts(
        baseline=BaselineType(kind),
        verdict=method.baseline_gate(kind, price_date, START),
        proof=Proof.FILE,
        locked_before_award=True,
        has_volume_baseline=True,
        matched=True,
        ledger_code=True,
        quality=QualityOutcome.MET,
        signed=True,
    )
    return replace(best, **changes)


TWO_YEARS_AGO = date(2024, 7, 17)


@pytest.mark.parametrize(
    ("evidence", "grade"),
    [
        (facts(), Grade.A),
        (facts("B2"), Grade.A),
        (facts(signed=False), Grade.B),
        (facts(ledger_code=False), Grade.B),
        (facts(proof=Proof.NAMED_SOURCE), Grade.B),
        (facts(has_volume_baseline=False), Grade.B),
        (facts(quality=QualityOutcome.EXPLAINED), Grade.B),
        (facts("B3", comparable=True), Grade.B),
        (facts(price_date=TWO_YEARS_AGO, indexed=True), Grade.B),
        (facts(price_date=TWO_YEARS_AGO), Grade.C),
        (facts(price_date=date(2021, 1, 1)), Grade.C),
        (facts("B3"), Grade.C),
        (facts("B4"), Grade.C),
        (facts("B6"), Grade.C),
        (facts(locked_before_award=False), Grade.C),
        (facts(quality=QualityOutcome.PENDING), Grade.C),
        (facts(quality=QualityOutcome.NOT_MET), Grade.C),
        (facts("B8"), Grade.D),
        (facts(proof=Proof.NOTHING), Grade.D),
        (facts(matched=False), Grade.D),
        (facts(baseline=None), Grade.D),
        (facts(verdict=method.baseline_gate("B9", TWO_YEARS_AGO, START)), Grade.D),
    ],
)
def test_the_grade_follows_from_what_is_there(evidence, grade):
    found = method.evidence_grade(evidence)
    assert found.grade is grade
    assert (found.reasons == ()) is (grade is Grade.A)


def test_the_reason_that_weighs_most_is_told_first():
    found = method.evidence_grade(facts(matched=False, signed=False))
    assert found.reasons == (
        "No invoice agrees with an order and a receipt.",
        "The chief finance officer has not signed.",
    )


def test_no_facts_at_all_are_an_assertion():
    assert method.evidence_grade(EvidenceFacts(baseline=None, verdict=None)).grade is Grade.D


def test_the_auditors_colours_follow_the_grade():
    colours = [method.colour(grade) for grade in Grade]
    assert colours == [Colour.GREEN, Colour.GREEN, Colour.AMBER, Colour.RED]
    assert method.colour(Grade.B, QualityOutcome.EXPLAINED) is Colour.AMBER
    assert len({colour.label for colour in Colour}) == 3


def test_colours_are_rolled_up_from_unrounded_amounts():
    rows = [(Colour.GREEN, D(1000)), (Colour.RED, D(92)), (Colour.GREEN, D(232)), (Colour.AMBER, D(48))]
    found = method.colour_rollup(rows)
    assert [(share.amount, share.percent) for share in found.values()] == [
        (D(1232), D("89.8")),
        (D(48), D("3.5")),
        (D(92), D("6.7")),
    ]
    assert method.colour_rollup([])[Colour.GREEN].percent is None


# --- disallowances -------------------------------------------------------------------------------


def test_there_are_seventeen_codes_each_with_its_own_words():
    assert [code.value for code in Disallowance] == [f"D{number:02}" for number in range(1, 18)]
    assert len({code.label for code in Disallowance}) == 17


def test_what_nobody_claims_is_not_disallowed_by_hand():
    by_hand = {code for code in Disallowance if code.decided_by_finance_officer}
    assert set(Disallowance) - by_hand == {Disallowance("D16"), Disallowance("D17")}
    assert set(Disallowance) - by_hand < {code for code in Disallowance if code.found_by_the_books}


# --- owners and shares ---------------------------------------------------------------------------


def test_what_a_facilitator_files_never_adds_to_the_sector():
    councils = [Claim("A", 1, D(8000)), Claim("B", 2, D(10000)), Claim("C", 3, D(-800))]
    found = method.sector_total([Claim("centre", 1, D(17200), facilitator=True), *councils])
    assert (found.total, found.memo) == (D(17200), D(17200))


def test_two_claims_on_one_source_name_each_other():
    first, second = Claim("A", "line 7", D(10)), Claim("B", "line 7", D(10))
    claims = [first, Claim("A", "line 8", D(5)), second, Claim("centre", "line 7", D(10), facilitator=True)]
    assert method.claimed_twice(claims) == [[first, second]]


def test_causes_share_a_gain_and_the_rest_is_nobodys():
    found = method.attribute(D(12000), {"specification": D(40), "framework": D(50)})
    assert found.parts == {"specification": D(4800), "framework": D(6000)}
    assert found.unattributed == D(1200)


@pytest.mark.parametrize("shares", [{"a": D(60), "b": D("40.01")}, {"a": D(-1)}])
def test_causes_cannot_share_more_than_the_whole(shares):
    with pytest.raises(ImpossibleFigure):
        method.attribute(D(1), shares)


def test_a_cost_is_shared_by_old_spend_unless_it_was_agreed():
    spends = [D(72000), D(170000), D(50400), D(0)]
    assert method.share_cost(D(1000), spends) == [D("246.24"), D("581.39"), D("172.37"), D("0.00")]
    assert method.share_cost(D(1000), spends, [D(25)] * 4) == [D(250)] * 4


@pytest.mark.parametrize(
    ("spends", "agreed"),
    [([D(1), D(1)], [D(100)]), ([D(1), D(1)], [D(50), D(49)]), ([D(0)], None), ([D(-1)], None)],
)
def test_a_cost_without_a_key_to_share_it_by_is_refused(spends, agreed):
    with pytest.raises(ImpossibleFigure):
        method.share_cost(D(100), spends, agreed)


def test_staff_who_are_paid_anyway_are_no_cost_of_the_change():
    assert method.cost_that_counts(D(50000), staff_paid_anyway=D(20000)) == D(30000)
    with pytest.raises(ImpossibleFigure):
        method.cost_that_counts(D(1), staff_paid_anyway=D(2))


def test_a_hosts_dividend_counts_once():
    assert method.countable_dividend(D(7875), "R-1", accrued={"R-2"}) == D(7875)
    with pytest.raises(method.AlreadyAccrued):
        method.countable_dividend(D(7875), "R-1", accrued={"R-1"})


# --- substitution --------------------------------------------------------------------------------

PLACES, HOURS = Provision(D(176), D(1), D(19500)), Provision(D(176), D(832), D("13.75"))


def test_extra_care_for_residential_places_saves_what_hampshire_published():
    found = method.substitution(PLACES, HOURS, equivalent=True)
    assert (found.cost_before, found.cost_after, found.saving) == (D(3432000), D(2013440), D(1418560))
    assert found.gain.cashable == D(1418560)


def test_more_people_served_is_not_cash_and_fewer_save_nothing_for_those_who_left():
    more = method.substitution(PLACES, replace(HOURS, people=D(200)), equivalent=True)
    assert (more.gain.cashable, more.gain.nc_volume) == (D(1418560), D(193440))
    fewer = method.substitution(PLACES, replace(HOURS, people=D(100)), equivalent=True)
    assert fewer.saving == D(806000)


def test_what_the_change_costs_elsewhere_is_taken_off():
    assert method.substitution(PLACES, HOURS, equivalent=True, displaced_costs=D(118560)).saving == D(1300000)


def test_a_service_that_is_not_shown_to_be_as_good_saves_nothing():
    with pytest.raises(method.NotEquivalent):
        method.substitution(PLACES, HOURS, equivalent=False)
    with pytest.raises(ImpossibleFigure):
        method.substitution(replace(PLACES, people=D(0)), HOURS, equivalent=True)


# --- targets -------------------------------------------------------------------------------------


def test_the_base_leaves_out_what_has_another_method():
    exclusions = {"transfer payments": D(61_500_000), "delegated schools": D(88_000_000)}
    assert method.base_expenditure(D(412_000_000), exclusions) == D(262_500_000)
    with pytest.raises(ImpossibleFigure):
        method.base_expenditure(D(1), {"police": D(2)})
    with pytest.raises(ImpossibleFigure):
        method.base_expenditure(D(1), {"police": D(-1)})


def test_a_target_that_is_passed_shows_by_how_much():
    tests = method.targets(D(88_000_000), 1, D(2_640_000), D(1_320_000))
    assert (tests.achieved_percent, tests.cashable_achieved_percent) == (D("120.0"), D("120.0"))
    assert method.targets(D(0), 1, D(10), D(5)).achieved_percent is None


def test_another_kind_of_organisation_has_another_rate():
    tests = method.targets(D(100_000_000), 1, D(2_900_000), D(1_500_000), rate=method.POLICE_RATE)
    assert tests.cumulative == D(3_000_000)
    assert not tests.total_reached and tests.cashable_reached


def test_targets_begin_with_year_one():
    with pytest.raises(ValueError, match="year 1"):
        method.targets(D(1), 0, D(1), D(1))


def test_ni179_is_shown_for_each_band_d_home_and_as_a_share_of_the_base():
    assert method.ni179_per_band_d(D(3_200_000), D(64_000)) == D(50)
    assert method.ni179_percent(D(3_200_000), D(160_000_000)) == D("2.0")
    assert method.ni179_percent(D(1), D(0)) is None
    with pytest.raises(ImpossibleFigure):
        method.ni179_per_band_d(D(1), D(0))


def test_a_residual_that_is_not_green_asks_for_the_virement():
    assert not method.triangulate(D(100), D(100), 1, 1, D(0)).needs_virement
    assert method.triangulate(D(100), D(15100), 1, 1, D(0)).needs_virement


def test_every_setting_is_told_with_its_section():
    assert all(setting.name and setting.value and setting.section for setting in method.SETTINGS)
    shown = {setting.name: setting.value for setting in method.SETTINGS}
    assert shown["Target for a council"] == "2.5% of its base a year"
    assert shown["Tolerance against the outturn"] == "1% of it, and £10,000 at least"
