"""Where the pages of statements hang, and which years can be stated."""

from datetime import date

from flask import Blueprint, request

from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.services.evidence import FIRST_YEAR
from procurement_hub.statements.prepared import day_shown
from procurement_hub.web.session import now

blueprint = Blueprint("statements", __name__, url_prefix="/statements")


def this_year() -> int:
    return financial_year_of(uk_date(now()))


def stated(financial_year: int) -> None:
    """Raise NotFound for a year that nothing can be stated of: none further ahead than the next."""
    if not FIRST_YEAR <= financial_year <= this_year() + 1:
        raise NotFound()


def on_day(financial_year: int) -> date:
    """The day that a mid-year update shows: as asked in the address, or 30 September."""
    return day_shown(financial_year, request.args.get("on", type=date.fromisoformat))
