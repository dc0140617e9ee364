"""The editions of the method: old results stand, and two of them can be held side by side."""

import json
from dataclasses import asdict, replace
from decimal import Decimal as D

import pytest

from procurement_hub.savings import method
from procurement_hub.savings.method import EDITIONS, METHOD_VERSION, Amounts, ImpossibleFigure, Working
from procurement_hub.savings.working import work_out

# Stored before there were indices: the fields that came later are not in it.
STORED_BY_2026_1 = json.dumps(
    {
        "baseline_type": "B1",
        "contract_start": "2026-07-17",
        "counted_before": "6000.000",
        "demand_factor": "1",
        "price_before": "4.100000",
        "price_date": "2025-02-01",
        "price_paid": "3.420000",
        "quantity": "9000.000",
        "uprating": "1",
        "yearly_quantity_before": "12000.000",
    }
)

TWO_YEARS_OLD = Working(
    price_paid=D(96),
    quantity=D(1000),
    counted_before=D(0),
    price_before=D(100),
    yearly_quantity_before=D(1000),
    baseline_type="B1",
    price_date="2024-07-17",
    contract_start="2026-07-17",
)
INDEXED = replace(
    TWO_YEARS_OLD,
    uprating=D("1.0209"),
    index_code="GDP",
    index_vintage="2026-06-30",
    index_base=D("100.000"),
    index_value=D("102.090"),
)


def amounts(gross, cashable, nc_inflation=0, nc_volume=0, nc_baseline=0):
    return Amounts(*map(D, (gross, cashable, nc_inflation, nc_volume, nc_baseline)))


def test_the_current_edition_is_one_of_them_and_no_trial():
    assert METHOD_VERSION == "2026.2"
    assert not EDITIONS[METHOD_VERSION].trial
    assert list(EDITIONS) == [edition.version for edition in EDITIONS.values()]
    assert all(len(version) <= 16 for version in EDITIONS)


def test_a_working_stored_before_there_were_indices_still_gives_its_figures():
    assert work_out(STORED_BY_2026_1, "2026.1") == amounts("6120", "4080", nc_volume="2040")


# What each edition gave when it was published. These lines are never changed: an edition that
# gives something else is another edition.
@pytest.mark.parametrize(
    ("version", "changes", "expected"),
    [
        ("2026.1", {}, amounts(4000, 4000)),
        ("2026.1", {"price_date": "2020-01-01"}, amounts(4000, 0, nc_baseline=4000)),
        ("2026.1", {"baseline_type": "B5"}, amounts(4000, 0, nc_baseline=4000)),
        ("2026.1", {"baseline_type": "B8"}, amounts(0, 0)),
        ("2026.1", {"price_before": None}, amounts(0, 0)),
        ("2026.1", {"price_paid": D(104), "baseline_type": "B5"}, amounts(-4000, -4000)),
        ("2026.1", {"quantity": D(1500)}, amounts(6000, 4000, nc_volume=2000)),
        ("2026.1", {"quantity": D(1500), "demand_factor": D("1.2")}, amounts(6000, 4800, nc_volume=1200)),
        ("2026.2", {}, amounts(4000, 0, nc_baseline=4000)),
        ("2026.2", {"price_date": "2026-01-01"}, amounts(4000, 4000)),
        ("2026.2", {"price_date": "2026-01-01", "locked_before_award": False}, amounts(4000, 0, 0, 0, 4000)),
        ("2026.2", {"price_paid": D(104)}, amounts(-4000, -4000)),
        ("nominal", {}, amounts(4000, 4000)),
        ("nominal", {"price_date": "2020-01-01"}, amounts(4000, 0, nc_baseline=4000)),
        ("nominal", {"baseline_type": "B8"}, amounts(0, 0)),
    ],
)
def test_an_edition_gives_what_it_gave_when_it_was_published(version, changes, expected):
    assert replace(TWO_YEARS_OLD, **changes).amounts(version) == expected


@pytest.mark.parametrize(
    ("version", "changes", "expected"),
    [
        ("2026.2", {}, amounts(6090, 4000, nc_inflation=2090)),
        ("2026.2", {"budget_evidence": True}, amounts(6090, 6090)),
        ("2026.2", {"price_paid": D(100)}, amounts(2090, 0, nc_inflation=2090)),
        ("2026.2", {"price_date": "2020-01-01"}, amounts(6090, 0, nc_inflation=2090, nc_baseline=4000)),
        ("2026.1", {"budget_evidence": True}, amounts(6090, 4000, nc_inflation=2090)),
        ("nominal", {"budget_evidence": True}, amounts(4000, 4000)),
        ("nominal", {"price_paid": D(101)}, amounts(-1000, -1000)),
    ],
)
def test_an_edition_treats_an_index_as_it_did_when_it_was_published(version, changes, expected):
    assert replace(INDEXED, **changes).amounts(version) == expected


@pytest.mark.parametrize(
    "changes",
    [
        {"index_code": None},
        {"index_code": None, "uprating": D(1)},
        {"index_vintage": None},
        {"index_base": None},
        {"index_value": None},
        {"index_base": D(0)},
        {"uprating": D("1.03")},
    ],
)
def test_an_uprating_without_all_of_its_index_is_refused(changes):
    with pytest.raises(ImpossibleFigure):
        replace(INDEXED, **changes).amounts("2026.2")


def test_an_index_that_does_not_divide_evenly_is_the_same_factor():
    third = replace(INDEXED, index_base=D(3), index_value=D(4), uprating=D(4) / D(3))
    assert third.amounts("2026.2").cashable == D(4000)


def test_a_working_comes_back_from_its_json_as_it_was():
    for working in (
        TWO_YEARS_OLD,
        INDEXED,
        replace(INDEXED, budget_evidence=True),
        Working(D(1), D(2), D(0)),
    ):
        assert Working.from_json(working.to_json()) == working


def test_a_correction_is_what_the_second_working_gives_more_than_the_first():
    first, second = json.loads(STORED_BY_2026_1), json.loads(STORED_BY_2026_1) | {"quantity": "8000.000"}
    correction = json.dumps({"before": first, "after": second})
    assert work_out(correction, "2026.1") == amounts("-680", "0", nc_volume="-680")


def test_an_edition_that_does_not_exist_is_refused_by_its_version():
    with pytest.raises(method.UnknownEdition, match=r"2019\.9"):
        work_out(STORED_BY_2026_1, "2019.9")
    with pytest.raises(method.UnknownEdition):
        method.compare_editions([], "2026.1", "2019.9")


def test_two_editions_are_compared_entry_by_entry_and_nothing_is_changed():
    recent = replace(TWO_YEARS_OLD, price_date="2026-01-01")
    found = method.compare_editions(
        [("old", TWO_YEARS_OLD), ("recent", recent)], one="2026.1", other="2026.2"
    )
    assert (found.count, found.differing_count) == (2, 1)
    assert (found.one.cashable, found.other.cashable) == (D(8000), D(4000))
    assert found.difference == amounts(0, -4000, nc_baseline=4000)
    assert [(row.key, row.difference.cashable) for row in found.differing] == [("old", D(-4000))]


def test_a_comparison_counts_all_differences_and_keeps_as_many_as_asked():
    rows = [(number, TWO_YEARS_OLD) for number in range(7)]
    found = method.compare_editions(rows, one="2026.1", other="2026.2", keep=3)
    assert (found.differing_count, [row.key for row in found.differing]) == (7, [0, 1, 2])


def test_what_was_recorded_by_several_editions_is_compared_with_one():
    rows = [(version, method.Recorded(TWO_YEARS_OLD, version)) for version in ("2026.1", "2026.2")]
    found = method.compare_editions(rows, one=method.AS_RECORDED, other="2026.2")
    assert (found.one.cashable, found.other.cashable) == (D(4000), D(0))
    assert [row.key for row in found.differing] == ["2026.1"]


def test_a_correction_is_compared_like_any_other_working():
    correction = method.Correction(TWO_YEARS_OLD, replace(TWO_YEARS_OLD, quantity=D(400)))
    found = method.compare_editions([(1, correction)], one="2026.1", other="2026.2")
    assert (found.one.cashable, found.other.nc_baseline) == (D(-2400), D(-2400))


def test_an_edition_compared_with_itself_differs_nowhere():
    found = method.compare_editions([(1, INDEXED)], one="nominal", other="nominal")
    assert (found.differing, found.difference) == ([], Amounts())


def test_a_fingerprint_is_of_the_working_the_edition_and_what_came_before():
    known = method.fingerprint(STORED_BY_2026_1, "2026.1")
    assert known == "d29a5a577a67c1db3e824252539a030e8291d9195b67ed267de2fd899665dec9"
    assert method.fingerprint(STORED_BY_2026_1, "2026.1") == known
    others = {
        method.fingerprint(STORED_BY_2026_1, "2026.2"),
        method.fingerprint(STORED_BY_2026_1, "2026.1", previous=known),
        method.fingerprint(STORED_BY_2026_1.replace("9000", "9001"), "2026.1"),
    }
    assert len(others | {known}) == 4


def test_amounts_add_up_and_take_away_part_by_part():
    one, other = amounts(10, 4, 3, 2, 1), amounts(5, 1, 1, 1, 2)
    assert one + other - other == one
    assert asdict(one - one) == asdict(Amounts())
    assert one.non_cashable == D(6)
