"""From a figure to a place in pixels, and the round figures to mark on an axis."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

PLACES = 2
ZERO = Decimal(0)
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5), Decimal(10))


@dataclass(frozen=True, slots=True)
class Linear:
    """Figures from `low` to `high` laid evenly from `start` to `end` pixels."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def __call__(self, value: Decimal) -> float:
        share = float((value - self.low) / (self.high - self.low))
        return round(self.start + share * (self.end - self.start), PLACES)


@dataclass(frozen=True, slots=True)
class Logarithmic:
    """Figures above zero laid so that each tenfold takes the same room."""

    low: Decimal
    high: Decimal
    start: float
    end: float

    def __call__(self, value: Decimal) -> float:
        low, high = math.log10(self.low), math.log10(self.high)
        share = (math.log10(value) - low) / (high - low)
        return round(self.start + share * (self.end - self.start), PLACES)


def reach(values: Iterable[Decimal]) -> tuple[Decimal, Decimal]:
    """The smallest and largest of the figures and zero, never the same."""
    found = [ZERO, *values]
    low, high = min(found), max(found)
    return (low, high) if low != high else (ZERO, Decimal(1))


def round_steps(low: Decimal, high: Decimal, about: int = 4) -> list[Decimal]:
    """Round figures that reach from `low` or below to `high` or above, in about so many steps."""
    wanted = (high - low) / about
    power = Decimal(1).scaleb(wanted.adjusted())
    step = next(power * factor for factor in STEPS if power * factor >= wanted)
    first = (low / step).to_integral_value(rounding="ROUND_FLOOR")
    last = (high / step).to_integral_value(rounding="ROUND_CEILING")
    return [step * number for number in range(int(first), int(last) + 1)]


def tens(low: Decimal, high: Decimal) -> list[Decimal]:
    """Powers of ten from the one at or below `low` to the one at or above `high`, at least two."""
    first, last = low.adjusted(), high.adjusted()
    if Decimal(1).scaleb(last) < high or first == last:
        last += 1
    return [Decimal(1).scaleb(power) for power in range(first, last + 1)]
