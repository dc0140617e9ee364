"""What waits in a centre: rounds, frameworks and tenders to run, bids to open and score, exclusions and
lists to decide."""

from datetime import date, datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from procurement_hub.approved_lists import queries as approved_lists
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import (
    format_date,
    format_moment,
)
from procurement_hub.core.database import db
from procurement_hub.core.money import format_money
from procurement_hub.dashboard.queries.tasks import EACH, Task
from procurement_hub.demand.models import DemandRound, RoundStatus
from procurement_hub.evaluation.models import PanelMember
from procurement_hub.exclusions import queries as exclusions
from procurement_hub.frameworks.models import (
    Agreement,
    AgreementStatus,
    Entitlement,
    Framework,
    FrameworkStatus,
)
from procurement_hub.tenders.models import Clarification, Tender, TenderStatus


def rounds_to_run(actor: Actor, _now: datetime, today: date) -> list[Task]:
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


def frameworks_to_run(actor: Actor, _now: datetime, today: date) -> list[Task]:
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


def tenders_to_run(actor: Actor, now: datetime, _today: date) -> list[Task]:
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


def bids_to_open(actor: Actor, now: datetime, _today: date) -> list[Task]:
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


def bids_to_score(actor: Actor, _now: datetime, _today: date) -> list[Task]:
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


def exclusions_to_decide(actor: Actor, now: datetime, today: date) -> list[Task]:
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


def approvals_to_decide(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return [
        Task(
            "approved_lists.decide_appeal" if appeal else "approved_lists.decide",
            {"place_id": place.id},
            place.supplier.name,
            f"Decide on its {'appeal' if appeal else 'application'}. {place.approved_list.title}",
        )
        for place, appeal in approved_lists.waiting_for(actor, EACH)
    ]
