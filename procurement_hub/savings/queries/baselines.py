"""Baselines: what a council paid alone, with its evidence, and which years count against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.models import Baseline, GainEntry
from procurement_hub.savings.queries.years import reader_council

MOST = 20


def _with_names():
    return (
        joinedload(Baseline.frozen_by),
        joinedload(Baseline.evidence),
        joinedload(Baseline.item),
        joinedload(Baseline.clause_series),
    )


def baselines_of_item(council_id: int, item_id: int) -> Sequence[Baseline]:
    """The council's baselines for an item, every version in each round it took part in, newest first."""
    return db.session.scalars(
        select(Baseline)
        .options(*_with_names())
        .where(Baseline.council_id == council_id, Baseline.item_id == item_id)
        .order_by(Baseline.id.desc())
        .limit(MOST)
    ).all()


def baseline_for(actor: Actor, baseline_id: int) -> Baseline:
    baseline = db.session.scalar(
        select(Baseline)
        .options(*_with_names())
        .where(Baseline.id == baseline_id, Baseline.council_id == reader_council(actor))
    )
    if baseline is None:
        raise NotFound()
    return baseline


def versions_of(council_id: int, round_id: int, item_id: int) -> Sequence[Baseline]:
    """Every version of a council's baseline for an item of a round, newest first."""
    return db.session.scalars(
        select(Baseline)
        .options(*_with_names())
        .where(Baseline.round_id == round_id, Baseline.item_id == item_id, Baseline.council_id == council_id)
        .order_by(Baseline.version.desc())
        .limit(MOST)
    ).all()


def evidence_of_baseline(actor: Actor, baseline_id: int) -> StoredDocument:
    evidence = baseline_for(actor, baseline_id).evidence
    if evidence is None:
        raise NotFound("No file was kept as evidence of this price.")
    return evidence


@dataclass(frozen=True, slots=True)
class BaselineUse:
    """How many ledger entries of a year are counted against a baseline."""

    financial_year: int
    entries: int


def uses_of_baseline(baseline: Baseline) -> list[BaselineUse]:
    rows = db.session.execute(
        select(GainEntry.financial_year, func.count())
        .where(
            GainEntry.council_id == baseline.council_id,
            GainEntry.item_id == baseline.item_id,
            GainEntry.baseline_id == baseline.id,
        )
        .group_by(GainEntry.financial_year)
        .order_by(GainEntry.financial_year.desc())
        .limit(MOST)
    )
    return [BaselineUse(*row) for row in rows]
