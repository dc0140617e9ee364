"""Another organisation takes the owner's approval as its own check: one click, nothing re-entered."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.approved_lists.models import ListPlace, ListReliance, ListStatus, RelianceCheck
from procurement_hub.approved_lists.permissions import may_read_place, owns
from procurement_hub.approved_lists.places import hold
from procurement_hub.approved_lists.queries.places import standing_of
from procurement_hub.approved_lists.services.deciding import rely_on_checks
from procurement_hub.approved_lists.wording import criterion_in_words, why_not_usable
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, WrongState


class OwnApproval(DomainError):
    """The owner approved the supplier itself: it has nothing to rely on."""


class CannotBeReliedOn(DomainError):
    """The supplier is excluded, suspended, lapsed or not approved today."""


def rely_on_approval(*, actor: Actor, now: datetime, place: ListPlace) -> ListReliance:
    """Record that the actor's organisation relies on the approval as it stands today.

    Twice on one day is one reliance: the first comes back."""
    require(actor, Permission.RELY_ON_APPROVAL)
    place = hold(place)
    if owns(actor, place.approved_list):
        raise OwnApproval("This is your own list: you approved the supplier yourselves.")
    if not may_read_place(actor, place):
        raise NotFound()
    if place.approved_list.status is ListStatus.CLOSED:
        raise WrongState(f"{place.approved_list.title} is closed. Nobody can rely on it any more.")
    today = uk_date(now)
    standing = standing_of(place, today)
    if why_not := why_not_usable(place.supplier.name, standing):
        raise CannotBeReliedOn(why_not)
    made = db.session.scalars(
        select(ListReliance)
        .where(
            ListReliance.place_id == place.id,
            ListReliance.organisation_id == actor.organisation_id,
            ListReliance.relied_on == today,
        )
        .options(joinedload(ListReliance.checks))
    ).unique()
    if found := made.first():
        return found
    reliance = ListReliance(
        place_id=place.id,
        organisation_id=actor.organisation_id,
        relied_on=today,
        relied_at=now,
        relied_by_id=actor.person_id,
        checks=[
            RelianceCheck(
                what=criterion_in_words(check.criterion),
                evidence_id=check.evidence.evidence_id if check.evidence else None,
                valid_until=check.until,
            )
            for check in standing.checks
        ],
    )
    db.session.add(reliance)
    db.session.flush()
    rely_on_checks(actor=actor, now=now, place=place, standing=standing, what="Approved list of another")
    audit.record(
        actor,
        "rely_on_approval",
        reliance,
        now=now,
        detail={
            "list": place.approved_list.code,
            "supplier": place.supplier.name,
            "owner": place.approved_list.owner.name,
            "checks": [check.what for check in reliance.checks],
        },
    )
    return reliance
