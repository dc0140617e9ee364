"""Scores, ranking, ties and evaluated totals."""

from decimal import Decimal as D
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement_hub.evaluation.scoring import (
    NoPriceForDemand,
    ScoredBid,
    ScoreMissing,
    ScoreOffTheScale,
    TotalNotAboveZero,
    evaluated_total,
    price_score,
    quality_score,
    score_lot,
    shown,
)

WEIGHTS = {"price": 60, "Q1": 25, "Q2": 15}


def bid(total, **scores):
    return ScoredBid(D(total), {question: D(score) for question, score in scores.items()})


def test_the_lowest_total_has_the_whole_price_weight():
    assert price_score(60, D(100), D(100)) == 60
    assert price_score(60, D(100), D(150)) == 40


def test_quality_is_weight_times_score_over_the_scale():
    assert quality_score(25, 4, 5) == 20
    assert quality_score(15, 1, 3) == 5


@pytest.mark.parametrize("total", ["0", "-0.01"])
def test_a_total_that_is_not_above_zero_is_refused(total):
    with pytest.raises(TotalNotAboveZero):
        score_lot({"price": 100}, 5, {"A": bid(total), "B": bid("10")})


@pytest.mark.parametrize("score", ["-1", "5.5"])
def test_a_score_off_the_scale_is_refused(score):
    with pytest.raises(ScoreOffTheScale):
        quality_score(25, D(score), 5)


def test_a_bid_without_an_agreed_score_is_refused():
    with pytest.raises(ScoreMissing, match="Q2"):
        score_lot(WEIGHTS, 5, {"A": bid("10", Q1=4)})


def test_each_question_can_have_its_own_scale():
    lot = score_lot(WEIGHTS, {"Q1": 5, "Q2": 10}, {"A": bid("10", Q1=5, Q2=5)})
    assert lot.scores == {"A": D("92.50")}


def test_scores_are_shown_half_up_to_two_decimals():
    assert shown(Fraction(1, 200)) == D("0.01")
    assert shown(Fraction(200, 3)) == D("66.67")
    assert str(shown(Fraction(89))) == "89.00"


def test_nothing_is_rounded_before_the_ranking():
    lot = score_lot({"price": 100}, 5, {"A": bid("100001"), "B": bid("100002"), "C": bid("100000")})
    assert lot.scores["A"] == lot.scores["B"] == lot.scores["C"] == D("100.00")
    assert lot.ranking == ["C", "A", "B"]
    assert lot.tied == []


def test_a_tie_goes_to_the_higher_quality_score():
    lot = score_lot({"price": 50, "Q1": 50}, 5, {"CHEAP": bid("100", Q1=0), "GOOD": bid("200", Q1="2.5")})
    assert lot.ranking == ["GOOD", "CHEAP"]
    assert lot.tied == [["GOOD", "CHEAP"]]
    assert lot.needs_draw == []
    assert lot.winner == "GOOD"


def test_a_tie_in_thirds_is_seen_as_a_tie():
    lot = score_lot(
        {"price": 50, "Q1": 50}, 3, {"A": bid("100", Q1=1), "B": bid("300", Q1=3), "C": bid("300", Q1=1)}
    )
    assert lot.breakdown["A"].total == lot.breakdown["B"].total == Fraction(200, 3)
    assert lot.tied == [["B", "A"]]


def test_equal_bids_need_a_draw_and_have_no_winner_until_it_is_recorded():
    bids = {"A": bid("100", Q1=3, Q2=3), "B": bid("100", Q1=3, Q2=3), "C": bid("300", Q1=1, Q2=1)}
    lot = score_lot(WEIGHTS, 5, bids)
    assert lot.needs_draw == [["A", "B"]]
    assert lot.winner is None
    drawn = score_lot(WEIGHTS, 5, bids, draw=["B", "A"])
    assert drawn.ranking == ["B", "A", "C"]
    assert drawn.needs_draw == []
    assert drawn.tied == [["B", "A"]]
    assert drawn.winner == "B"


def test_a_draw_that_leaves_out_a_tied_bid_settles_nothing():
    lot = score_lot({"price": 100}, 5, {"A": bid("1"), "B": bid("1")}, draw=["B"])
    assert lot.needs_draw == [["B", "A"]]
    assert lot.winner is None


def test_a_tie_for_second_place_does_not_keep_the_winner_waiting():
    lot = score_lot({"price": 100}, 5, {"A": bid("1"), "B": bid("2"), "C": bid("2")})
    assert lot.winner == "A"
    assert lot.needs_draw == [["B", "C"]]


def test_a_draw_cannot_overturn_a_score():
    lot = score_lot({"price": 100}, 5, {"A": bid("1"), "B": bid("2")}, draw=["B", "A"])
    assert lot.ranking == ["A", "B"]


def test_a_lot_without_bids_has_no_ranking():
    lot = score_lot(WEIGHTS, 5, {})
    assert (lot.ranking, lot.winner) == ([], None)


PENNINE = [(D(1), D("3.71")), (D(50000), D("3.55")), (D(75000), D("3.42")), (D(100000), D("3.29"))]


def test_a_bid_is_evaluated_at_the_tier_that_the_whole_demand_reaches():
    assert evaluated_total({"A4": D(78000)}, {"A4": PENNINE}) == D("266760")


def test_an_item_that_nobody_needs_is_not_priced():
    assert evaluated_total({"A4": D(2), "A3": D(0)}, {"A4": [(D(1), D("3.50"))]}) == D("7.00")


@pytest.mark.parametrize("tiers", [{}, {"A4": []}, {"A4": [(D(1000), D(3))]}])
def test_a_bid_without_a_price_for_the_demand_is_refused(tiers):
    with pytest.raises(NoPriceForDemand, match="A4"):
        evaluated_total({"A4": D(999)}, tiers)


scored_bids = st.builds(
    ScoredBid,
    st.decimals("0.01", 10_000_000, places=2),
    st.fixed_dictionaries({"Q1": st.integers(0, 5), "Q2": st.integers(0, 5)}),
)
lots = st.dictionaries(st.sampled_from("ABCDEFGH"), scored_bids, min_size=1)
close_lots = st.dictionaries(
    st.sampled_from("ABCDEFGH"),
    st.builds(
        ScoredBid,
        st.sampled_from([D(100), D(150), D(200)]),
        st.fixed_dictionaries({"Q1": st.integers(0, 2), "Q2": st.integers(0, 2)}),
    ),
    min_size=1,
)


@given(lots | close_lots)
def test_the_ranking_is_by_exact_total_then_quality(bids):
    lot = score_lot(WEIGHTS, 5, bids)
    keys = [(lot.breakdown[s].total, lot.breakdown[s].quality) for s in lot.ranking]
    assert keys == sorted(keys, reverse=True)
    assert sorted(lot.ranking) == sorted(bids)


@given(lots | close_lots)
def test_scores_are_from_zero_to_the_sum_of_the_weights(bids):
    lot = score_lot(WEIGHTS, 5, bids)
    assert all(0 <= score <= 100 for score in lot.scores.values())
    assert max(score.price for score in lot.breakdown.values()) == 60


@given(close_lots, st.randoms())
def test_the_order_of_the_bids_changes_nothing(bids, random):
    suppliers = list(bids)
    random.shuffle(suppliers)
    shuffled = {supplier: bids[supplier] for supplier in suppliers}
    assert score_lot(WEIGHTS, 5, shuffled) == score_lot(WEIGHTS, 5, bids)


@given(close_lots, st.permutations("ABCDEFGH"))
def test_a_draw_of_everyone_settles_every_tie_and_moves_only_equals(bids, draw):
    before = score_lot(WEIGHTS, 5, bids)
    after = score_lot(WEIGHTS, 5, bids, draw=draw)
    assert after.needs_draw == []
    assert after.winner == after.ranking[0]
    assert [after.breakdown[s] for s in after.ranking] == [before.breakdown[s] for s in before.ranking]


@given(close_lots)
def test_bids_need_a_draw_only_when_total_and_quality_are_both_equal(bids):
    lot = score_lot(WEIGHTS, 5, bids)
    waiting = {supplier for group in lot.needs_draw for supplier in group}
    for supplier in bids:
        equals = [other for other in bids if lot.breakdown[other] == lot.breakdown[supplier]]
        assert (supplier in waiting) == (len(equals) > 1)


@given(lots, st.decimals("0.01", 1000, places=2))
def test_a_lower_price_never_lowers_a_bids_own_score(bids, cut):
    supplier = min(bids)
    cheaper = max(D("0.01"), bids[supplier].total - cut)
    before = score_lot(WEIGHTS, 5, bids).breakdown[supplier].total
    changed = bids | {supplier: ScoredBid(cheaper, bids[supplier].scores)}
    assert score_lot(WEIGHTS, 5, changed).breakdown[supplier].total >= before
