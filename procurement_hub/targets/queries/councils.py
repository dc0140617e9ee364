"""Which councils a centre serves, and which council or centre the reader reads for."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, or_, select, union
from sqlalchemy.orm import aliased

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import NotFound
from procurement_hub.demand.models import DemandLine, DemandRound, RoundItem
from procurement_hub.frameworks.models import Entitlement, Framework

MOST = 500
"""More councils than England has; a bound, not a page."""


def centre_of(actor: Actor) -> int:
    """The centre whose region the actor may read by name: their own. NotFound for anybody else."""
    if not may(actor, Permission.READ_MEMO):
        raise NotFound()
    return actor.organisation_id


def served_by(centres: Select | Sequence[int]) -> ColumnElement[bool]:
    """Active councils in the region of a centre: named so, entitled under one of its frameworks, or
    with a need in one of its rounds."""
    centre = aliased(Organisation)
    named = (
        select(Organisation.id)
        .join(centre, (centre.region == Organisation.region) & (centre.region != ""))
        .where(centre.id.in_(centres))
    )
    entitled = (
        select(Entitlement.organisation_id)
        .join(Framework, Framework.id == Entitlement.framework_id)
        .where(Framework.organisation_id.in_(centres))
    )
    asked = (
        select(DemandLine.council_id)
        .join(RoundItem, RoundItem.id == DemandLine.round_item_id)
        .join(DemandRound, DemandRound.id == RoundItem.round_id)
        .where(DemandRound.organisation_id.in_(centres))
    )
    members = union(named, entitled, asked).subquery()
    return (
        (Organisation.kind == Kind.COUNCIL) & Organisation.active & Organisation.id.in_(select(members.c[0]))
    )


def centres_of(council_id: int) -> Select:
    """The numbers of the centres that serve a council, to select from."""
    council = aliased(Organisation)
    centre = aliased(Organisation)
    named = (
        select(centre.id)
        .join(council, (council.region == centre.region) & (council.region != ""))
        .where(centre.kind == Kind.RCE, council.id == council_id)
    )
    entitled = (
        select(Framework.organisation_id)
        .join(Entitlement, Entitlement.framework_id == Framework.id)
        .where(Entitlement.organisation_id == council_id)
    )
    asked = (
        select(DemandRound.organisation_id)
        .join(RoundItem, RoundItem.round_id == DemandRound.id)
        .join(DemandLine, DemandLine.round_item_id == RoundItem.id)
        .where(DemandLine.council_id == council_id)
    )
    found = union(named, entitled, asked).subquery()
    return select(found.c[0])


def meant_for(owner: ColumnElement, council_id: int) -> ColumnElement[bool]:
    """Programmes that are the nation's, or of a centre that serves the council."""
    return or_(owner.is_(None), owner.in_(centres_of(council_id)))
