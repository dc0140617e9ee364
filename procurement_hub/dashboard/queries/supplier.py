"""What waits at a supplier: tenders to bid for, agreements to sign, orders to fulfil, evidence to renew."""

from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import (
    format_date,
    format_moment,
)
from procurement_hub.core.database import db
from procurement_hub.core.money import format_money, format_unit_price
from procurement_hub.dashboard.queries.tasks import EACH, Task
from procurement_hub.exclusions import queries as exclusions
from procurement_hub.frameworks.models import (
    Agreement,
    AgreementStatus,
    Framework,
    FrameworkStatus,
    PriceChange,
    PriceChangeStatus,
)
from procurement_hub.suppliers.models import Evidence, Mark
from procurement_hub.suppliers.models.evidence import DAYS
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import Bid, BidStatus, Tender, TenderStatus


def tenders_to_bid_for(actor: Actor, now: datetime, _today: date) -> list[Task]:
    """Open tenders, and what stands in each for the actor's own organisation."""
    tenders = db.session.scalars(
        select(Tender)
        .join(Tender.framework)
        .where(
            Framework.status == FrameworkStatus.TENDERING,
            Tender.status == TenderStatus.PUBLISHED,
            Tender.deadline_at > now,
        )
        .options(joinedload(Tender.framework))
        .order_by(Tender.deadline_at)
        .limit(EACH)
    ).all()
    found: dict[int, list[BidStatus]] = {}
    tokens = [box_of(tender).token(actor.organisation_id) for tender in tenders]
    for tender_id, status in db.session.execute(
        select(Bid.tender_id, Bid.status).where(Bid.token.in_(tokens)).order_by(Bid.lot_id)
    ):
        found.setdefault(tender_id, []).append(status)
    return [
        Task(
            "tenders.bid" if tender.id in found else "tenders.show",
            {"tender_id": tender.id},
            tender.framework.title,
            f"Bids until {format_moment(tender.deadline_at)}. {_own_state(found.get(tender.id, []))}",
        )
        for tender in tenders
    ]


def _own_state(bids: list[BidStatus]) -> str:
    if not bids:
        return "You have not begun a bid."
    boxed = bids.count(BidStatus.SUBMITTED)
    if boxed == len(bids):
        return "Your bid is in the box."
    if boxed:
        return f"Your bids for {boxed} of {len(bids)} lots are in the box."
    return "You have a draft; it is not submitted."


def agreements_to_sign(actor: Actor, _now: datetime, today: date) -> list[Task]:
    agreements = db.session.scalars(
        select(Agreement)
        .where(Agreement.supplier_id == actor.organisation_id, Agreement.status == AgreementStatus.AWARDED)
        .options(joinedload(Agreement.framework), joinedload(Agreement.lot))
        .order_by(Agreement.id)
        .limit(EACH)
    )
    tasks = []
    for agreement in agreements:
        ends_on = agreement.framework.standstill_ends_on
        if ends_on is not None and today <= ends_on:
            note = f"You can sign from {format_date(ends_on + timedelta(days=1))}"
        else:
            note = "Sign the agreement"
        title = f"{agreement.framework.title}, lot {agreement.lot.number}"
        tasks.append(Task("frameworks.agreement", {"agreement_id": agreement.id}, title, note))
    return tasks


def prices_to_answer(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    rows = db.session.execute(
        select(PriceChange, Framework.title)
        .join(Agreement, Agreement.id == PriceChange.agreement_id)
        .join(Framework, Framework.id == Agreement.framework_id)
        .where(
            Agreement.supplier_id == actor.organisation_id, PriceChange.status == PriceChangeStatus.PROPOSED
        )
        .order_by(PriceChange.starts_on, PriceChange.id)
        .limit(EACH)
    )
    return [
        Task(
            "frameworks.answer_price",
            {"change_id": change.id},
            f"{format_unit_price(change.unit_price)} instead of {format_unit_price(change.price_before)}",
            f"{title}, from {format_date(change.starts_on)}, excluding VAT: agree or refuse",
        )
        for change, title in rows
    ]


def orders_to_fulfil(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    invoiceable = exists().where(OrderLine.order_id == Order.id, OrderLine.received > OrderLine.invoiced)
    rows = db.session.execute(
        select(Order, invoiceable)
        .where(
            Order.supplier_id == actor.organisation_id,
            Order.status.in_([OrderStatus.APPROVED, OrderStatus.ACCEPTED]),
        )
        .options(joinedload(Order.council))
        .order_by(Order.id)
        .limit(EACH)
    )
    tasks = []
    for order, to_invoice in rows:
        if order.status is OrderStatus.APPROVED:
            note = "Accept or decline it"
        else:
            note = "Received: invoice it" if to_invoice else "Accepted: deliver it"
        title = f"Order {order.number}, {format_money(order.net)} excluding VAT"
        tasks.append(Task("calloffs.show", {"order_id": order.id}, title, f"{note}. {order.council.name}"))
    return tasks


def evidence_to_renew(actor: Actor, _now: datetime, today: date) -> list[Task]:
    """What has expired or does within 60 days, the most pressing first."""
    pressing = (
        select(Evidence)
        .where(
            Evidence.organisation_id == actor.organisation_id,
            Evidence.superseded_at.is_(None),
            Evidence.expires_on <= today + timedelta(days=DAYS[Mark.NEAR]),
        )
        .order_by(Evidence.expires_on, Evidence.id)
        .limit(EACH)
    )
    return [
        Task(
            "suppliers.piece",
            {"evidence_id": evidence.id},
            evidence.title,
            f"{'Expired' if evidence.expires_on < today else 'Expires'} on "
            f"{format_date(evidence.expires_on)}: put a newer version in its place",
        )
        for evidence in db.session.scalars(pressing)
    ]


def exclusions_to_answer(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return [
        Task(
            "exclusions.case",
            {"case_id": case.id},
            case.the_ground.heading,
            f"Answer {case.organisation.name} by the end of {format_date(case.reply_by)}",
        )
        for case in exclusions.to_answer(actor)[:EACH]
    ]
