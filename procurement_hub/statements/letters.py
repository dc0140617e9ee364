"""Reminders to finance officers of the statements that their councils have still to file."""

from datetime import date, datetime, timedelta

from sqlalchemy import and_, exists, false, select

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core import outbox
from procurement_hub.core.calendar import (
    financial_year_of,
    format_date,
    format_financial_year,
    uk_date,
)
from procurement_hub.core.database import db
from procurement_hub.savings.models import CouncilYear, YearStatus
from procurement_hub.statements.models import Look, Occasion, Reminder, Submission
from procurement_hub.statements.reporting import due_dates

FOUR_WEEKS, ONE_WEEK = timedelta(days=28), timedelta(days=7)
LONGEST_OVERDUE = timedelta(days=60)
"""Nobody is reminded of what was due before that: it may lie before the council came here."""


def occasion_of(due_on: date, today: date) -> Occasion | None:
    """Which reminder a day calls for: four weeks before, one week before, or once it is overdue."""
    if due_on < today:
        return Occasion.OVERDUE if today - due_on <= LONGEST_OVERDUE else None
    if due_on - today <= ONE_WEEK:
        return Occasion.ONE_WEEK
    return Occasion.FOUR_WEEKS if due_on - today <= FOUR_WEEKS else None


def remind(*, now: datetime) -> int:
    """Write to the finance officers of every council with a statement due. Each occasion once; how many
    letters are on their way comes back."""
    today = uk_date(now)
    year = financial_year_of(today)
    years = range(year - 1, year + 2)
    regions = list(
        db.session.scalars(
            select(Organisation.region)
            .where(Organisation.kind == Kind.COUNCIL, Organisation.active)
            .distinct()
            .order_by(Organisation.region)
        )
    )
    letters = 0
    for region in regions:
        for (look, of_year), due_on in due_dates(region, years).items():
            occasion = occasion_of(due_on, today)
            if occasion is not None:
                letters += _write(region, look, of_year, due_on, occasion, now)
    return letters


def _write(
    region: str, look: Look, financial_year: int, due_on: date, occasion: Occasion, now: datetime
) -> int:
    filed = exists().where(
        Submission.council_id == Organisation.id,
        Submission.look == look,
        Submission.financial_year == financial_year,
    )
    too_late = false()  # what was expected of a year is not filed any more once its gains are signed off
    if not look.is_achieved:
        too_late = exists().where(
            CouncilYear.council_id == Organisation.id,
            CouncilYear.financial_year == financial_year,
            CouncilYear.status == YearStatus.SIGNED_OFF,
        )
    reminded = exists().where(
        Reminder.council_id == Organisation.id,
        Reminder.look == look,
        Reminder.financial_year == financial_year,
        Reminder.occasion == occasion,
    )
    officers = db.session.execute(
        select(Organisation.id, Organisation.name, Person.email)
        .join(Membership, and_(Membership.organisation_id == Organisation.id, Membership.active))
        .join(
            MembershipRole,
            and_(MembershipRole.membership_id == Membership.id, MembershipRole.role == Role.S151),
        )
        .join(Person, and_(Person.id == Membership.person_id, Person.active))
        .where(
            Organisation.kind == Kind.COUNCIL,
            Organisation.active,
            Organisation.region == region,
            ~filed,
            ~too_late,
            ~reminded,
        )
        .order_by(Organisation.id, Person.id)
    ).all()
    councils = dict.fromkeys(row.id for row in officers)
    for council_id in councils:
        db.session.add(
            Reminder(
                council_id=council_id,
                look=look,
                financial_year=financial_year,
                occasion=occasion,
                sent_at=now,
            )
        )
    named = f"{look.label} {format_financial_year(financial_year)}"
    late = occasion is Occasion.OVERDUE
    for row in officers:
        outbox.put(
            "mail",
            {
                "to": row.email,
                "subject": f"{named} {'was' if late else 'is'} due on {format_date(due_on)}",
                "text": f"{row.name} has not filed its {named} yet. It {'was' if late else 'is'} due by the "
                f"end of {format_date(due_on)}. It is already drawn up from the books.\n\n"
                "Sign in and choose Statements.",
            },
            now=now,
        )
    return len(officers)
