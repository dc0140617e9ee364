"""What a council can expect of the frameworks that it may buy through: prices, its own demand and the
old prices that it froze. And how far the year has come."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import and_, func, or_, select

from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import end_of_day, financial_year_bounds
from procurement_hub.core.database import db
from procurement_hub.core.money import Gain, Quantity
from procurement_hub.demand.models import Commitment, DemandLine, RoundItem
from procurement_hub.frameworks.models import (
    AgreedPrice,
    Agreement,
    DirectAward,
    Entitlement,
    Framework,
    FrameworkStatus,
    Lot,
)
from procurement_hub.savings.baselines.counting import AWARDED, Counted, counting_of
from procurement_hub.savings.models import Baseline, EntryKind, GainEntry, QualityChoice
from procurement_hub.statements.measures import Amount
from procurement_hub.statements.models import PlannedGain

MOST = 10_000
"""More prices with their suppliers and versions of old prices than a council has at once; a bound."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An item that the council may buy through a framework, at the price that its next order would take.
    `price_after` holds from `changes_on`, when a change has been agreed. £ net a unit.

    `demand` is the units a year that the council committed itself to, and `old` its frozen price that
    counts; each is None where there is none."""

    framework: Framework
    item: Item
    ends_on: date
    price: Decimal
    price_after: Decimal | None
    changes_on: date | None
    probability: Decimal | None
    indicator: str
    demand: Decimal | None
    old: Counted | None


def offered(council_id: int, financial_year: int) -> list[Offered]:
    """What frameworks that run in the year offer the council: of each item the best-ranked supplier's
    price, or the lowest where the lowest wins, with its demand and its old price. One statement."""
    year = financial_year_bounds(financial_year)
    chosen = (
        select(QualityChoice.indicator)
        .where(
            QualityChoice.council_id == council_id,
            QualityChoice.item_id == AgreedPrice.item_id,
            QualityChoice.framework_id == Framework.id,
        )
        .order_by(QualityChoice.id.desc())
        .limit(1)
        .correlate(AgreedPrice, Framework)
        .scalar_subquery()
    )
    demand = (
        select(DemandLine.quantity)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .where(
            DemandLine.council_id == council_id,
            DemandLine.commitment == Commitment.FIRM,
            RoundItem.round_id == Framework.round_id,
            RoundItem.item_id == AgreedPrice.item_id,
        )
        .correlate(AgreedPrice, Framework)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(
            Framework,
            Item,
            Lot.direct_award,
            AgreedPrice,
            Entitlement,
            PlannedGain,
            chosen,
            demand,
            Baseline,
            AWARDED,
        )
        .join(Lot, Lot.framework_id == Framework.id)
        .join(Agreement, Agreement.lot_id == Lot.id)
        .join(AgreedPrice, AgreedPrice.agreement_id == Agreement.id)
        .join(Item, Item.id == AgreedPrice.item_id)
        .join(
            Entitlement,
            and_(Entitlement.framework_id == Framework.id, Entitlement.organisation_id == council_id),
        )
        .outerjoin(
            PlannedGain,
            and_(
                PlannedGain.council_id == council_id,
                PlannedGain.financial_year == financial_year,
                PlannedGain.framework_id == Framework.id,
                PlannedGain.item_id == Item.id,
            ),
        )
        .outerjoin(
            Baseline,
            and_(
                Baseline.council_id == council_id,
                Baseline.round_id == Framework.round_id,
                Baseline.item_id == Item.id,
            ),
        )
        .where(
            Framework.status.in_([FrameworkStatus.AWARDED, FrameworkStatus.LIVE]),
            Framework.starts_on <= year.last,
            Framework.ends_on >= year.first,
            or_(Entitlement.last_day.is_(None), Entitlement.last_day >= year.first),
            or_(Entitlement.last_day.is_(None), Entitlement.last_day >= Framework.starts_on),
        )
        .order_by(Item.title, Item.id, Framework.starts_on, Framework.id, Agreement.rank, Agreement.id)
        .limit(MOST)
    ).all()
    versions: dict[tuple[int, int], dict[int, Baseline]] = defaultdict(dict)
    for row in rows:
        if row.Baseline is not None:
            versions[row.Framework.id, row.Item.id][row.Baseline.id] = row.Baseline
    found: dict[tuple[int, int], Offered] = {}
    for framework, item, direct_award, price, entitled, plan, indicator, wanted, _, awarded_at in rows:
        key = (framework.id, item.id)
        lower = key in found and price.unit_price < found[key].price
        if key in found and not (direct_award is DirectAward.LOWEST_PRICE and lower):
            continue
        found[key] = Offered(
            framework,
            item,
            min(framework.ends_on, entitled.last_day or framework.ends_on),
            price.unit_price,
            price.next_unit_price,
            price.next_from,
            plan.probability if plan else None,
            (plan.indicator if plan else "") or indicator or "",
            wanted,
            counting_of(versions[key].values(), awarded_at),
        )
    return list(found.values())


@dataclass(frozen=True, slots=True)
class Volumes:
    """Units of the orders that a council placed in a year, and how far they have come."""

    ordered: Decimal
    received: Decimal
    invoiced: Decimal


def volumes(council_id: int, financial_year: int) -> dict[tuple[int, int], Volumes]:
    """By framework and item."""
    year = financial_year_bounds(financial_year)
    sums = [
        func.sum(column, type_=Quantity())
        for column in (OrderLine.quantity, OrderLine.received, OrderLine.invoiced)
    ]
    rows = db.session.execute(
        select(Order.framework_id, OrderLine.item_id, *sums)
        .join(OrderLine, OrderLine.order_id == Order.id)
        .where(
            Order.council_id == council_id,
            Order.status.not_in([OrderStatus.DECLINED, OrderStatus.CANCELLED]),
            Order.placed_at >= _begins(year.first),
            Order.placed_at < end_of_day(year.last),
        )
        .group_by(Order.framework_id, OrderLine.item_id)
        .limit(MOST)
    )
    return {(framework_id, item_id): Volumes(*sums) for framework_id, item_id, *sums in rows}


def _begins(day: date) -> datetime:
    return end_of_day(date.fromordinal(day.toordinal() - 1))


def substitutions(council_id: int, financial_year: int) -> dict[int, Amount]:
    """By item, what came of putting something else in an item's place: gross and cashable (£ net)."""
    of_substitutions = select(GainEntry.id).where(
        GainEntry.council_id == council_id,
        GainEntry.financial_year == financial_year,
        GainEntry.kind == EntryKind.SUBSTITUTION,
    )
    rows = db.session.execute(
        select(
            GainEntry.item_id,
            func.sum(GainEntry.gross, type_=Gain()),
            func.sum(GainEntry.cashable, type_=Gain()),
        )
        .where(
            GainEntry.council_id == council_id,
            GainEntry.financial_year == financial_year,
            (GainEntry.kind == EntryKind.SUBSTITUTION) | GainEntry.reverses_id.in_(of_substitutions),
        )
        .group_by(GainEntry.item_id)
        .limit(MOST)
    )
    return {item_id: Amount(gross, cashable) for item_id, gross, cashable in rows}


def without_price(council_id: int) -> int:
    """How many items the council needs for which no framework has been awarded yet."""
    awarded = select(Framework.round_id).where(
        Framework.status.in_([FrameworkStatus.AWARDED, FrameworkStatus.LIVE]), Framework.round_id.is_not(None)
    )
    return db.session.scalar(
        select(func.count(func.distinct(RoundItem.id)))
        .join(DemandLine, DemandLine.round_item_id == RoundItem.id)
        .where(DemandLine.council_id == council_id, RoundItem.round_id.not_in(awarded))
    )
