"""Where the pages of gains hang, and which years they have."""

from flask import Blueprint, request

from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.services.evidence import FIRST_YEAR
from procurement_hub.web.session import now

blueprint = Blueprint("savings", __name__, url_prefix="/gains")


def begun(financial_year: int) -> None:
    """Raise NotFound for a year that has not begun, or that lies before anything was measured."""
    if not FIRST_YEAR <= financial_year <= financial_year_of(uk_date(now())):
        raise NotFound()


def year_asked() -> int:
    """The year whose page led here (?year=2026), which must have begun; the one that runs without it."""
    financial_year = request.args.get("year", financial_year_of(uk_date(now())), type=int)
    begun(financial_year)
    return financial_year
