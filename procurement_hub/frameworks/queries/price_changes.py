"""New prices that were proposed, and what became of them: the history of an agreement's prices."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import (
    AgreedPrice,
    Agreement,
    Framework,
    PriceChange,
    PriceChangeStatus,
)

MOST = 200


def price_changes_of(agreement_ids: Iterable[int]) -> list[PriceChange]:
    """Of these agreements, newest first, whatever became of them."""
    return list(
        db.session.scalars(
            select(PriceChange)
            .options(joinedload(PriceChange.price).joinedload(AgreedPrice.item))
            .where(PriceChange.agreement_id.in_(list(agreement_ids)))
            .order_by(PriceChange.id.desc())
            .limit(MOST)
        )
    )


def price_change_for(actor: Actor, change_id: int) -> tuple[PriceChange, Agreement]:
    """A change that waits for an answer, for the framework's centre and the agreement's supplier."""
    row = db.session.execute(
        select(PriceChange, Agreement)
        .join(Agreement, Agreement.id == PriceChange.agreement_id)
        .join(Framework, Framework.id == Agreement.framework_id)
        .options(
            joinedload(PriceChange.price).joinedload(AgreedPrice.item),
            joinedload(Agreement.framework).joinedload(Framework.organisation),
            joinedload(Agreement.lot),
            joinedload(Agreement.supplier),
        )
        .where(
            PriceChange.id == change_id,
            PriceChange.status == PriceChangeStatus.PROPOSED,
            (Agreement.supplier_id == actor.organisation_id)
            | (Framework.organisation_id == actor.organisation_id),
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound()
    return row.PriceChange, row.Agreement
