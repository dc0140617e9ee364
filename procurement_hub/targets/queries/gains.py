"""What the gates and the finance officers allow of the councils' gains, by council and category."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import GainTotal, Outcome
from procurement_hub.savings.standing import Split, standings_by_council
from procurement_hub.targets.divisions import WHOLE_YEAR
from procurement_hub.targets.models import Excluded
from procurement_hub.targets.queries.councils import served_by
from procurement_hub.targets.reckoning import Gained

ByDivision = dict[str, Gained]


COUNTED_IN = {
    Excluded.TRANSFER_PAYMENTS: Disallowance.TRANSFER_PAYMENT,
    Excluded.DELEGATED_SCHOOLS: Disallowance.SEPARATE_METHOD,
    Excluded.POLICE: Disallowance.SEPARATE_METHOD,
}
"""The code that keeps the gains of an excluded category out of a claim (savings-method 2.15)."""


def gains_by_council(
    council_ids: Sequence[int], financial_year: int, included: Collection[Excluded] = ()
) -> dict[int, ByDivision]:
    """Each council's allowed gains of a year after costs, by CPV division, in six statements for however
    many councils. Costs that belong to no item stand under the whole year. A council without entries
    has none: it has not reported. `included`: excluded categories whose gains are counted in as well, to
    see the year with and without them (needs S3-42)."""
    codes = {COUNTED_IN[category] for category in included if category in COUNTED_IN}
    found: dict[int, ByDivision] = {}
    for council_id, standings in standings_by_council(council_ids, financial_year).items():
        by_division: dict[str, Split] = {}
        for standing in standings:
            division = standing.item.cpv_code[:2] if standing.item else WHOLE_YEAR
            counts = standing.allowed
            if standing.outcome is Outcome.REJECTED and standing.code in codes:
                counts += standing.disallowed
            by_division[division] = by_division.get(division, Split()) + counts
        found[council_id] = {
            division: Gained(split.total, split.cashable) for division, split in by_division.items()
        }
    return found


def newest_year(council_id: int) -> int | None:
    """The latest financial year in which the council has something in its books."""
    return _newest(GainTotal.council_id == council_id)


def newest_year_of_region(centre_id: int) -> int | None:
    """The latest financial year in which a council of the centre's region has something in its books."""
    return _newest(GainTotal.council_id.in_(select(Organisation.id).where(served_by([centre_id]))))


def _newest(wanted: ColumnElement[bool]) -> int | None:
    return db.session.scalar(select(func.max(GainTotal.financial_year)).where(wanted))


def altogether(by_division: ByDivision) -> Gained:
    return sum(by_division.values(), Gained())
