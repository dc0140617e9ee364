"""Letters to councils' buyers: a round has opened, or is about to close without their answer."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core import outbox
from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db
from procurement_hub.demand.models import DemandLine, DemandRound, RoundItem


def announce(demand_round: DemandRound, centre: str, *, now: datetime) -> int:
    """Tell every council's buyers that the round is open. Returns how many letters are on their way."""
    return _write(
        _buyers(),
        f"Say what your council needs: {demand_round.title}",
        f"{centre} has opened demand round {demand_round.code}, {demand_round.title}. Until the end of "
        f"{format_date(demand_round.closes_on)} you can say what your council will need and what it pays "
        "now, so that it can be bought together.\n\nSign in and choose Demand.",
        now,
    )


def remind(demand_round: DemandRound, centre: str, *, now: datetime) -> int:
    """Remind the buyers of the councils without a line in the round."""
    answered = (
        select(DemandLine.council_id)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .where(RoundItem.round_id == demand_round.id)
    )
    return _write(
        _buyers().where(Organisation.id.not_in(answered)),
        f"{demand_round.title}: your council has not answered yet",
        f"Demand round {demand_round.code}, {demand_round.title}, closes at the end of "
        f"{format_date(demand_round.closes_on)}, and {centre} has no answer from your council yet."
        "\n\nSign in and choose Demand.",
        now,
    )


def _buyers():
    return (
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Organisation.kind == Kind.COUNCIL,
            Organisation.active,
            Membership.active,
            Person.active,
            MembershipRole.role == Role.BUYER,
        )
        .distinct()
        .order_by(Person.email)
    )


def _write(addresses, subject: str, text: str, now: datetime) -> int:
    emails = list(db.session.scalars(addresses))
    for email in emails:
        outbox.put("mail", {"to": email, "subject": subject, "text": text}, now=now)
    return len(emails)
