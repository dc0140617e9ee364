"""Which version of a baseline a gain is held against, whether it was locked in time, and its uprating."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, localcontext

from sqlalchemy import Date, String, column, func, select, table

from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import UTCDateTime, db
from procurement_hub.core.money import format_quantity
from procurement_hub.savings.indices import Published, Uprating
from procurement_hub.savings.indices.uprating import DIGITS
from procurement_hub.savings.method import baseline_gate
from procurement_hub.savings.method.baselines import BaselineType, whole_months
from procurement_hub.savings.models import Baseline

# Frameworks lie in an area above; their tables are known here by name only, as a foreign key knows them.
FRAMEWORK = table(
    "framework",
    column("id"),
    column("round_id"),
    column("status", String()),
    column("starts_on", Date()),
    column("award_notice_at", UTCDateTime()),
)
LOT = table("lot", column("id"), column("framework_id"))
LOT_ITEM = table("lot_item", column("lot_id"), column("item_id"))

UNLIMITED = Decimal("Infinity")


@dataclass(frozen=True, slots=True)
class Launch:
    """When the first framework of a round that has the item was awarded and starts; None before."""

    awarded_at: datetime | None
    starts_on: date | None


def _of_frameworks(*wanted, round_id, item_id):
    return (
        select(*wanted)
        .select_from(
            FRAMEWORK.join(LOT, LOT.c.framework_id == FRAMEWORK.c.id).join(
                LOT_ITEM, LOT_ITEM.c.lot_id == LOT.c.id
            )
        )
        .where(
            FRAMEWORK.c.round_id == round_id,
            LOT_ITEM.c.item_id == item_id,
            FRAMEWORK.c.status != "withdrawn",
        )
    )


AWARDED = (
    _of_frameworks(
        func.min(FRAMEWORK.c.award_notice_at), round_id=Baseline.round_id, item_id=Baseline.item_id
    )
    .correlate(Baseline)
    .scalar_subquery()
)
"""The moment of the first award of a baseline's item, in a statement that reads baselines."""


def launch_of(round_id: int, item_id: int) -> Launch:
    row = db.session.execute(
        _of_frameworks(
            func.min(FRAMEWORK.c.award_notice_at),
            func.min(FRAMEWORK.c.starts_on),
            round_id=round_id,
            item_id=item_id,
        )
    ).one()
    return Launch(*row)


@dataclass(frozen=True, slots=True)
class Counted:
    """The version that counts, and whether it was frozen before the award."""

    baseline: Baseline
    locked_before_award: bool


def counting_of(versions: Iterable[Baseline], awarded_at: datetime | None) -> Counted | None:
    """Which of a baseline's versions new entries are held against (savings-method 2.3).

    The latest that was locked before the award, or else the first that was made after it. A later
    version replaces it only against the council's own interest: no term of it may be better, and one
    must be worse. So a mistake can be put right downwards at any time, hindsight can neither raise a
    gain nor let a loss go, and either way the evidence grade can only fall."""
    ordered = sorted(versions, key=lambda baseline: baseline.version)
    if not ordered:
        return None
    latest = ordered[-1]
    in_time = [b for b in ordered if awarded_at is None or b.frozen_at < awarded_at]
    standing = in_time[-1] if in_time else ordered[0]
    if latest is not standing and _worse(latest, standing):
        return Counted(latest, locked_before_award=False)
    return Counted(standing, locked_before_award=bool(in_time))


def _worse(new: Baseline, old: Baseline) -> bool:
    """Whether a gain can only be smaller, and a loss only larger. Another date or index uprates the price
    anew, up or down, and against a budget nothing counts, not even a loss: neither is sure to be worse."""
    if _uprated_by(new) != _uprated_by(old) or BaselineType.BUDGET in {new.type, old.type}:
        return False
    after, before = _terms(new), _terms(old)
    return after != before and all(is_now <= was for is_now, was in zip(after, before, strict=True))


def _uprated_by(baseline: Baseline) -> tuple:
    return (baseline.price_date, baseline.clause_series_id, baseline.clause_percent is None)


def _terms(baseline: Baseline) -> tuple:
    """What decides how much a gain comes to, each larger for a larger one."""
    volume = UNLIMITED if baseline.annual_quantity is None else baseline.annual_quantity
    clause = baseline.clause_percent or Decimal(0)
    return (baseline.unit_price, volume, baseline.type.is_own_price, clause)


def counting(council_id: int, round_id: int, item_ids: Iterable[int]) -> dict[int, Counted]:
    """Item → the version that counts for the council now. One statement, whatever there is."""
    versions: dict[int, list[Baseline]] = {}
    awarded: dict[int, datetime | None] = {}
    rows = db.session.execute(
        select(Baseline, AWARDED)
        .where(
            Baseline.round_id == round_id,
            Baseline.council_id == council_id,
            Baseline.item_id.in_(list(item_ids)),
        )
        .order_by(Baseline.item_id, Baseline.version)
    )
    for baseline, awarded_at in rows:
        versions.setdefault(baseline.item_id, []).append(baseline)
        awarded[baseline.item_id] = awarded_at
    return {item_id: counting_of(found, awarded[item_id]) for item_id, found in versions.items()}


def highest_price(council_id: int, item_id: int) -> Decimal | None:
    """The highest old price (£ net a unit) that the council's deliveries of the item are held against."""
    rows = db.session.execute(
        select(Baseline, AWARDED)
        .where(Baseline.council_id == council_id, Baseline.item_id == item_id)
        .order_by(Baseline.version)
    )
    by_round: dict[int, list[Baseline]] = {}
    awarded: dict[int, datetime | None] = {}
    for baseline, awarded_at in rows:
        by_round.setdefault(baseline.round_id, []).append(baseline)
        awarded[baseline.round_id] = awarded_at
    held = [counting_of(found, awarded[round_id]).baseline for round_id, found in by_round.items()]
    # against a budget nothing counts
    return max((b.unit_price for b in held if b.type is not BaselineType.BUDGET), default=None)


@dataclass(frozen=True, slots=True)
class Held:
    """The baseline that a supply is held against, None without one, and its terms as the working of
    the gain keeps them."""

    baseline: Baseline | None
    terms: dict


def held_against(
    *, council_id: int, round_id: int, item_id: int, contract_start: date, supplied_on: date, known_on: date
) -> Held:
    """What a supply of the item is held against, with what was known on the day of recording it.

    A contract's own clause uprates its price from the first day; any other price is uprated by the
    index of its category once it is more than a year old at the start (2.3, 2.5)."""
    counted = counting(council_id, round_id, [item_id]).get(item_id)
    if counted is None:
        return Held(None, {})
    baseline = counted.baseline
    verdict = baseline_gate(baseline.type, baseline.price_date, contract_start)
    terms = {
        "price_before": baseline.unit_price,
        "yearly_quantity_before": baseline.annual_quantity,
        "baseline_type": baseline.type.value,
        "price_date": baseline.price_date.isoformat(),
        "locked_before_award": counted.locked_before_award,
    }
    indexed = uprated_by(
        item=db.session.get_one(Item, item_id),
        price_date=baseline.price_date,
        clause_percent=baseline.clause_percent,
        clause_series_id=baseline.clause_series_id,
        must_index=verdict.must_index,
        supplied_on=supplied_on,
        published=Published(known_on, (baseline.price_date, supplied_on)),
    )
    return Held(baseline, terms | indexed)


def uprated_by(
    *,
    item: Item,
    price_date: date,
    clause_percent: Decimal | None,
    clause_series_id: int | None,
    must_index: bool,
    supplied_on: date,
    published: Published,
) -> dict:
    """The fields of a working that say how an old price is uprated; {} when nothing uprates it."""
    if clause_percent is not None:
        return _by_percentage(clause_percent, price_date, supplied_on)
    found: Uprating | None = None
    if clause_series_id is not None:
        found = published.series_uprating(clause_series_id, price_date, supplied_on)
    elif must_index:
        found = published.uprating(item, price_date, supplied_on)
    if found is None:
        return {}
    return {
        "uprating": found.factor,
        "index_code": found.code,
        "index_vintage": found.vintage.isoformat(),
        "index_base": found.base_value,
        "index_value": found.value,
    }


def _by_percentage(percent: Decimal, price_date: date, supplied_on: date) -> dict:
    """A clause of so many per cent a year, on every anniversary of the price."""
    years = max(0, whole_months(price_date, supplied_on) // 12)
    with localcontext() as context:
        context.prec = DIGITS
        factor = (1 + percent / 100) ** years
        value = 100 * factor
    return {
        "uprating": factor,
        "index_code": f"clause of {format_quantity(percent)}% a year",
        "index_vintage": price_date.isoformat(),
        "index_base": Decimal(100),
        "index_value": value,
    }
