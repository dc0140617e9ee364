"""The price envelopes, opened by two officers once every score is agreed (law.md B9)."""

from datetime import datetime

from sqlalchemy import func, select

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, WrongState
from procurement_hub.evaluation.models import AgreedScore
from procurement_hub.frameworks.models import Framework
from procurement_hub.tenders.holding import hold, questions_asked
from procurement_hub.tenders.models import Bid, BidStatus, Tender, TenderStatus
from procurement_hub.tenders.permissions import refuse_bidder, require_opening
from procurement_hub.tenders.services.opening import OpeningStarted, SecondOfficerNeeded
from procurement_hub.tenders.unsealing import unseal_prices


class PricesStaySealed(DomainError):
    """A score is not agreed, so a price could still sway it. The opening report tells who tried."""

    def __init__(self, tender: Tender, missing: int):
        super().__init__(
            "Prices stay sealed until the panel has agreed every score of every bid: "
            f"{missing} {'is' if missing == 1 else 'are'} left."
        )
        self.subject = tender


def start_opening_prices(*, actor: Actor, now: datetime, tender: Tender) -> None:
    """The first officer's half. No price is opened yet."""
    held, _ = _held(actor, tender)
    if held.prices_started_by_id is not None:
        raise OpeningStarted("The opening of the prices has been started. A second officer must confirm it.")
    held.prices_started_at = now
    held.prices_started_by_id = actor.person_id
    audit.record(actor, "start_opening_prices", held, now=now)
    db.session.flush()


def open_prices(*, actor: Actor, now: datetime, tender: Tender) -> list[Bid]:
    """The second officer's half: unseal the prices of every opened bid, each checked against its hash.

    From now on no agreed score changes. The bids whose prices are open."""
    held, bids = _held(actor, tender)
    if held.prices_started_by_id is None:
        raise SecondOfficerNeeded(
            "Start the opening of the prices first. Then a second officer must confirm it."
        )
    if held.prices_started_by_id == actor.person_id:
        raise SecondOfficerNeeded("A second officer must confirm the opening of the prices. You started it.")
    unseal_prices(held, bids)
    held.prices_opened_at = now
    held.prices_second_officer_id = actor.person_id
    detail = {"first_officer": held.prices_started_by_id, "bids": [bid.id for bid in bids]}
    audit.record(actor, "open_prices", held, now=now, detail=detail)
    db.session.flush()
    return bids


def _held(actor: Actor, tender: Tender) -> tuple[Tender, list[Bid]]:
    """The tender, locked, so that no score is agreed meanwhile, and its opened bids."""
    require_opening(actor, db.session.get_one(Framework, tender.framework_id))
    held = hold(tender)
    if held.status is not TenderStatus.OPENED:
        raise WrongState("The bids have not been opened, so their prices cannot be.")
    if held.prices_opened_at is not None:
        raise WrongState("The prices of this tender are open.")
    refuse_bidder(actor, held)
    bids = list(
        db.session.scalars(
            select(Bid).where(Bid.tender_id == held.id, Bid.status == BidStatus.SUBMITTED).order_by(Bid.id)
        )
    )
    agreed = db.session.scalar(
        select(func.count())
        .select_from(AgreedScore)
        .join(Bid, Bid.id == AgreedScore.bid_id)
        .where(Bid.tender_id == held.id)
    )
    if missing := len(bids) * len(questions_asked(held)) - agreed:
        raise PricesStaySealed(held, missing)
    return held, bids
