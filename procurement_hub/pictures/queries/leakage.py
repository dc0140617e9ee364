"""What councils bought through a centre's frameworks, and what of the same items beside them."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.core.money import Quantity
from procurement_hub.frameworks.models import Entitlement, Lot, LotItem
from procurement_hub.savings.models import GainTotal, OffFrameworkPurchase

MOST = 20_000
ZERO = Decimal(0)


@dataclass(slots=True)
class Bought:
    """A council's purchases of a framework's items in a year: units by item, and £ net."""

    through: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    beside: dict[int, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    spent_through: Decimal = ZERO
    spent_beside: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Leakage:
    """The councils entitled under the frameworks, what they bought, and the unit of each item."""

    councils: dict[int, Organisation]
    bought: dict[tuple[int, int], Bought]
    units: dict[int, str]


def leakage(framework_ids: Collection[int], financial_year: int) -> Leakage:
    """(framework, council) → what was bought through it and beside it, in four statements. Something
    bought beside counts against every framework of these that has the item."""
    councils: dict[int, Organisation] = {}
    bought: dict[tuple[int, int], Bought] = {}
    for entitled, council in db.session.execute(
        select(Entitlement.framework_id, Organisation)
        .join(Organisation, Organisation.id == Entitlement.organisation_id)
        .where(Entitlement.framework_id.in_(framework_ids))
        .order_by(Organisation.name, Organisation.id, Entitlement.framework_id)
        .limit(MOST)
    ):
        councils[council.id] = council
        bought[entitled, council.id] = Bought()
    units, holding = _items(framework_ids)
    _through(bought, framework_ids, financial_year)
    _beside(bought, holding, councils, financial_year)
    return Leakage(councils, bought, units)


def _items(framework_ids: Collection[int]) -> tuple[dict[int, str], dict[int, set[int]]]:
    """Each item's unit, and the frameworks that have it."""
    units: dict[int, str] = {}
    holding: dict[int, set[int]] = defaultdict(set)
    for framework_id, item_id, unit_code in db.session.execute(
        select(Lot.framework_id, Item.id, Item.unit_code)
        .join(LotItem, LotItem.lot_id == Lot.id)
        .join(Item, Item.id == LotItem.item_id)
        .where(Lot.framework_id.in_(framework_ids))
        .order_by(Lot.framework_id, Item.id)
        .limit(MOST)
    ):
        units[item_id] = unit_code
        holding[item_id].add(framework_id)
    return units, holding


def _through(bought: dict, framework_ids: Collection[int], financial_year: int) -> None:
    for row in db.session.execute(
        select(
            GainTotal.framework_id,
            GainTotal.council_id,
            GainTotal.item_id,
            GainTotal.quantity,
            GainTotal.spend,
        )
        .where(
            GainTotal.framework_id.in_(framework_ids),
            GainTotal.financial_year == financial_year,
            GainTotal.item_id != 0,
        )
        .order_by(GainTotal.framework_id, GainTotal.council_id, GainTotal.item_id)
        .limit(MOST)
    ):
        found = bought.setdefault((row.framework_id, row.council_id), Bought())
        found.through[row.item_id] += row.quantity
        found.spent_through += row.spend


def _beside(bought: dict, holding: dict, councils: dict, financial_year: int) -> None:
    purchase = OffFrameworkPurchase
    for council_id, item_id, price, quantity in db.session.execute(
        select(
            purchase.council_id,
            purchase.item_id,
            purchase.unit_price,
            func.sum(purchase.quantity, type_=Quantity()),
        )
        .where(
            purchase.council_id.in_(list(councils)),
            purchase.financial_year == financial_year,
            purchase.item_id.in_(list(holding)),
            purchase.struck_at.is_(None),
        )
        .group_by(purchase.council_id, purchase.item_id, purchase.unit_price)
        .order_by(purchase.council_id, purchase.item_id, purchase.unit_price)
        .limit(MOST)
    ):
        for framework_id in holding[item_id]:
            if (framework_id, council_id) in bought:
                found = bought[framework_id, council_id]
                found.beside[item_id] += quantity
                found.spent_beside += quantity * price
