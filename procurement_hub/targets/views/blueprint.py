"""Where the pages of targets hang, and what the addresses of several of them say."""

from flask import Blueprint, request

from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.services.evidence import FIRST_YEAR
from procurement_hub.targets.keeping import YEARS_AHEAD
from procurement_hub.targets.models import Excluded
from procurement_hub.web.session import now

blueprint = Blueprint("targets", __name__, url_prefix="/targets")
SHOWN = 6


def this_year() -> int:
    return financial_year_of(uk_date(now()))


def known(financial_year: int) -> int:
    """The year, or NotFound for one before the first targets or too far ahead."""
    if not FIRST_YEAR <= financial_year <= this_year() + YEARS_AHEAD:
        raise NotFound()
    return financial_year


def begun(financial_year: int) -> int:
    if financial_year > this_year():
        raise NotFound()
    return known(financial_year)


def years_around(financial_year: int) -> list[int]:
    """The years to change to: the latest few and the one that is shown, latest first."""
    latest = this_year()
    return sorted({*range(latest, latest - SHOWN, -1), latest + 1, financial_year}, reverse=True)


def included() -> list[Excluded]:
    """The excluded categories that the reader asks to count in: ?include=police."""
    asked = request.args.getlist("include")
    return [category for category in Excluded if category.value in asked]
