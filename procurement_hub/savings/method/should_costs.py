"""What a service should cost with the provider's books open, and the floor (savings-method 2.13)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, not_negative, positive, unrounded

ZERO = Decimal(0)


@dataclass(frozen=True)
class CostLine:
    """One line of a provider's yearly costs: £ at the prices of its base year, and its own uprating.

    `index` names the series and `base_year` the financial year of the prices. Interest, tax,
    depreciation, amortisation and rent carry no return on operations."""

    name: str
    amount: Figure
    base_year: int
    index: str = ""
    uprating: Figure = 1
    earns_return: bool = True

    @property
    @unrounded
    def uprated(self) -> Decimal:
        return not_negative("cost", self.amount) * positive("uprating factor", self.uprating)


@dataclass(frozen=True)
class ShouldCost:
    """£ for one unit, unrounded: operating cost, return on operations and return on capital."""

    operating: Decimal
    return_on_operations: Decimal
    return_on_capital: Decimal

    @property
    @unrounded
    def total(self) -> Decimal:
        return self.operating + self.return_on_operations + self.return_on_capital


@unrounded
def should_cost(
    lines: Iterable[CostLine],
    occupied_units: Figure,
    *,
    return_on_operations_percent: Figure = 0,
    capital_value: Figure = 0,
    return_on_capital_percent: Figure = 0,
) -> ShouldCost:
    """The cost of one unit (a place for a day, a week or an hour) from a year's costs.

    `occupied_units` are the units that were used in the year: places × 365, or × 52. Both returns
    are percentages a year. A non-cashable baseline (B7) at best. No units at all are refused."""
    units = positive("occupied units", occupied_units)
    costs = list(lines)
    operating = sum((line.uprated for line in costs), ZERO)
    earning = sum((line.uprated for line in costs if line.earns_return), ZERO)
    mark_up = not_negative("return on operations", return_on_operations_percent)
    rate = not_negative("return on capital", return_on_capital_percent)
    return ShouldCost(
        operating=operating / units,
        return_on_operations=earning * mark_up / 100 / units,
        return_on_capital=not_negative("capital value", capital_value) * rate / 100 / units,
    )


@dataclass(frozen=True)
class FloorCheck:
    """Whether a price can keep the service alive; under review the gain is held until signed for."""

    reasons: tuple[str, ...]

    @property
    def sustainability_review(self) -> bool:
        return bool(self.reasons)


@unrounded
def floor_check(
    price: Figure, lower_quartile: Figure | None = None, operating_cost: Figure | None = None
) -> FloorCheck:
    """Hold a price (£ a unit) against the local lower quartile and the should-cost before returns.

    At either floor the price stands; below it, it goes to review. A floor that is not known,
    because too few contributed to it or no books were opened, cannot be broken."""
    paid = not_negative("price", price)
    reasons = []
    if lower_quartile is not None and paid < positive("lower quartile", lower_quartile):
        reasons.append("The price is below the lower quartile of local costs.")
    if operating_cost is not None and paid < positive("operating cost", operating_cost):
        reasons.append("The price does not cover what the service costs to run.")
    return FloorCheck(tuple(reasons))
