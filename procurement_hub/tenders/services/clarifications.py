"""Suppliers' questions and the answers that everybody reads (T11)."""

from datetime import datetime

from sqlalchemy import func, select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, WrongState
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import Clarification, Tender, TenderStatus
from procurement_hub.tenders.permissions import require_run


class QuestionsClosed(WrongState):
    """The last moment for questions has passed."""


class AlreadyAnswered(WrongState):
    """An answer that bidders may have relied on is not changed; another question can be answered."""


class AnsweredTooLate(WrongState):
    """After the deadline an answer can help no bidder."""


def ask_question(
    *, actor: Actor, now: datetime, tender: Tender, text: str, reference: str | None = None
) -> Clarification:
    """Put a question. Nobody but the asker can tell who asked: only a token is kept."""
    require(actor, Permission.BID)
    text = text.strip()
    if not text:
        raise Invalid("Enter your question.", "text")
    if db.session.get_one(Framework, tender.framework_id).status is FrameworkStatus.WITHDRAWN:
        raise QuestionsClosed("This tender was withdrawn, so it takes no questions.", "text")
    held = db.session.scalars(
        select(Tender)
        .where(Tender.id == tender.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    if held.status is not TenderStatus.PUBLISHED or now >= held.questions_until:
        raise QuestionsClosed(
            f"Questions could be asked until {format_moment(held.questions_until)}.", "text"
        )
    if reference is None:
        asked = db.session.scalar(select(func.count()).where(Clarification.tender_id == held.id))
        reference = f"C{asked + 1}"
    clarification = Clarification(
        tender_id=held.id,
        reference=reference,
        question=text,
        asker_token=box_of(held).token(actor.organisation_id),
        asked_at=now,
    )
    db.session.add(clarification)
    audit.record(actor.unnamed(), "ask_question", clarification, now=now, detail={"reference": reference})
    db.session.flush()
    return clarification


def answer_question(*, actor: Actor, now: datetime, clarification: Clarification, text: str) -> None:
    """Answer a question for everybody at once. Refused after the deadline and a second time."""
    tender = db.session.get_one(Tender, clarification.tender_id)
    require_run(actor, db.session.get_one(Framework, tender.framework_id))
    text = text.strip()
    if not text:
        raise Invalid("Enter the answer.", "text")
    if now >= tender.deadline_at:
        raise AnsweredTooLate(
            f"The deadline was {format_moment(tender.deadline_at)}. An answer can no longer reach bidders.",
            "text",
        )
    if clarification.answer is not None:
        raise AlreadyAnswered(f"Question {clarification.reference} has been answered.", "text")
    clarification.answer = text
    clarification.answered_at = now
    clarification.answered_by_id = actor.person_id
    audit.record(
        actor, "answer_question", clarification, now=now, detail={"reference": clarification.reference}
    )
    db.session.flush()
