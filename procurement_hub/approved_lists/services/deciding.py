"""The owner's officer decides on an application, by name, with a reason."""

from datetime import datetime

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.approved_lists import letters
from procurement_hub.approved_lists.models import ListPlace, ListStatus
from procurement_hub.approved_lists.places import held_for_owner, words
from procurement_hub.approved_lists.queries.standings import versions_of
from procurement_hub.approved_lists.services.applying import SupplierExcluded
from procurement_hub.approved_lists.standing import Standing, State
from procurement_hub.approved_lists.wording import criterion_in_words, why_unmet
from procurement_hub.approved_lists.workflow import PLACE
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import DomainError, WrongState
from procurement_hub.exclusions import checks as exclusions
from procurement_hub.suppliers import services as wallet


class CriteriaNotMet(DomainError):
    """Nobody is approved who does not meet what the list asks."""


def approve_supplier(*, actor: Actor, now: datetime, place: ListPlace, reason: str) -> None:
    """Approve the application: its evidence is in force today and was looked at by the actor."""
    place, standing, reason = _to_decide(actor, now, place, reason)
    if place.approved_list.status is ListStatus.CLOSED:
        raise WrongState(f"{place.approved_list.title} is closed, so nobody is approved for it any more.")
    if standing.exclusion:
        raise SupplierExcluded(standing.exclusion)
    if standing.unmet:
        raise CriteriaNotMet(
            f"{place.supplier.name} does not meet what the list asks: {why_unmet(standing.unmet)}."
        )
    newest = versions_of([place.list_id])[place.list_id][-1]
    PLACE.move(place, "approve")
    _decided(actor, now, place, reason)
    place.version_number = newest.number
    place.told, place.looked_on = State.APPROVED, uk_date(now)
    rely_on_checks(actor=actor, now=now, place=place, standing=standing, what="Approved list")
    letters.decided(place, now=now)
    _note(actor, now, place, standing, "approve_supplier")


def refuse_supplier(*, actor: Actor, now: datetime, place: ListPlace, reason: str) -> None:
    """Refuse the application; the supplier is told why and may apply again."""
    place, standing, reason = _to_decide(actor, now, place, reason)
    PLACE.move(place, "refuse")
    _decided(actor, now, place, reason)
    letters.decided(place, now=now)
    _note(actor, now, place, standing, "refuse_supplier")


def rely_on_checks(*, actor: Actor, now: datetime, place: ListPlace, standing: Standing, what: str) -> None:
    """Note in the supplier's wallet that the actor's organisation relied on each item of evidence, and
    keep that the supplier was looked up among the excluded and debarred (T5)."""
    used = [check.evidence.evidence_id for check in standing.checks if check.evidence]
    wallet.rely_on(actor=actor, now=now, evidence_ids=used, what=f"{what}: {place.approved_list.title}")
    exclusions.check(
        actor=actor, now=now, supplier_id=place.supplier_id, subject_kind="list_place", subject_id=place.id
    )


def _to_decide(actor: Actor, now: datetime, place: ListPlace, reason: str) -> tuple[ListPlace, Standing, str]:
    require(actor, Permission.APPROVE_SUPPLIER)
    place, standing = held_for_owner(actor, place, uk_date(now))
    return place, standing, words(reason, "Give the reason for the decision. The supplier reads it.")


def _decided(actor: Actor, now: datetime, place: ListPlace, reason: str) -> None:
    place.decided_at, place.decided_by_id, place.decision_reason = now, actor.person_id, reason


def _note(actor: Actor, now: datetime, place: ListPlace, standing: Standing, verb: str) -> None:
    audit.record(
        actor,
        verb,
        place,
        now=now,
        reason=place.decision_reason,
        detail={
            "list": place.approved_list.code,
            "supplier": place.supplier.name,
            "version": place.version_number,
            "checks": {criterion_in_words(check.criterion): check.finding.value for check in standing.checks},
        },
    )
