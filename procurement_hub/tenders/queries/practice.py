"""Tenders to practise on, which no other list has."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.content import BidContent
from procurement_hub.tenders.models import Tender
from procurement_hub.tenders.queries.bidders import OwnBid
from procurement_hub.tenders.working import IN_THE_BOX


@dataclass(frozen=True, slots=True)
class PracticeRow:
    """A practice tender and the centre that keeps it."""

    id: int
    title: str
    centre_id: int
    centre: str
    deadline_at: datetime


def practice_tenders() -> list[PracticeRow]:
    """One for each centre that has set one up, by the centre's name."""
    rows = db.session.execute(
        select(Tender.id, Framework.title, Organisation.id, Organisation.name, Tender.deadline_at)
        .join(Framework, Framework.id == Tender.framework_id)
        .join(Organisation, Organisation.id == Framework.organisation_id)
        .where(Framework.status == FrameworkStatus.PRACTICE)
        .order_by(Organisation.name)
        .limit(PAGE)
    )
    return [PracticeRow(*row) for row in rows]


def practice_tender(tender_id: int) -> Tender:
    """A practice tender; NotFound for a real one."""
    tender = db.session.scalar(
        select(Tender)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(Tender.id == tender_id, Framework.status == FrameworkStatus.PRACTICE)
    )
    if tender is None:
        raise NotFound()
    return tender


def keeps_practice(actor: Actor | None, rows: list[PracticeRow]) -> bool:
    """Whether the actor's own centre has one."""
    return actor is not None and any(row.centre_id == actor.organisation_id for row in rows)


def submitted_content(own: OwnBid) -> BidContent | None:
    """What is in the box of the actor's own bid, or None while nothing is."""
    held = own.draft.body(IN_THE_BOX)
    if not own.submitted or not held:
        return None
    return BidContent.from_texts(held["answers"].encode(), held["prices"].encode())
