"""Which years a gain counts in: programme or year on year, and whether it lasted (2.3, 2.8, A)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.savings.method.figures import Figure, ImpossibleFigure, exact, unrounded
from procurement_hub.savings.method.years import Stock, aes_stock

ZERO = Decimal(0)
FURTHER_YEARS = 2


class RecurrenceMode(StrEnum):
    """Against a fixed base year a gain recurs each year; year on year it counts when it is new."""

    PROGRAMME = "programme"
    YEAR_ON_YEAR = "yoy"


@unrounded
def recurring_claim(mode: RecurrenceMode | str, r_prev: Figure, r_now: Figure) -> Decimal:
    """£ of the re-measured recurring gain that counts this year, unrounded.

    In a programme all of it. Year on year only the difference from last year's, which is below
    nothing when a price went up again; over the years the differences make the last gain."""
    before, now = exact("last year's gain", r_prev), exact("this year's gain", r_now)
    return now if RecurrenceMode(mode) is RecurrenceMode.PROGRAMME else now - before


@unrounded
def stock_of_years(
    recurring: Mapping[int, Figure], one_off: Mapping[int, Figure] | None = None
) -> dict[int, Stock]:
    """The statement's columns for each year of a run, from the recurring gains measured in it.

    £ by financial year. Before the first year there was nothing. A year missing from the run is
    refused: not measured is not the same as nothing."""
    years = sorted(recurring)
    _without_gaps(years)
    once = one_off or {}
    stocks, before = {}, ZERO
    for year in years:
        stocks[year] = aes_stock(before, recurring[year], once.get(year, ZERO))
        before = exact("recurring gain", recurring[year])
    return stocks


@dataclass(frozen=True)
class Persistence:
    """What first accrued in a year, £: what lasted, and what is taken out again retrospectively.

    Provisional until both further years have been measured."""

    first_year: int
    accrued: Decimal
    lasted: Decimal
    provisional: bool

    @property
    def deleted(self) -> Decimal:
        return self.accrued - self.lasted


@unrounded
def ni179_persistence(recurring: Mapping[int, Figure]) -> list[Persistence]:
    """NI 179: a gain counts if it lasts two further full financial years, else it is deleted.

    Given the recurring gain (£) measured in each year of a run. What a year adds to the year
    before lies on top of it, so a later fall takes from the newest first. A year missing from
    the run is refused."""
    years = sorted(recurring)
    _without_gaps(years)
    found, before = [], ZERO
    for year in years:
        now = exact("recurring gain", recurring[year])
        floor = max(ZERO, before)
        accrued = max(ZERO, now - floor)
        if accrued:
            seen = [later for later in range(year, year + FURTHER_YEARS + 1) if later in recurring]
            lowest = min(exact("recurring gain", recurring[later]) for later in seen)
            lasted = max(ZERO, lowest - floor)
            found.append(Persistence(year, accrued, lasted, provisional=len(seen) <= FURTHER_YEARS))
        before = now
    return found


def _without_gaps(years: list[int]) -> None:
    if years and years != list(range(years[0], years[-1] + 1)):
        raise ImpossibleFigure("A year is missing between the first and the last.")
