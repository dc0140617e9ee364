"""How figures that were added up unrounded are shown, so that what is shown adds up as well
(savings-method 2.1)."""

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from procurement_hub.core.money import PENNY

ZERO = Decimal(0)
HALF = Decimal("0.5")


def rounded_to_total(values: Sequence[Decimal], unit: Decimal = PENNY) -> list[Decimal]:
    """The values in whole units, adding up to their sum rounded half up: those with the largest
    remainders are rounded up, earlier ones first."""
    floors = [(value / unit).to_integral_value(ROUND_FLOOR) for value in values]
    total = sum(values, ZERO) / unit
    away_from_zero = (abs(total) + HALF).to_integral_value(ROUND_FLOOR)
    short = int((away_from_zero if total >= 0 else -away_from_zero) - sum(floors, ZERO))
    order = sorted(range(len(values)), key=lambda i: (floors[i] - values[i] / unit, i))
    for i in order[:short]:
        floors[i] += 1
    return [floor * unit for floor in floors]
