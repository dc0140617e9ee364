"""What the acts on a tender ask of the database: the tender itself, held; its questions; its deadline."""

from datetime import datetime

from sqlalchemy import BindParameter, ColumnElement, bindparam, exists, select

from procurement_hub.core.database import db
from procurement_hub.tenders.models import Criterion, Question, Tender, TenderStatus

ASKED = (
    select(Question)
    .join(Criterion)
    .where(Criterion.tender_id == bindparam("tender"))
    .order_by(Criterion.position, Question.position)
)


def hold(tender: Tender, *, shared: bool = False) -> Tender:
    """The tender as it is now, locked until the transaction ends; `shared` lets others hold it too."""
    return db.session.scalars(
        select(Tender)
        .where(Tender.id == tender.id)
        .with_for_update(read=shared)
        .execution_options(populate_existing=True)
    ).one()


def questions_asked(tender: Tender) -> list[Question]:
    """The tender's questions in the order in which they are asked."""
    return list(db.session.scalars(ASKED, {"tender": tender.id}))


def box_takes(tender_id: ColumnElement[int], now: datetime | BindParameter) -> ColumnElement[bool]:
    """Whether the box of the record's tender still takes what arrived at that moment: for the WHERE of
    the very statement that stores it, so that the deadline is judged where nothing can come between."""
    tender = Tender.__table__.c
    return exists().where(
        tender.id == tender_id, tender.status == TenderStatus.PUBLISHED, tender.deadline_at > now
    )
