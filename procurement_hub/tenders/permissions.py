"""Which tender a person may run or open, and whose bid a person may touch."""

from sqlalchemy import select

from procurement_hub.accounts.models import Membership
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.frameworks.models import Framework
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import Bid, BidStatus, Tender


class OfficerOfABidder(DomainError):
    """Whoever opens the box acts for nobody whose bid is in it."""


def require_run(actor: Actor, framework: Framework) -> None:
    """The procurement lead of the centre whose framework it is."""
    require(actor, Permission.RUN_TENDER)
    _require_own(actor, framework)


def require_opening(actor: Actor, framework: Framework) -> None:
    """An opening officer of the centre whose framework it is."""
    require(actor, Permission.OPEN_BIDS)
    _require_own(actor, framework)


def refuse_bidder(actor: Actor, tender: Tender) -> None:
    """Raise OfficerOfABidder for somebody who acts for a bidder, whichever organisation they act for now.
    Neither the sentence nor the audit says for which."""
    suppliers = db.session.scalars(
        select(Membership.organisation_id).where(Membership.person_id == actor.person_id, Membership.active)
    )
    box = box_of(tender)
    tokens = [box.token(supplier_id) for supplier_id in suppliers]
    bids = select(Bid.id).where(
        Bid.tender_id == tender.id, Bid.status == BidStatus.SUBMITTED, Bid.token.in_(tokens)
    )
    if db.session.scalar(bids.limit(1)) is not None:
        raise OfficerOfABidder(
            "You also act for an organisation that may have bid, so two other officers must open the bids."
        )


def _require_own(actor: Actor, framework: Framework) -> None:
    if framework.organisation_id != actor.organisation_id:
        raise NotFound()
