"""Costs of change, and taking back an entry made in error."""

from datetime import datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, may, require
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import Invalid, NotFound
from procurement_hub.core.money import PENNY
from procurement_hub.savings import ledger
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.savings.recording import year_meant

COSTS = (EntryKind.ONE_OFF_COST, EntryKind.RECURRING_COST)
MOST = Decimal("1000000000")


def record_cost(
    *,
    actor: Actor,
    now: datetime,
    kind: EntryKind,
    amount: Decimal,
    reason: str,
    item: Item | None = None,
    framework_id: int | None = None,
    displaced_from: str = "",
    financial_year: int | None = None,
) -> GainEntry:
    """Charge the actor's council a cost (£ net) in the financial year in which it is incurred
    (savings-method 2.6): that of `now` unless said. The buyer records it, or the finance officer.

    `displaced_from` names the change that brought the cost about, so that both sides are seen (S2-49)."""
    if not may(actor, Permission.RELEASE_BUDGET):
        require(actor, Permission.RECORD_QUALITY)
    if kind not in COSTS:
        raise Invalid("Select whether the cost is one-off or recurring.", "kind")
    if not 0 < amount < MOST or amount != amount.quantize(PENNY):
        raise Invalid("The cost must be more than £0, in pounds and pence.", "amount")
    if not reason.strip():
        raise Invalid("Enter what the cost was for.", "reason")
    return ledger.post_cost(
        actor=actor,
        now=now,
        council_id=actor.organisation_id,
        financial_year=year_meant(financial_year, now),
        kind=kind,
        amount=amount,
        reason=reason.strip(),
        item_id=item.id if item else None,
        framework_id=framework_id,
        displaced_from=displaced_from.strip(),
    )


def reverse_entry(*, actor: Actor, now: datetime, entry: GainEntry, reason: str) -> GainEntry:
    """Take back an entry of the actor's own council. A cost that it recorded may be taken back by who
    records costs; a gain, or its part of a cost of the centre, by the finance officer alone."""
    if not entry.is_own_cost:
        require(actor, Permission.SIGN_OFF)
    elif not may(actor, Permission.RELEASE_BUDGET):
        require(actor, Permission.RECORD_QUALITY)
    if entry.council_id != actor.organisation_id:
        raise NotFound()
    if not reason.strip():
        raise Invalid("Enter the reason for taking this entry back.", "reason")
    return ledger.reverse(actor=actor, now=now, entry=entry, reason=reason.strip())
