"""Whose lists and places a person may read and act on."""

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.approved_lists.models import ApprovedList, ListPlace, ListStatus, PlaceStatus
from procurement_hub.approved_lists.standing import Standing, State
from procurement_hub.core.actor import Actor


def owns(actor: Actor | None, approved_list: ApprovedList) -> bool:
    return actor is not None and actor.organisation_id == approved_list.owner_id


def is_suppliers(actor: Actor | None, place: ListPlace) -> bool:
    return actor is not None and actor.organisation_id == place.supplier_id


def may_read_suppliers(actor: Actor | None, approved_list: ApprovedList) -> bool:
    """The suppliers of a list are for its owner, and of a shared one for every other buyer too."""
    return may(actor, Permission.READ_APPROVALS) and (owns(actor, approved_list) or approved_list.shared)


def may_read_place(actor: Actor, place: ListPlace) -> bool:
    """The supplier and the owner read the place whatever became of it; other buyers once approved."""
    if is_suppliers(actor, place):
        return may(actor, Permission.BID)
    if owns(actor, place.approved_list):
        return may(actor, Permission.READ_APPROVALS)
    return may_read_suppliers(actor, place.approved_list) and place.status is PlaceStatus.APPROVED


def reads_reasons(actor: Actor, place: ListPlace) -> bool:
    """Why somebody is suspended, and what was said about it, is between the owner and the supplier."""
    return is_suppliers(actor, place) or owns(actor, place.approved_list)


def reads_evidence(actor: Actor, place: ListPlace) -> bool:
    """The owner opens the documents that the supplier applies with, as long as the supplier is on the
    list or waits for it. Who relies on the approval reads them in the wallet, by its rules."""
    return (
        owns(actor, place.approved_list)
        and may(actor, Permission.READ_APPROVALS)
        and place.status in (PlaceStatus.APPLIED, PlaceStatus.APPROVED)
    )


def acts(actor: Actor, place: ListPlace, standing: Standing) -> list[str]:
    """What this person can do to the place as it stands, the likeliest first."""
    owner = owns(actor, place.approved_list)
    supplier = is_suppliers(actor, place) and may(actor, Permission.BID)
    still_open = place.approved_list.status is ListStatus.OPEN
    suspension = standing.suspension
    appealed = suspension is not None and suspension.appealed_at is not None
    undecided = appealed and suspension.appeal_decided_at is None
    possible = {
        "decide": owner and may(actor, Permission.APPROVE_SUPPLIER) and standing.state is State.WAITING,
        "decide_appeal": owner
        and may(actor, Permission.DECIDE_APPEAL)
        and undecided
        and suspension.suspended_by_id != actor.person_id,
        "rely": not owner
        and may(actor, Permission.RELY_ON_APPROVAL)
        and place.approved_list.shared
        and still_open
        and standing.usable,
        "answer": supplier
        and place.status in (PlaceStatus.APPLIED, PlaceStatus.APPROVED)
        and any(check.criterion.statement for check in (*standing.checks, *standing.coming)),
        "comment": supplier and suspension is not None and suspension.commented_at is None,
        "appeal": supplier and suspension is not None and not appealed,
        "lift": owner and may(actor, Permission.KEEP_APPROVED_LIST) and suspension is not None,
        "suspend": owner
        and may(actor, Permission.KEEP_APPROVED_LIST)
        and place.status is PlaceStatus.APPROVED
        and suspension is None,
        "withdraw": supplier and place.status in (PlaceStatus.APPLIED, PlaceStatus.APPROVED),
    }
    return [act for act, can in possible.items() if can]
