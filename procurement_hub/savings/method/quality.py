"""The quality cross check: a lower price for a worse service is no gain (savings-method 2.9)."""

from __future__ import annotations

from enum import StrEnum

from procurement_hub.savings.method.figures import Figure, exact, not_negative, unrounded


class Better(StrEnum):
    """Which way an indicator has to move to be an improvement."""

    HIGHER = "higher"
    LOWER = "lower"


@unrounded
def quality_met(better: str, before: Figure, after: Figure, tolerance: Figure = 0) -> bool:
    """Whether the indicator is no worse than before by more than the tolerance.

    The tolerance is in the indicator's own units. A `better` other than higher or lower
    is a ValueError.
    """
    was, now = exact("value before", before), exact("value after", after)
    allowed = not_negative("tolerance", tolerance)
    match Better(better):
        case Better.HIGHER:
            return now >= was - allowed
        case Better.LOWER:
            return now <= was + allowed
