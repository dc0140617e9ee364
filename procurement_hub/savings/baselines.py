"""Freezes baselines: what a council paid alone, fixed with who and when before any tender."""

from datetime import date, datetime
from decimal import Decimal

from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.money import format_unit_price
from procurement_hub.savings.models import Baseline, BaselineType


def freeze(
    *,
    actor: Actor,
    now: datetime,
    council_id: int,
    item_id: int,
    round_id: int,
    unit_price: Decimal,
    annual_quantity: Decimal | None,
    price_date: date,
    supplier_name: str,
    evidence_note: str,
    evidence_id: int | None,
) -> Baseline:
    """Keep a council's own last price (£ net of VAT for one unit) as its baseline for an item.

    Type B1 of savings-method 2.3. One for each council and item of a round; the schema refuses
    a second, and nothing changes one afterwards."""
    baseline = Baseline(
        council_id=council_id,
        item_id=item_id,
        round_id=round_id,
        type=BaselineType.OWN_LAST_PRICE,
        unit_price=unit_price,
        annual_quantity=annual_quantity,
        price_date=price_date,
        supplier_name=supplier_name,
        evidence_note=evidence_note,
        evidence_id=evidence_id,
        frozen_at=now,
        frozen_by_id=actor.person_id,
    )
    db.session.add(baseline)
    audit.record(
        actor,
        "freeze_baseline",
        baseline,
        now=now,
        detail={
            "council": council_id,
            "item": item_id,
            "round": round_id,
            "unit_price": format_unit_price(unit_price),
            "price_date": price_date.isoformat(),
        },
    )
    return baseline
