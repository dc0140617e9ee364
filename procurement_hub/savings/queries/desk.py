"""What the finance officer's desk asks beside the standings: who prepared, what was decided before,
and which quality checks can be chosen."""

from collections.abc import Sequence

from sqlalchemy import Date, Row, column, func, or_, select, table
from sqlalchemy.orm import aliased, joinedload

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import financial_year_bounds
from procurement_hub.core.database import Id, db
from procurement_hub.savings.models import (
    Baseline,
    EntryKind,
    GainDecision,
    GainEntry,
    GainTotal,
    QualityChoice,
)
from procurement_hub.savings.queries.gates import FRAMEWORK, GainKey
from procurement_hub.savings.queries.totals import ROWS

ENTITLEMENT = table("entitlement", column("framework_id", Id), column("organisation_id", Id))
LOT = table("lot", column("id", Id), column("framework_id", Id))
LOT_ITEM = table("lot_item", column("lot_id", Id), column("item_id", Id))
"""Who may buy what through a framework, as far as choosing a quality check needs it."""

ORDER = table("call_off_order", column("id", Id), column("council_id", Id), column("framework_id", Id))
ORDER_LINE = table("order_line", column("id", Id), column("order_id", Id), column("item_id", Id))
RECEIPT = table("receipt", column("id", Id), column("received_by_id", Id))
RECEIPT_LINE = table(
    "receipt_line", column("receipt_id", Id), column("order_line_id", Id), column("received_on", Date)
)
"""Who took in what is counted: the entry of a delivery is written by the supplier's invoice."""


def gain_exists(key: GainKey, financial_year: int) -> bool:
    return bool(
        db.session.scalar(
            select(GainTotal.item_id).where(
                GainTotal.council_id == key.council_id,
                GainTotal.financial_year == financial_year,
                GainTotal.item_id == key.item_id,
                GainTotal.framework_id == (key.framework_id or 0),
            )
        )
    )


def last_entry_of(key: GainKey, financial_year: int) -> int:
    """The newest ledger entry of a gain."""
    return db.session.scalars(
        select(GainEntry.id)
        .where(
            GainEntry.council_id == key.council_id,
            GainEntry.financial_year == financial_year,
            GainEntry.item_id == key.item_id,
            GainEntry.framework_id.is_not_distinct_from(key.framework_id),
        )
        .order_by(GainEntry.id.desc())
        .limit(1)
    ).one()


def _received(council_id: int, financial_year: int, *wanted):
    """`wanted` of each receipt line of the council's year."""
    return (
        select(*wanted)
        .select_from(RECEIPT)
        .join(RECEIPT_LINE, RECEIPT_LINE.c.receipt_id == RECEIPT.c.id)
        .join(ORDER_LINE, ORDER_LINE.c.id == RECEIPT_LINE.c.order_line_id)
        .join(ORDER, ORDER.c.id == ORDER_LINE.c.order_id)
        .where(
            ORDER.c.council_id == council_id,
            RECEIPT_LINE.c.received_on.between(*financial_year_bounds(financial_year)),
        )
    )


def gains_recorded_by(actor: Actor, financial_year: int, keys: Sequence[GainKey]) -> frozenset[GainKey]:
    """Which of these gains have a ledger entry that the actor recorded, or a delivery taken in."""
    items = {key.item_id for key in keys}
    entries = select(GainEntry.item_id, GainEntry.framework_id).where(
        GainEntry.council_id == actor.organisation_id,
        GainEntry.financial_year == financial_year,
        GainEntry.item_id.in_(items),
        GainEntry.recorded_by_id == actor.person_id,
    )
    received = _received(
        actor.organisation_id, financial_year, ORDER_LINE.c.item_id, ORDER.c.framework_id
    ).where(ORDER_LINE.c.item_id.in_(items), RECEIPT.c.received_by_id == actor.person_id)
    rows = db.session.execute(entries.union(received))
    return frozenset(GainKey(actor.organisation_id, item, framework) for item, framework in rows)


def prepared_gains(person_id: int, council_id: int, financial_year: int) -> bool:
    """Whether the person prepared something that the year claims: recorded an entry that claims, took back
    a cost or a loss of somebody else, took in a delivery, or froze a baseline that is counted against.

    A cost claims nothing, and who takes an own entry back has made nothing of it."""
    claims = set(EntryKind) - {EntryKind.ONE_OFF_COST, EntryKind.RECURRING_COST, EntryKind.REVERSAL}
    taken_back = aliased(GainEntry)
    of_the_year = (GainEntry.council_id == council_id, GainEntry.financial_year == financial_year)
    recorded = (
        select(GainEntry.id)
        .outerjoin(taken_back, taken_back.id == GainEntry.reverses_id)
        .where(
            *of_the_year,
            GainEntry.recorded_by_id == person_id,
            GainEntry.kind.in_(claims)
            | ((GainEntry.gross > GainEntry.cost) & taken_back.recorded_by_id.is_distinct_from(person_id)),
        )
    )
    received = _received(council_id, financial_year, RECEIPT.c.id).where(
        RECEIPT.c.received_by_id == person_id
    )
    froze = (
        select(Baseline.id)
        .join(GainEntry, (GainEntry.baseline_id == Baseline.id) & (GainEntry.item_id == Baseline.item_id))
        .where(*of_the_year, Baseline.council_id == council_id, Baseline.frozen_by_id == person_id)
    )
    return db.session.scalar(select(or_(recorded.exists(), received.exists(), froze.exists())))


def recorders_of(key: GainKey, financial_year: int) -> Sequence[Person]:
    """Who recorded the ledger entries of a gain, and who took in what they count, by name."""
    recorded = select(GainEntry.recorded_by_id).where(
        GainEntry.council_id == key.council_id,
        GainEntry.financial_year == financial_year,
        GainEntry.item_id == key.item_id,
        GainEntry.framework_id.is_not_distinct_from(key.framework_id),
    )
    received = _received(key.council_id, financial_year, RECEIPT.c.received_by_id).where(
        ORDER_LINE.c.item_id == key.item_id, ORDER.c.framework_id == key.framework_id
    )
    return db.session.scalars(
        select(Person)
        .where(Person.id.in_(recorded.union(received)))
        .order_by(Person.name, Person.id)
        .limit(ROWS)
    ).all()


def decisions_of_gain(key: GainKey, financial_year: int) -> Sequence[GainDecision]:
    """Every decision on a gain, latest first."""
    return db.session.scalars(
        select(GainDecision)
        .options(joinedload(GainDecision.decided_by))
        .where(
            GainDecision.council_id == key.council_id,
            GainDecision.financial_year == financial_year,
            GainDecision.item_id == key.item_id,
            GainDecision.framework_id.is_not_distinct_from(key.framework_id),
        )
        .order_by(GainDecision.id.desc())
        .limit(ROWS)
    ).all()


def _buyable(council_id: int):
    return (
        select(FRAMEWORK, Item)
        .select_from(FRAMEWORK)
        .join(ENTITLEMENT, ENTITLEMENT.c.framework_id == FRAMEWORK.c.id)
        .join(LOT, LOT.c.framework_id == FRAMEWORK.c.id)
        .join(LOT_ITEM, LOT_ITEM.c.lot_id == LOT.c.id)
        .join(Item, Item.id == LOT_ITEM.c.item_id)
        .options(joinedload(Item.unit))
        .where(ENTITLEMENT.c.organisation_id == council_id)
        .distinct()
    )


def framework_with(council_id: int, framework_id: int, item_id: int) -> Row | None:
    """The framework (code, title, award_notice_at) if the council may buy the item through it."""
    query = _buyable(council_id).where(FRAMEWORK.c.id == framework_id, Item.id == item_id)
    return db.session.execute(query.limit(1)).first()


def items_to_choose_for(council_id: int) -> Sequence[Row]:
    """Each item with a framework that the council may buy it through; the latest awards first."""
    return db.session.execute(
        _buyable(council_id)
        .order_by(FRAMEWORK.c.award_notice_at.desc(), FRAMEWORK.c.title, FRAMEWORK.c.id, Item.title)
        .limit(ROWS)
    ).all()


def choices(council_id: int) -> Sequence[Row]:
    """The choices of quality checks that stand, with their framework's title: (choice, title)."""
    latest = (
        select(func.max(QualityChoice.id))
        .where(QualityChoice.council_id == council_id)
        .group_by(QualityChoice.item_id, QualityChoice.framework_id, QualityChoice.indicator)
    )
    return db.session.execute(
        select(QualityChoice, FRAMEWORK.c.title)
        .join(FRAMEWORK, FRAMEWORK.c.id == QualityChoice.framework_id)
        .options(joinedload(QualityChoice.item), joinedload(QualityChoice.chosen_by))
        .where(QualityChoice.id.in_(latest))
        .order_by(FRAMEWORK.c.title, QualityChoice.id)
        .limit(ROWS)
    ).all()
