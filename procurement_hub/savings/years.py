"""A council's year: the row that orders everything written about its gains.

Whoever writes an entry, a check or a decision takes the row first, so that two of them never
judge the same year at once."""

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.core.upsert import insert_if_absent
from procurement_hub.savings import standing
from procurement_hub.savings.models import CouncilYear, YearStatus
from procurement_hub.savings.queries import unmet_checks
from procurement_hub.savings.workflow import YEAR

KEY = ("council_id", "financial_year")


def hold_year(council_id: int, financial_year: int) -> CouncilYear:
    """The council's year, made when it is new, locked until the transaction ends."""
    row = {"council_id": council_id, "financial_year": financial_year, "status": YearStatus.PROVISIONAL}
    insert_if_absent(db.session, CouncilYear.__table__, row, KEY)
    return db.session.scalars(
        select(CouncilYear)
        .where(CouncilYear.council_id == council_id, CouncilYear.financial_year == financial_year)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def settle_status(year: CouncilYear) -> None:
    """Hold the year while a quality check is neither met nor explained; let it go when none is.

    A check whose gains the finance officer has all held or rejected holds nothing more."""
    items = {check.item_id for check in unmet_checks(year.council_id, year.financial_year)}
    unmet = bool(items) and not items <= _set_aside(year)
    if unmet and year.status is YearStatus.PROVISIONAL:
        YEAR.move(year, "hold")
    elif not unmet and year.status is YearStatus.HELD:
        YEAR.move(year, "clear")


def _set_aside(year: CouncilYear) -> set[int]:
    """Items of which no gain is left that the finance officer has not held or rejected."""
    gains = [gain for gain in standing.standings(year.council_id, year.financial_year) if gain.is_gain]
    left = {gain.item_id for gain in gains if not gain.set_aside}
    return {gain.item_id for gain in gains} - left
