"""A council leaves a framework: from the day after its last day it orders nothing more under it."""

from datetime import date, datetime

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, WrongState
from procurement_hub.frameworks import letters
from procurement_hub.frameworks.models import Entitlement, Framework


def leave_framework(
    *, actor: Actor, now: datetime, framework: Framework, last_day: date, reason: str
) -> Entitlement:
    """End the actor's council's entitlement after `last_day` (UK), today or later. It is not taken back.

    What was ordered by then is delivered and counted as before. Costs of leaving are recorded as
    costs; what is bought elsewhere afterwards is no gain of this framework."""
    require(actor, Permission.LEAVE_FRAMEWORK)
    entitlement = db.session.scalars(
        select(Entitlement)
        .where(
            Entitlement.framework_id == framework.id,
            Entitlement.organisation_id == actor.organisation_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if entitlement is None:
        raise NotFound()
    if entitlement.last_day is not None:
        raise WrongState(
            f"Your authority has left this framework already. Its last day is "
            f"{format_date(entitlement.last_day)}."
        )
    if not uk_date(now) <= last_day <= framework.ends_on:
        raise Invalid(
            f"The last day is today or later, and not after the framework ends on "
            f"{format_date(framework.ends_on)}.",
            "last_day",
        )
    if not reason.strip():
        raise Invalid("Enter why your authority leaves.", "reason")
    entitlement.last_day = last_day
    entitlement.leaving_reason = reason.strip()
    entitlement.left_at, entitlement.left_by_id = now, actor.person_id
    db.session.flush()
    letters.tell_of_leaving(entitlement, framework, actor.organisation_name, now=now)
    audit.record(
        actor,
        "leave_framework",
        framework,
        now=now,
        reason=entitlement.leaving_reason,
        detail={"council": actor.organisation_id, "last_day": last_day.isoformat()},
    )
    return entitlement
