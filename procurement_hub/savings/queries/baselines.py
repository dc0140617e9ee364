"""Baselines: what a council paid alone, with its evidence, and which years count against it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.baselines.counting import AWARDED, FRAMEWORK
from procurement_hub.savings.method import BaselineType, BaselineVerdict, Grade, baseline_gate, grade_cap
from procurement_hub.savings.models import Baseline, GainEntry, GainTotal
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


@dataclass(frozen=True, slots=True)
class BaselineFacts:
    """What an evidence grade rests on, for one baseline that a gain of the year is held against.

    `indexed` says that the price is 13 to 36 months old and uprated, or follows a contract's clause:
    an adjusted price. `max_grade` is the best grade that all this allows (savings-method 2.16)."""

    baseline_id: int
    item_id: int
    framework_id: int
    version: int
    type: BaselineType
    has_evidence_file: bool
    has_evidence_note: bool
    locked_before_award: bool
    verdict: BaselineVerdict
    indexed: bool
    has_volume: bool

    @property
    def max_grade(self) -> Grade | None:
        return grade_cap(self.verdict, self.locked_before_award, self.has_volume)


def baseline_facts(council_id: int, financial_year: int) -> list[BaselineFacts]:
    """The facts of every baseline that entries of the council's year are held against, in one statement.

    More than one for an item and framework when a version was made within the year: the worst counts."""
    used = exists().where(
        GainEntry.council_id == council_id,
        GainEntry.financial_year == financial_year,
        GainEntry.item_id == Baseline.item_id,
        GainEntry.baseline_id == Baseline.id,
    )
    rows = db.session.execute(
        select(Baseline, GainTotal.framework_id, FRAMEWORK.c.starts_on, AWARDED)
        .select_from(GainTotal)
        .join(FRAMEWORK, FRAMEWORK.c.id == GainTotal.framework_id)
        .join(
            Baseline,
            (Baseline.round_id == FRAMEWORK.c.round_id)
            & (Baseline.item_id == GainTotal.item_id)
            & (Baseline.council_id == GainTotal.council_id),
        )
        .where(GainTotal.council_id == council_id, GainTotal.financial_year == financial_year, used)
        .order_by(Baseline.item_id, GainTotal.framework_id, Baseline.version)
    )
    found = []
    for baseline, framework_id, starts_on, awarded_at in rows:
        verdict = baseline_gate(baseline.type, baseline.price_date, starts_on)
        found.append(
            BaselineFacts(
                baseline_id=baseline.id,
                item_id=baseline.item_id,
                framework_id=framework_id,
                version=baseline.version,
                type=baseline.type,
                has_evidence_file=baseline.evidence_id is not None,
                has_evidence_note=bool(baseline.evidence_note),
                locked_before_award=awarded_at is None or baseline.frozen_at < awarded_at,
                verdict=verdict,
                indexed=verdict.must_index or baseline.has_clause,
                has_volume=baseline.annual_quantity is not None,
            )
        )
    return found
