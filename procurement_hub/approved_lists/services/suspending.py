"""Suspending a place: with a reason and an end, an invitation to comment, and an appeal that
somebody else decides."""

from datetime import date, datetime, timedelta

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.approved_lists import letters
from procurement_hub.approved_lists.models import ListPlace, ListSuspension, PlaceStatus
from procurement_hub.approved_lists.places import held_for_owner, held_for_supplier, words
from procurement_hub.approved_lists.standing import Standing, State
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, WrongState

LONGEST_SUSPENSION = timedelta(days=366)


class SuspendedAlready(DomainError):
    """One suspension at a time."""


class NotSuspended(DomainError):
    """There is no suspension that this could be about."""


class SaidAlready(DomainError):
    """A comment, an appeal and its decision are given once."""


class SameOfficer(DomainError):
    """Who suspended a supplier does not decide its appeal."""


def suspend_supplier(
    *, actor: Actor, now: datetime, place: ListPlace, reason: str, comment_by: date, ends_on: date
) -> ListSuspension:
    """Suspend an approved supplier to the end of `ends_on`, and invite it to comment until
    `comment_by`. Nobody relies on it meanwhile; the suspension then ends by itself."""
    require(actor, Permission.KEEP_APPROVED_LIST)
    today = uk_date(now)
    place, standing = held_for_owner(actor, place, today)
    if place.status is not PlaceStatus.APPROVED:
        raise WrongState(f"{place.supplier.name} is not approved for this list, so it cannot be suspended.")
    if standing.suspension:
        raise SuspendedAlready(
            f"{place.supplier.name} is suspended already, until {format_date(standing.suspension.ends_on)}."
        )
    reason = words(reason, "Say why the supplier is suspended. It reads this.")
    if ends_on < today:
        raise Invalid("The last day of the suspension must be today or later.", "ends_on")
    if ends_on > today + LONGEST_SUSPENSION:
        raise Invalid("A suspension lasts a year at most.", "ends_on")
    if not today < comment_by <= ends_on:
        raise Invalid(
            "The last day to comment must be after today, and no later than the suspension's last day.",
            "comment_by",
        )
    suspension = ListSuspension(
        place_id=place.id,
        reason=reason,
        suspended_at=now,
        suspended_by_id=actor.person_id,
        comment_by=comment_by,
        ends_on=ends_on,
    )
    db.session.add(suspension)
    place.told, place.looked_on = State.SUSPENDED, today
    db.session.flush()
    letters.suspended(place, suspension, now=now)
    audit.record(
        actor,
        "suspend_supplier",
        place,
        now=now,
        reason=reason,
        detail={
            "supplier": place.supplier.name,
            "ends_on": format_date(ends_on),
            "comment_by": format_date(comment_by),
        },
    )
    return suspension


def comment_on_suspension(*, actor: Actor, now: datetime, place: ListPlace, comment: str) -> None:
    """The supplier's answer to the suspension, read by the owner's officers."""
    place, suspension = _own_suspension(actor, now, place)
    if suspension.commented_at:
        raise SaidAlready("You have commented already. You can still appeal.")
    if uk_date(now) > suspension.comment_by:
        raise NotSuspended(
            f"The last day to comment was {format_date(suspension.comment_by)}. You can still appeal."
        )
    suspension.comment = words(comment, "Enter your comment.")
    suspension.commented_at, suspension.commented_by_id = now, actor.person_id
    letters.commented(place, now=now)
    audit.record(actor, "comment_on_suspension", place, now=now, reason=suspension.comment)


def appeal_suspension(*, actor: Actor, now: datetime, place: ListPlace, appeal: str) -> None:
    """Ask that somebody else than the officer who suspended looks at it again."""
    place, suspension = _own_suspension(actor, now, place)
    if suspension.appealed_at:
        raise SaidAlready("You have appealed already.")
    suspension.appeal = words(appeal, "Say why the suspension is wrong.")
    suspension.appealed_at, suspension.appealed_by_id = now, actor.person_id
    letters.appealed(place, suspension, now=now)
    audit.record(actor, "appeal_suspension", place, now=now, reason=suspension.appeal)


def decide_appeal(*, actor: Actor, now: datetime, place: ListPlace, allowed: bool, reason: str) -> None:
    """Allow the appeal, which ends the suspension at once, or dismiss it; with reasons, by another
    officer than the one who suspended."""
    require(actor, Permission.DECIDE_APPEAL)
    place, standing = held_for_owner(actor, place, uk_date(now))
    suspension = _in_force(standing)
    if suspension.appealed_at is None:
        raise NotSuspended(f"{place.supplier.name} has not appealed.")
    if suspension.appeal_decided_at:
        raise SaidAlready("This appeal is decided already.")
    if suspension.suspended_by_id == actor.person_id:
        raise SameOfficer("You suspended this supplier, so another officer decides its appeal.")
    suspension.appeal_reason = words(reason, "Give the reasons for the decision. The supplier reads them.")
    suspension.appeal_allowed = allowed
    suspension.appeal_decided_at, suspension.appeal_decided_by_id = now, actor.person_id
    if allowed:
        _lift(actor, now, place, suspension, suspension.appeal_reason)
    letters.appeal_decided(place, suspension, now=now)
    audit.record(
        actor,
        "decide_appeal",
        place,
        now=now,
        reason=suspension.appeal_reason,
        detail={"supplier": place.supplier.name, "appeal": "allowed" if allowed else "dismissed"},
    )


def lift_suspension(*, actor: Actor, now: datetime, place: ListPlace, reason: str) -> None:
    """End the suspension before its last day."""
    require(actor, Permission.KEEP_APPROVED_LIST)
    place, standing = held_for_owner(actor, place, uk_date(now))
    suspension = _in_force(standing)
    reason = words(reason, "Say why the suspension ends early.")
    _lift(actor, now, place, suspension, reason)
    letters.lifted(place, reason, now=now)
    audit.record(
        actor, "lift_suspension", place, now=now, reason=reason, detail={"supplier": place.supplier.name}
    )


def _lift(actor: Actor, now: datetime, place: ListPlace, suspension: ListSuspension, reason: str) -> None:
    suspension.lifted_at, suspension.lifted_by_id, suspension.lift_reason = now, actor.person_id, reason
    place.told = State.APPROVED  # the letter says so; the next look tells of a lapse, if there is one
    place.looked_on = None


def _own_suspension(actor: Actor, now: datetime, place: ListPlace) -> tuple[ListPlace, ListSuspension]:
    require(actor, Permission.BID)
    place, standing = held_for_supplier(actor, place, uk_date(now))
    return place, _in_force(standing)


def _in_force(standing: Standing) -> ListSuspension:
    if standing.suspension is None:
        raise NotSuspended("There is no suspension in force.")
    return standing.suspension
