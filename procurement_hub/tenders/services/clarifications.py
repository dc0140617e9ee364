"""Suppliers' questions and the answers that everybody reads (T11)."""

from datetime import datetime

from sqlalchemy import delete, func, select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_moment
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, WrongState
from procurement_hub.core.upsert import upsert
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.addenda import QuestionDraft
from procurement_hub.tenders.anonymity import telltales
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.holding import hold
from procurement_hub.tenders.models import Clarification, Tender, TenderStatus
from procurement_hub.tenders.permissions import require_run
from procurement_hub.tenders.sealing import Box
from procurement_hub.tenders.services.following import notify_followers

QUESTION_CHARACTERS = 4_000
NO_LOT = 0
"""A question is about the tender: its draft is locked as if for a lot that there is not."""


class QuestionsClosed(WrongState):
    """The last moment for questions has passed."""


class QuestionTellsWhoAsks(DomainError):
    """The text names the supplier, and nobody has said that this is meant."""

    @property
    def for_audit(self) -> str:
        return "The question told who asked it."


class AlreadyAnswered(WrongState):
    """An answer that bidders may have relied on is not changed; another question can be answered."""


class AnsweredTooLate(WrongState):
    """After the deadline an answer can help no bidder."""


def draft_question(*, actor: Actor, now: datetime, tender: Tender, text: str) -> None:
    """Keep a question that only this supplier can read, in place of its earlier draft.

    An empty text throws the draft away. No row and no audit event says whose it is."""
    require(actor, Permission.BID)
    box = box_of(tender)
    token = box.token(actor.organisation_id)
    text = text.strip()
    if len(text) > QUESTION_CHARACTERS:
        raise Invalid(f"Your question must be {QUESTION_CHARACTERS:,} characters or fewer.", "text")
    if not text:
        _forget_draft(tender, token)
        return
    row = {"tender_id": tender.id, "token": token, "locked": _locked(box, token, text), "saved_at": now}
    upsert(db.session, QuestionDraft.__table__, [row], ["tender_id", "token"])


def ask_question(
    *,
    actor: Actor,
    now: datetime,
    tender: Tender,
    text: str,
    reference: str | None = None,
    naming_is_meant: bool = False,
) -> Clarification:
    """Publish a question to everybody at once. Nobody but the asker can tell who asked: only a
    token is kept. The supplier's draft is thrown away.

    Refused when the text itself tells who asks, unless `naming_is_meant`."""
    require(actor, Permission.BID)
    text = text.strip()
    if not text:
        raise Invalid("Enter your question.", "text")
    if db.session.get_one(Framework, tender.framework_id).status is FrameworkStatus.WITHDRAWN:
        raise QuestionsClosed("This tender was withdrawn, so it takes no questions.", "text")
    held = hold(tender)
    if held.status is not TenderStatus.PUBLISHED or now >= held.questions_until:
        raise QuestionsClosed(
            f"Questions could be asked until {format_moment(held.questions_until)}.", "text"
        )
    if not naming_is_meant and (found := telltales(actor, text)):
        named = ", ".join(f"“{words}”" for words in found)
        raise QuestionTellsWhoAsks(
            f"Your question says who you are: {named}. Put it in other words, or say that you mean it.",
            "text",
        )
    if reference is None:
        asked = db.session.scalar(select(func.count()).where(Clarification.tender_id == held.id))
        reference = f"C{asked + 1}"
    token = box_of(held).token(actor.organisation_id)
    clarification = Clarification(
        tender_id=held.id, reference=reference, question=text, asker_token=token, asked_at=now
    )
    db.session.add(clarification)
    _forget_draft(held, token)
    audit.record(actor.unnamed(), "ask_question", clarification, now=now, detail={"reference": reference})
    db.session.flush()
    return clarification


def answer_question(*, actor: Actor, now: datetime, clarification: Clarification, text: str) -> None:
    """Answer a question for everybody at once. Refused after the deadline and a second time."""
    tender = db.session.get_one(Tender, clarification.tender_id)
    framework = db.session.get_one(Framework, tender.framework_id)
    require_run(actor, framework)
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
    notify_followers(
        tender=tender,
        subject=f"Question {clarification.reference} is answered: {framework.title}",
        text=f"Question {clarification.reference}: {clarification.question}\n\nAnswer: {text}",
        now=now,
    )


def _locked(box: Box, token: str, text: str) -> bytes:
    return box.lock_working_copy(text.encode(), lot_id=NO_LOT, token=token)


def _forget_draft(tender: Tender, token: str) -> None:
    db.session.execute(
        delete(QuestionDraft).where(QuestionDraft.tender_id == tender.id, QuestionDraft.token == token)
    )
