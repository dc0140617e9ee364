"""Frameworks that a person may read: the list, one of them, and whom it names."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import and_, column, exists, or_, select, table
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page, newest_first
from procurement_hub.frameworks.models import (
    Agreement,
    Entitlement,
    Framework,
    FrameworkStatus,
    Lot,
    LotItem,
)
from procurement_hub.frameworks.permissions import PUBLISHED, may_read_framework

AWARDED = (FrameworkStatus.AWARDED, FrameworkStatus.LIVE)
"""States in which the award is published, and suppliers know of their agreements."""

# tenders lie above this area, so theirs is known here by the table's name only
_TENDER = table("tender", column("id"), column("framework_id"))


def _supplied_by(organisation_id: int | None):
    """Whether the supplier has an agreement in the framework, whose award is published."""
    return and_(
        Framework.status.in_(AWARDED),
        exists().where(Agreement.framework_id == Framework.id, Agreement.supplier_id == organisation_id),
    )


def _readable(actor: Actor):
    """A centre's own in every state but practice; for a supplier those it has an agreement in; for the others
    every one that has been published."""
    if actor.organisation_kind == Kind.SUPPLIER:
        return _supplied_by(actor.organisation_id)
    own = Framework.organisation_id == actor.organisation_id
    return or_(own & (Framework.status != FrameworkStatus.PRACTICE), Framework.status.in_(PUBLISHED))


def frameworks_page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page:
    """Frameworks that the actor may read, newest first."""
    query = select(Framework).where(_readable(actor)).options(joinedload(Framework.organisation))
    return newest_first(db.session, query, Framework.id, after=after, size=size)


def naming(organisation_id: int, frameworks: Iterable[Framework]) -> set[int]:
    """Those of these frameworks that name the authority, by id."""
    return set(
        db.session.scalars(
            select(Entitlement.framework_id).where(
                Entitlement.organisation_id == organisation_id,
                Entitlement.framework_id.in_([framework.id for framework in frameworks]),
            )
        )
    )


def whole():
    """A framework with its centre, round, lots and items, to be narrowed down."""
    return select(Framework).options(
        joinedload(Framework.organisation),
        joinedload(Framework.round),
        selectinload(Framework.lots).selectinload(Lot.items).joinedload(LotItem.item),
    )


def framework_for(actor: Actor, framework_id: int) -> Framework:
    """The framework with its round, lots and items, or NotFound if it is not the actor's to read."""
    framework = db.session.scalar(whole().where(Framework.id == framework_id, _readable(actor)))
    if framework is None or not may_read_framework(actor, framework):
        raise NotFound()
    return framework


def tender_of(framework: Framework) -> int | None:
    """The id of the framework's tender, once it is published."""
    if framework.published_at is None:
        return None
    return db.session.scalar(select(_TENDER.c.id).where(_TENDER.c.framework_id == framework.id))


def entitled_to(framework_id: int) -> list[Organisation]:
    """The authorities named in the framework, by name."""
    return list(
        db.session.scalars(
            select(Organisation)
            .join(Entitlement, Entitlement.organisation_id == Organisation.id)
            .where(Entitlement.framework_id == framework_id)
            .order_by(Organisation.name)
        )
    )


def is_entitled(framework_id: int, organisation_id: int | None) -> bool:
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Entitlement.framework_id == framework_id,
                    Entitlement.organisation_id == organisation_id,
                )
            )
        )
    )


def named_in(framework_id: int) -> list[tuple[Organisation, date | None]]:
    """The authorities named in the framework, by name, each with its last day if it left."""
    rows = db.session.execute(
        select(Organisation, Entitlement.last_day)
        .join(Entitlement, Entitlement.organisation_id == Organisation.id)
        .where(Entitlement.framework_id == framework_id)
        .order_by(Organisation.name)
    )
    return [(body, last_day) for body, last_day in rows]
