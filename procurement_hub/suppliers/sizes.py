"""How large a supplier is: the statutory test, and the bands within it. No database.

A small or medium enterprise has fewer than 250 staff, and a turnover of £44 million or less or a
balance sheet total of £38 million or less (PA 2023 s.123). The Act draws no line below that; micro
and small follow the head counts of the Government's business population estimates: fewer than 10
and fewer than 50 staff."""

from decimal import Decimal
from enum import StrEnum

SME_STAFF_BELOW = 250
SME_TURNOVER = Decimal(44_000_000)
SME_BALANCE_SHEET = Decimal(38_000_000)
MICRO_STAFF_BELOW = 10
SMALL_STAFF_BELOW = 50


class Size(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"

    @property
    def sme(self) -> bool:
        return self is not Size.LARGE


def size_of(*, staff: int | None, turnover: Decimal | None, balance_sheet: Decimal | None) -> Size | None:
    """The size that the figures (£) prove, or None while they do not settle it.

    Either amount within its limit is enough; only both above it make a supplier large."""
    if staff is None:
        return None
    if staff >= SME_STAFF_BELOW:
        return Size.LARGE
    small_enough = (turnover is not None and turnover <= SME_TURNOVER) or (
        balance_sheet is not None and balance_sheet <= SME_BALANCE_SHEET
    )
    if not small_enough:
        return None if turnover is None or balance_sheet is None else Size.LARGE
    if staff < MICRO_STAFF_BELOW:
        return Size.MICRO
    return Size.SMALL if staff < SMALL_STAFF_BELOW else Size.MEDIUM
