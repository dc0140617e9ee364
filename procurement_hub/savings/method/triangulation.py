"""Checking claims against the outturn: did spend fall as much as is claimed? (savings-method 2.17)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.savings.method.figures import (
    Figure,
    exact,
    not_negative,
    positive,
    unrounded,
)

TOLERANCE_SHARE = Decimal("0.01")
TOLERANCE_FLOOR = Decimal(10_000)


class Rag(StrEnum):
    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"


@dataclass(frozen=True)
class Triangulation:
    """£. A residual above zero is spend that the claimed gains should have removed."""

    counterfactual: Decimal
    expected: Decimal
    residual: Decimal
    tolerance: Decimal
    rag: Rag

    @property
    def needs_virement(self) -> bool:
        """Only money recycled in the same service could explain it: ask for the virement."""
        return self.rag is not Rag.GREEN


@unrounded
def triangulate(
    prev: Figure,
    now: Figure,
    R: Figure,
    Dm: Figure,
    claim: Figure,
    new_burdens: Figure = 0,
) -> Triangulation:
    """Compare a category's outturn with last year's, uprated, less the new gains claimed."""
    outturn = not_negative("outturn this year", now)
    growth = positive("uprating factor", R) * positive("demand factor", Dm)
    counterfactual = not_negative("outturn last year", prev) * growth + exact("new burdens", new_burdens)
    expected = counterfactual - exact("claim", claim)
    residual = outturn - expected
    tolerance = max(TOLERANCE_FLOOR, TOLERANCE_SHARE * outturn)
    if residual <= tolerance:
        rag = Rag.GREEN
    elif residual <= 2 * tolerance:
        rag = Rag.AMBER
    else:
        rag = Rag.RED
    return Triangulation(counterfactual, expected, residual, tolerance, rag)
