"""The chief finance officer's decision on a council's year of gains."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_financial_year, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid
from procurement_hub.savings import checklist, parts, queries, standing
from procurement_hub.savings.accepting import FiguresHaveMoved
from procurement_hub.savings.models import Decision, SignOff, YearStatus
from procurement_hub.savings.workflow import YEAR
from procurement_hub.savings.years import hold_year, settle_status


class NotReadyToSign(DomainError):
    """Something that the decision must rest on is missing (the checklist says what)."""


class AlreadySigned(DomainError):
    """A year is signed off once; it is signed again only after the sign-off is withdrawn."""


class NotSigned(DomainError):
    """There is no sign-off to withdraw."""


def sign_off_gains(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    decision: Decision,
    reason: str,
    seen: str | None = None,
) -> SignOff:
    """Accept or reject the gains of the actor's own council for a year that has ended.

    Accepting needs the whole checklist, takes the undecided gains as they were worked out, and signs
    what is allowed; rejecting needs a reason and leaves the year open. `seen` is `parts.as_shown(…)` of
    the page that was read: a later entry, check or decision that moves the figures is a refusal."""
    require(actor, Permission.SIGN_OFF)
    council = actor.organisation_id
    year = hold_year(council, financial_year)
    if year.status is YearStatus.SIGNED_OFF:
        raise AlreadySigned(f"The gains of {format_financial_year(financial_year)} are already signed off.")
    conditions = (
        checklist.before_accepting(
            council_id=council, financial_year=financial_year, signer_id=actor.person_id, on=uk_date(now)
        )
        if decision is Decision.ACCEPT
        else [checklist.ended(financial_year, uk_date(now)), checklist.has_entries(council, financial_year)]
    )
    for condition in conditions:
        if not condition.met:
            raise NotReadyToSign(condition.why_not)
    if decision is Decision.REJECT and not reason.strip():
        raise Invalid("Enter the reason for rejecting the gains.", "reason")
    last_entry_id = queries.last_entry_id(council, financial_year)
    figures = parts.figures_to_sign(standing.standings(council, financial_year))
    if seen is not None and seen != parts.as_shown(figures, last_entry_id):
        raise FiguresHaveMoved(
            "The books have changed since you opened this page. Look at the new figures, then decide."
        )
    signed = SignOff(
        council_id=council,
        financial_year=financial_year,
        decision=decision,
        reason=reason.strip(),
        signed_at=now,
        signed_by_id=actor.person_id,
        last_entry_id=last_entry_id,
        gross=figures.gross,
        cashable=figures.cashable,
        non_cashable=figures.non_cashable,
        costs=figures.costs,
        net=figures.net,
        withdrawal_reason="",
    )
    db.session.add(signed)
    if decision is Decision.ACCEPT:
        YEAR.move(year, "sign_off")
    audit.record(
        actor,
        "sign_off_gains",
        signed,
        now=now,
        reason=signed.reason,
        detail={"financial_year": financial_year, "decision": decision.value, "net": str(signed.net)},
    )
    return signed


def withdraw_sign_off(*, actor: Actor, now: datetime, financial_year: int, reason: str) -> SignOff:
    """Take back the sign-off of the actor's own council's year, with a reason."""
    require(actor, Permission.SIGN_OFF)
    if not reason.strip():
        raise Invalid("Enter the reason for withdrawing the sign-off.", "reason")
    year = hold_year(actor.organisation_id, financial_year)
    if year.status is not YearStatus.SIGNED_OFF:
        raise NotSigned(f"The gains of {format_financial_year(financial_year)} are not signed off.")
    signed = db.session.scalars(
        select(SignOff)
        .where(
            SignOff.council_id == actor.organisation_id,
            SignOff.financial_year == financial_year,
            SignOff.decision == Decision.ACCEPT,
            SignOff.withdrawn_at.is_(None),
        )
        .order_by(SignOff.id.desc())
        .limit(1)
    ).one()
    signed.withdrawn_at = now
    signed.withdrawn_by_id = actor.person_id
    signed.withdrawal_reason = reason.strip()
    YEAR.move(year, "withdraw_sign_off")
    db.session.flush()
    settle_status(year)
    audit.record(actor, "withdraw_sign_off", signed, now=now, reason=signed.withdrawal_reason)
    return signed
