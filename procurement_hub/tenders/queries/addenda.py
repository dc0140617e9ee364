"""Addenda of a tender for anybody, and which of them a bidder has yet to read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, literal, or_, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.tenders.addenda import (
    Addendum,
    AddendumChange,
    AddendumReading,
    ChangeKind,
    QuestionDraft,
)
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.interest import TenderFollow
from procurement_hub.tenders.models import Bid, Clarification, Question, Tender


@dataclass(frozen=True, slots=True)
class Addition:
    """An addendum as this reader sees it. `waits`: it must still confirm that it has read it."""

    addendum: Addendum
    waits: bool


def addenda_of(tender: Tender, actor: Actor | None = None) -> list[Addition]:
    """The addenda without their changes, the first one first, in one statement.

    For a supplier that follows it, or has begun a bid or a question, those wait that it has not
    confirmed."""
    waits = literal(False)
    if may(actor, Permission.BID):
        token = box_of(tender).token(actor.organisation_id)
        waits = ~_read(token) & _interested(tender, token)
    rows = db.session.execute(
        select(Addendum, waits.label("waits"))
        .where(Addendum.tender_id == tender.id)
        .order_by(Addendum.number)
    )
    return [Addition(row.Addendum, bool(row.waits)) for row in rows]


def addenda_in_full(tender: Tender, actor: Actor | None = None) -> list[Addition]:
    """The same with every change, the last addendum first."""
    found = addenda_of(tender, actor)
    db.session.execute(
        select(Addendum)
        .where(Addendum.tender_id == tender.id)
        .options(
            selectinload(Addendum.changes).options(
                joinedload(AddendumChange.question), joinedload(AddendumChange.document)
            )
        )
        .execution_options(populate_existing=True)
    ).all()
    return found[::-1]


def unread_addenda(actor: Actor, tender: Tender) -> list[Addendum]:
    """Addenda that the actor's organisation has not confirmed, the first one first."""
    token = box_of(tender).token(actor.organisation_id)
    return list(
        db.session.scalars(
            select(Addendum).where(Addendum.tender_id == tender.id, ~_read(token)).order_by(Addendum.number)
        )
    )


@dataclass(frozen=True, slots=True)
class News:
    """What addenda mean to a bidder at work: those it has not confirmed, and when a question whose
    answer it may have written was last put in other words, by the question's code."""

    unread: list[Addendum]
    changed: dict[str, datetime]


def news_for(actor: Actor, tender: Tender) -> News:
    """`unread_addenda` and `changed_questions` together, in one statement."""
    token = box_of(tender).token(actor.organisation_id)
    rows = db.session.execute(
        select(Addendum, _read(token).label("read"), Question.code)
        .outerjoin(AddendumChange, AddendumChange.addendum_id == Addendum.id)
        .outerjoin(Question, Question.id == AddendumChange.question_id)
        .where(Addendum.tender_id == tender.id)
        .order_by(Addendum.number, Question.code)
    ).all()
    unread = {row.Addendum.id: row.Addendum for row in rows if not row.read}
    return News(list(unread.values()), {row.code: row.Addendum.published_at for row in rows if row.code})


def changed_questions(tender: Tender) -> dict[str, datetime]:
    """By the code of each question that an addendum put in other words: when it last did."""
    rows = db.session.execute(
        select(Question.code, func.max(Addendum.published_at))
        .join(AddendumChange, AddendumChange.question_id == Question.id)
        .join(Addendum, Addendum.id == AddendumChange.addendum_id)
        .where(Addendum.tender_id == tender.id)
        .group_by(Question.code)
        .order_by(Question.code)
    )
    return dict(rows.all())


def addendum_numbered(tender: Tender, number: int) -> Addendum:
    addendum = db.session.scalar(
        select(Addendum).where(Addendum.tender_id == tender.id, Addendum.number == number)
    )
    if addendum is None:
        raise NotFound()
    return addendum


def added_document(tender: Tender, change_id: int) -> AddendumChange:
    """A change that added a document, with the document; NotFound for anything else."""
    change = db.session.scalar(
        select(AddendumChange)
        .join(Addendum, Addendum.id == AddendumChange.addendum_id)
        .where(
            Addendum.tender_id == tender.id,
            AddendumChange.id == change_id,
            AddendumChange.kind == ChangeKind.DOCUMENT,
        )
        .options(joinedload(AddendumChange.document))
    )
    if change is None:
        raise NotFound()
    return change


def questions_of(tender: Tender) -> Sequence[Question]:
    """The tender's questions in order; its criteria must be loaded."""
    return [question for criterion in tender.criteria for question in criterion.questions]


def _read(token: str):
    return exists().where(AddendumReading.addendum_id == Addendum.id, AddendumReading.token == token)


def _interested(tender: Tender, token: str):
    """Whether the bidder follows the tender or has begun anything in it."""
    return or_(
        exists().where(Bid.tender_id == tender.id, Bid.token == token),
        exists().where(Clarification.tender_id == tender.id, Clarification.asker_token == token),
        exists().where(QuestionDraft.tender_id == tender.id, QuestionDraft.token == token),
        exists().where(TenderFollow.tender_id == tender.id, TenderFollow.token == token, TenderFollow.active),
    )
