"""The factor by which an old price is uprated, from the latest release that was known then."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext

from sqlalchemy import func, literal, select
from sqlalchemy.orm import aliased

from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import end_of_day, financial_year_of
from procurement_hub.core.database import db
from procurement_hub.savings.models import (
    IndexApproval,
    IndexChoice,
    IndexRelease,
    IndexSeries,
    YearValue,
)

DIGITS = 28
DEFAULT = "GDP"
"""The GDP deflator, which uprates every category that nothing else is chosen for."""


@dataclass(frozen=True, slots=True)
class Uprating:
    """An index in the year of the old price and in the year of supply, from one release.

    `factor` is value ÷ base_value, to 28 digits; a change in per cent is for showing only."""

    code: str
    vintage: date
    base_year: int
    base_value: Decimal
    year: int
    value: Decimal

    @property
    def factor(self) -> Decimal:
        with localcontext() as context:
            context.prec = DIGITS
            return self.value / self.base_value


def uprating(item: Item, price_date: date, supplied_on: date, known_on: date) -> Uprating | None:
    """What uprates a price of `price_date` for a supply, by the series chosen for the item's category.

    Read from the latest release published and approved by the end of `known_on` that has both
    financial years. None when there is no such release: then nothing may be uprated."""
    chosen = (
        select(IndexChoice.series_id)
        .where(
            literal(item.cpv_code).startswith(IndexChoice.cpv_prefix),
            IndexChoice.approved_at < end_of_day(known_on),
        )
        .order_by(func.length(IndexChoice.cpv_prefix).desc(), IndexChoice.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    default = select(IndexSeries.id).where(IndexSeries.code == DEFAULT).scalar_subquery()
    return _latest(func.coalesce(chosen, default), price_date, supplied_on, known_on)


def series_uprating(series_id: int, price_date: date, supplied_on: date, known_on: date) -> Uprating | None:
    """The same by a named series, such as the one in a contract's indexation clause."""
    return _latest(series_id, price_date, supplied_on, known_on)


def _latest(series_id, price_date: date, supplied_on: date, known_on: date) -> Uprating | None:
    base, now = aliased(YearValue), aliased(YearValue)
    base_year, year = financial_year_of(price_date), financial_year_of(supplied_on)
    row = db.session.execute(
        select(IndexSeries.code, IndexRelease.vintage, base.value, now.value)
        .join(IndexRelease, IndexRelease.series_id == IndexSeries.id)
        .join(IndexApproval, IndexApproval.release_id == IndexRelease.id)
        .join(base, (base.release_id == IndexRelease.id) & (base.financial_year == base_year))
        .join(now, (now.release_id == IndexRelease.id) & (now.financial_year == year))
        .where(
            IndexSeries.id == series_id,
            IndexRelease.vintage <= known_on,
            IndexApproval.approved_at < end_of_day(known_on),
        )
        .order_by(IndexRelease.vintage.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    code, vintage, base_value, value = row
    return Uprating(code, vintage, base_year, base_value, year, value)
