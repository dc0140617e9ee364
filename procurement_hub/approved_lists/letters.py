"""Mail about lists and places, put into the outbox of the same transaction."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Membership, MembershipRole, Person
from procurement_hub.accounts.permissions import PERMISSIONS, Permission
from procurement_hub.approved_lists.models import ApprovedList, ListPlace, ListSuspension, PlaceStatus
from procurement_hub.approved_lists.standing import Standing, State
from procurement_hub.approved_lists.wording import why_unmet
from procurement_hub.core import outbox
from procurement_hub.core.calendar import format_date
from procurement_hub.core.database import db

MOST = 20
MOST_SUPPLIERS = 2000


def applied(place: ListPlace, approved_list: ApprovedList, supplier: str, *, now: datetime) -> None:
    _write(
        _may(approved_list.owner_id, Permission.APPROVE_SUPPLIER),
        f"{supplier} applies to {approved_list.title}",
        f"{supplier} has applied to {approved_list.title} ({approved_list.code}) and meets its "
        "entry criteria by the evidence that it keeps. Sign in, open the list and decide.",
        now,
    )


def withdrawn(place: ListPlace, was_on_it: bool, *, now: datetime) -> None:
    name, title = place.supplier.name, place.approved_list.title
    said = f"has left {title}" if was_on_it else f"has taken back its application to {title}"
    _write(
        _may(place.approved_list.owner_id, Permission.APPROVE_SUPPLIER),
        f"{name} {said}",
        f"{name} {said}.",
        now,
    )


def decided(place: ListPlace, *, now: datetime) -> None:
    title, reason = place.approved_list.title, place.decision_reason
    if place.status is PlaceStatus.APPROVED:
        subject = f"You are approved for {title}"
        text = (
            f"{place.approved_list.owner.name} has approved you for {title}. You stay on it while your "
            "evidence is in force: we write to you before any of it runs out."
        )
    else:
        subject = f"Your application to {title} is refused"
        text = f"{place.approved_list.owner.name} has refused your application to {title}."
    _write(_bidders(place), subject, f"{text}\n\nReason given: {reason}", now)


def suspended(place: ListPlace, suspension: ListSuspension, *, now: datetime) -> None:
    title = place.approved_list.title
    _write(
        _bidders(place),
        f"You are suspended from {title}",
        f"{place.approved_list.owner.name} has suspended you from {title} until the end of "
        f"{format_date(suspension.ends_on)}. The suspension then ends by itself.\n\n"
        f"Reason given: {suspension.reason}\n\n"
        f"You are invited to comment until {format_date(suspension.comment_by)}. You can also appeal: "
        "another officer than the one who suspended you decides. Sign in and open Approved lists.",
        now,
    )


def commented(place: ListPlace, *, now: datetime) -> None:
    name, title = place.supplier.name, place.approved_list.title
    _write(
        _may(place.approved_list.owner_id, Permission.KEEP_APPROVED_LIST),
        f"{name} has commented on its suspension",
        f"{name} has commented on its suspension from {title}. Sign in to read it.",
        now,
    )


def appealed(place: ListPlace, suspension: ListSuspension, *, now: datetime) -> None:
    name, title = place.supplier.name, place.approved_list.title
    _write(
        _may(place.approved_list.owner_id, Permission.DECIDE_APPEAL, but_not=suspension.suspended_by_id),
        f"{name} appeals against its suspension",
        f"{name} appeals against its suspension from {title}. Somebody else than the officer who suspended "
        "it decides: sign in and open Approved lists.",
        now,
    )


def appeal_decided(place: ListPlace, suspension: ListSuspension, *, now: datetime) -> None:
    title = place.approved_list.title
    if suspension.appeal_allowed:
        outcome, then = "allowed", "The suspension has ended."
    else:
        outcome = "dismissed"
        then = f"The suspension lasts until the end of {format_date(suspension.ends_on)}."
    _write(
        _bidders(place),
        f"Your appeal about {title} is {outcome}",
        f"Your appeal against the suspension from {title} is {outcome}. {then}\n\n"
        f"Reasons given: {suspension.appeal_reason}",
        now,
    )


def lifted(place: ListPlace, reason: str, *, now: datetime) -> None:
    title = place.approved_list.title
    _write(
        _bidders(place),
        f"Your suspension from {title} has ended",
        f"{place.approved_list.owner.name} has ended your suspension from {title}.\n\nReason given: {reason}",
        now,
    )


def criteria_revised(approved_list: ApprovedList, comply_by: date, reason: str, *, now: datetime) -> None:
    _write(
        _every_supplier(approved_list),
        f"The entry criteria of {approved_list.title} change",
        f"The entry criteria of {approved_list.title} ({approved_list.code}) change. You have until the end "
        f"of {format_date(comply_by)} to meet them; from the next day on your approval rests on them. "
        f"Sign in and open the list to see what you have and what is missing.\n\nReason given: {reason}",
        now,
    )


def list_closed(approved_list: ApprovedList, reason: str, *, now: datetime) -> None:
    _write(
        _every_supplier(approved_list),
        f"{approved_list.title} is closed",
        f"{approved_list.title} ({approved_list.code}) is closed. Nobody is invited from it any more.\n\n"
        f"Reason given: {reason}",
        now,
    )


def standing_changed(place: ListPlace, standing: Standing, *, now: datetime) -> None:
    """To supplier and owner: the approval has lapsed, or holds again."""
    name, title = place.supplier.name, place.approved_list.title
    match standing.state:
        case State.APPROVED:
            subject = f"{name} is on {title} again"
            text = f"{name} meets everything that {title} asks, so its approval holds again."
        case State.LAPSED:
            subject = f"The approval of {name} for {title} has lapsed"
            text = (
                f"The approval of {name} for {title} has lapsed: {why_unmet(standing.unmet)}. It comes back "
                "by itself as soon as the evidence is in force again: the supplier adds it once."
            )
        case State.EXCLUDED:
            subject = f"{name} cannot be invited from {title}"
            text = f"{name} is on {title} and cannot be invited or relied on. {standing.exclusion}"
        case _:
            subject = f"{name} is {standing.state.value} on {title}"
            text = f"{name} is {standing.state.value} on {title}."
    owners = _may(place.approved_list.owner_id, Permission.KEEP_APPROVED_LIST)
    _write(dict.fromkeys([*_bidders(place), *owners]), subject, text, now)


def _bidders(place: ListPlace) -> list[str]:
    return _may(place.supplier_id, Permission.BID)


def _may(organisation_id: int, permission: Permission, but_not: int | None = None) -> list[str]:
    """Addresses of the organisation's people who hold a role with the permission."""
    query = (
        select(Person.email)
        .join(Membership, Membership.person_id == Person.id)
        .where(
            Membership.organisation_id == organisation_id,
            Membership.active,
            Person.active,
            Membership.held_roles.any(MembershipRole.role.in_(PERMISSIONS[permission])),
        )
        .order_by(Person.id)
        .limit(MOST)
    )
    if but_not is not None:
        query = query.where(Person.id != but_not)
    return list(db.session.scalars(query))


def _every_supplier(approved_list: ApprovedList) -> list[str]:
    """Addresses of the bidders of every supplier that is on the list or waits for it."""
    on_it = select(ListPlace.supplier_id).where(
        ListPlace.list_id == approved_list.id,
        ListPlace.status.in_([PlaceStatus.APPLIED, PlaceStatus.APPROVED]),
    )
    return list(
        db.session.scalars(
            select(Person.email)
            .join(Membership, Membership.person_id == Person.id)
            .where(
                Membership.organisation_id.in_(on_it),
                Membership.active,
                Person.active,
                Membership.held_roles.any(MembershipRole.role.in_(PERMISSIONS[Permission.BID])),
            )
            .order_by(Person.id)
            .limit(MOST_SUPPLIERS)
        )
    )


def _write(emails: Iterable[str], subject: str, text: str, now: datetime) -> None:
    for email in emails:
        outbox.put("mail", {"to": email, "subject": subject, "text": text}, now=now)
