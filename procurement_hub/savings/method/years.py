"""Gains and years: part years, costs in the year incurred, and the stock (savings-method 2.6-2.8)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from procurement_hub.core.calendar import financial_year_bounds, financial_year_of
from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    exact,
    not_negative,
    unrounded,
)

ZERO = Decimal(0)


@dataclass(frozen=True)
class PartYear:
    """The days of a period that fall in a year, of all its days, and the £ they stand for."""

    days: int
    of: int
    value: Decimal


@unrounded
def part_year(annual: Figure, start: date, end: date, fy: int) -> PartYear:
    """A forecast yearly amount for the days from start to end, both included, in year fy.

    Only forecasts need this: a measured gain follows the dates of supply.
    """
    if end < start:
        raise ImpossibleFigure("The period cannot end before it starts.")
    opens, closes = financial_year_bounds(fy)
    of = (closes - opens).days + 1
    days = max(0, (min(end, closes) - max(start, opens)).days + 1)
    return PartYear(days=days, of=of, value=exact("yearly amount", annual) * days / of)


@unrounded
def part_of_window(annual: Figure, start: date, end: date, first: date, last: date) -> PartYear:
    """A yearly amount over any window of days, as some published dashboards count it (V09c).

    The days of the period within the window, both ends included, over the period's own days, of
    which 365 count at most. A comparator only: our years are financial years and leap years have 366.
    """
    if end < start or last < first:
        raise ImpossibleFigure("The period cannot end before it starts.")
    of = min(365, (end - start).days + 1)
    days = max(0, (min(end, last) - max(start, first)).days + 1)
    return PartYear(days=days, of=of, value=exact("yearly amount", annual) * days / of)


@unrounded
def full_year_effect(annual: Figure, start: date, end: date) -> Decimal:
    """£ that the years after the first add to a forecast that starts part way through it."""
    return exact("yearly amount", annual) - part_year(annual, start, end, financial_year_of(start)).value


@dataclass(frozen=True)
class NetYear:
    """£ for one year. What is allowed and what is held always make up r + o."""

    r: Decimal
    o: Decimal
    net: Decimal
    held: Decimal


@unrounded
def net_year(
    annual: Figure,
    start: date,
    end: date,
    fy: int,
    recurring: Figure = 0,
    one_off: Figure = 0,
    rebates: Figure = 0,
    one_off_gains: Figure = 0,
    quality_met: bool = True,
) -> NetYear:
    """The net gain forecast for a year: yearly gain and costs by days, one-off costs whole.

    `annual` and `recurring` are £ a year; `one_off`, `rebates` and `one_off_gains` are
    the £ of this year. One-off costs fall in the year incurred, so the net can be
    negative. Without quality nothing is allowed: the whole is held, not lost.
    """
    yearly = exact("yearly gain", annual) - not_negative("recurring costs", recurring)
    r = part_year(yearly, start, end, fy).value + not_negative("rebates", rebates)
    o = exact("one-off gains", one_off_gains) - not_negative("one-off costs", one_off)
    claimed = r + o
    if quality_met:
        return NetYear(r, o, net=claimed, held=ZERO)
    return NetYear(r, o, net=ZERO, held=claimed)


@dataclass(frozen=True)
class Stock:
    """A year's row of the Annual Efficiency Statement in £: columns A, B, C, D, and what was lost."""

    sustained: Decimal
    further: Decimal
    ongoing: Decimal
    cumulative: Decimal
    lost: Decimal

    @property
    def one_off_costs_exceed_one_off_gains(self) -> bool:
        """More is ongoing than was gained in the year: the statement prints a note."""
        return self.ongoing > self.further


@unrounded
def aes_stock(r_prev: Figure, r_now: Figure, one_off: Figure = 0) -> Stock:
    """The stock from last year's and this year's re-measured recurring gains, in £.

    Gains are a stock, not a pile: the same price cut in two years is one gain that was
    sustained. `one_off` is one-off gains less one-off costs and may be negative.
    """
    before, now = exact("last year's gain", r_prev), exact("this year's gain", r_now)
    sustained = max(ZERO, min(before, now))
    ongoing = now - sustained
    further = ongoing + exact("one-off gains", one_off)
    return Stock(
        sustained=sustained,
        further=further,
        ongoing=ongoing,
        cumulative=sustained + further,
        lost=max(ZERO, before) - sustained,
    )
