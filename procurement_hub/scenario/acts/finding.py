"""What an event names by code, found in the database; its figures and days, read."""

from datetime import date
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.calloffs.models import Order
from procurement_hub.catalogue.models import Item
from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.tenders.models import Bid, Criterion, Question, Tender


def one(model, **values):
    return db.session.scalars(select(model).filter_by(**values)).one()


def item_of(event: dict) -> Item | None:
    return one(Item, code=event["item"]) if event.get("item") else None


def framework_of(event: dict) -> Framework | None:
    return one(Framework, code=event["framework"]) if event.get("framework") else None


def lot_of(event: dict) -> Lot:
    return one(Lot, framework_id=framework_of(event).id, number=event["lot"])


def tender_of(event: dict) -> Tender:
    return one(Tender, framework_id=framework_of(event).id)


def organisation(code: str) -> Organisation:
    return one(Organisation, code=code)


def bid_of(event: dict) -> Bid:
    return one(Bid, lot_id=lot_of(event).id, supplier_id=organisation(event["supplier"]).id)


def question_of(event: dict) -> Question:
    return db.session.scalars(
        select(Question)
        .join(Criterion)
        .where(Criterion.tender_id == tender_of(event).id, Question.code == event["question"])
    ).one()


def order_of(event: dict) -> Order:
    return one(Order, number=event["order"])


def decimal(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
