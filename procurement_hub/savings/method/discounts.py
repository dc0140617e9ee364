"""A price that falls with quantity: the quantity-discount function (savings-method 2.13; vector V24).

p(q) = c + S·q^eta, with eta not above 0. Fitted to a supplier's tiers it says what a council would
have paid alone, p of its own quantity, beside what all pay together. It is a model (B7), so what
comes out of it is never cashable.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import lru_cache

from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    exact,
    not_negative,
    positive,
)

# A power of a quantity never ends, so these figures are estimates to this many digits.
DIGITS = 40
STEEPEST = Decimal(-3)
COARSE_STEPS = 60
REFINEMENTS = 40
FEWEST_TIERS = 3
ZERO = Decimal(0)


@dataclass(frozen=True)
class QuantityDiscount:
    """c and S are £ a unit; eta has no unit. Refused where a larger quantity would cost more."""

    c: Decimal
    S: Decimal
    eta: Decimal

    def __post_init__(self) -> None:
        if exact("eta", self.eta) > 0 or exact("S", self.S) < 0:
            raise ImpossibleFigure("A price cannot rise with the quantity: S is 0 or more and eta 0 or less.")

    def price(self, quantity: Figure) -> Decimal:
        """£ a unit for a quantity above nothing."""
        with localcontext() as context:
            context.prec = DIGITS
            return exact("c", self.c) + self.S * positive("quantity", quantity) ** self.eta

    def member_gain(self, own: Figure, together: Figure) -> Decimal:
        """£ that a member saves at the joint price against buying its own quantity alone.

        The joint quantity includes its own; less is refused."""
        with localcontext() as context:
            context.prec = DIGITS
            alone, joint = positive("own quantity", own), positive("joint quantity", together)
            if joint < alone:
                raise ImpossibleFigure("The joint quantity includes the member's own.")
            return (self.price(alone) - self.price(joint)) * alone


@dataclass(frozen=True)
class FittedDiscount:
    """A discount function with the largest miss, £ a unit, over the tiers that it was fitted to."""

    discount: QuantityDiscount
    largest_miss: Decimal


def fit_discount(tiers: Sequence[Sequence[Figure]]) -> FittedDiscount:
    """The function nearest to tiers of (quantity, £ a unit), by least squares.

    For each eta the best c and S follow from the tiers; eta is searched from −3 to 0 in equal
    steps and then narrowed, always the same way, so the same tiers give the same function. Refused:
    fewer than three tiers, a quantity twice, and prices that do not fall."""
    return _fitted(
        tuple(sorted((positive("tier quantity", q), not_negative("tier price", p)) for q, p in tiers))
    )


@lru_cache(maxsize=256)
def _fitted(points: tuple[tuple[Decimal, Decimal], ...]) -> FittedDiscount:
    """A fit takes its time, and pages ask for the same tiers again."""
    quantities, prices = [q for q, _ in points], [p for _, p in points]
    if len(points) < FEWEST_TIERS:
        raise ImpossibleFigure(f"A price function needs {FEWEST_TIERS} tiers at least.")
    if len(set(quantities)) < len(points):
        raise ImpossibleFigure("Each tier's quantity is given once.")
    if prices != sorted(prices, reverse=True) or prices[0] == prices[-1]:
        raise ImpossibleFigure("The price must fall with the quantity.")
    with localcontext() as context:
        context.prec = DIGITS
        discount = _nearest(points)
        miss = max(abs(discount.price(q) - p) for q, p in points)
    return FittedDiscount(discount, miss)


def _nearest(points: Sequence[tuple[Decimal, Decimal]]) -> QuantityDiscount:
    step = -STEEPEST / COARSE_STEPS
    # eta = 0 would make every price the same, which falling tiers are not.
    etas = [-step * number for number in range(1, COARSE_STEPS + 1)]
    best = min(etas, key=lambda eta: _squares(points, eta))
    low, high = best - step, min(best + step, -step / 1000)
    for _ in range(REFINEMENTS):
        third = (high - low) / 3
        left, right = low + third, high - third
        if _squares(points, left) <= _squares(points, right):
            high = right
        else:
            low = left
    middle = (low + high) / 2
    c, slope = _line(points, middle)
    return QuantityDiscount(c, slope, middle)


def _line(points: Sequence[tuple[Decimal, Decimal]], eta: Decimal) -> tuple[Decimal, Decimal]:
    """c and S of the straight line through prices over q^eta."""
    powers = [(q**eta, p) for q, p in points]
    n = len(powers)
    mean_x = sum((x for x, _ in powers), ZERO) / n
    mean_y = sum((y for _, y in powers), ZERO) / n
    across = sum(((x - mean_x) ** 2 for x, _ in powers), ZERO)
    along = sum(((x - mean_x) * (y - mean_y) for x, y in powers), ZERO)
    slope = along / across
    return mean_y - slope * mean_x, slope


def _squares(points: Sequence[tuple[Decimal, Decimal]], eta: Decimal) -> Decimal:
    c, slope = _line(points, eta)
    return sum(((c + slope * q**eta - p) ** 2 for q, p in points), ZERO)
