"""The desk at which a supplier works on one bid, for the length of one transaction.

Its tender is held so that it can be neither opened nor moved meanwhile, and the bid so that two
colleagues' acts come one after the other. Working on a draft leaves no audit event: what a
supplier writes, and when, is its own affair until it submits (law.md B1)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.orm import defer

from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, WrongState
from procurement_hub.core.upsert import insert_if_absent, upsert
from procurement_hub.exclusions.declaration import Declaration
from procurement_hub.exclusions.queries import current_declaration
from procurement_hub.frameworks.models import Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.addenda import Addendum
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import (
    Bid,
    BidPart,
    BidStatus,
    Question,
    Tender,
    TenderStatus,
)
from procurement_hub.tenders.paper import Paper, paper_of
from procurement_hub.tenders.sealing import Box
from procurement_hub.tenders.services.following import follow_by_bidding
from procurement_hub.tenders.working import IN_THE_BOX, Draft, Part, draft_of


class BidTooLate(DomainError):
    """The deadline second has come (law.md B2)."""


class BidChangedElsewhere(DomainError):
    """Somebody saved this after the person opened it; nothing is overwritten.

    `theirs` is the part as it is now, so that the two can be put together."""

    def __init__(self, sentence: str, field: str | None = None, theirs: Part | None = None):
        super().__init__(sentence, field)
        self.theirs = theirs

    @property
    def for_audit(self) -> str:
        return "The bid had been changed since the page was opened."


@dataclass
class Desk:
    """One supplier's bid for one lot, with what it is made from. `bid` is None until `begin`."""

    tender: Tender
    framework: Framework
    lot: Lot
    box: Box
    token: str
    supplier_id: int
    bid: Bid | None
    draft: Draft
    paper: Paper

    @property
    def questions(self) -> Sequence[Question]:
        return self.paper.questions

    @property
    def items(self) -> Sequence[LotItem]:
        return self.paper.items

    def begin(self, now: datetime) -> None:
        """Make the bid's row unless it is there. Whoever begins a bid follows its tender."""
        if self.bid is not None:
            return
        row = {
            "tender_id": self.tender.id,
            "lot_id": self.lot.id,
            "token": self.token,
            "status": BidStatus.DRAFT,
            "standing": False,
            "saved_at": now,
        }
        insert_if_absent(db.session, Bid.__table__, row, ("lot_id", "token"))
        self.bid = _own_bid(self.lot, self.token)
        self.draft = draft_of(self.box, self.bid)
        follow_by_bidding(now=now, tender=self.tender, supplier_id=self.supplier_id)

    def write(self, name: str, body: Mapping, *, now: datetime) -> int:
        """Save a part as its next version. The bid is held, so nobody else can be writing it."""
        version = (self.draft.version(name) or 0) + 1
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        locked = self.box.lock_working_copy(text, lot_id=self.lot.id, token=self.token, part=name)
        row = {
            "bid_id": self.bid.id,
            "name": name,
            "version": version,
            "locked": locked,
            "saved_at": now,
        }
        upsert(db.session, BidPart.__table__, [row], ("bid_id", "name"))
        if name != IN_THE_BOX:
            self.bid.saved_at = now
        self.draft = replace(self.draft, parts={**self.draft.parts, name: Part(version, now, body)})
        return version

    def write_over(self, name: str, body: Mapping, *, version: int | None, now: datetime) -> int:
        """Save a part in place of the version that the person saw (None for none), or raise
        BidChangedElsewhere with the part as it is."""
        self.begin(now)
        if not self._has_seen(name, version):
            theirs = self.draft.parts.get(name)
            by = theirs.body.get("by") if theirs else ""
            raise BidChangedElsewhere(
                f"{by or 'Somebody in your organisation'} saved this after you opened it. "
                "Nothing was overwritten. Both versions are on this page: put them together, then save.",
                theirs=theirs,
            )
        return self.write(name, body, now=now)

    def _has_seen(self, name: str, version: int | None) -> bool:
        """Whether that version has the words as they are: files may have come and gone since."""
        present = self.draft.version(name)
        worded = self.draft.body(name).get("worded", present)
        return version == present or (present is not None and worded <= (version or 0) <= present)

    def drop(self, name: str) -> None:
        """Delete a part that no longer holds."""
        db.session.execute(delete(BidPart).where(BidPart.bid_id == self.bid.id, BidPart.name == name))
        kept = {other: part for other, part in self.draft.parts.items() if other != name}
        self.draft = replace(self.draft, parts=kept)

    @cached_property
    def declaration(self) -> Declaration | None:
        """What the supplier has declared on exclusion grounds: it is sealed with the bid (T5)."""
        return current_declaration(self.supplier_id)


def sit_down(actor: Actor, lot: Lot, now: datetime) -> Desk:
    """The actor's desk for a lot. Raises BidTooLate at the deadline second, WrongState for a tender
    that takes no bids, and NotFound where there is no tender."""
    tender, framework, addendum = _taking_bids(lot, now)
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    bid = _own_bid(lot, token)
    return Desk(
        tender=tender,
        framework=framework,
        lot=lot,
        box=box,
        token=token,
        supplier_id=actor.organisation_id,
        bid=bid,
        draft=draft_of(box, bid),
        paper=paper_of(tender, lot.id, addendum=addendum),
    )


# Built once: at the deadline everybody sits down, and building a statement costs more than sending it.
_LAST = select(func.max(Addendum.number)).where(Addendum.tender_id == Tender.id).scalar_subquery()
_TENDER = (
    select(Tender, Framework, _LAST)
    .join(Framework, Framework.id == Tender.framework_id)
    .where(Tender.framework_id == bindparam("framework"))
    .with_for_update(read=True, of=Tender)
    .execution_options(populate_existing=True)
)
_OWN = (
    select(Bid)
    .where(Bid.lot_id == bindparam("lot"), Bid.token == bindparam("token"))
    .options(defer(Bid.sealed), defer(Bid.sealed_prices))
    .with_for_update()
    .execution_options(populate_existing=True)
)


def too_late(tender: Tender) -> BidTooLate:
    return BidTooLate(
        f"The deadline was {format_moment(tender.deadline_at)}. This bid was not received in time."
    )


def _taking_bids(lot: Lot, now: datetime) -> tuple[Tender, Framework, int | None]:
    """The lot's tender and framework, held so that it is neither opened nor moved until this
    transaction ends, and the number of its last addendum."""
    found = db.session.execute(_TENDER, {"framework": lot.framework_id}).one_or_none()
    if found is None:
        raise NotFound()
    tender, framework, _ = found
    if framework.status is FrameworkStatus.WITHDRAWN:
        raise WrongState("This tender was withdrawn, so it takes no bids.")
    if tender.status is not TenderStatus.PUBLISHED or now >= tender.deadline_at:
        raise too_late(tender)  # once opened it stays shut, even should the clock be put back
    return found


def _own_bid(lot: Lot, token: str) -> Bid | None:
    return db.session.scalars(_OWN, {"lot": lot.id, "token": token}).one_or_none()
