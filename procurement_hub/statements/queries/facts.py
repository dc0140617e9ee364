"""What the lines below a table need to know of the council, and of the year before its programme."""

from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.core.database import db
from procurement_hub.core.money import Money
from procurement_hub.statements.measures import CouncilFacts
from procurement_hub.targets.models import BaseExclusion, BaseExpenditure, CouncilTaxBase


def council_facts(council_id: int, financial_year: int) -> CouncilFacts:
    """The council's tax base of the year and the baseline expenditure that it is held against: the
    newest version of each, in one statement."""
    band_d = (
        select(CouncilTaxBase.band_d)
        .where(CouncilTaxBase.council_id == council_id, CouncilTaxBase.financial_year == financial_year)
        .order_by(CouncilTaxBase.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    newest = (
        select(BaseExpenditure.id)
        .where(BaseExpenditure.council_id == council_id, BaseExpenditure.base_year <= financial_year)
        .order_by(BaseExpenditure.base_year.desc(), BaseExpenditure.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    excluded = (
        select(func.sum(BaseExclusion.amount, type_=Money()))
        .where(BaseExclusion.base_id == BaseExpenditure.id)
        .correlate(BaseExpenditure)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(band_d.label("band_d"), BaseExpenditure.gross, excluded.label("excluded"))
        .select_from(select(newest.label("id")).subquery("newest"))
        .outerjoin(BaseExpenditure, BaseExpenditure.id == newest)
    ).one()
    base = None if row.gross is None else row.gross - (row.excluded or Decimal(0))
    return CouncilFacts(band_d=row.band_d, base_expenditure=base)
