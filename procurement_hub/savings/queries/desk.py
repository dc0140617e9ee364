"""What the finance officer's desk asks beside the standings: who prepared, what was decided before,
and which quality checks can be chosen."""

from collections.abc import Sequence

from sqlalchemy import Row, column, exists, func, select, table
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Person
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import Id, db
from procurement_hub.savings.models import EntryKind, GainDecision, GainEntry, GainTotal, QualityChoice
from procurement_hub.savings.queries.gates import FRAMEWORK, GainKey
from procurement_hub.savings.queries.totals import ROWS

ENTITLEMENT = table("entitlement", column("framework_id", Id), column("organisation_id", Id))
LOT = table("lot", column("id", Id), column("framework_id", Id))
LOT_ITEM = table("lot_item", column("lot_id", Id), column("item_id", Id))
"""Who may buy what through a framework, as far as choosing a quality check needs it."""


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


def gains_recorded_by(actor: Actor, financial_year: int, keys: Sequence[GainKey]) -> frozenset[GainKey]:
    """Which of these gains have a ledger entry that the actor recorded."""
    rows = db.session.execute(
        select(GainEntry.item_id, GainEntry.framework_id)
        .where(
            GainEntry.council_id == actor.organisation_id,
            GainEntry.financial_year == financial_year,
            GainEntry.item_id.in_({key.item_id for key in keys}),
            GainEntry.recorded_by_id == actor.person_id,
        )
        .distinct()
    )
    return frozenset(GainKey(actor.organisation_id, item, framework) for item, framework in rows)


def prepared_gains(person_id: int, council_id: int, financial_year: int) -> bool:
    """Whether the person recorded an entry of the year that claims something; a cost claims nothing."""
    claims = set(EntryKind) - {EntryKind.ONE_OFF_COST, EntryKind.RECURRING_COST, EntryKind.REVERSAL}
    return db.session.scalar(
        select(
            exists().where(
                GainEntry.council_id == council_id,
                GainEntry.financial_year == financial_year,
                GainEntry.recorded_by_id == person_id,
                GainEntry.kind.in_(claims),
            )
        )
    )


def recorders_of(key: GainKey, financial_year: int) -> Sequence[Person]:
    """Who recorded the ledger entries of a gain, by name."""
    recorded = (
        select(GainEntry.recorded_by_id)
        .where(
            GainEntry.council_id == key.council_id,
            GainEntry.financial_year == financial_year,
            GainEntry.item_id == key.item_id,
            GainEntry.framework_id.is_not_distinct_from(key.framework_id),
        )
        .distinct()
    )
    return db.session.scalars(
        select(Person).where(Person.id.in_(recorded)).order_by(Person.name, Person.id).limit(ROWS)
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
