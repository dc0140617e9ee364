"""The reporting calendar that a centre sets for its region."""

from datetime import date, datetime

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import first_day, format_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid
from procurement_hub.core.upsert import upsert
from procurement_hub.statements.models import DueDate, Look

KEY = ("region", "look", "financial_year")
YEARS_AFTER = 2
"""A year is stated no later than this many years after it began."""


def set_due_date(
    *, actor: Actor, now: datetime, look: Look, financial_year: int, due_on: date, source: str = ""
) -> DueDate:
    """Say by which day the region's councils file a look at a year."""
    require(actor, Permission.SET_DUE_DATES)
    earliest, latest = first_day(financial_year - 1), first_day(financial_year + YEARS_AFTER)
    if not earliest <= due_on <= latest:
        raise Invalid(f"The day must be between {format_date(earliest)} and {format_date(latest)}.", "due_on")
    region = db.session.scalar(select(Organisation.region).where(Organisation.id == actor.organisation_id))
    row = {
        "region": region,
        "look": look,
        "financial_year": financial_year,
        "due_on": due_on,
        "source": source.strip(),
        "set_at": now,
        "set_by_id": actor.person_id,
    }
    upsert(db.session, DueDate.__table__, [row], KEY)
    audit.record(
        actor,
        "set_due_date",
        None,
        now=now,
        detail={"look": look.value, "financial_year": financial_year, "due_on": due_on.isoformat()},
    )
    return db.session.get_one(DueDate, (region, look, financial_year), populate_existing=True)
