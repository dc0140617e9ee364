"""Checking claims against what else is known: quartiles and outturn (savings-method 2.13, 2.17)."""

from __future__ import annotations

from collections.abc import Iterable
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

MIN_CONTRIBUTORS = 5
TOLERANCE_SHARE = Decimal("0.01")
TOLERANCE_FLOOR = Decimal(10_000)


@dataclass(frozen=True)
class Quartiles:
    n: int
    lower: Decimal
    median: Decimal
    upper: Decimal

    @property
    def range(self) -> Decimal:
        return self.upper - self.lower

    def is_outlier(self, value: Figure) -> bool:
        """Further than one and a half times the range outside the quartiles."""
        fence = self.range * 3 / 2
        return not self.lower - fence <= exact("value", value) <= self.upper + fence


@unrounded
def quartiles(x: Iterable[Figure], minimum: int = MIN_CONTRIBUTORS) -> Quartiles | None:
    """Quartiles by linear interpolation (type 7), or None below `minimum` contributors.

    With few contributors a quartile gives away a single council's price.
    """
    ordered = sorted(exact("value", value) for value in x)
    if len(ordered) < minimum:
        return None
    return Quartiles(
        n=len(ordered),
        lower=_quarter(ordered, 1),
        median=_quarter(ordered, 2),
        upper=_quarter(ordered, 3),
    )


def _quarter(ordered: list[Decimal], number: int) -> Decimal:
    below, quarters_above = divmod((len(ordered) - 1) * number, 4)
    if not quarters_above:
        return ordered[below]
    step = ordered[below + 1] - ordered[below]
    return ordered[below] + step * quarters_above / 4


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
