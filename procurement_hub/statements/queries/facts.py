"""What the lines below a table need to know of the council, and of the year before its programme."""

from decimal import Decimal

from sqlalchemy import func, select

from procurement_hub.core.calendar import last_day
from procurement_hub.core.database import db
from procurement_hub.core.money import Money
from procurement_hub.savings.indices import series_uprating
from procurement_hub.savings.indices.uprating import DEFAULT
from procurement_hub.savings.method import SR04, carry_forward
from procurement_hub.savings.models import IndexSeries
from procurement_hub.statements.measures import CouncilFacts
from procurement_hub.statements.models import Look, Part, Submission
from procurement_hub.statements.sheets import from_canonical
from procurement_hub.targets.models import BaseExclusion, BaseExpenditure, CouncilTaxBase
from procurement_hub.targets.queries.bases import bases_of


def council_facts(council_id: int, financial_year: int) -> CouncilFacts:
    """The council's tax base of the year and the baseline expenditure that it is held against, the
    newest version of each, in one statement; and what it carries forward from the programme before."""
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
    filed = (
        select(Submission.content)
        .where(
            Submission.council_id == council_id,
            Submission.financial_year == SR04.last_year,
            Submission.look == Look.BACKWARD,
        )
        .order_by(Submission.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = db.session.execute(
        select(
            band_d.label("band_d"),
            BaseExpenditure.gross,
            excluded.label("excluded"),
            filed.label("filed"),
        )
        .select_from(select(newest.label("id")).subquery("newest"))
        .outerjoin(BaseExpenditure, BaseExpenditure.id == newest)
    ).one()
    base = None if row.gross is None else row.gross - (row.excluded or Decimal(0))
    carried = _carried_forward(council_id, financial_year, row.filed) if row.filed else None
    return CouncilFacts(carried_forward=carried, band_d=row.band_d, base_expenditure=base)


def _carried_forward(council_id: int, financial_year: int, filed: str) -> Decimal | None:
    """Ongoing cash of the programme's last backward look beyond 7.5% of its baseline, in the prices of the
    year after it (savings-method 2.12). None without that baseline, or an index for the years between."""
    bases = [b for b in bases_of([council_id]).get(council_id, []) if b.base_year == SR04.base_year]
    series = db.session.scalar(select(IndexSeries.id).where(IndexSeries.code == DEFAULT))
    first, after = last_day(SR04.base_year), last_day(SR04.last_year + 1)
    index = series_uprating(series, first, after, last_day(financial_year + 1)) if series else None
    if not bases or index is None:
        return None
    sheet = from_canonical(filed)
    ongoing = sum(sheet.total(name, Part.CASHABLE) or Decimal(0) for name in ("sustained", "ongoing"))
    return carry_forward(ongoing, bases[-1].net, index.factor)
