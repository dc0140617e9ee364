"""What the council paid alone for the items of its frameworks, and which lot each of them is in."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Framework, Lot, LotItem
from procurement_hub.savings.baselines import counting_of
from procurement_hub.savings.baselines.counting import AWARDED
from procurement_hub.savings.models import Baseline
from procurement_hub.savings.queries import ROWS


@dataclass(frozen=True, slots=True)
class OldPrice:
    """A baseline that counts, with its place: £ net a unit and units a year, None if not known."""

    framework_id: int
    lot_id: int
    unit_code: str
    item_id: int
    price: Decimal
    quantity: Decimal | None


def old_prices(council_id: int, framework_ids: Collection[int]) -> list[OldPrice]:
    """One for each item of each framework that the council has a baseline for, in one statement."""
    rows = db.session.execute(
        select(Lot.framework_id, Lot.id, Item.unit_code, Baseline, AWARDED)
        .select_from(Lot)
        .join(Framework, Framework.id == Lot.framework_id)
        .join(LotItem, LotItem.lot_id == Lot.id)
        .join(Item, Item.id == LotItem.item_id)
        .join(Baseline, (Baseline.round_id == Framework.round_id) & (Baseline.item_id == Item.id))
        .where(Framework.id.in_(framework_ids), Baseline.council_id == council_id)
        .order_by(Lot.framework_id, Lot.id, Baseline.item_id, Baseline.version)
        .limit(ROWS)
    )
    versions: dict[tuple, list[Baseline]] = {}
    awarded = {}
    for framework_id, lot_id, unit_code, baseline, awarded_at in rows:
        key = (framework_id, lot_id, unit_code, baseline.item_id)
        versions.setdefault(key, []).append(baseline)
        awarded[key] = awarded_at
    found = []
    for key, of_item in versions.items():
        baseline = counting_of(of_item, awarded[key]).baseline
        found.append(OldPrice(*key, baseline.unit_price, baseline.annual_quantity))
    return found
