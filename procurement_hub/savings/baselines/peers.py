"""What other councils paid alone for the same item: a median and quartiles, and never whose."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.savings.baselines.counting import AWARDED, counting_of
from procurement_hub.savings.baselines.kinds import LEAST_PEERS
from procurement_hub.savings.method import Quartiles, quartiles
from procurement_hub.savings.method.baselines import MAX_AGE_MONTHS, whole_months
from procurement_hub.savings.models import Baseline

MOST = 5000


def peer_prices(item_id: int, *, apart_from: int, on: date) -> list[Decimal]:
    """Other councils' own prices (£ net a unit), one a council: its newest round's version that counts.

    Only prices frozen before the award of their round: one taken afterwards is touched by the deal
    itself (2.13). A price older than the most allowed on the day is left out."""
    versions: dict[tuple[int, int], list[Baseline]] = {}
    awarded = {}
    rows = db.session.execute(
        select(Baseline, AWARDED)
        .where(Baseline.item_id == item_id, Baseline.council_id != apart_from)
        .order_by(Baseline.round_id, Baseline.council_id, Baseline.version)
        .limit(MOST)
    )
    for baseline, awarded_at in rows:
        key = (baseline.round_id, baseline.council_id)
        versions.setdefault(key, []).append(baseline)
        awarded[key] = awarded_at
    prices: dict[int, Decimal] = {}
    for key, found in versions.items():
        counted = counting_of(found, awarded[key])
        old = counted.baseline
        if counted.locked_before_award and old.type.is_own_price and _young(old.price_date, on):
            prices[old.council_id] = old.unit_price
    return sorted(prices.values())


def _young(price_date: date, on: date) -> bool:
    return whole_months(price_date, on) <= MAX_AGE_MONTHS


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Other councils' prices for an item in quartiles (£ net a unit); None when fewer than five have
    one, for then a figure could give a council away (2.14)."""

    quartiles: Quartiles | None

    @property
    def least(self) -> int:
        return LEAST_PEERS

    def place_of(self, price: Decimal) -> str:
        """Where a price lies among the others, in words."""
        if price < self.quartiles.lower:
            return "below the lower quartile"
        if price < self.quartiles.median:
            return "between the lower quartile and the median"
        if price == self.quartiles.median:
            return "at the median"
        if price <= self.quartiles.upper:
            return "between the median and the upper quartile"
        return "above the upper quartile"


def benchmark(item_id: int, *, apart_from: int, on: date) -> Benchmark:
    return Benchmark(quartiles(peer_prices(item_id, apart_from=apart_from, on=on), minimum=LEAST_PEERS))
