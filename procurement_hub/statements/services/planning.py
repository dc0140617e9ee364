"""How sure a council is of an expected gain, and the quality check that it plans for it."""

from datetime import datetime
from decimal import Decimal

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid
from procurement_hub.core.upsert import upsert
from procurement_hub.statements.models import PlannedGain

KEY = ("council_id", "financial_year", "item_id", "framework_id")


def plan_gain(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item_id: int,
    framework_id: int,
    probability: Decimal,
    indicator: str = "",
) -> PlannedGain:
    """Set the probability (per cent) and the planned quality check of one line of the forecast."""
    require(actor, Permission.WRITE_STATEMENT)
    if not 0 <= probability <= 100:
        raise Invalid("The probability must be between 0 and 100 per cent.", "probability")
    row = {
        "council_id": actor.organisation_id,
        "financial_year": financial_year,
        "item_id": item_id,
        "framework_id": framework_id,
        "probability": probability,
        "indicator": indicator.strip()[:300],
        "planned_at": now,
        "planned_by_id": actor.person_id,
    }
    upsert(db.session, PlannedGain.__table__, [row], KEY)
    audit.record(
        actor,
        "plan_gain",
        None,
        now=now,
        detail={
            name: str(row[name]) for name in ("financial_year", "item_id", "framework_id", "probability")
        },
    )
    return db.session.get_one(PlannedGain, tuple(row[name] for name in KEY), populate_existing=True)
