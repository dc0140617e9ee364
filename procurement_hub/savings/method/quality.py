"""The quality cross check: a lower price for a worse service is no gain (savings-method 2.9)."""

from __future__ import annotations

from enum import StrEnum

from procurement_hub.savings.method.figures import Figure, exact, not_negative, unrounded


class Better(StrEnum):
    """Which way an indicator has to move to be an improvement."""

    HIGHER = "higher"
    LOWER = "lower"


class QualityOutcome(StrEnum):
    """What the cross check says about a gain."""

    MET = "met"
    EXPLAINED = "explained"
    NOT_MET = "not_met"
    PENDING = "pending"

    @property
    def label(self) -> str:
        return {
            "met": "Met",
            "explained": "Not met, explained",
            "not_met": "Not met",
            "pending": "Not measured yet",
        }[self.value]

    @property
    def counts_in_forward_look(self) -> bool:
        return self is not QualityOutcome.NOT_MET

    @property
    def counts_in_backward_look(self) -> bool:
        """Q of the formula: without it the gain is held, at £0 and not deleted."""
        return self in (QualityOutcome.MET, QualityOutcome.EXPLAINED)


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


def quality_outcome(
    better: str,
    before: Figure,
    after: Figure | None,
    tolerance: Figure = 0,
    explanation_accepted: bool = False,
) -> QualityOutcome:
    """The outcome of one indicator; `after` is None until it has been measured.

    An explanation counts only when it was accepted, with a reason, by those who answer for the
    money and for the service. It excuses a measured fall, never a missing measurement.
    """
    if after is None:
        return QualityOutcome.PENDING
    if quality_met(better, before, after, tolerance):
        return QualityOutcome.MET
    return QualityOutcome.EXPLAINED if explanation_accepted else QualityOutcome.NOT_MET


# From the best to the worst: several indicators are as good as their worst one.
_ORDER = (
    QualityOutcome.MET,
    QualityOutcome.EXPLAINED,
    QualityOutcome.PENDING,
    QualityOutcome.NOT_MET,
)


def worst_outcome(outcomes: list[QualityOutcome]) -> QualityOutcome:
    """The outcome for a gain with several indicators; with none it is pending."""
    return max(outcomes, key=_ORDER.index, default=QualityOutcome.PENDING)
