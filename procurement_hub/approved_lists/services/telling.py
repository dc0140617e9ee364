"""The daily look at every approved supplier: who has lapsed or is back is told once, and so is the
owner. The standing itself changes without it."""

from datetime import datetime

from sqlalchemy import or_, select

from procurement_hub.approved_lists import letters
from procurement_hub.approved_lists.models import ApprovedList, ListPlace, ListStatus, PlaceStatus
from procurement_hub.approved_lists.queries.standings import standings_of, whole_places
from procurement_hub.approved_lists.wording import why_unmet
from procurement_hub.core import audit
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db

AT_ONCE = 100


def tell_of_changes(*, now: datetime) -> int:
    """Look at places that were not looked at today, at most `AT_ONCE`; how many were.

    Two sweeps at the same moment look at different places, so that nobody is told twice."""
    today = uk_date(now)
    waiting = db.session.scalars(
        select(ListPlace.id)
        .join(ApprovedList, ApprovedList.id == ListPlace.list_id)
        .where(
            ListPlace.status == PlaceStatus.APPROVED,
            or_(ListPlace.looked_on.is_(None), ListPlace.looked_on < today),
            ApprovedList.status == ListStatus.OPEN,
        )
        .order_by(ListPlace.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True, of=ListPlace)
    ).all()
    if not waiting:
        return 0
    places = db.session.scalars(
        whole_places()
        .where(ListPlace.id.in_(waiting))
        .order_by(ListPlace.id)
        .execution_options(populate_existing=True)
    ).all()
    standings = standings_of(places, today)
    for place in places:
        standing = standings[place.id]
        place.looked_on = today
        if standing.state == place.told:
            continue
        was, place.told = place.told, standing.state
        letters.standing_changed(place, standing, now=now)
        audit.record(
            SYSTEM,
            "tell_standing",
            place,
            now=now,
            reason=standing.exclusion or why_unmet(standing.unmet),
            detail={"was": was, "is": standing.state.value},
        )
    return len(places)
