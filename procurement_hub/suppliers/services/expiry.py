"""Telling suppliers in good time that their evidence runs out."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlalchemy import and_, case, exists, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Role
from procurement_hub.core import outbox
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.suppliers.models import Contact, ContactRole, Evidence, EvidenceWarning, Mark
from procurement_hub.suppliers.models.evidence import DAYS, mark_on

AT_ONCE = 200
"""Warnings written by one sweep; the rest wait for the next."""


def warn_of_expiry(*, now: datetime, page_of: Callable[[int], str]) -> int:
    """Mail each supplier whose evidence has come within 120, 60 or 14 days of its expiry, or is past
    it: one mail for each of these marks, once. How many pieces of evidence were written about.

    Evidence that came late is written about once, for the nearest mark, and never for those that it
    has passed. A version that is superseded is never written about. `page_of` gives the full
    address of the page of a piece of evidence, by its id."""
    today = uk_date(now)
    due = _due(today)
    addresses = _addresses({evidence.organisation_id for evidence in due})
    for evidence in due:
        mark = mark_on(evidence.expires_on, today)
        db.session.add(EvidenceWarning(evidence_id=evidence.id, mark=mark, at=now))
        subject, text = _letter(evidence, mark, today, page_of(evidence.id))
        for email in addresses.get(evidence.organisation_id, []):
            outbox.put("mail", {"to": email, "subject": subject, "text": text}, now=now)
    db.session.flush()
    return len(due)


def _due(today: date) -> list[Evidence]:
    """The current evidence that has reached a mark of which nobody was told yet."""
    marks = [(Evidence.expires_on < today, Mark.GONE)]
    marks += [
        (Evidence.expires_on <= today + timedelta(days=DAYS[mark]), mark) for mark in (Mark.CLOSE, Mark.NEAR)
    ]
    reached = case(*[(when, mark.value) for when, mark in marks], else_=Mark.FAR.value)
    told = exists().where(EvidenceWarning.evidence_id == Evidence.id, EvidenceWarning.mark == reached)
    query = (
        select(Evidence)
        .join(Organisation, and_(Organisation.id == Evidence.organisation_id, Organisation.active))
        .where(
            Evidence.superseded_at.is_(None),
            Evidence.expires_on <= today + timedelta(days=DAYS[Mark.FAR]),
            ~told,
        )
        .options(joinedload(Evidence.organisation))
        .order_by(Evidence.expires_on, Evidence.id)
        .limit(AT_ONCE)
        .with_for_update(of=Evidence, skip_locked=True)
    )
    return list(db.session.scalars(query))


def _addresses(organisation_ids: set[int]) -> dict[int, list[str]]:
    """Of each supplier the addresses of its contacts for bids, or else of its administrators."""
    contacts = select(Contact.organisation_id, Contact.email).where(
        Contact.organisation_id.in_(organisation_ids), Contact.role == ContactRole.BIDS
    )
    found = _by_organisation(contacts)
    without = organisation_ids - set(found)
    if without:
        administrators = (
            select(Membership.organisation_id, Person.email)
            .join(Membership.person)
            .join(Membership.held_roles)
            .where(
                Membership.organisation_id.in_(without),
                Membership.active,
                Person.active,
                MembershipRole.role == Role.ADMINISTRATOR,
            )
        )
        found |= _by_organisation(administrators)
    return found


def _by_organisation(query) -> dict[int, list[str]]:
    found: dict[int, set[str]] = {}
    for organisation_id, email in db.session.execute(query):
        found.setdefault(organisation_id, set()).add(email)
    return {organisation_id: sorted(emails) for organisation_id, emails in found.items()}


def _letter(evidence: Evidence, mark: Mark, today: date, page: str) -> tuple[str, str]:
    what, last_day = evidence.title, format_date(evidence.expires_on)
    if mark is Mark.GONE:
        subject = f"Expired: {what}"
        said = f"“{what}” ({evidence.kind.label}) of {evidence.organisation.name} expired on {last_day}."
    else:
        left = (evidence.expires_on - today).days
        days = "today is its last day" if left == 0 else f"{left} day{'' if left == 1 else 's'} from now"
        subject = f"Expires on {last_day}: {what}"
        said = (
            f"“{what}” ({evidence.kind.label}) of {evidence.organisation.name} expires on {last_day}, {days}."
        )
    text = (
        f"{said}\n\n"
        f"Put the newer version in its place here:\n\n{page}\n\n"
        "Every buyer sees it at once, and the old one is kept for those who have relied on it.\n"
    )
    return subject, text
