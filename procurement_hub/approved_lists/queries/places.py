"""Reads of suppliers' places on lists, scoped to the reader."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import joinedload

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.approved_lists.models import (
    ApprovedList,
    CriteriaVersion,
    ListPlace,
    ListReliance,
    ListStatus,
    ListSuspension,
    PlaceStatus,
)
from procurement_hub.approved_lists.permissions import may_read_place, may_read_suppliers, owns, reads_reasons
from procurement_hub.approved_lists.queries.standings import (
    exclusions_of,
    held_by,
    standings_of,
    whole_places,
)
from procurement_hub.approved_lists.standing import Check, Standing, checks_of
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.documents import StoredDocument
from procurement_hub.core.errors import NotFound
from procurement_hub.core.paging import PAGE, Page, newest_first
from procurement_hub.suppliers.models import Evidence

CURRENT = (PlaceStatus.APPLIED, PlaceStatus.APPROVED)


def place_for(actor: Actor, place_id: int) -> ListPlace:
    """A place that the actor may read, or NotFound."""
    place = db.session.scalar(
        whole_places().where(ListPlace.id == place_id).execution_options(populate_existing=True)
    )
    if place is None or not may_read_place(actor, place):
        raise NotFound()
    return place


def standing_of(place: ListPlace, on: date) -> Standing:
    return standings_of([place], on)[place.id]


def places_page(
    actor: Actor, approved_list: ApprovedList, on: date, *, after: int | None = None
) -> tuple[Page, dict[int, Standing]]:
    """The suppliers of a list with how they stand, newest first: for its owner all of them, for other
    buyers those approved. Raises NotFound for who may not read them."""
    if not may_read_suppliers(actor, approved_list):
        raise NotFound()
    query = whole_places().where(ListPlace.list_id == approved_list.id)
    if not owns(actor, approved_list):
        query = query.where(ListPlace.status == PlaceStatus.APPROVED)
    page = newest_first(db.session, query, ListPlace.id, after=after)
    return page, standings_of(page.rows, on)


def own_places(actor: Actor, on: date) -> list[tuple[ListPlace, Standing]]:
    """The supplier's places and applications, newest first."""
    places = list(
        db.session.scalars(
            whole_places()
            .where(ListPlace.supplier_id == actor.organisation_id)
            .order_by(ListPlace.id.desc())
            .limit(PAGE)
        )
    )
    standings = standings_of(places, on)
    return [(place, standings[place.id]) for place in places]


def place_on(approved_list: ApprovedList, supplier_id: int) -> ListPlace | None:
    """The supplier's latest place on the list or application to it."""
    return db.session.scalars(
        whole_places()
        .where(ListPlace.list_id == approved_list.id, ListPlace.supplier_id == supplier_id)
        .order_by(ListPlace.id.desc())
        .limit(1)
    ).first()


def checks_for(version: CriteriaVersion, supplier_id: int, on: date) -> tuple[tuple[Check, ...], str]:
    """A version of the criteria held against the supplier's wallet as it would apply today, and the sentence
    that says it is excluded."""
    held = held_by([supplier_id]).get(supplier_id, [])
    return checks_of(version, held, {}, on), exclusions_of([supplier_id], on).get(supplier_id, "")


def reliances_of(actor: Actor, place: ListPlace) -> Sequence[ListReliance]:
    """Who has relied on the place, the latest first: all of it for the supplier and the owner, for
    another organisation its own."""
    query = (
        select(ListReliance)
        .where(ListReliance.place_id == place.id)
        .options(
            joinedload(ListReliance.organisation),
            joinedload(ListReliance.relied_by),
            joinedload(ListReliance.checks),
        )
        .order_by(ListReliance.id.desc())
        .limit(PAGE)
    )
    if not reads_reasons(actor, place):
        query = query.where(ListReliance.organisation_id == actor.organisation_id)
    return db.session.scalars(query).unique().all()


def evidence_behind(standing: Standing, evidence_id: int) -> StoredDocument:
    """The document of an item of evidence that a check rests on, or NotFound."""
    behind = {check.evidence.evidence_id for check in standing.checks if check.evidence}
    document = db.session.scalar(
        select(StoredDocument)
        .join(Evidence, Evidence.document_id == StoredDocument.id)
        .where(Evidence.id == evidence_id, Evidence.id.in_(behind))
    )
    if document is None:
        raise NotFound()
    return document


def waiting_for(actor: Actor, most: int) -> list[tuple[ListPlace, bool]]:
    """What the actor's organisation has to decide and the actor may: applications, and (True) appeals
    against a suspension that is somebody else's; the oldest first, in one statement."""
    appealed = exists().where(
        ListSuspension.place_id == ListPlace.id,
        ListSuspension.appealed_at.is_not(None),
        ListSuspension.appeal_decided_at.is_(None),
        ListSuspension.suspended_by_id != actor.person_id,
    )
    wanted = []
    if may(actor, Permission.APPROVE_SUPPLIER):
        wanted.append(ListPlace.status == PlaceStatus.APPLIED)
    if may(actor, Permission.DECIDE_APPEAL):
        wanted.append(and_(ListPlace.status == PlaceStatus.APPROVED, appealed))
    if not wanted:
        return []
    rows = db.session.scalars(
        select(ListPlace)
        .join(ListPlace.approved_list)
        .where(
            ApprovedList.owner_id == actor.organisation_id,
            ApprovedList.status == ListStatus.OPEN,
            or_(*wanted),
        )
        .options(joinedload(ListPlace.approved_list), joinedload(ListPlace.supplier))
        .order_by(ListPlace.id)
        .limit(most)
    )
    return [(place, place.status is PlaceStatus.APPROVED) for place in rows]
