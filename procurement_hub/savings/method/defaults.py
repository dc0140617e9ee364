"""The settings that the method works with, each with its section, for a reader of the method."""

from __future__ import annotations

from dataclasses import dataclass

from procurement_hub.savings.method.baselines import MAX_AGE_MONTHS, MUST_INDEX_AFTER_MONTHS
from procurement_hub.savings.method.distributions import MIN_CONTRIBUTORS, QuartileMethod
from procurement_hub.savings.method.hours import RETEST_ABOVE_PERCENT
from procurement_hub.savings.method.recurrence import FURTHER_YEARS
from procurement_hub.savings.method.suppression import DOMINANCE_PERCENT
from procurement_hub.savings.method.targets import COUNCIL_RATE
from procurement_hub.savings.method.triangulation import TOLERANCE_FLOOR, TOLERANCE_SHARE


@dataclass(frozen=True)
class Setting:
    """A setting in words, its value as it is shown, and the section that gives it."""

    name: str
    value: str
    section: str


SETTINGS = (
    Setting("A financial year starts on", "1 April", "2.1"),
    Setting("An own price must be indexed when it is older than", f"{MUST_INDEX_AFTER_MONTHS} months", "2.3"),
    Setting("An own price carries no cash when it is older than", f"{MAX_AGE_MONTHS} months", "2.3"),
    Setting("Index where no other is approved", "GDP deflator", "2.5"),
    Setting("A gain recurs", "in each year of the programme, measured again", "2.8"),
    Setting("An NI 179 gain must last", f"{FURTHER_YEARS} further full financial years", "2.8"),
    Setting("Target for a council", f"{COUNCIL_RATE.yearly_percent}% of its base a year", "2.12"),
    Setting("At least in cash", f"{COUNCIL_RATE.cashable_percent}%, of the target and of the claim", "2.12"),
    Setting("Floor of a care price", "the lower quartile of local costs", "2.13"),
    Setting(
        "Hours for a person are tested again when they grow by more than",
        f"{RETEST_ABOVE_PERCENT}%",
        "2.13",
    ),
    Setting("Quartiles are found by", f"type {QuartileMethod.INCLUSIVE.value}", "2.13"),
    Setting("Contributors before a figure is published", f"{MIN_CONTRIBUTORS} at least", "2.14"),
    Setting("One contributor may be of a published figure", f"{DOMINANCE_PERCENT}% at most", "2.14"),
    Setting(
        "Tolerance against the outturn",
        f"{TOLERANCE_SHARE * 100:.0f}% of it, and £{TOLERANCE_FLOOR:,} at least",
        "2.17",
    ),
    Setting("Rounding", "once, at the end, halves up", "2.1"),
)
