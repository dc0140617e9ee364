"""The framework's levy: charged once, wherever it is paid (savings-method 2.6; vector V15)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, ImpossibleFigure, not_negative, unrounded


@dataclass(frozen=True)
class Levy:
    """£, unrounded: `cost` is taken off the gain, `within_price` was paid in the price already."""

    cost: Decimal
    within_price: Decimal


@unrounded
def levy(spend: Figure, percent: Figure, *, invoiced_to_council: bool) -> Levy:
    """A levy of `percent` of £ `spend` net.

    Invoiced to the council it is a recurring cost. Paid by the supplier it is in the price that
    the gain was measured with, and taking it off again would count it twice."""
    rate = not_negative("levy percentage", percent)
    if rate > 100:
        raise ImpossibleFigure("A levy cannot be more than the whole spend.")
    amount = not_negative("spend", spend) * rate / 100
    if invoiced_to_council:
        return Levy(cost=amount, within_price=Decimal(0))
    return Levy(cost=Decimal(0), within_price=amount)
