"""Whose profile, evidence and figures a person may read or change."""

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import SYSTEM, Actor
from procurement_hub.core.errors import DomainError, NotFound


class NotASupplier(DomainError):
    """Only a supplier has a supplier's profile."""


def require_keeper(actor: Actor, organisation: Organisation) -> None:
    """Refuse anybody but the supplier's own bidders and administrators, and the platform.

    Another organisation's is NotFound."""
    if actor != SYSTEM:
        if actor.organisation_id != organisation.id:
            raise NotFound()
        require(actor, Permission.KEEP_PROFILE)
    if organisation.kind is not Kind.SUPPLIER:
        raise NotASupplier(f"{organisation.name} is not a supplier.")


def reads_every_file(actor: Actor) -> bool:
    """A centre's procurement leads read any supplier's evidence: they choose whom to invite and admit."""
    return may(actor, Permission.RUN_TENDER)


def may_read_file(actor: Actor, organisation_id: int, *, relies: bool) -> bool:
    """The supplier itself; a centre's lead; and readers of an organisation that has relied on this
    very version, so that they can show later what they relied on. Everybody else sees its state only:
    a certificate names people and prices that are nobody else's business."""
    if actor.organisation_id == organisation_id:
        return may(actor, Permission.KEEP_PROFILE)
    return reads_every_file(actor) or (relies and may(actor, Permission.READ_SUPPLIERS))
