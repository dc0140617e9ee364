"""What other councils paid alone for the same item: a median and quartiles, and never whose."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.savings.baselines.counting import AWARDED, counting_of
from procurement_hub.savings.method import Quartiles, Suppressed, quartiles, why_suppressed
from procurement_hub.savings.method.baselines import MAX_AGE_MONTHS, whole_months
from procurement_hub.savings.models import Baseline

MOST = 5000


@dataclass(frozen=True, slots=True)
class Benchmark:
    """Other councils' prices for an item (£ net a unit), and what those whose yearly quantity is known
    spent a year at them. Never whose."""

    prices: Sequence[Decimal]
    spent: Sequence[Decimal]

    @property
    def withheld(self) -> Suppressed | None:
        """Why no figure of them may be shown (2.14). Whether one council is most of the spending can be
        said when every yearly quantity is known."""
        spent = self.spent if len(self.spent) == len(self.prices) else [Decimal(1)] * len(self.prices)
        return why_suppressed(spent)

    @property
    def quartiles(self) -> Quartiles | None:
        return None if self.withheld else quartiles(self.prices)

    def place_of(self, price: Decimal) -> str:
        """Where a price lies among the others, in words."""
        found = self.quartiles
        if price < found.lower:
            return "below the lower quartile"
        if price < found.median:
            return "between the lower quartile and the median"
        if price == found.median:
            return "at the median"
        if price <= found.upper:
            return "between the median and the upper quartile"
        return "above the upper quartile"


def benchmark(item_id: int, *, apart_from: int, on: date) -> Benchmark:
    """Other councils' own prices, one a council: its newest round's version that counts.

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
    peers: dict[int, Baseline] = {}
    for key, found in versions.items():
        counted = counting_of(found, awarded[key])
        old = counted.baseline
        if counted.locked_before_award and old.type.is_own_price and _young(old.price_date, on):
            peers[old.council_id] = old
    known = [old for old in peers.values() if old.annual_quantity is not None]
    return Benchmark(
        sorted(old.unit_price for old in peers.values()),
        sorted(old.unit_price * old.annual_quantity for old in known),
    )


def _young(price_date: date, on: date) -> bool:
    return whole_months(price_date, on) <= MAX_AGE_MONTHS
