"""What waits for somebody, asked once for each thing that their roles let them do.

Each question is one bounded statement; the oldest or most pressing comes first."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.approved_lists import queries as approved_lists
from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import (
    financial_year_of,
    format_date,
    format_financial_year,
    format_moment,
    uk_date,
)
from procurement_hub.core.database import db
from procurement_hub.core.money import format_money
from procurement_hub.demand.models import DemandLine, DemandRound, RoundItem, RoundStatus
from procurement_hub.evaluation.models import PanelMember
from procurement_hub.exclusions import queries as exclusions
from procurement_hub.frameworks.models import (
    Agreement,
    AgreementStatus,
    Entitlement,
    Framework,
    FrameworkStatus,
)
from procurement_hub.savings.models import CouncilYear, YearStatus
from procurement_hub.suppliers.models import Evidence, Mark
from procurement_hub.suppliers.models.evidence import DAYS
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import Bid, BidStatus, Clarification, Tender, TenderStatus

EACH = 10
"""Tasks of one kind that a home page lists; the area's own list has the rest."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits: where to go, what to do there, and why or by when."""

    endpoint: str
    arguments: dict
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    heading: str
    tasks: list[Task]


def waiting_for(actor: Actor, now: datetime) -> list[Group]:
    """The groups of tasks of everything that the actor may do, empty groups left out."""
    today = uk_date(now)
    groups = []
    for permission, heading, question in QUESTIONS:
        if may(actor, permission) and (tasks := question(actor, now, today)):
            groups.append(Group(heading, tasks))
    return groups


def _rounds_to_run(actor: Actor, _now: datetime, today: date) -> list[Task]:
    drafted = exists().where(Framework.round_id == DemandRound.id)
    rounds = db.session.scalars(
        select(DemandRound)
        .where(
            DemandRound.organisation_id == actor.organisation_id,
            or_(DemandRound.status == RoundStatus.OPEN, ~drafted),
        )
        .order_by(DemandRound.closes_on, DemandRound.id)
        .limit(EACH)
    )
    tasks = []
    for found in rounds:
        if found.status is RoundStatus.CLOSED:
            note = "Closed: draft a framework from it"
        elif found.closes_on < today:
            note = f"Its last day was {format_date(found.closes_on)}: close it"
        else:
            note = f"Open until {format_date(found.closes_on)}"
        tasks.append(Task("demand.show", {"round_id": found.id}, found.title, note))
    return tasks


def _frameworks_to_run(actor: Actor, _now: datetime, today: date) -> list[Task]:
    signed = exists().where(
        Agreement.framework_id == Framework.id, Agreement.status == AgreementStatus.SIGNED
    )
    rows = db.session.execute(
        select(Framework, signed.label("signed"))
        .where(
            Framework.organisation_id == actor.organisation_id,
            or_(
                Framework.status.in_([FrameworkStatus.DRAFT, FrameworkStatus.AWARDED]),
                and_(Framework.status == FrameworkStatus.LIVE, Framework.ends_on >= today),
                signed,
            ),
        )
        .order_by(Framework.id)
        .limit(EACH)
    )
    tasks = []
    for framework, has_signed in rows:
        if has_signed:
            note = "A supplier has signed: countersign the agreement"
        elif framework.status is FrameworkStatus.DRAFT:
            note = "Draft: publish its tender"
        elif framework.status is FrameworkStatus.AWARDED:
            note = f"Awarded; the standstill ends on {format_date(framework.standstill_ends_on)}"
        else:
            left = framework.ceiling_gross - framework.committed_gross
            note = f"{format_money(left)} including VAT left of {format_money(framework.ceiling_gross)}"
        tasks.append(Task("frameworks.show", {"framework_id": framework.id}, framework.title, note))
    return tasks


def _tenders_to_run(actor: Actor, now: datetime, _today: date) -> list[Task]:
    unanswered = (
        select(func.count())
        .where(Clarification.tender_id == Tender.id, Clarification.answer.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Tender, unanswered)
        .join(Tender.framework)
        .where(
            Framework.organisation_id == actor.organisation_id,
            Framework.status == FrameworkStatus.TENDERING,
        )
        .options(joinedload(Tender.framework))
        .order_by(Tender.deadline_at)
        .limit(EACH)
    )
    tasks = []
    for tender, questions in rows:
        title = tender.framework.title
        if tender.status is TenderStatus.OPENED:
            note = "Opened: evaluate and award"
            tasks.append(Task("evaluation.show", {"tender_id": tender.id}, title, note))
            continue
        if tender.deadline_at <= now:
            note = "The deadline has passed: two officers open the bids"
        else:
            note = f"Bids until {format_moment(tender.deadline_at)}"
        if questions:
            note += f". {questions} question{'s' if questions > 1 else ''} to answer"
        tasks.append(Task("tenders.show", {"tender_id": tender.id}, title, note))
    return tasks


def _bids_to_open(actor: Actor, now: datetime, _today: date) -> list[Task]:
    tenders = db.session.scalars(
        select(Tender)
        .join(Tender.framework)
        .where(
            Framework.organisation_id == actor.organisation_id,
            Framework.status == FrameworkStatus.TENDERING,
            Tender.status == TenderStatus.PUBLISHED,
            Tender.deadline_at <= now,
        )
        .options(joinedload(Tender.framework))
        .order_by(Tender.deadline_at)
        .limit(EACH)
    )
    tasks = []
    for tender in tenders:
        if tender.opening_started_by_id is None:
            note = "Start the opening; a second officer confirms it"
        elif tender.opening_started_by_id == actor.person_id:
            note = "You started the opening: a second officer must confirm it"
        else:
            note = "An officer has started the opening: confirm it"
        tasks.append(Task("tenders.opening", {"tender_id": tender.id}, tender.framework.title, note))
    return tasks


def _bids_to_score(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    entitled = exists().where(
        Entitlement.framework_id == Framework.id, Entitlement.organisation_id == actor.organisation_id
    )
    rows = db.session.execute(
        select(Tender, PanelMember)
        .join(Tender.framework)
        .outerjoin(
            PanelMember,
            and_(PanelMember.tender_id == Tender.id, PanelMember.person_id == actor.person_id),
        )
        .where(
            Tender.status == TenderStatus.OPENED,
            Framework.status == FrameworkStatus.TENDERING,
            or_(Framework.organisation_id == actor.organisation_id, entitled),
            or_(PanelMember.id.is_(None), PanelMember.conflict.is_(False)),
        )
        .options(joinedload(Tender.framework))
        .order_by(Tender.id)
        .limit(EACH)
    )
    return [
        Task(
            "evaluation.show",
            {"tender_id": tender.id},
            tender.framework.title,
            "Score each answer alone, with a reason" if member else "Declare your interests first",
        )
        for tender, member in rows
    ]


def _rounds_to_answer(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    answered = exists().where(
        DemandLine.round_item_id == RoundItem.id,
        RoundItem.round_id == DemandRound.id,
        DemandLine.council_id == actor.organisation_id,
    )
    rows = db.session.execute(
        select(DemandRound, answered)
        .where(DemandRound.status == RoundStatus.OPEN)
        .order_by(DemandRound.closes_on, DemandRound.id)
        .limit(EACH)
    )
    return [
        Task(
            "demand.show",
            {"round_id": found.id},
            found.title,
            f"{'You have registered demand' if done else 'Register your demand'}; "
            f"open until {format_date(found.closes_on)}",
        )
        for found, done in rows
    ]


def _orders(actor: Actor, side, statuses: dict[OrderStatus, str]) -> list[Task]:
    orders = db.session.scalars(
        select(Order)
        .where(side == actor.organisation_id, Order.status.in_(list(statuses)))
        .options(joinedload(Order.framework), joinedload(Order.council), joinedload(Order.supplier))
        .order_by(Order.id)
        .limit(EACH)
    )
    return [
        Task(
            "calloffs.show",
            {"order_id": order.id},
            f"Order {order.number}, {format_money(order.net)} excluding VAT",
            f"{statuses[order.status]}. {order.framework.title}",
        )
        for order in orders
    ]


def _orders_to_approve(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return _orders(actor, Order.council_id, {OrderStatus.PLACED: "Waits for approval"})


def _orders_to_receive(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return _orders(
        actor,
        Order.council_id,
        {
            OrderStatus.APPROVED: "Waits for the supplier",
            OrderStatus.ACCEPTED: "Accepted: record what arrives",
        },
    )


def _orders_to_fulfil(actor: Actor, _now: datetime, _today: date) -> list[Task]:
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


def _tenders_to_bid_for(actor: Actor, now: datetime, _today: date) -> list[Task]:
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


def _agreements_to_sign(actor: Actor, _now: datetime, today: date) -> list[Task]:
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


def _evidence_to_renew(actor: Actor, _now: datetime, today: date) -> list[Task]:
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


def _years_to_sign(actor: Actor, _now: datetime, today: date) -> list[Task]:
    years = db.session.scalars(
        select(CouncilYear)
        .where(CouncilYear.council_id == actor.organisation_id, CouncilYear.status != YearStatus.SIGNED_OFF)
        .order_by(CouncilYear.financial_year)
        .limit(EACH)
    )
    tasks = []
    for year in years:
        if year.financial_year >= financial_year_of(today):
            note = "Still running: it can be signed after 31 March"
        elif year.status is YearStatus.HELD:
            note = "Held: a quality check is not met"
        else:
            note = "Provisional: sign off its gains"
        tasks.append(
            Task(
                "savings.year",
                {"financial_year": year.financial_year},
                f"Gains of {format_financial_year(year.financial_year)}",
                note,
            )
        )
    return tasks


def _exclusions_to_decide(actor: Actor, now: datetime, today: date) -> list[Task]:
    tasks = []
    for case in exclusions.waiting_at_the_centre(actor, now)[:EACH]:
        if case.decision is None:
            note = "It has been heard: decide"
        else:
            late = " (overdue)" if case.notification_due_on < today else ""
            note = f"Tell the Minister of the exclusion by {format_date(case.notification_due_on)}{late}"
        title = f"{case.supplier.name}: {case.the_ground.heading}"
        tasks.append(Task("exclusions.case", {"case_id": case.id}, title, note))
    return tasks


def _exclusions_to_answer(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return [
        Task(
            "exclusions.case",
            {"case_id": case.id},
            case.the_ground.heading,
            f"Answer {case.organisation.name} by the end of {format_date(case.reply_by)}",
        )
        for case in exclusions.to_answer(actor)[:EACH]
    ]


def _approvals_to_decide(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return [
        Task(
            "approved_lists.decide_appeal" if appeal else "approved_lists.decide",
            {"place_id": place.id},
            place.supplier.name,
            f"Decide on its {'appeal' if appeal else 'application'}. {place.approved_list.title}",
        )
        for place, appeal in approved_lists.waiting_for(actor, EACH)
    ]


P = Permission
QUESTIONS = [
    (P.RUN_ROUND, "Demand rounds", _rounds_to_run),
    (P.DRAFT_FRAMEWORK, "Frameworks", _frameworks_to_run),
    (P.RUN_TENDER, "Tenders", _tenders_to_run),
    (P.OPEN_BIDS, "Bids to open", _bids_to_open),
    (P.SCORE, "Bids to score", _bids_to_score),
    (P.APPROVE_ORDER, "Orders to approve", _orders_to_approve),
    (P.PLACE_ORDER, "Orders under way", _orders_to_receive),
    (P.REGISTER_DEMAND, "Demand rounds", _rounds_to_answer),
    (P.SIGN_OFF, "Gains to sign", _years_to_sign),
    (P.EXCLUDE_SUPPLIERS, "Exclusions", _exclusions_to_decide),
    (P.DECLARE, "Questions about exclusion", _exclusions_to_answer),
    (P.READ_APPROVALS, "Approved supplier lists", _approvals_to_decide),
    (P.SIGN_AS_SUPPLIER, "Agreements to sign", _agreements_to_sign),
    (P.FULFIL_ORDER, "Orders", _orders_to_fulfil),
    (P.KEEP_PROFILE, "Evidence to renew", _evidence_to_renew),
    (P.BID, "Open tenders", _tenders_to_bid_for),
]
