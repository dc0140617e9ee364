"""On which grounds the price of a running agreement may change (PA 2023 s.74 and Schedule 8)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from procurement_hub.law.rules import ACT_COMMENCED_ON, DatedRule, in_force


class Ground(StrEnum):
    PROVIDED_FOR = "provided_for"
    UNFORESEEABLE = "unforeseeable"
    KNOWN_RISK = "known_risk"
    NOT_SUBSTANTIAL = "not_substantial"
    BELOW_THRESHOLD = "below_threshold"
    LIGHT_TOUCH = "light_touch"

    @property
    def label(self) -> str:
        return {
            "provided_for": "The framework unambiguously provides for it (Schedule 8)",
            "unforeseeable": "Circumstances nobody could foresee (Schedule 8)",
            "known_risk": "A known risk that has come about (Schedule 8)",
            "not_substantial": "It is not a substantial change (section 74(1)(b))",
            "below_threshold": "It is a below-threshold change (section 74(4))",
            "light_touch": "It is a light touch framework (section 74(2))",
        }[self.value]


@dataclass(frozen=True, kw_only=True)
class LargestChange(DatedRule):
    """By how many per cent of the price at most, up only or either way."""

    ground: Ground
    percent: Decimal
    up_only: bool


LIMITS = (
    LargestChange(
        valid_from=ACT_COMMENCED_ON,
        source="PA 2023 Sch 8",
        ground=Ground.UNFORESEEABLE,
        percent=Decimal(50),
        up_only=True,
    ),
    LargestChange(
        valid_from=ACT_COMMENCED_ON,
        source="PA 2023 Sch 8",
        ground=Ground.KNOWN_RISK,
        percent=Decimal(50),
        up_only=True,
    ),
    LargestChange(
        valid_from=ACT_COMMENCED_ON,
        source="PA 2023 s.74(4)",
        ground=Ground.BELOW_THRESHOLD,
        percent=Decimal(10),
        up_only=False,
    ),
)


def why_not_change(
    ground: Ground, price_before: Decimal, price_after: Decimal, on: date, *, light_touch: bool
) -> str | None:
    """The sentence that refuses a new price on this ground, or None when the ground carries it."""
    if ground is Ground.LIGHT_TOUCH and not light_touch:
        return "This is not a light touch framework, so section 74(2) does not apply. Choose another ground."
    limits = [rule for rule in LIMITS if rule.ground is ground]
    if not limits:
        return None
    rule = in_force(limits, on)
    change = (price_after - price_before) * 100 / price_before
    if change <= rule.percent and (rule.up_only or change >= -rule.percent):
        return None
    how = "rise" if rule.up_only else "change"
    return (
        f"On this ground a price can {how} by {rule.percent} per cent at most ({rule.source}). "
        "Choose another ground or another price."
    )
