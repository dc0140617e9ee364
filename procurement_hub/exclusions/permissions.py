"""Whose cases a person may read and act on: the centre's own, and a supplier's once it is invited."""

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.actor import Actor
from procurement_hub.exclusions.models import CaseStatus, Decision, ExclusionCase
from procurement_hub.exclusions.workflow import CASE


def leads(actor: Actor, case: ExclusionCase) -> bool:
    return may(actor, Permission.EXCLUDE_SUPPLIERS) and case.organisation_id == actor.organisation_id


def answers(actor: Actor, case: ExclusionCase) -> bool:
    """The supplier's own people, from the invitation on: before it, a case is the centre's own note."""
    return (
        may(actor, Permission.DECLARE)
        and case.supplier_id == actor.organisation_id
        and case.invited_at is not None
    )


def may_read_case(actor: Actor, case: ExclusionCase) -> bool:
    if may(actor, Permission.READ_EXCLUSIONS) and case.organisation_id == actor.organisation_id:
        return True
    return answers(actor, case)


def acts(actor: Actor, case: ExclusionCase) -> list[str]:
    """What this person can do to the case as it stands."""
    lead = leads(actor, case)
    possible = {
        "invite": lead,
        "answer": answers(actor, case),
        "decide": lead,
        "close": lead,
        "lift": lead and case.decision is not Decision.NOT_EXCLUDED,
    }
    allowed = [act for act, can in possible.items() if can and CASE.allows(case, act)]
    excluded = case.decision is Decision.EXCLUDED and case.status in (CaseStatus.DECIDED, CaseStatus.LIFTED)
    if lead and excluded and case.notified_at is None:
        allowed.insert(0, "notify")
    return allowed
