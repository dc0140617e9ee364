"""A supplier decides whether to bid. The decision is its own affair: nobody else can read it."""

import json
from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound
from procurement_hub.core.upsert import upsert
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.content import UNKEEPABLE
from procurement_hub.tenders.models import BidDecision, Tender
from procurement_hub.tenders.working import DECISION

REASON_CHARACTERS = 2_000


def decide(*, actor: Actor, now: datetime, tender_id: int, bids: bool, reason: str = "") -> None:
    """Note that the supplier bids, or not this time, in place of what it decided before.

    It changes nothing about the bid itself. No audit event: it would tell who thinks of bidding."""
    require(actor, Permission.BID)
    tender = db.session.get(Tender, tender_id)
    if tender is None:
        raise NotFound()
    reason = reason.strip()
    if len(reason) > REASON_CHARACTERS or UNKEEPABLE.search(reason):
        raise Invalid(f"Give the reason in {REASON_CHARACTERS:,} characters at most.", "reason")
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    said = {"bids": bids, "reason": reason, "by": actor.person_name, "at": now.isoformat()}
    locked = box.lock_working_copy(json.dumps(said).encode(), lot_id=0, token=token, part=DECISION)
    row = {"tender_id": tender.id, "token": token, "locked": locked}
    upsert(db.session, BidDecision.__table__, [row], ("tender_id", "token"))
