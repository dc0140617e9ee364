"""Whose frameworks, price schedules and agreements a person may read and act on."""

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.frameworks.models import Agreement, AgreementStatus, Framework, FrameworkStatus

PUBLISHED = (FrameworkStatus.TENDERING, FrameworkStatus.AWARDED, FrameworkStatus.LIVE)
"""States in which everybody may know of a framework: its tender notice is out."""


def owns(actor: Actor | None, framework: Framework) -> bool:
    """Whether the framework is the actor's own centre's."""
    return actor is not None and actor.organisation_id == framework.organisation_id


def may_read_framework(actor: Actor, framework: Framework) -> bool:
    if not may(actor, Permission.READ_FRAMEWORK):
        return False
    return owns(actor, framework) or framework.status in PUBLISHED


def may_amend(actor: Actor, framework: Framework) -> bool:
    return (
        may(actor, Permission.DRAFT_FRAMEWORK)
        and owns(actor, framework)
        and framework.status is FrameworkStatus.DRAFT
    )


def reads_every_price(actor: Actor, framework: Framework, *, entitled: bool) -> bool:
    """The price schedules are for the centre and for the authorities that may order from them."""
    return owns(actor, framework) or (actor.organisation_kind != Kind.SUPPLIER and entitled)


def may_read_agreement(actor: Actor, agreement: Agreement, *, entitled: bool) -> bool:
    """A supplier reads its own agreement, once the award is published."""
    if agreement.supplier_id == actor.organisation_id:
        return agreement.framework.status in (FrameworkStatus.AWARDED, FrameworkStatus.LIVE)
    return reads_every_price(actor, agreement.framework, entitled=entitled)


def may_sign(actor: Actor, agreement: Agreement) -> bool:
    return (
        may(actor, Permission.SIGN_AS_SUPPLIER)
        and agreement.supplier_id == actor.organisation_id
        and agreement.status is AgreementStatus.AWARDED
    )


def may_countersign(actor: Actor, agreement: Agreement) -> bool:
    return (
        may(actor, Permission.COUNTERSIGN)
        and owns(actor, agreement.framework)
        and agreement.status is AgreementStatus.SIGNED
    )
