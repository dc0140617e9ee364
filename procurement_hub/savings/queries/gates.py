"""What stands beside each gain of a year: its last working, checks, decision, watches and releases.

Asked for several councils at once, so that a page of many councils costs no more statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, column, func, select, table
from sqlalchemy.orm import aliased, joinedload

from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import Id, UTCDateTime, db
from procurement_hub.savings.baselines.counting import AWARDED
from procurement_hub.savings.method import Working
from procurement_hub.savings.models import (
    Baseline,
    BudgetRelease,
    CouncilYear,
    EntryKind,
    GainDecision,
    GainEntry,
    GainTotal,
    PriceWatch,
    QualityCheck,
    YearStatus,
)
from procurement_hub.savings.models.books import SUMMED
from procurement_hub.savings.queries.totals import ItemTotal

MOST = 10_000
"""Gains, checks, watches or releases of one council's year: a bound that no year comes near, because
what is added up here is signed."""

FRAMEWORK = table(
    "framework",
    column("id", Id),
    column("code", String),
    column("title", String),
    column("round_id", Id),
    column("award_notice_at", UTCDateTime()),
)
"""As much of a framework as a gain needs to name it; the area above owns it."""


@dataclass(frozen=True, slots=True)
class GainKey:
    """One gain: a council's item through one framework. `framework_id` is None without one."""

    council_id: int
    item_id: int
    framework_id: int | None


@dataclass(frozen=True, slots=True)
class LastGain:
    """The newest delivery behind a gain: how it was worked out, and against which old price."""

    entry_id: int
    working: Working
    baseline: Baseline | None
    award_at: datetime | None

    @property
    def locked_before_award(self) -> bool:
        return self.baseline is not None and (
            self.award_at is None or self.baseline.frozen_at < self.award_at
        )


@dataclass(frozen=True, slots=True)
class GainRow:
    """A gain's sums (£ net, unrounded), what they were last worked out from, the decision that
    counts, and how its council's year stands. `framework` is its title."""

    key: GainKey
    financial_year: int
    total: ItemTotal
    framework: str
    year: YearStatus
    last: LastGain | None
    decision: GainDecision | None


def gain_rows(council_ids: Sequence[int], years: Sequence[int]) -> list[GainRow]:
    """Every gain of the years in the items' order of title; costs of the whole year last.

    The newest delivery and the latest decision of each are found from the roll-up, so that the
    ledger is not read through."""
    newest = (
        select(GainEntry.id)
        .where(_of_the_total(GainEntry), GainEntry.kind == EntryKind.GAIN)
        .order_by(GainEntry.id.desc())
        .limit(1)
        .correlate(GainTotal)
        .scalar_subquery()
    )
    latest = (
        select(func.max(GainDecision.id))
        .where(_of_the_total(GainDecision))
        .correlate(GainTotal)
        .scalar_subquery()
    )
    sums = (
        select(GainTotal, newest.label("entry_id"), latest.label("decision_id"))
        .where(GainTotal.council_id.in_(council_ids), GainTotal.financial_year.in_(years))
        .subquery()
    )
    total = aliased(GainTotal, sums)
    rows = db.session.execute(
        select(
            total,
            Item,
            FRAMEWORK.c.title,
            AWARDED,
            CouncilYear.status,
            GainEntry.id,
            GainEntry.working,
            Baseline,
            GainDecision,
        )
        .select_from(sums)
        .outerjoin(Item, Item.id == sums.c.item_id)
        .outerjoin(FRAMEWORK, FRAMEWORK.c.id == sums.c.framework_id)
        .outerjoin(
            CouncilYear,
            (CouncilYear.council_id == sums.c.council_id)
            & (CouncilYear.financial_year == sums.c.financial_year),
        )
        .outerjoin(GainEntry, GainEntry.id == sums.c.entry_id)
        .outerjoin(Baseline, Baseline.id == GainEntry.baseline_id)
        .outerjoin(GainDecision, GainDecision.id == sums.c.decision_id)
        # Inner joins would leave out what has no item, no baseline and no decision.
        .options(
            joinedload(Item.unit, innerjoin=False),
            joinedload(Baseline.evidence),
            joinedload(Baseline.frozen_by, innerjoin=False),
            joinedload(GainDecision.decided_by, innerjoin=False),
        )
        .order_by(Item.id.is_(None), Item.title, Item.id, sums.c.framework_id, sums.c.council_id)
        .limit(_most(council_ids, years))
    )
    return [_gain_row(*row) for row in rows]


def _of_the_total(table):
    """Rows of the ledger or of the decisions that belong to the gain that is summed."""
    return (
        (table.council_id == GainTotal.council_id)
        & (table.financial_year == GainTotal.financial_year)
        & (table.item_id == GainTotal.item_id)
        & (func.coalesce(table.framework_id, 0) == GainTotal.framework_id)
    )


def _gain_row(total, item, title, award_at, status, entry_id, working, baseline, decision) -> GainRow:
    return GainRow(
        GainKey(total.council_id, total.item_id, total.framework_id or None),
        total.financial_year,
        ItemTotal(item, **{name: getattr(total, name) for name in SUMMED}, framework_id=total.framework_id),
        title or "",
        status or YearStatus.PROVISIONAL,
        LastGain(entry_id, Working.from_json(working), baseline, award_at) if entry_id else None,
        decision,
    )


Place = tuple[int, int, int]
"""Council, financial year and item."""


def _most(council_ids: Sequence[int], years: Sequence[int]) -> int:
    return MOST * max(1, len(council_ids)) * max(1, len(years))


def checks_of(council_ids: Sequence[int], years: Sequence[int]) -> dict[Place, list[QualityCheck]]:
    """By council, year and item, the latest record of each indicator, with the choice that it carries out."""
    later = aliased(QualityCheck)
    superseded = (
        select(later.id)
        .where(
            later.council_id == QualityCheck.council_id,
            later.financial_year == QualityCheck.financial_year,
            later.item_id == QualityCheck.item_id,
            later.indicator == QualityCheck.indicator,
            later.id > QualityCheck.id,
        )
        .exists()
    )
    found: dict[Place, list[QualityCheck]] = {}
    for check in db.session.scalars(
        select(QualityCheck)
        .options(
            joinedload(QualityCheck.item),
            joinedload(QualityCheck.choice),
            joinedload(QualityCheck.recorded_by),
            joinedload(QualityCheck.explained_by),
        )
        .where(
            QualityCheck.council_id.in_(council_ids),
            QualityCheck.financial_year.in_(years),
            ~superseded,
        )
        .order_by(QualityCheck.item_id, QualityCheck.id)
        .limit(_most(council_ids, years))
    ):
        found.setdefault((check.council_id, check.financial_year, check.item_id), []).append(check)
    return found


def watches_of(council_ids: Sequence[int], years: Sequence[int]) -> dict[Place, list[PriceWatch]]:
    """By council, year and item, the floors, and the hours and reviews of the year, oldest first; the
    latest of each kind only."""
    latest = (
        select(func.max(PriceWatch.id))
        .where(
            PriceWatch.council_id.in_(council_ids),
            PriceWatch.financial_year.is_(None) | PriceWatch.financial_year.in_(years),
        )
        .group_by(
            PriceWatch.council_id,
            PriceWatch.financial_year,
            PriceWatch.item_id,
            PriceWatch.kind,
            PriceWatch.framework_id,
        )
    )
    found: dict[Place, list[PriceWatch]] = {}
    for watch in db.session.scalars(
        select(PriceWatch)
        .where(PriceWatch.id.in_(latest))
        .order_by(PriceWatch.id)
        .limit(_most(council_ids, years))
    ):
        # a floor holds for every year
        for year in years if watch.financial_year is None else [watch.financial_year]:
            found.setdefault((watch.council_id, year, watch.item_id), []).append(watch)
    return found


def releases_of(council_ids: Sequence[int], years: Sequence[int]) -> dict[Place, list[BudgetRelease]]:
    """By council, year and item, the budget released, in the order of recording."""
    found: dict[Place, list[BudgetRelease]] = {}
    for release in db.session.scalars(
        select(BudgetRelease)
        .options(joinedload(BudgetRelease.item))
        .where(BudgetRelease.council_id.in_(council_ids), BudgetRelease.financial_year.in_(years))
        .order_by(BudgetRelease.id)
        .limit(_most(council_ids, years))
    ):
        found.setdefault((release.council_id, release.financial_year, release.item_id), []).append(release)
    return found
