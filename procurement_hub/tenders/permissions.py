"""Which tender a person may run or open, and whose bid a person may touch."""

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import NotFound
from procurement_hub.frameworks.models import Framework


def require_run(actor: Actor, framework: Framework) -> None:
    """The procurement lead of the centre whose framework it is."""
    require(actor, Permission.RUN_TENDER)
    _require_own(actor, framework)


def require_opening(actor: Actor, framework: Framework) -> None:
    """An opening officer of the centre whose framework it is."""
    require(actor, Permission.OPEN_BIDS)
    _require_own(actor, framework)


def _require_own(actor: Actor, framework: Framework) -> None:
    if framework.organisation_id != actor.organisation_id:
        raise NotFound()
