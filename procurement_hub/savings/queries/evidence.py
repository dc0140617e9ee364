"""What a year's gains rest on beside the ledger: quality checks and budget released."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.savings.models import BudgetRelease, QualityCheck
from procurement_hub.savings.queries.gates import CHECK_COUNTS
from procurement_hub.savings.queries.totals import ROWS
from procurement_hub.savings.queries.years import reader_council


def checks_that_count(council_id: int, financial_year: int) -> list[QualityCheck]:
    """The latest record of each indicator of each item."""
    return list(
        db.session.scalars(
            select(QualityCheck)
            .options(joinedload(QualityCheck.item))
            .where(
                QualityCheck.council_id == council_id,
                QualityCheck.financial_year == financial_year,
                CHECK_COUNTS,
            )
            .order_by(QualityCheck.item_id, QualityCheck.id)
            .limit(ROWS)
        )
    )


def unmet_checks(council_id: int, financial_year: int) -> list[QualityCheck]:
    """Checks that count and are neither met nor explained."""
    return [check for check in checks_that_count(council_id, financial_year) if check.holds_the_gain]


def check_for(actor: Actor, check_id: int) -> QualityCheck:
    check = db.session.scalar(
        select(QualityCheck)
        .options(joinedload(QualityCheck.item))
        .where(QualityCheck.id == check_id, QualityCheck.council_id == reader_council(actor))
    )
    if check is None:
        raise NotFound()
    return check


def releases(council_id: int, financial_year: int) -> Sequence[BudgetRelease]:
    return db.session.scalars(
        select(BudgetRelease)
        .options(joinedload(BudgetRelease.item))
        .where(BudgetRelease.council_id == council_id, BudgetRelease.financial_year == financial_year)
        .order_by(BudgetRelease.id)
        .limit(ROWS)
    ).all()
