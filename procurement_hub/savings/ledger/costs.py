"""Charging costs to the year in which they were incurred (savings-method 2.6)."""

import json
from datetime import datetime
from decimal import Decimal

from procurement_hub.core.actor import Actor
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
) -> GainEntry:
    """Charge a cost (£ net) to the year in which it was incurred (savings-method 2.6)."""
    open_year(actor, now, council_id, financial_year)
    entry = GainEntry(
        kind=kind,
        council_id=council_id,
        financial_year=financial_year,
        item_id=item_id,
        framework_id=framework_id,
        cost=amount,
        reason=reason,
        method_version=METHOD_VERSION,
        working=json.dumps({"cost": str(amount)}),
        recorded_at=now,
        recorded_by_id=actor.person_id,
    )
    return post(actor, now, "post_cost", entry)
