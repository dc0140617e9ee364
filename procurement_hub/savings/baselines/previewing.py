"""What the rule says about an old price before it is frozen: its price, its age, its best grade."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.catalogue.models import Item
from procurement_hub.savings.baselines.counting import Launch, launch_of, uprated_by
from procurement_hub.savings.baselines.kinds import (
    OldPrice,
    WorkedOut,
    check,
    only_of_its_kind,
    refuse_what_is_no_baseline,
    work_out_price,
)
from procurement_hub.savings.baselines.peers import Benchmark, benchmark
from procurement_hub.savings.indices import Published
from procurement_hub.savings.method import BaselineVerdict, Grade, baseline_gate, grade_cap


@dataclass(frozen=True, slots=True)
class Preview:
    """An old price (£ net a unit) as it would be frozen now, held against the rule.

    `starts_on` is the first day of the framework, or today while there is none. `uprating` is what it
    comes to for a supply today, empty when nothing uprates it."""

    worked_out: WorkedOut
    verdict: BaselineVerdict
    launch: Launch
    starts_on: date
    uprating: dict
    has_volume: bool
    others: Benchmark

    @property
    def late(self) -> bool:
        """Whether the award has been made, so that the price is frozen too late for cash."""
        return self.launch.awarded_at is not None

    @property
    def max_grade(self) -> Grade | None:
        return grade_cap(self.verdict, not self.late, self.has_volume)

    @property
    def cash(self) -> bool:
        """Whether a gain on it can be cash."""
        indexed = bool(self.uprating) or not self.verdict.must_index
        return self.verdict.ok_for_cash and indexed and not self.late

    @property
    def uprated_price(self) -> Decimal | None:
        factor = self.uprating.get("uprating")
        return None if factor is None else round(self.worked_out.unit_price * factor, 6)


def preview(price: OldPrice, *, item: Item, council_id: int, round_id: int, today: date) -> Preview:
    """Refuses what freezing it would refuse, but for the evidence, which is given with the last step."""
    refuse_what_is_no_baseline(price)
    price = only_of_its_kind(price, today)
    check(price, today=today, has_file=True)
    peers = benchmark(item.id, apart_from=council_id, on=today)
    launch = launch_of(round_id, item.id)
    starts_on = launch.starts_on or today
    verdict = baseline_gate(price.type, price.price_date, starts_on)
    return Preview(
        worked_out=work_out_price(price, peers),
        verdict=verdict,
        launch=launch,
        starts_on=starts_on,
        uprating=uprated_by(
            item=item,
            price_date=price.price_date,
            clause_percent=price.clause_percent,
            clause_series_id=price.clause_series.id if price.clause_series else None,
            must_index=verdict.must_index,
            supplied_on=max(today, starts_on),
            published=Published(today, (price.price_date, today, starts_on)),
        ),
        has_volume=price.annual_quantity is not None,
        others=peers,
    )
