"""Who may evaluate which tender, and who leads it."""

from sqlalchemy import exists, select

from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import Entitlement, Framework


def may_serve(actor: Actor, framework: Framework) -> bool:
    """An evaluator serves where their organisation runs the framework or may call off from it."""
    if not may(actor, Permission.DECLARE_INTEREST):
        return False
    return framework.organisation_id == actor.organisation_id or _entitled(actor, framework)


def may_read_all(actor: Actor, framework: Framework) -> bool:
    """Names, every evaluator's scores and the ranking: for the lead, the opening officers and the
    auditors of the centre, and the auditors of an authority that may call off.

    Never for somebody who could score the bids: an evaluator with another role reads as an evaluator."""
    if not may(actor, Permission.READ_EVALUATION):
        return False
    if framework.organisation_id == actor.organisation_id:
        return may(actor, Permission.LEAD_EVALUATION) or not may(actor, Permission.SCORE)
    if may(actor, Permission.SCORE) or actor.organisation_kind == Kind.RCE:
        return False
    return _entitled(actor, framework)


def may_lead(actor: Actor, framework: Framework) -> bool:
    """The procurement lead of the centre whose framework it is."""
    return may(actor, Permission.LEAD_EVALUATION) and framework.organisation_id == actor.organisation_id


def require_serve(actor: Actor, framework: Framework) -> None:
    require(actor, Permission.DECLARE_INTEREST)
    if not may_serve(actor, framework):
        raise NotFound()


def require_lead(actor: Actor, framework: Framework) -> None:
    """The procurement lead of the centre whose framework it is."""
    require(actor, Permission.LEAD_EVALUATION)
    if framework.organisation_id != actor.organisation_id:
        raise NotFound()


def _entitled(actor: Actor, framework: Framework) -> bool:
    entitled = exists().where(
        Entitlement.framework_id == framework.id, Entitlement.organisation_id == actor.organisation_id
    )
    return bool(db.session.scalar(select(entitled)))
