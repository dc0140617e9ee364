"""What waits in a council: demand to register, orders to approve and receive, years to sign."""

from datetime import date, datetime

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import joinedload

from procurement_hub.calloffs.models import Order, OrderStatus
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import (
    financial_year_of,
    format_date,
    format_financial_year,
)
from procurement_hub.core.database import db
from procurement_hub.dashboard.queries.tasks import EACH, Task, orders
from procurement_hub.demand.models import DemandLine, DemandRound, RoundItem, RoundStatus
from procurement_hub.savings.models import Challenge, ChallengeStatus, CouncilYear, YearStatus
from procurement_hub.statements import reporting
from procurement_hub.statements.queries.filings import unsigned
from procurement_hub.statements.services import signatories_of
from procurement_hub.targets.queries import waiting_for


def rounds_to_answer(actor: Actor, _now: datetime, _today: date) -> list[Task]:
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


def orders_to_approve(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return orders(actor, Order.council_id, {OrderStatus.PLACED: "Waits for approval"})


def orders_to_receive(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return orders(
        actor,
        Order.council_id,
        {
            OrderStatus.APPROVED: "Waits for the supplier",
            OrderStatus.ACCEPTED: "Accepted: record what arrives",
        },
    )


def years_to_sign(actor: Actor, _now: datetime, today: date) -> list[Task]:
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


def payments_to_agree(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return [
        Task(
            "targets.equalisation",
            {"equalisation_id": found.id},
            f"Payments for {found.framework.title}, {format_financial_year(found.financial_year)}",
            "The centre proposes that councils pay one another: agree or decline",
        )
        for found in waiting_for(actor.organisation_id)[:EACH]
    ]


def challenges_to_answer(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return _challenges(actor, ChallengeStatus.OPEN, "A reviewer's question waits for your answer")


def challenges_answered(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    return _challenges(actor, ChallengeStatus.ANSWERED, "Answered: close it or ask again")


_CHALLENGES = (
    select(Challenge)
    .where(Challenge.council_id == bindparam("council"), Challenge.status == bindparam("status"))
    .options(joinedload(Challenge.item))
    .order_by(Challenge.id)
    .limit(EACH)
)


def _challenges(actor: Actor, status: ChallengeStatus, note: str) -> list[Task]:
    found = db.session.scalars(_CHALLENGES, {"council": actor.organisation_id, "status": status})
    return [
        Task(
            "savings.challenge",
            {"challenge_id": challenge.id},
            f"{challenge.item.title}, {format_financial_year(challenge.financial_year)}",
            note,
        )
        for challenge in found
    ]


def statements_to_file(actor: Actor, _now: datetime, today: date) -> list[Task]:
    return [
        Task(
            "statements.show",
            {"financial_year": due.financial_year, "layout": reporting.layout_code_of(due.look)},
            f"{due.look.label} {format_financial_year(due.financial_year)}",
            f"{'Overdue since' if due.due_on < today else 'Due by the end of'} {format_date(due.due_on)}",
        )
        for due in reporting.still_due(actor.organisation_id, today)[:EACH]
    ]


def statements_to_sign(actor: Actor, _now: datetime, _today: date) -> list[Task]:
    waiting = unsigned(actor.organisation_id, signatories_of(actor))[:EACH]
    return [
        Task(
            "statements.version",
            {
                "financial_year": submission.financial_year,
                "layout": submission.layout_code,
                "number": submission.version,
            },
            f"{submission.look.label} {format_financial_year(submission.financial_year)}",
            f"Version {submission.version} waits for your signature",
        )
        for submission in waiting
    ]
