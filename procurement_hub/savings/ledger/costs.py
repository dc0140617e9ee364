"""Charging costs to the year in which they were incurred (savings-method 2.6)."""

import json
from datetime import datetime
from decimal import Decimal

from procurement_hub.core.actor import Actor
from procurement_hub.savings.ledger.once import refuse_again
from procurement_hub.savings.ledger.writing import open_year, post
from procurement_hub.savings.method import METHOD_VERSION
from procurement_hub.savings.models import EntryKind, GainEntry


def post_cost(
    *,
    actor: Actor,
    now: datetime,
    council_id: int,
    financial_year: int,
    kind: EntryKind,
    amount: Decimal,
    reason: str,
    item_id: int | None,
    framework_id: int | None,
    shared_cost_id: int | None = None,
    displaced_from: str = "",
) -> GainEntry:
    """Charge a cost (£ net) to the year in which it was incurred.

    `shared_cost_id` names a cost of the centre that this is a council's part of. `displaced_from`
    says what the cost is the other side of, when a gain elsewhere brought it about (S2-49).
    Raises AlreadyClaimed for the same cost again, unless the first was taken back."""
    open_year(actor, now, council_id, financial_year)
    working = {"cost": str(amount)}
    if displaced_from:
        working["displaced_from"] = displaced_from
    entry = GainEntry(
        kind=kind,
        council_id=council_id,
        financial_year=financial_year,
        item_id=item_id,
        framework_id=framework_id,
        cost=amount,
        reason=reason,
        method_version=METHOD_VERSION,
        shared_cost_id=shared_cost_id,
        working=json.dumps(working),
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    if shared_cost_id is None:
        refuse_again(entry, "This cost")
    return post(actor, now, "post_cost", entry)
