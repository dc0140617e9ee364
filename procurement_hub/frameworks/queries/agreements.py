"""Agreements: a framework's, a lot's, a supplier's own, and one of them."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.models import Person
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page, newest_first
from procurement_hub.frameworks.models import AgreedPrice, Agreement, Framework, Lot
from procurement_hub.frameworks.permissions import may_read_agreement
from procurement_hub.frameworks.queries.reading import AWARDED, is_entitled

_WITH_PRICES = (
    joinedload(Agreement.supplier),
    joinedload(Agreement.lot),
    selectinload(Agreement.prices).joinedload(AgreedPrice.item),
    selectinload(Agreement.prices).selectinload(AgreedPrice.tiers),
)


def agreements_of(framework_id: int) -> list[Agreement]:
    """A framework's agreements by lot and rank, with supplier, prices and tiers."""
    return list(
        db.session.scalars(
            select(Agreement)
            .join(Lot, Lot.id == Agreement.lot_id)
            .where(Agreement.framework_id == framework_id)
            .options(*_WITH_PRICES)
            .order_by(Lot.number, Agreement.rank, Agreement.id)
        )
    )


def own_agreements_page(actor: Actor, *, after: int | None = None, size: int = PAGE) -> Page:
    """A supplier's own agreements, newest first, once their award has been published."""
    query = (
        select(Agreement)
        .join(Framework, Framework.id == Agreement.framework_id)
        .where(
            Agreement.supplier_id == actor.organisation_id,
            Framework.status.in_(AWARDED),
        )
        .options(
            joinedload(Agreement.framework).joinedload(Framework.organisation), joinedload(Agreement.lot)
        )
    )
    return newest_first(db.session, query, Agreement.id, after=after, size=size)


def agreement_for(actor: Actor, agreement_id: int) -> Agreement:
    """The agreement with its framework, lot and price schedule, or NotFound."""
    agreement = db.session.scalar(
        select(Agreement)
        .where(Agreement.id == agreement_id)
        .options(
            *_WITH_PRICES,
            joinedload(Agreement.framework).joinedload(Framework.organisation),
            joinedload(Agreement.framework).joinedload(Framework.round),
        )
    )
    if agreement is None:
        raise NotFound()
    entitled = is_entitled(agreement.framework_id, actor.organisation_id)
    if not may_read_agreement(actor, agreement, entitled=entitled):
        raise NotFound()
    return agreement


def signers_of(agreement: Agreement) -> dict[int, str]:
    """The names of the people who have signed the agreement, by id."""
    people = [key for key in (agreement.signed_by_id, agreement.countersigned_by_id) if key is not None]
    if not people:
        return {}
    return dict(db.session.execute(select(Person.id, Person.name).where(Person.id.in_(people))).all())
