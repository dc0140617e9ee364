"""What each council would have paid for its own quantity alone, by the winning supplier's own tiers.

A model of the price and no price that anybody paid (B7), so nothing of it is cashable. It answers
another question than the ledger: not what a council paid before, but what the volume of the others
brought it (savings-method 2.13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import AgreedTier, Agreement, Framework
from procurement_hub.savings.method import ImpossibleFigure, fit_discount
from procurement_hub.targets.queries.joint import rows_of

LARGEST_ITEMS = 10
"""Items of a framework that are modelled, those with the most units: a fit takes its time."""
MOST = 50_000


@dataclass(frozen=True, slots=True)
class AloneLine:
    """£ net a unit as modelled for the council's own quantity, and £ that the others' volume brought it."""

    council: Organisation
    quantity: Decimal
    alone: Decimal
    gain: Decimal

    @property
    def gain_on_one(self) -> Decimal:
        return self.gain / self.quantity


@dataclass(frozen=True, slots=True)
class AloneItem:
    """An item with its councils, the largest first. `why_not` says why its tiers give no model."""

    item: Item
    together: Decimal | None
    largest_miss: Decimal | None
    lines: list[AloneLine]
    why_not: str = ""

    @property
    def largest_gains_least(self) -> bool:
        """Whether the council that buys most gains least on each unit by joining."""
        if len(self.lines) < 2:
            return False
        return self.lines[0].gain_on_one == min(line.gain_on_one for line in self.lines)


def alone(framework: Framework, financial_year: int) -> list[AloneItem]:
    """The items of most units received through the framework in a year, council by council."""
    items: dict[int, list] = {}
    for row in rows_of(framework.id, financial_year):
        if row.Item is not None and row.quantity > 0:
            items.setdefault(row.Item.id, []).append(row)
    largest = sorted(items.values(), key=lambda group: -_volume(group))[:LARGEST_ITEMS]
    tiers = _tiers(framework.id)
    return [_item(group, tiers.get(group[0].Item.id, ())) for group in largest]


def _volume(group: Sequence) -> Decimal:
    return sum((row.quantity for row in group), Decimal(0))


def _item(group: Sequence, tiers: tuple[tuple[Decimal, Decimal], ...]) -> AloneItem:
    item = group[0].Item
    try:
        fitted = fit_discount(tiers)
    except ImpossibleFigure as why:
        return AloneItem(item, None, None, [], str(why))
    volume = _volume(group)
    lines = [
        AloneLine(
            row.Organisation,
            row.quantity,
            fitted.discount.price(row.quantity),
            fitted.discount.member_gain(row.quantity, volume),
        )
        for row in sorted(group, key=lambda row: -row.quantity)
    ]
    return AloneItem(item, fitted.discount.price(volume), fitted.largest_miss, lines)


def _tiers(framework_id: int) -> dict[int, tuple[tuple[Decimal, Decimal], ...]]:
    """The tiers of each item as the best placed supplier bid them."""
    rows = db.session.execute(
        select(AgreedTier.item_id, Agreement.id, AgreedTier.from_quantity, AgreedTier.unit_price)
        .join(Agreement, Agreement.id == AgreedTier.agreement_id)
        .where(Agreement.framework_id == framework_id)
        .order_by(AgreedTier.item_id, Agreement.rank, Agreement.id, AgreedTier.from_quantity)
        .limit(MOST)
    )
    chosen: dict[int, int] = {}
    found: dict[int, list[tuple[Decimal, Decimal]]] = {}
    for item_id, agreement_id, from_quantity, unit_price in rows:
        if chosen.setdefault(item_id, agreement_id) == agreement_id:
            found.setdefault(item_id, []).append((from_quantity, unit_price))
    return {item_id: tuple(tiers) for item_id, tiers in found.items()}
