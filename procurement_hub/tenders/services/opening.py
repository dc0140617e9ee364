"""The opening of the box: an act by two officers after the deadline (law.md B4)."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, WrongState
from procurement_hub.exclusions import checks
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.suppliers.services import rely_on
from procurement_hub.tenders.holding import hold
from procurement_hub.tenders.models import (
    Bid,
    BidStatus,
    Tender,
)
from procurement_hub.tenders.permissions import refuse_bidder, require_opening
from procurement_hub.tenders.services.outages import refuse_unaccounted
from procurement_hub.tenders.unsealing import unseal_answers, unseal_prices
from procurement_hub.tenders.workflow import TENDER


class BidsStillSealed(DomainError):
    """Nobody opens the box before the deadline. The opening report tells who tried."""

    def __init__(self, tender: Tender):
        super().__init__(
            f"The deadline is {format_moment(tender.deadline_at)}. Bids stay sealed until it has passed."
        )
        self.subject = tender


class SecondOfficerNeeded(DomainError):
    """One officer alone cannot open the box."""


class OpeningStarted(WrongState):
    """Another officer has started already: this one can confirm."""


def start_opening(*, actor: Actor, now: datetime, tender: Tender) -> None:
    """The first officer's half. Nothing is opened yet."""
    held = _held(actor, now, tender)
    if held.opening_started_by_id is not None:
        raise OpeningStarted("The opening has been started. A second officer must confirm the opening.")
    held.opening_started_at = now
    held.opening_started_by_id = actor.person_id
    audit.record(actor, "start_opening", held, now=now)
    db.session.flush()


def open_bids(*, actor: Actor, now: datetime, tender: Tender) -> list[Bid]:
    """The second officer's half: unseal every submitted bid, check it against its hash, and fill
    in who bid, the answers and the prices. Drafts and withdrawn bids stay unread for ever.

    With quality before price the price envelopes stay shut (law.md B9), unless there is none."""
    held = _held(actor, now, tender)
    if held.opening_started_by_id is None:
        raise SecondOfficerNeeded("Start the opening first. Then a second officer must confirm the opening.")
    if held.opening_started_by_id == actor.person_id:
        raise SecondOfficerNeeded("A second officer must confirm the opening. You started it yourself.")
    bids = list(
        db.session.scalars(
            select(Bid).where(Bid.tender_id == held.id, Bid.status == BidStatus.SUBMITTED).order_by(Bid.id)
        )
    )
    evidence = unseal_answers(held, bids)
    if not held.quality_first or not bids:
        unseal_prices(held, bids)
        held.prices_opened_at = now
    _check_exclusions(actor, now, bids)
    if evidence:
        title = db.session.get_one(Framework, held.framework_id).title
        rely_on(actor=actor, now=now, evidence_ids=evidence, what=f"Opening of {title}")
    TENDER.move(held, "open")
    held.opened_at = now
    held.second_officer_id = actor.person_id
    audit.record(
        actor,
        "open_bids",
        held,
        now=now,
        detail={
            "first_officer": held.opening_started_by_id,
            "bids": {bid.id: bid.content_sha256 for bid in bids},
        },
    )
    db.session.flush()
    return bids


def _held(actor: Actor, now: datetime, tender: Tender) -> Tender:
    """The tender, locked: submissions that came in time have been stored, and no more can come."""
    framework = db.session.get_one(Framework, tender.framework_id)
    require_opening(actor, framework)
    held = hold(tender)
    if not TENDER.allows(held, "open"):
        raise WrongState(f"This tender is {held.status.value}, so its bids cannot be opened.")
    if framework.status is FrameworkStatus.PRACTICE:
        raise WrongState("This tender is for practice, so its bids are never opened.")
    if framework.status is FrameworkStatus.WITHDRAWN:
        raise WrongState("This tender was withdrawn, so its bids are never opened.")
    if now < held.deadline_at:
        raise BidsStillSealed(held)
    refuse_unaccounted(now=now, tender=held)
    refuse_bidder(actor, held)
    return held


def _check_exclusions(actor: Actor, now: datetime, bids: Iterable[Bid]) -> None:
    """Look at the debarment list and decisions for every bidder, lot by lot, and keep that (T5)."""
    by_lot: dict[int, dict[int, int]] = {}
    for bid in bids:
        by_lot.setdefault(bid.lot_id, {})[bid.supplier_id] = bid.id
    for subjects in by_lot.values():
        checks.check_each(
            actor=actor,
            now=now,
            subjects=subjects,
            subject_kind=checks.BID,
            authority_id=actor.organisation_id,
        )
