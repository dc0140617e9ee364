"""Verbs of price indices: publish a release, approve it, and choose what a series uprates."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.documents import attach
from procurement_hub.core.errors import DomainError, Invalid, NotPermitted, WrongState
from procurement_hub.savings.indices.reading import check_values
from procurement_hub.savings.models import (
    IndexApproval,
    IndexChoice,
    IndexRelease,
    IndexSeries,
    YearValue,
)

if TYPE_CHECKING:
    from procurement_hub.core.files import StoredFile


class ReleaseIsThere(DomainError):
    """A release is never overwritten: what was published on a day is kept as it was."""


class NothingToApprove(WrongState):
    """Every release is approved, and the series is already in use for the category."""


def publish_index(
    *,
    actor: Actor,
    now: datetime,
    code: str,
    vintage: date,
    values: Mapping[int, Decimal],
    source: str,
    title: str = "",
    unit: str = "",
    evidence: "StoredFile | None" = None,
    evidence_name: str = "",
) -> IndexRelease:
    """Put in a series as it was published on `vintage`: financial year → value.

    For the centre. A code that is new begins a series, which needs a title. The release counts for
    nothing until somebody else has approved it."""
    require(actor, Permission.KEEP_INDICES)
    if vintage > uk_date(now):
        raise Invalid("The date of the release must be today or in the past.", "vintage")
    if not source.strip():
        raise Invalid("Enter where the figures come from.", "source")
    check_values(values)
    series = _series(actor, now, code.strip().upper(), title.strip(), unit.strip())
    there = f"The release of {format_date(vintage)} has already been put in. A correction has its own date."
    if db.session.scalar(
        select(IndexRelease.id).where(IndexRelease.series_id == series.id, IndexRelease.vintage == vintage)
    ):
        raise ReleaseIsThere(there, "vintage")
    document = attach(evidence, actor=actor, now=now, name=evidence_name) if evidence else None
    release = IndexRelease(
        series_id=series.id,
        vintage=vintage,
        source=source.strip(),
        evidence_id=document.id if document else None,
        organisation_id=actor.organisation_id,
        published_at=now,
        published_by_id=actor.person_id,
        values=[YearValue(financial_year=year, value=value) for year, value in sorted(values.items())],
    )
    db.session.add(release)
    try:
        db.session.flush()
    except IntegrityError as clash:  # put in by somebody else a moment ago
        raise ReleaseIsThere(there, "vintage") from clash
    audit.record(
        actor,
        "publish_index",
        release,
        now=now,
        detail={
            "index": series.code,
            "vintage": vintage.isoformat(),
            "values": {str(year): str(value) for year, value in sorted(values.items())},
        },
    )
    return release


def _series(actor: Actor, now: datetime, code: str, title: str, unit: str) -> IndexSeries:
    if not code or len(code) > 32:
        raise Invalid("Enter a short code for the index, such as GDP, in up to 32 characters.", "code")
    series = db.session.scalar(select(IndexSeries).where(IndexSeries.code == code))
    if series is not None:
        return series
    if not title or len(title) > 300:
        raise Invalid(f"There is no index {code} yet. Enter its title, in up to 300 characters.", "title")
    if len(unit) > 100:
        raise Invalid("What stands at 100 must be said in 100 characters or fewer.", "unit")
    series = IndexSeries(code=code, title=title, unit=unit, added_at=now, added_by_id=actor.person_id)
    db.session.add(series)
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise ReleaseIsThere(f"Somebody has just begun the index {code}. Send it again.", "code") from clash
    return series


def approve_index(
    *, actor: Actor, now: datetime, series: IndexSeries, reason: str, category: str | None = None
) -> list[IndexRelease]:
    """Approve what waits of a series and, with a `category`, choose the series for it.

    `category` is the first digits of a CPV code, or "" for every category; None leaves the choices
    as they are. For another person of the centre than the one who put the release in: returns the
    releases that count from now on."""
    require(actor, Permission.KEEP_INDICES)
    if not reason.strip():
        raise Invalid("Enter what you checked, or why this index is the right one.", "reason")
    prefix = None if category is None else _prefix(category)
    releases = db.session.execute(
        select(IndexRelease, IndexApproval.release_id)
        .outerjoin(IndexApproval, IndexApproval.release_id == IndexRelease.id)
        .where(IndexRelease.series_id == series.id)
        .order_by(IndexRelease.vintage)
    ).all()
    waiting = [release for release, approved in releases if approved is None]
    _somebody_else(actor, waiting or [release for release, _ in releases[-1:]])
    chosen = prefix is not None and series.id != _chosen(prefix)
    if not waiting and not chosen:
        raise NothingToApprove("Every release of this index is approved already, and nothing new is chosen.")
    for release in waiting:
        db.session.add(
            IndexApproval(
                release_id=release.id,
                published_by_id=release.published_by_id,
                approved_by_id=actor.person_id,
                approved_at=now,
                reason=reason.strip(),
            )
        )
    if chosen:
        db.session.add(
            IndexChoice(
                cpv_prefix=prefix,
                series_id=series.id,
                reason=reason.strip(),
                approved_at=now,
                approved_by_id=actor.person_id,
            )
        )
    try:
        db.session.flush()
    except IntegrityError as clash:
        raise NothingToApprove("Somebody has just approved this release.") from clash
    audit.record(
        actor,
        "approve_index",
        series,
        now=now,
        reason=reason.strip(),
        detail={
            "index": series.code,
            "releases": [release.vintage.isoformat() for release in waiting],
            "category": "unchanged" if not chosen else prefix or "every category",
        },
    )
    return waiting


def _somebody_else(actor: Actor, releases: list[IndexRelease]) -> None:
    for release in releases:
        if release.published_by_id == actor.person_id:
            raise NotPermitted(
                f"You put in the release of {format_date(release.vintage)}, so somebody else must approve it."
            )
        if release.organisation_id != actor.organisation_id:
            raise NotPermitted(
                f"Another centre put in the release of {format_date(release.vintage)}, so somebody of that "
                "centre must approve it."
            )


def _prefix(category: str) -> str:
    digits = category.strip().partition("-")[0]
    if not (digits == "" or (digits.isdecimal() and 2 <= len(digits) <= 8)):
        raise Invalid("Enter the first 2 to 8 digits of a CPV code, such as 3019.", "category")
    return digits


def _chosen(prefix: str) -> int | None:
    """The series that is chosen for exactly this prefix."""
    return db.session.scalar(
        select(IndexChoice.series_id)
        .where(IndexChoice.cpv_prefix == prefix)
        .order_by(IndexChoice.id.desc())
        .limit(1)
    )
