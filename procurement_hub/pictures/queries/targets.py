"""What a council was to have gained by the end of each of several years."""

from collections.abc import Sequence

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.targets import queries as targets
from procurement_hub.targets.models import AgreedTarget
from procurement_hub.targets.reckoning import Aim, aim_for, base_for, programme_for

MOST = 500


def aims(council_id: int, years: Sequence[int]) -> dict[int, Aim | None]:
    """Year → its cumulative target, None without one; three statements for however many years."""
    programmes = targets.programmes_for_council(council_id)
    bases = targets.bases_of([council_id]).get(council_id, [])
    agreed = _agreed(council_id, years)
    found = {}
    for year in years:
        programme = programme_for(programmes, year)
        base_year = programme.base_year if programme else year - 1
        base = base_for(bases, base_year=base_year, financial_year=year)
        found[year] = aim_for(year, agreed=agreed.get(year), programme=programme, base=base)
    return found


def _agreed(council_id: int, years: Sequence[int]) -> dict[int, AgreedTarget]:
    """The latest target agreed for the council as a whole, by year."""
    rows = db.session.scalars(
        select(AgreedTarget)
        .where(
            AgreedTarget.council_id == council_id,
            AgreedTarget.division == "",
            AgreedTarget.financial_year.in_(years),
        )
        .order_by(AgreedTarget.financial_year, AgreedTarget.number)
        .limit(MOST)
    )
    return {target.financial_year: target for target in rows}
