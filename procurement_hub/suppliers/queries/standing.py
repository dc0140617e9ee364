"""A supplier's financial standing, from the accounts that it has recorded."""

from decimal import Decimal

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.suppliers import standing
from procurement_hub.suppliers.models import SupplierProfile, YearOfAccounts
from procurement_hub.suppliers.models.accounts import MOST_YEARS


def years_of(supplier_id: int) -> list[YearOfAccounts]:
    """Up to three years of accounts, the latest first."""
    query = select(YearOfAccounts).where(YearOfAccounts.organisation_id == supplier_id)
    return list(db.session.scalars(query.order_by(YearOfAccounts.ended_on.desc()).limit(MOST_YEARS)))


def standing_of(supplier_id: int, yearly_value: Decimal | None) -> standing.Standing:
    """Where the supplier stands for a contract worth `yearly_value` (£) a year. Two statements.

    The figures are the supplier's own. Whoever shows it to somebody else asks first whether they may
    know that this supplier is concerned: before an opening nobody may (law.md B1)."""
    profile = db.session.get(SupplierProfile, supplier_id)
    return assess_years(years_of(supplier_id), yearly_value, profile.years_in_profit if profile else None)


def assess_years(
    years: list[YearOfAccounts], yearly_value: Decimal | None, years_in_profit: int | None
) -> standing.Standing:
    return standing.assess(
        [
            standing.Year(
                ended_on=year.ended_on,
                turnover=year.turnover,
                profit=year.profit,
                current_assets=year.current_assets,
                current_liabilities=year.current_liabilities,
                net_assets=year.net_assets,
            )
            for year in years
        ],
        yearly_value=yearly_value,
        years_in_profit=years_in_profit,
    )
