"""Who may evaluate which tender, and who leads it."""

from sqlalchemy import exists, select

from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import Entitlement, Framework


def may_serve(actor: Actor, framework: Framework) -> bool:
    """An evaluator serves where their organisation runs the framework or may call off from it."""
    if not may(actor, Permission.DECLARE_INTEREST):
        return False
    if framework.organisation_id == actor.organisation_id:
        return True
    entitled = exists().where(
        Entitlement.framework_id == framework.id, Entitlement.organisation_id == actor.organisation_id
    )
    return bool(db.session.scalar(select(entitled)))


def require_serve(actor: Actor, framework: Framework) -> None:
    require(actor, Permission.DECLARE_INTEREST)
    if not may_serve(actor, framework):
        raise NotFound()


def require_lead(actor: Actor, framework: Framework) -> None:
    """The procurement lead of the centre whose framework it is."""
    require(actor, Permission.LEAD_EVALUATION)
    if framework.organisation_id != actor.organisation_id:
        raise NotFound()
