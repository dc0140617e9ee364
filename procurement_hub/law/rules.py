"""What every dated rule carries, and how the one in force on a day is found."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from procurement_hub.core.calendar import format_date
from procurement_hub.core.errors import DomainError

ACT_COMMENCED_ON = date(2025, 2, 24)


class LawNotInForce(DomainError):
    """The day lies before the first rule that the platform knows."""


@dataclass(frozen=True, kw_only=True)
class DatedRule:
    """A rule with the day from which it holds and the source it was read in."""

    valid_from: date
    source: str


Rule = TypeVar("Rule", bound=DatedRule)


def in_force(rules: Sequence[Rule], on: date) -> Rule:
    """The newest of `rules` that already held on the day; LawNotInForce when none did."""
    held = [rule for rule in rules if rule.valid_from <= on]
    if not held:
        earliest = min(rule.valid_from for rule in rules)
        raise LawNotInForce(
            f"No rule is kept for {format_date(on)}. The earliest one holds from {format_date(earliest)}."
        )
    return max(held, key=lambda rule: rule.valid_from)
