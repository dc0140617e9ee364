"""What a gain is made of: one gross figure and the parts that it is the sum of."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Amounts:
    """£ net of VAT to a billionth; gross is the sum of the other five."""

    gross: Decimal = ZERO
    cashable: Decimal = ZERO
    nc_inflation: Decimal = ZERO
    nc_volume: Decimal = ZERO
    nc_baseline: Decimal = ZERO
    nc_avoided: Decimal = ZERO

    def __add__(self, other: Amounts) -> Amounts:
        return Amounts(*(mine + theirs for mine, theirs in zip(self.parts, other.parts, strict=True)))

    def __neg__(self) -> Amounts:
        return Amounts(*(-part for part in self.parts))

    def __sub__(self, other: Amounts) -> Amounts:
        return self + -other

    @property
    def parts(self) -> tuple[Decimal, ...]:
        """The columns in their order, gross first."""
        return tuple(getattr(self, name) for name in self.__dataclass_fields__)

    @property
    def non_cashable(self) -> Decimal:
        return self.gross - self.cashable
