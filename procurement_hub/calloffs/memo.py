"""The centre's memo: the councils' gains through its frameworks, and the entries behind each figure."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import Page, newest_first
from procurement_hub.frameworks.models import Entitlement, Framework
from procurement_hub.savings.models import GainEntry, GainTotal

MOST = 200


def own_frameworks(actor: Actor) -> Sequence[Framework]:
    """The centre's frameworks, for its memo of gains."""
    return db.session.scalars(
        select(Framework)
        .where(Framework.organisation_id == actor.organisation_id)
        .order_by(Framework.title, Framework.id)
        .limit(MOST)
    ).all()


def newest_year(framework_ids: Sequence[int]) -> int | None:
    """The latest financial year in which anything was counted through these frameworks."""
    return db.session.scalar(
        select(func.max(GainTotal.financial_year)).where(GainTotal.framework_id.in_(framework_ids))
    )


def entitled(framework_ids: Sequence[int]) -> int:
    """How many councils may, or might, order through these frameworks."""
    return db.session.scalar(
        select(func.count(Entitlement.organisation_id.distinct())).where(
            Entitlement.framework_id.in_(framework_ids)
        )
    )


def framework_and_council(actor: Actor, framework_id: int, council_id: int) -> tuple[Framework, Organisation]:
    """The centre's own framework and a council that may use it; NotFound for any other."""
    found = db.session.execute(
        select(Framework, Organisation)
        .join(Entitlement, Entitlement.framework_id == Framework.id)
        .join(Organisation, Organisation.id == Entitlement.organisation_id)
        .where(
            Framework.id == framework_id,
            Framework.organisation_id == actor.organisation_id,
            Organisation.id == council_id,
        )
    ).one_or_none()
    if found is None or not may(actor, Permission.READ_MEMO):
        raise NotFound()
    return found.Framework, found.Organisation


def entries_through(
    framework: Framework, council: Organisation, financial_year: int, *, after: int | None = None
) -> Page:
    """A council's ledger entries of a year through one framework, newest first."""
    query = (
        select(GainEntry)
        .options(joinedload(GainEntry.item))
        .where(
            GainEntry.council_id == council.id,
            GainEntry.financial_year == financial_year,
            GainEntry.framework_id == framework.id,
        )
    )
    return newest_first(db.session, query, GainEntry.id, after=after)
