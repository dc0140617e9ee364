"""A tender to try everything on: the very same pages, nothing at stake, never mixed with real ones."""

import secrets
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy import delete, select, update

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.catalogue.models import CpvCode, Item, Unit
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import WrongState
from procurement_hub.core.keys import ring
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Framework, FrameworkStatus
from procurement_hub.tenders.addenda import QuestionDraft
from procurement_hub.tenders.models import (
    Bid,
    BidPart,
    BidStatus,
    Clarification,
    Criterion,
    CriterionKind,
    Question,
    Tender,
    TenderStatus,
)
from procurement_hub.tenders.sealing import new_box
from procurement_hub.tenders.suitable_moments import NOON, next_suitable

AHEAD = timedelta(days=14)
AT_LEAST_AHEAD = timedelta(days=7)
KEPT = timedelta(days=30)

PAPER = {
    "code": "PRACTICE-PAPER",
    "title": "A4 copier paper, 80 gsm, white, 500 sheets",
    "specification": "Made up, to practise with.",
    "unit_code": "RM",
    "cpv_code": "30197643-5",
}
TONER = {
    "code": "PRACTICE-TONER",
    "title": "Toner cartridge, black, 10,000 pages",
    "specification": "Made up, to practise with.",
    "unit_code": "EA",
    "cpv_code": "30125110-5",
}
UNITS = {"RM": "ream", "EA": "each"}
CODES = {"30197643-5": "Photocopier paper", "30125110-5": "Toner for laser printers/fax machines"}


class PracticeThere(WrongState):
    """A centre has one practice tender."""


def set_up_practice(*, actor: Actor, now: datetime) -> Tender:
    """Make the centre's practice tender: two lots, three questions, a deadline that never comes."""
    require(actor, Permission.RUN_TENDER)
    framework = frameworks.make_practice(
        actor=actor,
        now=now,
        title="Practice tender: paper and toner",
        description=(
            "A made-up tender to practise with. Councils buy nothing from it. Fill in the answers and the "
            "prices of a lot, upload a file, submit, change your mind, withdraw. Nobody else sees any of it."
        ),
        lots=[("Copier paper", _item(PAPER)), ("Toner", _item(TONER))],
    )
    if framework is None:
        raise PracticeThere("Your centre has a practice tender already.")
    public_key, wrapped_private_key = new_box(ring())
    price_public_key, wrapped_price_key = new_box(ring())
    deadline = _ahead(now)
    tender = Tender(
        framework_id=framework.id,
        status=TenderStatus.PUBLISHED,
        published_at=now,
        published_by_id=actor.person_id,
        deadline_at=deadline,
        questions_until=deadline,
        electronic=True,
        documents_complete=True,
        public_key=public_key,
        wrapped_private_key=wrapped_private_key,
        price_public_key=price_public_key,
        wrapped_price_key=wrapped_price_key,
        quality_first=False,
        criteria=_criteria(),
    )
    db.session.add(tender)
    db.session.flush()
    audit.record(actor, "set_up_practice", tender, now=now)
    return tender


def roll_practice(*, now: datetime) -> None:
    """Keep every practice deadline a week ahead at least. Real deadlines never move like that."""
    short = (
        select(Tender.id)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(Framework.status == FrameworkStatus.PRACTICE, Tender.deadline_at < now + AT_LEAST_AHEAD)
    )
    deadline = _ahead(now)
    db.session.execute(
        update(Tender)
        .where(Tender.id.in_(short))
        .values(deadline_at=deadline, questions_until=deadline)
        .execution_options(synchronize_session=False)
    )


def forget_practice(*, now: datetime) -> int:
    """Destroy what was written for practice more than 30 days ago; how many bids it was.

    Its files are then of no draft and go with the hourly sweep of such files. Receipts cannot be
    deleted, so their bid stays as an empty row that is tied to nobody: its token is replaced by
    chance."""
    practice = (
        select(Tender.id)
        .join(Framework, Framework.id == Tender.framework_id)
        .where(Framework.status == FrameworkStatus.PRACTICE)
    )
    bids = db.session.scalars(
        select(Bid)
        .where(Bid.tender_id.in_(practice), Bid.saved_at < now - KEPT, Bid.id.in_(select(BidPart.bid_id)))
        .order_by(Bid.id)
        .with_for_update()
    ).all()
    for bid in bids:
        db.session.execute(delete(BidPart).where(BidPart.bid_id == bid.id))
        bid.status = BidStatus.DRAFT
        bid.standing = False
        bid.sealed = bid.sealed_prices = bid.content_sha256 = bid.submitted_at = None
        bid.token = secrets.token_hex(32)
    for table, moment in ((Clarification, Clarification.asked_at), (QuestionDraft, QuestionDraft.saved_at)):
        db.session.execute(delete(table).where(table.tender_id.in_(practice), moment < now - KEPT))
    db.session.flush()
    return len(bids)


def _ahead(now: datetime) -> datetime:
    day = (now + AHEAD).replace(hour=0, minute=0, second=0, microsecond=0)
    return next_suitable(day, at=NOON)


def _item(values: dict) -> Item:
    """The made-up item, in the catalogue since somebody first practised."""
    unit, cpv = values["unit_code"], values["cpv_code"]
    insert_if_absent(db.session, Unit.__table__, {"code": unit, "name": UNITS[unit], "symbol": ""}, ["code"])
    insert_if_absent(db.session, CpvCode.__table__, {"code": cpv, "title": CODES[cpv]}, ["code"])
    insert_if_absent(db.session, Item.__table__, values, ["code"])
    return db.session.scalars(select(Item).where(Item.code == values["code"])).one()


def _criteria() -> list[Criterion]:
    questions = [
        ("Q1", "How will you deliver to schools and offices twice a week?", 25),
        ("Q2", "What do you do when a delivery is late or wrong?", 10),
        ("Q3", "How will you cut packaging and lorry miles?", 5),
    ]
    return [
        Criterion(code="price", title="Price", weight=Decimal(60), kind=CriterionKind.PRICE, position=0),
        Criterion(
            code="C1",
            title="Quality",
            weight=Decimal(40),
            kind=CriterionKind.QUALITY,
            position=1,
            questions=[
                Question(code=code, title=title, weight=Decimal(weight), scale_max=5, position=position)
                for position, (code, title, weight) in enumerate(questions)
            ],
        ),
    ]
