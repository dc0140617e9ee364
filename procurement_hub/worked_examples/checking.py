"""Comparing computed answers with the published ones.

A key that an example's `out` leaves out is not compared, and a figure is compared at the
number of decimals that the example states, rounded half up. An example of something refused
has only the `refusal` in its `out`: the sentence that a person would see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from procurement_hub.core.errors import DomainError
from procurement_hub.savings.method.figures import half_up
from procurement_hub.worked_examples.computing import COMPUTED_BY
from procurement_hub.worked_examples.given import Given

NOT_COMPUTED = "nothing"
REFUSAL = "refusal"


@dataclass(frozen=True)
class Difference:
    example: str
    key: str
    expected: Any
    computed: Any

    def __str__(self) -> str:
        return f"{self.example}: {self.key} should be {_text(self.expected)}, computed {_text(self.computed)}"


@dataclass
class CheckResult:
    """An example is failed if it has one difference or more."""

    passed: int = 0
    failed: int = 0
    differences: list[Difference] = field(default_factory=list)

    def lines(self) -> list[str]:
        """What the command prints: each difference, then the count."""
        return [*map(str, self.differences), f"{self.passed} passed, {self.failed} failed"]


def check(examples: str | Path | Iterable[Given]) -> CheckResult:
    """Compute every example of a file or list and say where the answers differ.

    An example that is refused, malformed or names an unknown function is a failed one. A
    file that is no JSON list raises ValueError; one that is missing raises OSError.
    """
    result = CheckResult()
    for number, example in enumerate(_load(examples), start=1):
        differences = list(_differences(number, example))
        result.differences += differences
        if differences:
            result.failed += 1
        else:
            result.passed += 1
    return result


def _load(examples: str | Path | Iterable[Given]) -> list[Given]:
    if isinstance(examples, str | Path):
        text = Path(examples).read_text(encoding="utf-8")
        examples = json.loads(text, parse_float=Decimal)
        if not isinstance(examples, list):
            raise ValueError("a file of worked examples is a list")
    return list(examples)


def _differences(number: int, example: Given) -> Iterator[Difference]:
    name = f"example {number}"
    try:
        name = str(example["id"])
        expected = dict(example["out"])
        computed = COMPUTED_BY[example["fn"]](example["in"])
    except DomainError as refusal:
        if expected == {REFUSAL: str(refusal)}:
            return
        yield Difference(name, "the answer", expected, f"a refusal: {refusal}")
        return
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
        problem = f"{type(error).__name__}: {error}"
        yield Difference(name, "the example", "one that can be computed", problem)
        return
    for key, value in expected.items():
        answer = computed.get(key, NOT_COMPUTED)
        if not _same(value, answer):
            yield Difference(name, key, value, answer)


def _same(expected: Any, computed: Any) -> bool:
    if isinstance(expected, bool) or isinstance(computed, bool) or expected is None:
        return expected is computed
    if isinstance(computed, date):
        return expected == computed.isoformat()
    if isinstance(computed, Decimal | int):
        return _same_figure(expected, Decimal(computed))
    if isinstance(computed, Mapping) and isinstance(expected, Mapping):
        return expected.keys() <= computed.keys() and all(
            _same(value, computed[key]) for key, value in expected.items()
        )
    if isinstance(computed, list | tuple) and isinstance(expected, list):
        return len(expected) == len(computed) and all(map(_same, expected, computed))
    return bool(expected == computed)


def _same_figure(expected: Any, computed: Decimal) -> bool:
    try:
        stated = Decimal(str(expected))
    except InvalidOperation:
        return False
    if not stated.is_finite():
        return False
    places = max(0, -int(stated.as_tuple().exponent))
    return half_up(computed, places) == stated


def _text(value: Any) -> str:
    """The value as it would stand in the file, a long fraction cut to ten places."""
    if isinstance(value, Decimal):
        longer = -int(value.as_tuple().exponent) > 10 if value.is_finite() else False
        return f"{half_up(value, 10) if longer else value:f}"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_text, value)) + "]"
    return str(value)
