"""Why spend changed: volume, mix and price, with no residual (savings-method 2.4).

Only the price effect can be claimed without more evidence. Less bought is not a saving
and a cheaper mix is a change of specification.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, half_up, not_negative, unrounded

# The average old price is a division that may not end. Cutting the volume effect far
# below a penny and giving mix what is left keeps the three effects' sum exact.
VOLUME_PLACES = 20


@dataclass(frozen=True)
class PriceVolumeMix:
    """The parts of a change in spend, £ excluding VAT; a fall is negative."""

    spend_before: Decimal
    spend_now: Decimal
    volume: Decimal
    mix: Decimal
    price: Decimal

    @property
    def change(self) -> Decimal:
        return self.spend_now - self.spend_before


@unrounded
def pvm(items: Iterable[Sequence[Figure]], one_unit: bool = True) -> PriceVolumeMix:
    """Split the change in spend on items given as (p0, q0, p1, q1).

    `one_unit=False` says that the items are not counted in one unit (boxes and hours):
    an average price would mean nothing, so volume is taken item by item and mix is 0.
    The same holds when nothing was bought before. An item without an old price has no
    place here: it has no baseline.
    """
    names = ("price before", "quantity before", "price now", "quantity now")
    rows = [
        tuple(not_negative(name, value) for name, value in zip(names, item, strict=True)) for item in items
    ]
    spend_before = sum((p0 * q0 for p0, q0, _, _ in rows), Decimal(0))
    spend_now = sum((p1 * q1 for _, _, p1, q1 in rows), Decimal(0))
    at_old_prices = sum((p0 * q1 for p0, _, _, q1 in rows), Decimal(0))
    quantity_before = sum((q0 for _, q0, _, _ in rows), Decimal(0))
    quantity_now = sum((q1 for _, _, _, q1 in rows), Decimal(0))

    volume_and_mix = at_old_prices - spend_before
    if one_unit and quantity_before:
        growth = quantity_now - quantity_before
        volume = half_up(growth * spend_before / quantity_before, VOLUME_PLACES)
    else:
        volume = volume_and_mix
    return PriceVolumeMix(
        spend_before=spend_before,
        spend_now=spend_now,
        volume=volume,
        mix=volume_and_mix - volume,
        price=spend_now - at_old_prices,
    )
