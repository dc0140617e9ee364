"""Holding a place while something is done to it, and what every verb asks of a reason."""

from datetime import date

from sqlalchemy import inspect, select

from procurement_hub.approved_lists.models import ApprovedList, ListPlace, ListSuspension
from procurement_hub.approved_lists.permissions import owns
from procurement_hub.approved_lists.queries.places import standing_of
from procurement_hub.approved_lists.queries.standings import whole_places
from procurement_hub.approved_lists.standing import Standing
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound

LONGEST = 5000


def hold(place: ListPlace) -> ListPlace:
    """The place as it is now with all that hangs on it, locked until the transaction ends.

    Locked by itself: PostgreSQL locks no rows that outer joins brought along."""
    (place_id,) = inspect(place).identity
    db.session.execute(select(ListPlace.id).where(ListPlace.id == place_id).with_for_update())
    return db.session.scalars(
        whole_places().where(ListPlace.id == place_id).execution_options(populate_existing=True)
    ).one()


def held_for_owner(actor: Actor, place: ListPlace, on: date) -> tuple[ListPlace, Standing]:
    """The place held for its list's owner, and how it stands; NotFound for anybody else."""
    place = hold(place)
    if not owns(actor, place.approved_list):
        raise NotFound()
    return place, standing_of(place, on)


def held_for_supplier(actor: Actor, place: ListPlace, on: date) -> tuple[ListPlace, Standing]:
    place = hold(place)
    if place.supplier_id != actor.organisation_id:
        raise NotFound()
    return place, standing_of(place, on)


def hold_list(approved_list: ApprovedList) -> ApprovedList:
    """The list as it is now, locked until the transaction ends."""
    (list_id,) = inspect(approved_list).identity
    return db.session.scalars(
        select(ApprovedList)
        .where(ApprovedList.id == list_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def words(text: str, missing: str, field: str = "reason") -> str:
    """What somebody wrote, trimmed; refused when empty or longer than anybody reads."""
    text = (text or "").strip()
    if not text:
        raise Invalid(missing, field)
    if len(text) > LONGEST:
        raise Invalid(f"This must be {LONGEST:,} characters or fewer.", field)
    return text


def latest(place: ListPlace) -> ListSuspension | None:
    return place.suspensions[-1] if place.suspensions else None
