"""A council's books over several years: sums by year and item, what was signed, and targets as agreed."""

from collections import defaultdict

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.savings.models import CouncilYear, Decision, GainTotal, SignOff, YearStatus
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.queries.totals import NAMES, SUMS
from procurement_hub.targets.models import AgreedTarget

MOST = 5000


def years_of_items(council_id: int, first: int, last: int) -> dict[int, dict[int, ItemTotal]]:
    """Year → item number → the item's sums over all frameworks; 0 stands for costs of the whole year."""
    rows = db.session.execute(
        select(GainTotal.financial_year, GainTotal.item_id, *SUMS)
        .where(GainTotal.council_id == council_id, GainTotal.financial_year.between(first, last))
        .group_by(GainTotal.financial_year, GainTotal.item_id)
        .order_by(GainTotal.financial_year, GainTotal.item_id)
        .limit(MOST)
    )
    found: dict[int, dict[int, ItemTotal]] = defaultdict(dict)
    for year, item_id, *sums in rows:
        found[year][item_id] = ItemTotal(None, **dict(zip(NAMES, sums, strict=True)))
    return found


def signed_years(council_id: int, first: int, last: int) -> dict[int, SignOff]:
    """Year → the acceptance that it stands on, of the years that are signed off."""
    rows = db.session.scalars(
        select(SignOff)
        .join(
            CouncilYear,
            (CouncilYear.council_id == SignOff.council_id)
            & (CouncilYear.financial_year == SignOff.financial_year),
        )
        .where(
            SignOff.council_id == council_id,
            SignOff.financial_year.between(first, last),
            SignOff.decision == Decision.ACCEPT,
            SignOff.withdrawn_at.is_(None),
            CouncilYear.status == YearStatus.SIGNED_OFF,
        )
        .order_by(SignOff.financial_year, SignOff.id)
        .limit(MOST)
    )
    return {sign_off.financial_year: sign_off for sign_off in rows}


def agreed_targets(council_id: int, first: int, last: int) -> dict[int, AgreedTarget]:
    """Year → the latest target agreed for the council as a whole."""
    rows = db.session.scalars(
        select(AgreedTarget)
        .where(
            AgreedTarget.council_id == council_id,
            AgreedTarget.division == "",
            AgreedTarget.financial_year.between(first, last),
        )
        .order_by(AgreedTarget.financial_year, AgreedTarget.number)
        .limit(MOST)
    )
    return {target.financial_year: target for target in rows}
