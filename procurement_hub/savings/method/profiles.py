"""A yearly forecast over the months, for goods that are not bought evenly (savings-method 2.7)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from procurement_hub.core.calendar import financial_year_bounds
from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    exact,
    not_negative,
    unrounded,
)

MONTHS = 12


@unrounded
def by_profile(annual: Figure, profile: Sequence[Figure], start: date, end: date, fy: int) -> Decimal:
    """£ of a yearly forecast that fall in year fy between start and end, both included, unrounded.

    `profile` gives each month's share from April to March; a month that is covered in part counts
    by its days. Refused: other than twelve shares, one below nothing, shares that do not make
    exactly 1, and a period that ends before it starts."""
    if end < start:
        raise ImpossibleFigure("The period cannot end before it starts.")
    shares = [not_negative("share of a month", share) for share in profile]
    if len(shares) != MONTHS:
        raise ImpossibleFigure("Give twelve shares, from April to March.")
    if sum(shares) != 1:
        raise ImpossibleFigure("The shares of the months must come to exactly 1.")
    covered = sum(
        (share * _part_of_month(fy, month, start, end) for month, share in enumerate(shares)), Decimal(0)
    )
    return exact("yearly amount", annual) * covered


def _part_of_month(fy: int, months_after_april: int, start: date, end: date) -> Decimal:
    opens, _ = financial_year_bounds(fy)
    years, month = divmod(opens.month - 1 + months_after_april, MONTHS)
    year, month = opens.year + years, month + 1
    length = monthrange(year, month)[1]
    first, last = date(year, month, 1), date(year, month, length)
    days = (min(end, last) - max(start, first)).days + 1
    return Decimal(max(0, days)) / length
