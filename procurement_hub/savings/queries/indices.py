"""Reads of price indices. They are published figures: everybody who reads gains reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.indices.uprating import DEFAULT
from procurement_hub.savings.models import IndexApproval, IndexChoice, IndexRelease, IndexSeries

MOST = 200
SIDE_BY_SIDE = 6
"""So many releases, the newest, stand beside each other on a page."""


@dataclass(frozen=True, slots=True)
class SeriesLine:
    """A series in the list: its latest release that counts, how many wait, and what it uprates."""

    series: IndexSeries
    latest: object | None
    waiting: int
    categories: list[str]


def all_series() -> list[SeriesLine]:
    rows = db.session.execute(
        select(
            IndexSeries,
            func.max(IndexRelease.vintage).filter(IndexApproval.release_id.is_not(None)),
            func.count(IndexRelease.id).filter(IndexApproval.release_id.is_(None)),
        )
        .outerjoin(IndexRelease, IndexRelease.series_id == IndexSeries.id)
        .outerjoin(IndexApproval, IndexApproval.release_id == IndexRelease.id)
        .group_by(IndexSeries.id)
        .order_by(IndexSeries.code)
        .limit(MOST)
    ).all()
    in_force = categories_in_force()
    return [
        SeriesLine(series, latest, waiting, uprates(series, in_force)) for series, latest, waiting in rows
    ]


def uprates(series: IndexSeries, in_force: dict[str, int]) -> list[str]:
    """The CPV prefixes whose prices the series uprates now; "" is every other category."""
    prefixes = sorted(prefix for prefix, series_id in in_force.items() if series_id == series.id)
    if series.code == DEFAULT and "" not in in_force:
        return ["", *prefixes]
    return prefixes


def categories_in_force() -> dict[str, int]:
    """CPV prefix → the series that is chosen for it; the last choice for a prefix counts."""
    latest = select(func.max(IndexChoice.id)).group_by(IndexChoice.cpv_prefix)
    return dict(
        db.session.execute(
            select(IndexChoice.cpv_prefix, IndexChoice.series_id)
            .where(IndexChoice.id.in_(latest))
            .order_by(IndexChoice.cpv_prefix)
            .limit(MOST)
        ).all()
    )


def series_for(series_id: int) -> IndexSeries:
    series = db.session.get(IndexSeries, series_id)
    if series is None:
        raise NotFound()
    return series


def series_by_code(code: str) -> IndexSeries | None:
    return db.session.scalar(select(IndexSeries).where(IndexSeries.code == code.strip().upper()))


def series_names() -> Sequence[IndexSeries]:
    return db.session.scalars(select(IndexSeries).order_by(IndexSeries.code).limit(MOST)).all()


def releases_of(series: IndexSeries) -> Sequence[IndexRelease]:
    """The newest releases of a series with their values, newest first."""
    return db.session.scalars(
        select(IndexRelease)
        .options(
            selectinload(IndexRelease.values),
            joinedload(IndexRelease.published_by),
            joinedload(IndexRelease.evidence),
            joinedload(IndexRelease.approval).joinedload(IndexApproval.approved_by),
        )
        .where(IndexRelease.series_id == series.id)
        .order_by(IndexRelease.vintage.desc())
        .limit(SIDE_BY_SIDE)
    ).all()


def choices_of(series: IndexSeries) -> Sequence[IndexChoice]:
    """When, by whom and why the series was chosen for a category, latest first."""
    return db.session.scalars(
        select(IndexChoice)
        .options(joinedload(IndexChoice.approved_by))
        .where(IndexChoice.series_id == series.id)
        .order_by(IndexChoice.id.desc())
        .limit(MOST)
    ).all()


def file_of_release(release_id: int) -> StoredDocument:
    release = db.session.scalar(
        select(IndexRelease).options(joinedload(IndexRelease.evidence)).where(IndexRelease.id == release_id)
    )
    if release is None or release.evidence is None:
        raise NotFound("No file was kept with this release.")
    return release.evidence


@dataclass(frozen=True, slots=True)
class YearRow:
    """A financial year across releases, newest first: each value, whether it differs from the one in the
    release before, and the newest release's change on the year before in per cent to 2 places."""

    financial_year: int
    values: list[tuple[Decimal | None, bool]]
    change: Decimal | None


def side_by_side(releases: Sequence[IndexRelease]) -> list[YearRow]:
    """The table of a series, newest year first."""
    columns = [{value.financial_year: value.value for value in release.values} for release in releases]
    older = [*columns[1:], {}]
    return [
        YearRow(
            year,
            [
                (column.get(year), year in column and year in before and column[year] != before[year])
                for column, before in zip(columns, older, strict=True)
            ],
            _change(columns[0], year),
        )
        for year in sorted({year for column in columns for year in column}, reverse=True)
    ]


def _change(column: dict[int, Decimal], year: int) -> Decimal | None:
    if year not in column or year - 1 not in column:
        return None
    change = (column[year] / column[year - 1] - 1) * 100
    return change.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
