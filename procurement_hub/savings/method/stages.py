"""How real a gain is, and which statement counts it at which stage (savings-method 2.10)."""

from __future__ import annotations

from decimal import Decimal
from enum import IntEnum, StrEnum

from procurement_hub.savings.method.figures import Figure, ImpossibleFigure, exact, not_negative, unrounded


class Stage(IntEnum):
    """From an idea to a reconciled account; a higher stage has all the evidence of a lower one."""

    IDENTIFIED = 1
    CONTRACTED = 2
    ORDERED = 3
    DELIVERED = 4
    INVOICED = 5
    RECONCILED = 6

    @property
    def label(self) -> str:
        return self.name.capitalize()

    @property
    def evidence(self) -> str:
        return (
            "A note of the opportunity",
            "The award and the price schedule",
            "The order",
            "The receipt",
            "The invoice, matched with order and receipt",
            "The ledger, held against the outturn, with quality met",
        )[self - 1]

    @property
    def maturity(self) -> str:
        """How settled the figure is, in the words of the national sign-off."""
        if self <= Stage.ORDERED:
            return "Likely to change"
        return "Will not change" if self is Stage.RECONCILED else "May change"


class Look(StrEnum):
    FORWARD = "forward"
    MID_YEAR = "mid_year"
    BACKWARD = "backward"


class Counting(StrEnum):
    """How a statement treats a gain at a stage."""

    NO = "no"
    NARRATIVE = "narrative"
    TIMES_PROBABILITY = "times_probability"
    YES = "yes"
    ACCRUAL = "accrual"
    FINAL = "final"

    @property
    def label(self) -> str:
        return {
            "no": "No",
            "narrative": "In words only",
            "times_probability": "Yes, times its probability",
            "yes": "Yes",
            "accrual": "Only as a year-end accrual",
            "final": "Yes, and final",
        }[self.value]

    @property
    def is_counted(self) -> bool:
        return self in (Counting.TIMES_PROBABILITY, Counting.YES, Counting.ACCRUAL, Counting.FINAL)


# Forward, mid-year and backward look at each stage. What has been delivered is no longer a
# forecast, so a forward look does not count it again.
_TABLE = {
    Stage.IDENTIFIED: (Counting.NARRATIVE, Counting.NO, Counting.NO),
    Stage.CONTRACTED: (Counting.TIMES_PROBABILITY, Counting.YES, Counting.NO),
    Stage.ORDERED: (Counting.YES, Counting.YES, Counting.NO),
    Stage.DELIVERED: (Counting.NO, Counting.YES, Counting.ACCRUAL),
    Stage.INVOICED: (Counting.NO, Counting.YES, Counting.YES),
    Stage.RECONCILED: (Counting.NO, Counting.NO, Counting.FINAL),
}


def counting(stage: Stage, look: Look | str) -> Counting:
    """How a look counts a stage. An unknown look is a ValueError."""
    return _TABLE[stage][list(Look).index(Look(look))]


@unrounded
def counted(
    amount: Figure,
    stage: Stage,
    look: Look | str,
    *,
    probability: Figure = 1,
    at_year_end: bool = False,
) -> Decimal:
    """£ of an amount that a look counts at a stage, unrounded.

    `probability`, from 0 to 1, matters only where the table says so. What is delivered and not
    yet invoiced enters a backward look only as a year-end accrual. A probability outside 0 to 1
    is refused."""
    chance = not_negative("probability", probability)
    if chance > 1:
        raise ImpossibleFigure("The probability must be from 0 to 1.")
    value = exact("amount", amount)
    match counting(stage, look):
        case Counting.YES | Counting.FINAL:
            return value
        case Counting.TIMES_PROBABILITY:
            return value * chance
        case Counting.ACCRUAL if at_year_end:
            return value
    return Decimal(0)
