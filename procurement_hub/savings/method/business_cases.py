"""Whether a change is worth its cost: payback, break-even and amortisation (needs S1-17; 2.6).

These are for deciding beforehand. No statement reads them: there a one-off cost falls whole in
the year in which it is incurred.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal

from procurement_hub.core.calendar import financial_year_bounds, financial_year_of
from procurement_hub.core.money import allocate
from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    exact,
    half_up,
    not_negative,
    unrounded,
)
from procurement_hub.savings.method.years import part_year

ZERO = Decimal(0)
PENCE = 2


@dataclass(frozen=True)
class BusinessCase:
    """£ over the whole life, unrounded, and when the gains have paid for the change.

    `break_even_on` is the first day by whose end they have; None if they never do before the end.
    `payback_years` takes a year's net gain as it is; None when there is none."""

    gains: Decimal
    recurring_costs: Decimal
    one_off_costs: Decimal
    payback_years: Decimal | None
    break_even_on: date | None

    @property
    @unrounded
    def net(self) -> Decimal:
        return self.gains - self.recurring_costs - self.one_off_costs


@unrounded
def business_case(annual: Figure, recurring: Figure, one_off: Figure, start: date, end: date) -> BusinessCase:
    """A yearly gain and yearly costs (£) from start to end, both included, and a cost at the start.

    Days count as in a part year, so a leap year's day is worth less. A period that ends before it
    starts is refused."""
    if end < start:
        raise ImpossibleFigure("The period cannot end before it starts.")
    gain, costs = exact("yearly gain", annual), not_negative("recurring costs", recurring)
    once = not_negative("one-off costs", one_off)
    years = range(financial_year_of(start), financial_year_of(end) + 1)
    return BusinessCase(
        gains=sum((part_year(gain, start, end, year).value for year in years), ZERO),
        recurring_costs=sum((part_year(costs, start, end, year).value for year in years), ZERO),
        one_off_costs=once,
        payback_years=once / (gain - costs) if gain > costs else None,
        break_even_on=_break_even(gain - costs, once, start, end),
    )


def _break_even(yearly: Decimal, cost: Decimal, start: date, end: date) -> date | None:
    if cost == 0:
        return start
    if yearly <= 0:
        return None
    left = cost
    for year in range(financial_year_of(start), financial_year_of(end) + 1):
        opens, _ = financial_year_bounds(year)
        part = part_year(yearly, start, end, year)
        if part.value >= left:
            days = (left * part.of / yearly).to_integral_value(ROUND_CEILING)
            return max(start, opens) + timedelta(days=int(days) - 1)
        left -= part.value
    return None


@unrounded
def amortised(one_off: Figure, years: int) -> list[Decimal]:
    """A one-off cost (£) in equal whole pence over so many years, making the whole.

    A view for a business case and never for a statement. Fewer than one year is refused."""
    if years < 1:
        raise ImpossibleFigure("A cost is spread over one year or more.")
    return allocate(half_up(not_negative("one-off costs", one_off), PENCE), [Decimal(1)] * years)
