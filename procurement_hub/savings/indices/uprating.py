"""The factor by which an old price is uprated, from the latest release that was known then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property

from sqlalchemy import func, select

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
MOST = 20_000
"""More values than all releases have of a few years; a bound, of which the newest are read first."""
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


class Published:
    """The releases that were published and approved by the end of a day, for the financial years of
    these dates. Two statements however many prices are uprated, and none when nothing asks."""

    def __init__(self, known_on: date, dates: Iterable[date]):
        self.known_on = known_on
        self.years = {financial_year_of(day) for day in dates}

    def uprating(self, item: Item, price_date: date, supplied_on: date) -> Uprating | None:
        """What uprates a price of `price_date` for a supply, by the series chosen for the item's
        category. None when no release has both financial years: then nothing may be uprated."""
        chosen = next((s for prefix, s in self._choices if item.cpv_code.startswith(prefix)), None)
        return self._latest(self._default if chosen is None else chosen, price_date, supplied_on)

    def series_uprating(self, series_id: int, price_date: date, supplied_on: date) -> Uprating | None:
        """The same by a named series, such as the one in a contract's indexation clause."""
        return self._latest(series_id, price_date, supplied_on)

    def _latest(self, series_id: int | None, price_date: date, supplied_on: date) -> Uprating | None:
        base_year, year = financial_year_of(price_date), financial_year_of(supplied_on)
        for (series, code, vintage), values in self._releases.items():
            if series == series_id and base_year in values and year in values:
                return Uprating(code, vintage, base_year, values[base_year], year, values[year])
        return None

    @property
    def _default(self) -> int | None:
        return next((series for series, code, _ in self._releases if code == DEFAULT), None)

    @cached_property
    def _releases(self) -> dict[tuple[int, str, date], dict[int, Decimal]]:
        """By series and vintage, the latest vintage first, the values of the years."""
        rows = db.session.execute(
            select(
                IndexSeries.id,
                IndexSeries.code,
                IndexRelease.vintage,
                YearValue.financial_year,
                YearValue.value,
            )
            .join(IndexRelease, IndexRelease.series_id == IndexSeries.id)
            .join(IndexApproval, IndexApproval.release_id == IndexRelease.id)
            .join(YearValue, YearValue.release_id == IndexRelease.id)
            .where(
                YearValue.financial_year.in_(self.years),
                IndexRelease.vintage <= self.known_on,
                IndexApproval.approved_at < end_of_day(self.known_on),
            )
            .order_by(IndexRelease.vintage.desc(), IndexRelease.id.desc())
            .limit(MOST)
        )
        found: dict[tuple[int, str, date], dict[int, Decimal]] = {}
        for series_id, code, vintage, year, value in rows:
            found.setdefault((series_id, code, vintage), {})[year] = value
        return found

    @cached_property
    def _choices(self) -> list[tuple[str, int]]:
        """CPV prefix and series, the narrowest category first, its latest choice first."""
        return [
            tuple(row)
            for row in db.session.execute(
                select(IndexChoice.cpv_prefix, IndexChoice.series_id)
                .where(IndexChoice.approved_at < end_of_day(self.known_on))
                .order_by(func.length(IndexChoice.cpv_prefix).desc(), IndexChoice.id.desc())
                .limit(MOST)
            )
        ]


def uprating(item: Item, price_date: date, supplied_on: date, known_on: date) -> Uprating | None:
    """What uprates one price, with what was known by the end of `known_on`."""
    return Published(known_on, (price_date, supplied_on)).uprating(item, price_date, supplied_on)


def series_uprating(series_id: int, price_date: date, supplied_on: date, known_on: date) -> Uprating | None:
    """The same by a named series."""
    return Published(known_on, (price_date, supplied_on)).series_uprating(series_id, price_date, supplied_on)
