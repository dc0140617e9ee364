"""Questions and answers: what everybody reads, and what a supplier alone knows to be its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.tenders.addenda import QuestionDraft
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import Clarification, Tender

MOST = 500
"""Questions that one page shows; no tender has so many."""

NO_LOT = 0
WORDS = 8


@dataclass(frozen=True, slots=True)
class Draft:
    """A question that the supplier has not sent. Nobody else can read it."""

    text: str
    saved_at: datetime


def find_questions(
    tender: Tender, *, words: str = "", unanswered: bool = False, newest: int | None = None
) -> list[Clarification]:
    """Questions of the tender with every one of the words in question, answer or number, in the
    order asked. `newest`: only so many of the last ones."""
    query = select(Clarification).where(Clarification.tender_id == tender.id)
    for word in words.split()[:WORDS]:
        query = query.where(
            or_(
                Clarification.question.icontains(word, autoescape=True),
                Clarification.answer.icontains(word, autoescape=True),
                Clarification.reference.icontains(word, autoescape=True),
            )
        )
    if unanswered:
        query = query.where(Clarification.answer.is_(None))
    newest_first = query.order_by(Clarification.asked_at.desc(), Clarification.id.desc())
    return list(db.session.scalars(newest_first.limit(newest or MOST)))[::-1]


def own_among(actor: Actor | None, tender: Tender, questions: Iterable[Clarification]) -> set[int]:
    """The ids of those questions that the actor's organisation asked. Asks the database nothing."""
    if not may(actor, Permission.BID):
        return set()
    token = box_of(tender).token(actor.organisation_id)
    return {question.id for question in questions if question.asker_token == token}


def own_draft(actor: Actor, tender: Tender) -> Draft | None:
    """The question that the actor's organisation has drafted and not sent."""
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    row = db.session.get(QuestionDraft, (tender.id, token))
    if row is None:
        return None
    text = box.read_working_copy(row.locked, lot_id=NO_LOT, token=token).decode()
    return Draft(text, row.saved_at)
