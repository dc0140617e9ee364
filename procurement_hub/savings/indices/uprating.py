"""The factor by which an old price is uprated, from the latest release that was known then."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import cached_property

from sqlalchemy import null, select, union_all

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
"""More values than all releases have of a few years; a bound."""
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
    these dates. One statement however many prices are uprated, and none when nothing asks."""

    def __init__(self, known_on: date, dates: Iterable[date]):
        self.known_on = known_on
        self.years = {financial_year_of(day) for day in dates}

    def uprating(self, item: Item, price_date: date, supplied_on: date) -> Uprating | None:
        """What uprates a price of `price_date` for a supply, by the series chosen for the item's
        category. None when no release has both financial years: then nothing may be uprated."""
        releases, choices = self._read
        default = next((series for series, code, _ in releases if code == DEFAULT), None)
        chosen = (series for prefix, series in choices if item.cpv_code.startswith(prefix))
        return self.series_uprating(next(chosen, default), price_date, supplied_on)

    def series_uprating(self, series_id: int | None, price_date: date, supplied_on: date) -> Uprating | None:
        """The same by a named series, such as the one in a contract's indexation clause."""
        base_year, year = financial_year_of(price_date), financial_year_of(supplied_on)
        for (series, code, vintage), values in self._read[0].items():
            if series == series_id and base_year in values and year in values:
                return Uprating(code, vintage, base_year, values[base_year], year, values[year])
        return None

    @cached_property
    def _read(self) -> tuple[dict[tuple[int, str, date], dict[int, Decimal]], list[tuple[str, int]]]:
        """By series and vintage, the latest first, the values of the years; and each category's CPV
        prefix with the series chosen for it, the narrowest first and of its choices the latest."""
        known = IndexApproval.approved_at < end_of_day(self.known_on)
        rows = db.session.execute(
            union_all(
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
                    YearValue.financial_year.in_(self.years), IndexRelease.vintage <= self.known_on, known
                ),
                select(IndexChoice.series_id, IndexChoice.cpv_prefix, null(), IndexChoice.id, null()).where(
                    IndexChoice.approved_at < end_of_day(self.known_on)
                ),
            ).limit(MOST)
        ).all()
        found: dict[tuple[int, str, date], dict[int, Decimal]] = {}
        for series_id, code, vintage, year, value in rows:
            if vintage is not None:
                found.setdefault((series_id, code, vintage), {})[year] = value
        releases = dict(sorted(found.items(), key=lambda release: release[0][2], reverse=True))
        choices = [
            (prefix, series_id, number) for series_id, prefix, vintage, number, _ in rows if vintage is None
        ]
        choices.sort(key=lambda choice: (len(choice[0]), choice[2]), reverse=True)
        return releases, [(prefix, series_id) for prefix, series_id, _ in choices]


def uprating(item: Item, price_date: date, supplied_on: date, known_on: date) -> Uprating | None:
    """What uprates one price, with what was known by the end of `known_on`."""
    return Published(known_on, (price_date, supplied_on)).uprating(item, price_date, supplied_on)


def series_uprating(series_id: int, price_date: date, supplied_on: date, known_on: date) -> Uprating | None:
    """The same by a named series."""
    return Published(known_on, (price_date, supplied_on)).series_uprating(series_id, price_date, supplied_on)
