"""Suppliers' alerts: one's own, the ones that a tender matches, and what they have not been told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, literal, or_, select, union
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import LocalAuthority, Membership, Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.catalogue.models import CpvCode, Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import UK, uk_date, uk_time
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Entitlement, Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.interest import (
    AlertCode,
    AlertCouncil,
    AlertMatch,
    AlertRegion,
    TenderAlert,
    stem_of,
)
from procurement_hub.tenders.models import Tender

MOST_CODES = 50
MOST_COUNCILS = 500
AT_ONCE = 500
"""Alerts that are written for in one transaction."""

DIGEST_AT = time(7)
"""UK time at which the day's new tenders are told."""


def own_alert(actor: Actor) -> TenderAlert | None:
    """The alert of the actor's supplier with all that was chosen."""
    return db.session.scalar(_whole().where(TenderAlert.supplier_id == actor.organisation_id))


def codes(chosen: Iterable[str]) -> list[CpvCode]:
    """Those of these CPV codes that exist, in their order; at most as many as an alert may have."""
    wanted = sorted(set(chosen))[:MOST_CODES]
    return list(db.session.scalars(select(CpvCode).where(CpvCode.code.in_(wanted)).order_by(CpvCode.code)))


def regions() -> list[str]:
    """The English regions of the list of authorities, and those that councils here give."""
    known = union(
        select(LocalAuthority.region),
        select(Organisation.region).where(Organisation.kind == Kind.COUNCIL, Organisation.region != ""),
    ).subquery()
    return list(db.session.scalars(select(known.c.region).order_by(known.c.region)))


def councils() -> list[tuple[int, str]]:
    rows = db.session.execute(
        select(Organisation.id, Organisation.name)
        .where(Organisation.kind == Kind.COUNCIL, Organisation.active)
        .order_by(Organisation.name, Organisation.id)
        .limit(MOST_COUNCILS)
    )
    return [(id, name) for id, name in rows]


def matching(tender: Tender) -> list[int]:
    """The alerts that want this tender.

    A tender for a broad code matches an alert for a narrow one below it as well: better to hear
    of one too many than to miss one."""
    bought = set(
        db.session.scalars(
            select(Item.cpv_code)
            .join(LotItem, LotItem.item_id == Item.id)
            .join(Lot, Lot.id == LotItem.lot_id)
            .where(Lot.framework_id == tender.framework_id)
        )
    )
    may_buy = select(Entitlement.organisation_id).where(Entitlement.framework_id == tender.framework_id)
    where_they_are = select(Organisation.region).where(Organisation.id.in_(may_buy))
    wanted_code = or_(
        ~_has(AlertCode),
        *[_has(AlertCode, _same_branch(stem)) for stem in sorted({stem_of(code) for code in bought})],
    )
    wanted_place = or_(
        and_(~_has(AlertRegion), ~_has(AlertCouncil)),
        _has(AlertRegion, AlertRegion.region.in_(where_they_are)),
        _has(AlertCouncil, AlertCouncil.council_id.in_(may_buy)),
    )
    return list(
        db.session.scalars(select(TenderAlert.id).where(wanted_code, wanted_place).order_by(TenderAlert.id))
    )


def _has(part, *conditions) -> ColumnElement[bool]:
    return select(part.alert_id).where(part.alert_id == TenderAlert.id, *conditions).exists()


def _same_branch(stem: str) -> ColumnElement[bool]:
    return or_(literal(stem).startswith(AlertCode.stem), AlertCode.stem.startswith(stem))


def untold(before: datetime, *, only: Iterable[int] | None = None) -> dict[TenderAlert, list[AlertMatch]]:
    """Alerts with matches found before that moment of which the supplier has not heard."""
    query = select(AlertMatch).where(AlertMatch.told_at.is_(None), AlertMatch.matched_at < before)
    if only is not None:
        query = query.where(AlertMatch.alert_id.in_(list(only)))
    found: dict[int, list[AlertMatch]] = {}
    for match in db.session.scalars(query.order_by(AlertMatch.alert_id, AlertMatch.tender_id)):
        if match.alert_id not in found and len(found) == AT_ONCE:
            break
        found.setdefault(match.alert_id, []).append(match)
    alerts = db.session.scalars(_whole().where(TenderAlert.id.in_(found)).order_by(TenderAlert.id))
    return {alert: found[alert.id] for alert in alerts}


def digest_until(now: datetime) -> datetime:
    """Up to when a daily alert may tell what was found: 7am UK time, today's or else yesterday's."""
    today = datetime.combine(uk_date(now), DIGEST_AT, tzinfo=UK)
    return today if uk_time(now) >= today else today - timedelta(days=1)


def open_tenders(tender_ids: Iterable[int], now: datetime) -> dict[int, Tender]:
    """Those of these tenders that still take bids, by id, with framework and centre."""
    rows = db.session.scalars(
        select(Tender)
        .join(Tender.framework)
        .where(
            Tender.id.in_(sorted(set(tender_ids))),
            Tender.deadline_at > now,
            Framework.status == FrameworkStatus.TENDERING,
        )
        .options(joinedload(Tender.framework).joinedload(Framework.organisation))
    )
    return {tender.id: tender for tender in rows}


@dataclass(frozen=True)
class Recipient:
    """Whom an unsubscribe link was written to, of which supplier's alert."""

    alert: TenderAlert
    person: Person
    supplier: Organisation


def recipient(alert_id: int, person_id: int) -> Recipient | None:
    """None when the alert is stopped or the person no longer acts for the supplier."""
    row = db.session.execute(
        select(TenderAlert, Person, Organisation)
        .join(Organisation, Organisation.id == TenderAlert.supplier_id)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .join(Person, Person.id == Membership.person_id)
        .where(TenderAlert.id == alert_id, Person.id == person_id)
        .options(selectinload(TenderAlert.leavers))
    ).first()
    return Recipient(*row) if row else None


def _whole():
    return select(TenderAlert).options(
        selectinload(TenderAlert.codes),
        selectinload(TenderAlert.regions),
        selectinload(TenderAlert.councils),
        selectinload(TenderAlert.leavers),
    )
