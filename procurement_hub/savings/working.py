"""The working of a ledger entry: what went in, kept as JSON, and the sums that come out of it.

An entry can be worked out again from its stored working alone, by the same edition of the
method, whatever has happened to anything else since (savings-method 2.16).
"""

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.savings.method import BaselineVerdict, Grade, baseline_gate, line_gain_within_year

PLACES = 9
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Amounts:
    """£ net of VAT to a billionth; gross is the sum of the other four."""

    gross: Decimal = ZERO
    cashable: Decimal = ZERO
    nc_inflation: Decimal = ZERO
    nc_volume: Decimal = ZERO
    nc_baseline: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Working:
    """What a gain is worked out from. Prices are £ net a unit; quantities are units.

    Without a baseline the four `baseline_…` fields are empty and there is no gain either way."""

    price_paid: Decimal
    quantity: Decimal
    counted_before: Decimal
    price_before: Decimal | None = None
    yearly_quantity_before: Decimal | None = None
    uprating: Decimal = Decimal(1)
    demand_factor: Decimal = Decimal(1)
    baseline_type: str | None = None
    price_date: str | None = None
    contract_start: str | None = None

    @property
    def has_baseline(self) -> bool:
        return self.price_before is not None

    @property
    def verdict(self) -> BaselineVerdict | None:
        """What the baseline is good for (2.3); None without one."""
        if not self.has_baseline:
            return None
        return baseline_gate(
            self.baseline_type, date.fromisoformat(self.price_date), date.fromisoformat(self.contract_start)
        )

    @property
    def within_old_volume(self) -> Decimal:
        """How much of the quantity the old yearly volume still covers; a loss counts on all of it."""
        if self.yearly_quantity_before is None or self.unit_gain < 0:
            return self.quantity
        left = self.yearly_quantity_before * self.demand_factor - self.counted_before
        return min(self.quantity, max(ZERO, left))

    @property
    def unit_gain(self) -> Decimal:
        return (self.price_before or ZERO) * self.uprating - self.price_paid

    def amounts(self) -> Amounts:
        """The gain by the published method.

        A baseline that is not good for cash turns a cashable gain into a non-cashable one, and
        never a loss into nothing. Grade D evidence counts for nothing (2.16)."""
        verdict = self.verdict
        if verdict is None or verdict.refused or verdict.max_grade is Grade.D:
            return Amounts()
        gain = line_gain_within_year(
            self.price_before,
            self.price_paid,
            self.quantity,
            self.counted_before,
            q0=self.yearly_quantity_before,
            R=self.uprating,
            Dm=self.demand_factor,
        ).to_places(PLACES)
        moved = max(ZERO, gain.cashable) if not verdict.ok_for_cash else ZERO
        return Amounts(
            gross=gain.gross,
            cashable=gain.cashable - moved,
            nc_inflation=gain.nc_inflation,
            nc_volume=gain.nc_volume,
            nc_baseline=moved,
        )

    def to_json(self) -> str:
        values = {
            name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()
        }
        return json.dumps(values, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> "Working":
        decimals = {
            "price_paid",
            "quantity",
            "counted_before",
            "price_before",
            "yearly_quantity_before",
            "uprating",
            "demand_factor",
        }
        return cls(
            **{
                name: Decimal(value) if name in decimals and value is not None else value
                for name, value in json.loads(text).items()
            }
        )
