"""The published examples, and that a wrong one is found."""

import json
import re
from copy import deepcopy
from pathlib import Path

import pytest

from procurement_hub.worked_examples import check

FOLDER = Path(__file__).parents[1] / "examples"
PUBLISHED = FOLDER / "worked-examples.json"
OURS = FOLDER / "more-worked-examples.json"
EXAMPLES = [example for path in (PUBLISHED, OURS) for example in json.loads(path.read_text(encoding="utf-8"))]
REFUSED = [example for example in EXAMPLES if "refusal" in example["out"]]
COMPUTED = [example for example in EXAMPLES if "refusal" not in example["out"]]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example["id"])
def test_the_platform_computes_the_published_example(example):
    assert check([example]).lines() == ["1 passed, 0 failed"]


@pytest.mark.parametrize("path", [PUBLISHED, OURS], ids=lambda path: path.stem)
def test_a_file_is_checked_whole(path):
    count = len(json.loads(path.read_text(encoding="utf-8")))
    assert check(path).lines() == [f"{count} passed, 0 failed"]


def test_no_example_is_told_twice():
    assert len({example["id"] for example in EXAMPLES}) == len(EXAMPLES)


# Every vector of the method's part C; it numbers them with gaps.
VECTORS = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 20 21 23 24 25 27 29 30 31 32 33 36"


@pytest.mark.parametrize("number", VECTORS.split())
def test_each_vector_of_the_method_has_an_example(number):
    names = [example["id"] for example in EXAMPLES]
    assert [name for name in names if re.match(rf"V{int(number):02}(?!\d)", name)]


def wrong(value):
    """The value changed in its smallest part."""
    if not value and not isinstance(value, bool | int):
        return ["1"]
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, list):
        return [wrong(value[0]), *value[1:]]
    if isinstance(value, dict):
        first = next(iter(value))
        return value | {first: wrong(value[first])}
    return value[:-1] + ("1" if value[-1] != "1" else "2")


@pytest.mark.parametrize("example", COMPUTED, ids=lambda example: example["id"])
def test_any_wrong_figure_is_found(example):
    for key in example["out"]:
        spoilt = deepcopy(example)
        spoilt["out"][key] = wrong(spoilt["out"][key])
        result = check([spoilt])
        assert (result.passed, result.failed) == (0, 1)
        assert [difference.key for difference in result.differences] == [key]


@pytest.mark.parametrize("example", REFUSED, ids=lambda example: example["id"])
def test_a_refusal_is_told_by_its_own_sentence(example):
    for out in ({"refusal": "Something else."}, {"gross": "1.00"}):
        assert check([example | {"out": out}]).failed == 1


def test_what_is_computed_is_no_refusal():
    example = {"id": "X", "fn": "pct", "in": {"num": "1", "den": "2"}, "out": {"refusal": "No."}}
    assert check([example]).lines()[0] == "X: refusal should be No., computed nothing"


def test_a_difference_is_printed_with_its_id_and_both_values():
    result = check([{"id": "X1", "fn": "pct", "in": {"num": "1", "den": "2"}, "out": {"pct": "49.9"}}])
    assert result.lines() == ["X1: pct should be 49.9, computed 50.0", "0 passed, 1 failed"]


def test_a_key_that_is_left_out_is_not_compared():
    example = {"id": "X", "fn": "aes_stock", "in": {"r_prev": "1", "r_now": "2"}, "out": {"A": "1"}}
    assert check([example]).failed == 0


def test_a_key_that_nothing_computes_is_a_difference():
    example = {"id": "X", "fn": "aes_stock", "in": {"r_prev": "1", "r_now": "2"}, "out": {"Z": "1"}}
    assert check([example]).lines()[0] == "X: Z should be 1, computed nothing"


@pytest.mark.parametrize(
    "example",
    [
        {"id": "X", "fn": "line_gain", "in": {"p0": "-1", "p1": "1", "q1": "1"}, "out": {}},
        {"id": "X", "fn": "line_gain", "in": {"p0": "one", "p1": "1", "q1": "1"}, "out": {}},
        {"id": "X", "fn": "line_gain", "in": {}, "out": {}},
        {"id": "X", "fn": "no_such_rule", "in": {}, "out": {}},
        {"id": "X", "fn": "allocate", "in": {"total": "1", "weights": []}, "out": {}},
        {"id": "X", "fn": "pct"},
        {"fn": "pct", "in": {"num": "1", "den": "2"}, "out": {}},
        "not an example",
    ],
)
def test_an_example_that_cannot_be_computed_has_failed(example):
    result = check([example])
    assert (result.passed, result.failed) == (0, 1)


def test_suppressed_quartiles_are_null():
    example = {
        "id": "X",
        "fn": "quartiles",
        "in": {"x": ["1", "2", "3", "4"]},
        "out": {"n": 4, "median": None, "suppressed": True},
    }
    assert check([example]).failed == 0


def test_a_file_that_is_not_a_list_is_refused(tmp_path):
    path = tmp_path / "examples.json"
    path.write_text('{"id": "X"}', encoding="utf-8")
    with pytest.raises(ValueError, match="list"):
        check(path)
