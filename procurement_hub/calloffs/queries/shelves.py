"""What a council can order, at which prices, and how much of the ceiling is left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.calloffs import route
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE
from procurement_hub.frameworks.models import (
    Agreement,
    AgreementStatus,
    Entitlement,
    Framework,
    FrameworkStatus,
    Lot,
    LotItem,
)
from procurement_hub.savings.baselines import counting
from procurement_hub.savings.models import Baseline


def lots_open_to(actor: Actor, on: date) -> Sequence[Lot]:
    """Lots that the actor's council may call off from on that UK day, by framework and number."""
    return db.session.scalars(
        select(Lot)
        .join(Framework, Framework.id == Lot.framework_id)
        .join(Entitlement, Entitlement.framework_id == Framework.id)
        .options(joinedload(Lot.framework), selectinload(Lot.items).joinedload(LotItem.item))
        .where(
            Entitlement.organisation_id == actor.organisation_id,
            Framework.status == FrameworkStatus.LIVE,
            Framework.starts_on <= on,
            Framework.ends_on >= on,
            or_(Entitlement.last_day.is_(None), Entitlement.last_day >= on),
        )
        .order_by(Framework.title, Framework.id, Lot.number)
        .limit(PAGE)
    ).all()


_LOT = (
    select(Lot)
    .options(
        joinedload(Lot.framework, innerjoin=True),
        joinedload(Lot.items).joinedload(LotItem.item, innerjoin=True),
    )
    .where(Lot.id == bindparam("lot"))
    .execution_options(populate_existing=True)
)


def lot_to_order_from(lot_id: int) -> Lot:
    """The lot with its framework and items. Whether the actor may order is the framework's rule."""
    lot = db.session.scalars(_LOT, {"lot": lot_id}).unique().one_or_none()
    if lot is None or lot.framework.status not in (FrameworkStatus.AWARDED, FrameworkStatus.LIVE):
        raise NotFound()
    return lot


def suppliers_in(lot: Lot) -> Sequence[int]:
    """The suppliers whose agreement in the lot is in force."""
    return db.session.scalars(
        select(Agreement.supplier_id).where(
            Agreement.lot_id == lot.id, Agreement.status == AgreementStatus.IN_FORCE
        )
    ).all()


@dataclass(frozen=True, slots=True)
class PriceNow:
    """A supplier's price (£ net a unit) in the lot, and the tier that the demand reached."""

    supplier: str
    unit_price: Decimal
    tier_from: Decimal


@dataclass(frozen=True, slots=True)
class ShelfRow:
    """An item of the lot with its prices in force, cheapest first, and the council's own old price."""

    item: Item
    prices: list[PriceNow]
    baseline: Baseline | None

    @property
    def gain_per_unit(self) -> Decimal | None:
        """£ net a unit against the baseline at the best price; below zero is a loss."""
        if not self.prices or self.baseline is None:
            return None
        return self.baseline.unit_price - self.prices[0].unit_price


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a lot offers a council: rows, the way to an order or the reason against, and what is left
    of the ceiling (£ including VAT)."""

    rows: list[ShelfRow]
    why_not: str | None
    left: Decimal
    used_percent: int


def shelf(lot: Lot, council_id: int, on: date) -> Shelf:
    """The lot at the prices of that UK day, for this council."""
    agreements = route.agreements_in(lot)
    baselines = counting(council_id, lot.framework.round_id, [row.item_id for row in lot.items])
    prices: dict[int, list[PriceNow]] = {}
    for agreement in agreements:
        if agreement.status is AgreementStatus.IN_FORCE:
            for price in agreement.prices:
                prices.setdefault(price.item_id, []).append(
                    PriceNow(agreement.supplier.name, price.on(on), price.tier_from)
                )
    rows = [
        ShelfRow(
            item=row.item,
            prices=sorted(prices.get(row.item_id, []), key=lambda price: price.unit_price),
            baseline=baselines[row.item_id].baseline if row.item_id in baselines else None,
        )
        for row in lot.items
    ]
    framework = lot.framework
    left = framework.ceiling_gross - framework.committed_gross
    if lot.ceiling_gross is not None:
        left = min(left, lot.ceiling_gross - lot.committed_gross)
    used = int(framework.committed_gross * 100 / framework.ceiling_gross)
    return Shelf(rows, route.why_no_direct_award(lot, agreements), left, used)
