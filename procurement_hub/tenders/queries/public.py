"""What anybody may read on a tender's page."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.demand.models import Commitment, DemandLine, RoundItem
from procurement_hub.frameworks.models import Entitlement, Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.health import Maintenance
from procurement_hub.tenders.models import (
    Clarification,
    Criterion,
    DeadlineChange,
    Tender,
    TenderStatus,
)
from procurement_hub.tenders.queries.clarifications import find_questions

BETWEEN = "\x1f"
LATEST_QUESTIONS = 10
"""Questions on a tender's own page; a page of their own has the others."""


@dataclass(frozen=True)
class CouncilDemand:
    """What one council will need of one item."""

    council: str
    firm: Decimal
    soft: Decimal


@dataclass(frozen=True)
class Published:
    """All that is public of a tender. `demand` is by item id, councils by name. `clarifications` are
    the latest few. `maintenance` is when the service is stopped next."""

    tender: Tender
    entitled: list[str]
    clarifications: list[Clarification]
    changes: list[DeadlineChange]
    demand: dict[int, list[CouncilDemand]]
    maintenance: tuple[datetime, datetime] | None

    @property
    def framework(self) -> Framework:
        return self.tender.framework

    @property
    def practice(self) -> bool:
        return self.framework.status is FrameworkStatus.PRACTICE

    @property
    def withdrawn(self) -> bool:
        return self.framework.status is FrameworkStatus.WITHDRAWN

    def takes_bids(self, now: datetime) -> bool:
        return takes_bids(self.tender, now)

    def takes_questions(self, now: datetime) -> bool:
        return self.takes_bids(now) and now < self.tender.questions_until


_FRAMEWORK = (
    joinedload(Tender.framework).joinedload(Framework.organisation),
    joinedload(Tender.framework).selectinload(Framework.lots).joinedload(Lot.items).joinedload(LotItem.item),
)


def published(tender_id: int, at: datetime | None = None) -> Published:
    """The tender for anybody to read, or NotFound. With `at` it tells of maintenance from then on."""
    entitled = (
        select(func.aggregate_strings(Organisation.name, BETWEEN))
        .join(Entitlement, Entitlement.organisation_id == Organisation.id)
        .where(Entitlement.framework_id == Tender.framework_id)
        .correlate(Tender)
        .scalar_subquery()
    )
    coming = (
        select(Maintenance.starts_at, Maintenance.ends_at)
        .where(Maintenance.called_off_at.is_(None), Maintenance.ends_at > at if at else false())
        .order_by(Maintenance.starts_at)
        .limit(1)
    )
    row = (
        db.session.execute(
            select(
                Tender,
                entitled,
                coming.with_only_columns(Maintenance.starts_at).scalar_subquery(),
                coming.with_only_columns(Maintenance.ends_at).scalar_subquery(),
            )
            .options(*_FRAMEWORK, joinedload(Tender.criteria).joinedload(Criterion.questions))
            .where(Tender.id == tender_id)
        )
        .unique()
        .first()
    )
    if row is None:
        raise NotFound()
    tender, names, *maintenance = row
    return Published(
        tender=tender,
        entitled=sorted(names.split(BETWEEN)) if names else [],
        clarifications=find_questions(tender, newest=LATEST_QUESTIONS),
        changes=list(
            db.session.scalars(
                select(DeadlineChange)
                .where(DeadlineChange.tender_id == tender.id)
                .order_by(DeadlineChange.changed_at, DeadlineChange.id)
            )
        ),
        demand=_demand(tender.framework.round_id),
        maintenance=tuple(maintenance) if maintenance[0] else None,
    )


def takes_bids(tender: Tender, now: datetime) -> bool:
    """Whether a bid that arrives now is in time for this tender, and for one that is still wanted."""
    return (
        tender.framework.status is not FrameworkStatus.WITHDRAWN
        and tender.status is TenderStatus.PUBLISHED
        and now < tender.deadline_at
    )


def whole_tender() -> Select:
    """Tenders with what their pages show: framework, lots, items, criteria and questions."""
    return select(Tender).options(*_FRAMEWORK, selectinload(Tender.criteria).joinedload(Criterion.questions))


def _demand(round_id: int | None) -> dict[int, list[CouncilDemand]]:
    rows = db.session.execute(
        select(RoundItem.item_id, Organisation.name, DemandLine.commitment, DemandLine.quantity)
        .join(DemandLine, DemandLine.round_item_id == RoundItem.id)
        .join(Organisation, Organisation.id == DemandLine.council_id)
        .where(RoundItem.round_id == round_id)
        .order_by(RoundItem.item_id, Organisation.name, DemandLine.id)
    )
    found: dict[int, dict[str, dict[Commitment, Decimal]]] = {}
    for item_id, council, commitment, quantity in rows:
        found.setdefault(item_id, {}).setdefault(council, {})[commitment] = quantity
    return {
        item_id: [
            CouncilDemand(
                council, parts.get(Commitment.FIRM, Decimal(0)), parts.get(Commitment.SOFT, Decimal(0))
            )
            for council, parts in councils.items()
        ]
        for item_id, councils in found.items()
    }
