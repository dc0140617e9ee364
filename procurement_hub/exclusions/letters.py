"""Mail about an exclusion case to the supplier's own people, put into the outbox of the same transaction.

It says nothing of any tender: whether the supplier bids is nobody's to read before an opening."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Membership, MembershipRole, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core import outbox
from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db
from procurement_hub.exclusions.models import ExclusionCase

MOST = 20


def invite(case: ExclusionCase, centre: str, *, now: datetime) -> None:
    text = (
        f"{centre} is considering whether your organisation is excluded or excludable under section 57 of "
        f"the Procurement Act 2023, on this ground: {case.the_ground.heading} ({case.the_ground.source}).\n\n"
        f"You can answer, and give evidence, until the end of {format_date(case.reply_by)}. Nothing is "
        "decided before then unless you answer sooner. Sign in and open the case to read the facts and to "
        "answer."
    )
    if case.replace_by:
        text += (
            f"\n\nThe ground concerns {case.associated} alone. You can replace them until the end of "
            f"{format_date(case.replace_by)}."
        )
    _write(case, f"Answer {centre} about an exclusion ground", text, now)


def tell_decision(case: ExclusionCase, centre: str, *, now: datetime) -> None:
    text = f"{centre} has decided: {case.decision.label.lower()}."
    if case.ends_on:
        text += f" The decision lasts until the end of {format_date(case.ends_on)}."
    _write(case, f"{centre} has decided about an exclusion ground", f"{text}\n\nReasons: {case.reasons}", now)


def tell_end(case: ExclusionCase, centre: str, *, now: datetime) -> None:
    text = f"{centre} has ended the case, and nothing in it counts against you any longer."
    _write(
        case, f"{centre} has ended its case about an exclusion ground", f"{text}\n\n{case.end_reason}", now
    )


def _write(case: ExclusionCase, subject: str, text: str, now: datetime) -> None:
    emails = db.session.scalars(
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.organisation_id == case.supplier_id,
            Membership.active,
            Person.active,
            MembershipRole.role.in_([Role.BIDDER, Role.ADMINISTRATOR]),
        )
        .distinct()
        .order_by(Person.email)
        .limit(MOST)
    )
    for email in emails:
        outbox.put("mail", {"to": email, "subject": subject, "text": text}, now=now)
