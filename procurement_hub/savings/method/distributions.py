"""Several prices or costs at once: median, quartiles and dispersion (savings-method 2.13, 2.14)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum

from procurement_hub.savings.method.figures import Figure, ImpossibleFigure, exact, positive, unrounded

MIN_CONTRIBUTORS = 5


class QuartileMethod(IntEnum):
    """The two ways of interpolating in use; results always say which (Hyndman and Fan's numbers)."""

    EXCLUSIVE = 6
    INCLUSIVE = 7


@dataclass(frozen=True)
class Quartiles:
    n: int
    lower: Decimal
    median: Decimal
    upper: Decimal
    method: QuartileMethod = QuartileMethod.INCLUSIVE

    @property
    def range(self) -> Decimal:
        return self.upper - self.lower

    @property
    def lower_fence(self) -> Decimal:
        return self.lower - self.range * 3 / 2

    @property
    def upper_fence(self) -> Decimal:
        return self.upper + self.range * 3 / 2

    def is_outlier(self, value: Figure) -> bool:
        """Further than one and a half times the range outside the quartiles."""
        return not self.lower_fence <= exact("value", value) <= self.upper_fence


@unrounded
def quartiles(
    x: Iterable[Figure],
    minimum: int = MIN_CONTRIBUTORS,
    method: QuartileMethod = QuartileMethod.INCLUSIVE,
) -> Quartiles | None:
    """Quartiles by linear interpolation, or None below `minimum` contributors.

    With few contributors a quartile gives away a single council's price. Type 7 unless type 6
    is asked for; of fewer than three values type 6 would reach beyond them, so it takes the ends.
    """
    ordered = sorted(exact("value", value) for value in x)
    if len(ordered) < max(minimum, 1):
        return None
    lower, middle, upper = (_quarter(ordered, number, method) for number in (1, 2, 3))
    return Quartiles(n=len(ordered), lower=lower, median=middle, upper=upper, method=method)


@unrounded
def median(x: Iterable[Figure]) -> Decimal:
    """The middle value, or the mean of the two in the middle. Of nothing there is none: refused."""
    ordered = sorted(exact("value", value) for value in x)
    if not ordered:
        raise ImpossibleFigure("There is no median of no values.")
    return _quarter(ordered, 2, QuartileMethod.INCLUSIVE)


def _quarter(ordered: list[Decimal], number: int, method: QuartileMethod) -> Decimal:
    n = len(ordered)
    # Four times the place, counted from 0, at which the quartile lies between two values.
    place = (n - 1) * number if method is QuartileMethod.INCLUSIVE else (n + 1) * number - 4
    below, quarters_above = divmod(min(max(place, 0), 4 * (n - 1)), 4)
    if not quarters_above:
        return ordered[below]
    step = ordered[below + 1] - ordered[below]
    return ordered[below] + step * quarters_above / 4


@dataclass(frozen=True)
class Dispersion:
    """Percentages, unrounded: how far apart the prices for one thing lie."""

    range_percent: Decimal
    middle_percent: Decimal


@unrounded
def dispersion(prices: Iterable[Figure]) -> Dispersion:
    """(highest − lowest) ÷ lowest, and (upper − lower quartile) ÷ median, of prices above nothing."""
    known = [positive("price", price) for price in prices]
    found = quartiles(known, minimum=1)
    if found is None:
        raise ImpossibleFigure("There are no prices to compare.")
    return Dispersion(
        range_percent=(max(known) - min(known)) * 100 / min(known),
        middle_percent=found.range * 100 / found.median,
    )
