"""The working of a gain: everything that went in, so that the figure can be worked out again.

It is kept with the ledger's entry as JSON, with the edition of the method that was in force.
Whatever has happened to anything else since, the two give the same amounts (savings-method 2.16).
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.savings.method.amounts import ZERO, Amounts
from procurement_hub.savings.method.baselines import BaselineVerdict, baseline_gate
from procurement_hub.savings.method.editions import METHOD_VERSION, edition

DECIMALS = frozenset(
    {
        "price_paid",
        "quantity",
        "counted_before",
        "price_before",
        "yearly_quantity_before",
        "uprating",
        "demand_factor",
        "index_base",
        "index_value",
    }
)


@dataclass(frozen=True, slots=True)
class Working:
    """What a gain is worked out from. Prices are £ net a unit; quantities are units.

    Without a baseline the four `baseline_…` fields are empty and there is no gain either way.
    With an index, `uprating` is index_value ÷ index_base, and code and vintage (the release that
    was read) say which series they came from. `budget_evidence` says that the service's budget
    was raised by the uprating and that the same amount was then taken out of it (2.5), and
    `locked_before_award` that the baseline was frozen before anyone knew the new price (2.3)."""

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
    index_code: str | None = None
    index_vintage: str | None = None
    index_base: Decimal | None = None
    index_value: Decimal | None = None
    budget_evidence: bool = False
    locked_before_award: bool = True

    @property
    def has_baseline(self) -> bool:
        return self.price_before is not None

    @property
    def is_indexed(self) -> bool:
        return self.index_code is not None

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

    def amounts(self, version: str = METHOD_VERSION) -> Amounts:
        """The gain by an edition of the method, the current one unless another is named."""
        return edition(version).work_out(self)

    def to_json(self) -> str:
        values = {
            name: str(value) if isinstance(value, Decimal) else value for name, value in asdict(self).items()
        }
        return json.dumps(values, sort_keys=True)

    @classmethod
    def from_json(cls, text: str) -> Working:
        """The working as it was stored; what an older one does not know stays empty."""
        return cls.from_values(json.loads(text))

    @classmethod
    def from_values(cls, values: dict[str, str | bool | None]) -> Working:
        return cls(
            **{
                name: Decimal(value) if name in DECIMALS and value is not None else value
                for name, value in values.items()
            }
        )


@dataclass(frozen=True, slots=True)
class Correction:
    """What an entry was counted at and what it should have been: the difference is what corrects it."""

    before: Working
    after: Working

    def amounts(self, version: str = METHOD_VERSION) -> Amounts:
        return self.after.amounts(version) - self.before.amounts(version)


def read_working(text: str) -> Working | Correction:
    """A stored working of either kind: a correction holds `before` and `after`."""
    values = json.loads(text)
    if "after" in values:
        return Correction(Working.from_values(values["before"]), Working.from_values(values["after"]))
    return Working.from_values(values)
