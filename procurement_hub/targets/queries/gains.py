"""What the gates and the finance officers allow of the councils' gains, by council and category."""

from collections.abc import Sequence

from procurement_hub.savings.standing import Split, standings_by_council
from procurement_hub.targets.divisions import WHOLE_YEAR
from procurement_hub.targets.reckoning import Gained

ByDivision = dict[str, Gained]


def gains_by_council(council_ids: Sequence[int], financial_year: int) -> dict[int, ByDivision]:
    """Each council's allowed gains of a year after costs, by CPV division, in six statements for however
    many councils. Costs that belong to no item stand under the whole year. A council without entries
    has none: it has not reported."""
    found: dict[int, ByDivision] = {}
    for council_id, standings in standings_by_council(council_ids, financial_year).items():
        by_division: dict[str, Split] = {}
        for standing in standings:
            division = standing.item.cpv_code[:2] if standing.item else WHOLE_YEAR
            by_division[division] = by_division.get(division, Split()) + standing.allowed
        found[council_id] = {
            division: Gained(split.total, split.cashable) for division, split in by_division.items()
        }
    return found


def altogether(by_division: ByDivision) -> Gained:
    return sum(by_division.values(), Gained())
