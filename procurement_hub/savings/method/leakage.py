"""What a council buys beside a framework that it has joined (savings-method 2.10; vector V11)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import Figure, not_negative, unrounded

ZERO = Decimal(0)


@dataclass(frozen=True)
class Leakage:
    """A memo beside the gains and in no total. £ net, unrounded; below nothing is a loss.

    `memo` is what the outside purchases gained or lost against the old price, None without one."""

    on_framework: Decimal
    off_framework: Decimal
    off_spend: Decimal
    memo: Decimal | None

    @property
    @unrounded
    def compliance_percent(self) -> Decimal | None:
        """Units bought under the framework of all bought, unrounded; None when none were."""
        whole = self.on_framework + self.off_framework
        return self.on_framework * 100 / whole if whole else None


@unrounded
def leakage(
    on_framework: Figure, outside: Iterable[Sequence[Figure]], price_before: Figure | None = None
) -> Leakage:
    """The leakage of one item: units bought under the framework, and (units, £ a unit) outside it."""
    lines = [
        (not_negative("quantity outside", units), not_negative("price outside", price))
        for units, price in outside
    ]
    before = None if price_before is None else not_negative("price before", price_before)
    return Leakage(
        on_framework=not_negative("quantity under the framework", on_framework),
        off_framework=sum((units for units, _ in lines), ZERO),
        off_spend=sum((units * price for units, price in lines), ZERO),
        memo=None if before is None else sum(((before - price) * units for units, price in lines), ZERO),
    )
