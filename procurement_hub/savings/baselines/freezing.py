"""Freezes a price as a baseline, with who and when. Nothing changes it afterwards."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

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
    type: BaselineType = BaselineType.OWN_LAST_PRICE,
    version: int = 1,
    reason: str = "",
    **particulars,
) -> Baseline:
    """Keep an old price (£ net of VAT for one unit) as a council's baseline for an item of a round.

    The council's own last price unless told otherwise; `particulars` are the columns that only some
    kinds have. The database refuses a version that is there already."""
    baseline = Baseline(
        council_id=council_id,
        item_id=item_id,
        round_id=round_id,
        version=version,
        reason=reason,
        type=type,
        unit_price=unit_price,
        annual_quantity=annual_quantity,
        price_date=price_date,
        supplier_name=supplier_name,
        evidence_note=evidence_note,
        evidence_id=evidence_id,
        frozen_at=now,
        frozen_by_id=actor.person_id,
        **particulars,
    )
    db.session.add(baseline)
    audit.record(
        actor,
        "freeze_baseline" if version == 1 else "revise_baseline",
        baseline,
        now=now,
        reason=reason,
        detail={
            "council": council_id,
            "item": item_id,
            "round": round_id,
            "version": version,
            "type": type.value,
            "unit_price": format_unit_price(unit_price),
            "price_date": price_date.isoformat(),
        },
    )
    return baseline


def set_in_round(round_id: int) -> set[tuple[int, int]]:
    """(council, item) of every baseline of a round that is frozen already."""
    rows = db.session.execute(
        select(Baseline.council_id, Baseline.item_id).where(Baseline.round_id == round_id)
    )
    return {(council_id, item_id) for council_id, item_id in rows}
