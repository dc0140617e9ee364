"""Where the pictures hang, what years they have, and the pages that explain their figures."""

from flask import Blueprint, render_template, url_for

from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.web.session import now

blueprint = Blueprint("pictures", __name__, url_prefix="/pictures")

YEARS_BACK = 4
"""Years that a picture over years shows, and that a page leads to: a programme and the one before."""


def latest_years() -> range:
    this_year = financial_year_of(uk_date(now()))
    return range(this_year, this_year - YEARS_BACK, -1)


def page(name: str, financial_year: int, **pictures) -> str:
    """The page of this name with its pictures, and the way to other years."""
    return render_template(
        f"pictures/{name}.html", financial_year=financial_year, years=latest_years(), **pictures
    )


def year_page(financial_year: int) -> str:
    return url_for("savings.year", financial_year=financial_year)


def item_page(financial_year: int, item_id: int) -> str:
    return url_for("savings.item", financial_year=financial_year, item_id=item_id)


def memo_page(financial_year: int) -> str:
    return url_for("walk.memo", year=financial_year)
