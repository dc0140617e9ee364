"""The figures of a supplier's accounts, as it gives them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.suppliers.models import SupplierProfile, YearOfAccounts
from procurement_hub.suppliers.models.accounts import MOST_YEARS
from procurement_hub.suppliers.permissions import require_keeper


class TooManyYears(DomainError):
    """Three years of accounts are enough."""


@dataclass(frozen=True, kw_only=True)
class Figures:
    """£ of one year. Profit before tax; a loss and net liabilities are below zero."""

    turnover: Decimal
    profit: Decimal
    current_assets: Decimal
    current_liabilities: Decimal
    net_assets: Decimal


def record_accounts(
    *,
    actor: Actor,
    now: datetime,
    organisation: Organisation,
    ended_on: date,
    figures: Figures,
    years_in_profit: int | None = None,
) -> YearOfAccounts:
    """Keep the figures of the year that ended on that day; again, replaces them. Up to three years:
    a fourth takes the place of the oldest.

    `years_in_profit` is how many years in a row, up to the latest, the supplier says made a profit:
    more than three years of accounts can show."""
    require_keeper(actor, organisation)
    if ended_on > uk_date(now):
        raise Invalid("The year must have ended", "ended_on")
    years = db.session.scalars(
        select(YearOfAccounts)
        .where(YearOfAccounts.organisation_id == organisation.id)
        .order_by(YearOfAccounts.ended_on.desc())
        .with_for_update()
    ).all()
    year = next((year for year in years if year.ended_on == ended_on), None)
    if year is None:
        if len(years) >= MOST_YEARS:
            if ended_on < years[-1].ended_on:
                raise TooManyYears(
                    f"Three later years are here already: only the latest {MOST_YEARS} count", "ended_on"
                )
            for old in years[MOST_YEARS - 1 :]:
                db.session.delete(old)
        year = YearOfAccounts(organisation_id=organisation.id, ended_on=ended_on)
        db.session.add(year)
    for name, amount in asdict(figures).items():
        setattr(year, name, amount)
    _state_years_in_profit(organisation, years_in_profit)
    db.session.flush()
    audit.record(actor, "record_accounts", year, now=now, detail={"ended_on": ended_on.isoformat()})
    return year


def remove_accounts(*, actor: Actor, now: datetime, organisation: Organisation, year_id: int) -> None:
    require_keeper(actor, organisation)
    year = db.session.get(YearOfAccounts, year_id)
    if year is None or year.organisation_id != organisation.id:
        raise NotFound()
    audit.record(actor, "remove_accounts", year, now=now, detail={"ended_on": year.ended_on.isoformat()})
    db.session.delete(year)


def _state_years_in_profit(organisation: Organisation, years: int | None) -> None:
    profile = db.session.get(SupplierProfile, organisation.id)
    if profile is None:
        profile = SupplierProfile(organisation_id=organisation.id)
        db.session.add(profile)
    profile.years_in_profit = years
