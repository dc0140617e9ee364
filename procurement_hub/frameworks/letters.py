"""Mail about what changes in mid-term, put into the outbox of the same transaction."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Membership, MembershipRole, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core import outbox
from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db
from procurement_hub.core.money import format_unit_price
from procurement_hub.frameworks.models import Agreement, Entitlement, Framework, PriceChange

MOST = 20


def ask_for_price(
    change: PriceChange, agreement: Agreement, framework: Framework, item: str, *, now: datetime
) -> None:
    _write(
        agreement.supplier_id,
        Role.BIDDER,
        f"A new price is proposed under {framework.title}",
        f"A price of {format_unit_price(change.unit_price)} excluding VAT is proposed for {item} from "
        f"{format_date(change.starts_on)}. Sign in, open your agreement, and say whether you agree.",
        now,
    )


def tell_of_answer(change: PriceChange, framework: Framework, answer: str, *, now: datetime) -> None:
    """Tell the centre what the supplier said of a new price: "agreed to", "refused"."""
    _write(
        framework.organisation_id,
        Role.PROCUREMENT_LEAD,
        f"A new price under {framework.title} was {answer}",
        f"The supplier {answer} the price of {format_unit_price(change.unit_price)} excluding VAT from "
        f"{format_date(change.starts_on)}. {change.answer}".strip(),
        now,
    )


def tell_of_leaving(entitlement: Entitlement, framework: Framework, council: str, *, now: datetime) -> None:
    _write(
        framework.organisation_id,
        Role.PROCUREMENT_LEAD,
        f"{council} leaves {framework.title}",
        f"Its last day is {format_date(entitlement.last_day)}. Reason given: {entitlement.leaving_reason}",
        now,
    )


def _write(organisation_id: int, role: Role, subject: str, text: str, now: datetime) -> None:
    emails = db.session.scalars(
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .join(MembershipRole, MembershipRole.membership_id == Membership.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.active,
            Person.active,
            MembershipRole.role == role,
        )
        .order_by(Person.id)
        .limit(MOST)
    )
    for email in emails.all():
        outbox.put("mail", {"to": email, "subject": subject, "text": text}, now=now)
