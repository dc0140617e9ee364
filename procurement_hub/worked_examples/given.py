"""What stands in an example's JSON, as the types that the platform's functions take."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

Given = Mapping[str, Any]
Answer = dict[str, Any]
Computation = Callable[[Given], Answer]


def number(value: Any) -> Decimal:
    return Decimal(str(value))


def numbers(given: Mapping[str, Any]) -> dict[str, Decimal]:
    return {name: number(value) for name, value in given.items()}


def figures(given: Iterable[Any]) -> list[Decimal]:
    return [number(value) for value in given]


def day(value: str) -> date:
    return date.fromisoformat(value)


def optional(given: Given, **names: str) -> dict[str, Decimal]:
    """Arguments for the numbers that the example gives: argument name → key in the JSON."""
    return {argument: number(given[key]) for argument, key in names.items() if given.get(key) is not None}
