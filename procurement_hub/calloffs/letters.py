"""Mail about an order, put into the outbox of the same transaction."""

from datetime import datetime

from sqlalchemy import bindparam, select

from procurement_hub.accounts.models import Membership, MembershipRole, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.calloffs.models import CreditNote, Order
from procurement_hub.core import outbox
from procurement_hub.core.database import db
from procurement_hub.core.money import format_money

MOST = 20
NOBODY = 0  # no person has this id


def approvers(council_id: int, *, but_not: int | None) -> list[str]:
    """Addresses of the council's approvers, without that of the person who places the order."""
    return _holding(council_id, Role.APPROVER, but_not=but_not)


def ask_for_approval(order: Order, emails: list[str], council: str, *, now: datetime) -> None:
    _write(
        emails,
        f"Order {order.number} waits for your approval",
        f"{council} has an order of {format_money(order.net)} excluding VAT to approve. "
        f"Sign in and open order {order.number}.",
        now,
    )


def tell_supplier(order: Order, *, now: datetime) -> None:
    _write(
        _holding(order.supplier_id, Role.BIDDER),
        f"Order {order.number} for you to accept",
        f"There is an order of {format_money(order.net)} excluding VAT for you. "
        f"Sign in, open order {order.number}, and accept or decline it.",
        now,
    )


def tell_buyer(order: Order, what: str, reason: str, *, now: datetime) -> None:
    """Tell the person who placed the order what became of it: "accepted", "declined", "returned"."""
    email = db.session.scalar(select(Person.email).where(Person.id == order.placed_by_id, Person.active))
    text = f"Order {order.number} of {format_money(order.net)} excluding VAT was {what}."
    if reason:
        text += f"\n\nReason given: {reason}"
    _write([email] if email else [], f"Order {order.number} was {what}", text, now)


def tell_of_credit(order: Order, note: CreditNote, *, now: datetime) -> None:
    """Tell the person who placed the order that the supplier gave some of an invoice back."""
    email = db.session.scalar(select(Person.email).where(Person.id == order.placed_by_id, Person.active))
    text = (
        f"Credit note {note.number} gives {format_money(note.net)} excluding VAT of order {order.number} "
        "back. The gains of your council are corrected with it."
    )
    _write([email] if email else [], f"Credit note {note.number} on order {order.number}", text, now)


_HOLDERS = (
    select(Person.email)
    .join(Membership, Membership.person_id == Person.id)
    .join(MembershipRole, MembershipRole.membership_id == Membership.id)
    .where(
        Membership.organisation_id == bindparam("organisation"),
        Membership.active,
        Person.active,
        MembershipRole.role == bindparam("role"),
        Person.id != bindparam("but_not"),
    )
    .order_by(Person.id)
    .limit(MOST)
)


def _holding(organisation_id: int, role: Role, but_not: int | None = None) -> list[str]:
    keys = {"organisation": organisation_id, "role": role, "but_not": but_not or NOBODY}
    return list(db.session.connection().scalars(_HOLDERS, keys))


def _write(emails: list[str], subject: str, text: str, now: datetime) -> None:
    for email in emails:
        outbox.put("mail", {"to": email, "subject": subject, "text": text}, now=now)
