"""What a standing is worked out from, read for many suppliers at once: versions, evidence, exclusions."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload, selectinload

from procurement_hub.approved_lists.models import (
    ApprovedList,
    CriteriaVersion,
    ListPlace,
    ListSuspension,
)
from procurement_hub.approved_lists.standing import Held, Standing, stand
from procurement_hub.core.database import db
from procurement_hub.exclusions.standing import excluded_among, stands
from procurement_hub.suppliers.models import Evidence


def whole_places() -> Select:
    """Places with all that their standing and their pages need besides the versions."""
    return select(ListPlace).options(
        joinedload(ListPlace.approved_list).joinedload(ApprovedList.owner),
        joinedload(ListPlace.supplier),
        joinedload(ListPlace.decided_by),
        selectinload(ListPlace.answers),
        selectinload(ListPlace.suspensions).options(
            joinedload(ListSuspension.suspended_by), joinedload(ListSuspension.appeal_decided_by)
        ),
    )


def versions_of(list_ids: Iterable[int]) -> dict[int, list[CriteriaVersion]]:
    """The versions of these lists with their criteria, oldest first, in one statement."""
    found: dict[int, list[CriteriaVersion]] = {}
    rows = db.session.scalars(
        select(CriteriaVersion)
        .where(CriteriaVersion.list_id.in_(sorted(set(list_ids))))
        .options(joinedload(CriteriaVersion.criteria))
        .order_by(CriteriaVersion.list_id, CriteriaVersion.number)
        .execution_options(populate_existing=True)
    ).unique()
    for version in rows:
        found.setdefault(version.list_id, []).append(version)
    return found


def held_by(supplier_ids: Iterable[int]) -> dict[int, list[Held]]:
    """What these suppliers keep in their wallets, in one statement; replaced versions left out."""
    found: dict[int, list[Held]] = {}
    rows = db.session.execute(
        select(
            Evidence.organisation_id,
            Evidence.id,
            Evidence.kind,
            Evidence.title,
            Evidence.expires_on,
            Evidence.amount,
        )
        .where(Evidence.organisation_id.in_(sorted(set(supplier_ids))), Evidence.superseded_at.is_(None))
        .order_by(Evidence.id)
    )
    for supplier_id, *item in rows:
        found.setdefault(supplier_id, []).append(Held(*item))
    return found


def exclusions_of(supplier_ids: Iterable[int], on: date) -> dict[int, str]:
    """Why those of these suppliers that are excluded or debarred are: by any centre's decision, because
    what one has decided the others would have to look into. One statement while none is."""
    excluded = excluded_among(set(supplier_ids), on)
    return {
        supplier_id: f"This supplier is an excluded supplier. {found.sentence}"
        for supplier_id, found in stands(excluded, on).items()
    }


def standings_of(
    places: Sequence[ListPlace], on: date, *, versions: dict[int, list[CriteriaVersion]] | None = None
) -> dict[int, Standing]:
    """How each of the places (from `whole_places`) stands on the day, by its id. `versions` of their
    lists are given by who has read them already."""
    if not places:
        return {}
    suppliers = {place.supplier_id for place in places}
    versions = versions or versions_of(place.list_id for place in places)
    held, excluded = held_by(suppliers), exclusions_of(suppliers, on)
    return {
        place.id: stand(
            place,
            versions[place.list_id],
            held.get(place.supplier_id, []),
            excluded.get(place.supplier_id, ""),
            on,
        )
        for place in places
    }
