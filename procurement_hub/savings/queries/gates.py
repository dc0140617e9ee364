"""What stands beside each gain of a year: its last working, checks, decision, watches and releases.

Asked for several councils at once, so that a page of many councils costs no more statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, bindparam, column, exists, func, select, table
from sqlalchemy.orm import aliased, joinedload

from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import end_of_day
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
from procurement_hub.savings.queries.totals import ItemTotal, sums_written

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


def _of_the_gain(table, sums):
    """Rows of the ledger or of the decisions that belong to the gain that is summed."""
    return (
        (table.council_id == sums.council_id)
        & (table.financial_year == sums.financial_year)
        & (table.item_id == sums.item_id)
        & (func.coalesce(table.framework_id, 0) == sums.framework_id)
    )


COUNCILS = bindparam("councils", expanding=True)
YEARS = bindparam("years", expanding=True)


def _latest_decision(sums):
    return (
        select(func.max(GainDecision.id))
        .where(_of_the_gain(GainDecision, sums))
        .scalar_subquery()
        .label("decision_id")
    )


_newest = (
    select(GainEntry.id)
    .where(_of_the_gain(GainEntry, GainTotal), GainEntry.kind == EntryKind.GAIN)
    .order_by(GainEntry.id.desc())
    .limit(1)
    .correlate(GainTotal)
    .scalar_subquery()
)
_ROLLED_UP = (
    select(*GainTotal.__table__.columns, _newest.label("entry_id"), _latest_decision(GainTotal))
    .where(GainTotal.council_id.in_(COUNCILS), GainTotal.financial_year.in_(YEARS))
    .subquery()
)
_written = sums_written(before=bindparam("before", type_=UTCDateTime())).subquery()
_WRITTEN_BEFORE = select(_written, _latest_decision(_written.c)).subquery()


def _gains(sums):
    return (
        select(
            sums.c.council_id,
            sums.c.financial_year,
            sums.c.item_id,
            CouncilYear.status,
            FRAMEWORK.c.title,
            AWARDED,
            GainEntry.id,
            GainEntry.working,
            Baseline,
            GainDecision,
            Item,
            *(sums.c[name] for name in SUMMED),
            sums.c.framework_id,
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
        .limit(bindparam("most"))
    )


_GAINS, _GAINS_BEFORE = _gains(_ROLLED_UP), _gains(_WRITTEN_BEFORE)


def gain_rows(
    council_ids: Sequence[int], years: Sequence[int], *, known_on: date | None = None
) -> list[GainRow]:
    """Every gain of the years in the items' order of title; costs of the whole year last.

    The newest delivery and the latest decision of each are found from the roll-up, so that the
    ledger is not read through. Only with `known_on` is it: for the sums at the end of that day."""
    asked = _asked(council_ids, years)
    if known_on is None:
        return [_gain_row(*row) for row in db.session.execute(_GAINS, asked)]
    asked["before"] = end_of_day(known_on)
    return [_gain_row(*row) for row in db.session.execute(_GAINS_BEFORE, asked)]


def _gain_row(
    council_id, year, item_id, status, framework, award_at, entry_id, working, baseline, decision, *sums
) -> GainRow:
    total = ItemTotal(*sums)
    return GainRow(
        GainKey(council_id, item_id, total.framework_id or None),
        year,
        total,
        framework or "",
        status or YearStatus.PROVISIONAL,
        LastGain(entry_id, Working.from_json(working), baseline, award_at) if entry_id else None,
        decision,
    )


Place = tuple[int, int, int]
"""Council, financial year and item."""


def _asked(council_ids: Sequence[int], years: Sequence[int]) -> dict:
    most = MOST * max(1, len(council_ids)) * max(1, len(years))
    return {"councils": council_ids, "years": years, "most": most}


_Later = aliased(QualityCheck)
CHECK_COUNTS = ~exists().where(
    _Later.council_id == QualityCheck.council_id,
    _Later.financial_year == QualityCheck.financial_year,
    _Later.item_id == QualityCheck.item_id,
    _Later.indicator == QualityCheck.indicator,
    _Later.id > QualityCheck.id,
)
"""The latest record of an indicator of an item: the one that counts."""
_CHECKS = (
    select(QualityCheck)
    .options(
        joinedload(QualityCheck.item),
        joinedload(QualityCheck.choice),
        joinedload(QualityCheck.recorded_by),
        joinedload(QualityCheck.explained_by),
    )
    .where(
        QualityCheck.council_id.in_(COUNCILS),
        QualityCheck.financial_year.in_(YEARS),
        CHECK_COUNTS,
    )
    .order_by(QualityCheck.item_id, QualityCheck.id)
    .limit(bindparam("most"))
)


def checks_of(council_ids: Sequence[int], years: Sequence[int]) -> dict[Place, list[QualityCheck]]:
    """By council, year and item, the latest record of each indicator, with the choice that it carries out."""
    found: dict[Place, list[QualityCheck]] = {}
    for check in db.session.scalars(_CHECKS, _asked(council_ids, years)):
        found.setdefault((check.council_id, check.financial_year, check.item_id), []).append(check)
    return found


_WATCHES = (
    select(PriceWatch)
    .where(
        PriceWatch.id.in_(
            select(func.max(PriceWatch.id))
            .where(
                PriceWatch.council_id.in_(COUNCILS),
                PriceWatch.financial_year.is_(None) | PriceWatch.financial_year.in_(YEARS),
            )
            .group_by(
                PriceWatch.council_id,
                PriceWatch.financial_year,
                PriceWatch.item_id,
                PriceWatch.kind,
                PriceWatch.framework_id,
            )
        )
    )
    .order_by(PriceWatch.id)
    .limit(bindparam("most"))
)


def watches_of(council_ids: Sequence[int], years: Sequence[int]) -> dict[Place, list[PriceWatch]]:
    """By council, year and item, the floors, and the hours and reviews of the year, oldest first; the
    latest of each kind only."""
    found: dict[Place, list[PriceWatch]] = {}
    for watch in db.session.scalars(_WATCHES, _asked(council_ids, years)):
        # a floor holds for every year
        for year in years if watch.financial_year is None else [watch.financial_year]:
            found.setdefault((watch.council_id, year, watch.item_id), []).append(watch)
    return found


_RELEASES = (
    select(BudgetRelease)
    .options(joinedload(BudgetRelease.item))
    .where(BudgetRelease.council_id.in_(COUNCILS), BudgetRelease.financial_year.in_(YEARS))
    .order_by(BudgetRelease.id)
    .limit(bindparam("most"))
)


def releases_of(council_ids: Sequence[int], years: Sequence[int]) -> dict[Place, list[BudgetRelease]]:
    """By council, year and item, the budget released, in the order of recording."""
    found: dict[Place, list[BudgetRelease]] = {}
    for release in db.session.scalars(_RELEASES, _asked(council_ids, years)):
        found.setdefault((release.council_id, release.financial_year, release.item_id), []).append(release)
    return found
