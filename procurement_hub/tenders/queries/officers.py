"""What the centre reads of its own tenders, up to the opened bids."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.tenders.models import (
    Bid,
    BidStatus,
    Clarification,
    Tender,
    TenderStatus,
)


def own_tender(actor: Actor, tender_id: int) -> Tender:
    """A tender of the actor's own centre with its framework, or NotFound."""
    tender = db.session.scalar(
        select(Tender)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(Tender.id == tender_id, Framework.organisation_id == actor.organisation_id)
        .options(
            joinedload(Tender.framework).joinedload(Framework.organisation),
            joinedload(Tender.opening_started_by),
            joinedload(Tender.second_officer),
            joinedload(Tender.prices_started_by),
            joinedload(Tender.prices_second_officer),
        )
    )
    if tender is None:
        raise NotFound()
    return tender


def tender_of(framework: Framework) -> Tender:
    """The tender that a framework was published with, or NotFound."""
    tender = db.session.scalar(select(Tender).where(Tender.framework_id == framework.id))
    if tender is None:
        raise NotFound()
    return tender


def own_framework(actor: Actor, framework_id: int) -> Framework:
    """A framework of the actor's own centre, or NotFound."""
    framework = db.session.scalar(
        select(Framework)
        .where(Framework.id == framework_id, Framework.organisation_id == actor.organisation_id)
        .options(joinedload(Framework.organisation))
    )
    if framework is None:
        raise NotFound()
    return framework


def clarification_of(actor: Actor, tender_id: int, clarification_id: int) -> tuple[Tender, Clarification]:
    """A question put to a tender of the actor's own centre, or NotFound."""
    tender = own_tender(actor, tender_id)
    clarification = db.session.get(Clarification, clarification_id)
    if clarification is None or clarification.tender_id != tender.id:
        raise NotFound()
    return tender, clarification


def opened_bids(tender: Tender) -> list[Bid]:
    """The bids of an opened tender with lot and supplier, by lot and supplier.

    Empty before the opening: not even how many there are is told (law.md B1)."""
    if tender.status is not TenderStatus.OPENED:
        return []
    return list(
        db.session.scalars(
            select(Bid)
            .where(Bid.tender_id == tender.id, Bid.status == BidStatus.SUBMITTED)
            .options(joinedload(Bid.lot), joinedload(Bid.supplier))
            .join(Lot, Lot.id == Bid.lot_id)
            .join(Organisation, Organisation.id == Bid.supplier_id)
            .order_by(Lot.number, Organisation.name)
        )
    )
