"""How the method treats a figure: exact, never a float, within what can exist."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal, localcontext
from functools import wraps
from typing import ParamSpec, TypeVar

from procurement_hub.core.errors import Invalid

Figure = Decimal | int

P = ParamSpec("P")
T = TypeVar("T")

# An uprating factor is a ratio of two indices and may carry 28 digits of its own; times
# a price and a quantity that is beyond what Decimal keeps by default.
PRECISION = 100


class ImpossibleFigure(Invalid):
    """A price, quantity or factor that cannot exist, such as a negative quantity."""


def unrounded(function: Callable[P, T]) -> Callable[P, T]:
    """Let a calculation keep every digit, whatever precision its caller works at."""

    @wraps(function)
    def calculated(*args: P.args, **kwargs: P.kwargs) -> T:
        with localcontext() as context:
            context.prec = PRECISION
            return function(*args, **kwargs)

    return calculated


def exact(name: str, value: Figure) -> Decimal:
    """The value as a finite Decimal. A float is a programming error: TypeError."""
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise TypeError(f"{name} must be a Decimal or an int, not {type(value).__name__}")
    number = Decimal(value)
    if not number.is_finite():
        raise ImpossibleFigure(f"The {name} must be a number.")
    return number


def not_negative(name: str, value: Figure) -> Decimal:
    number = exact(name, value)
    if number < 0:
        raise ImpossibleFigure(f"The {name} cannot be less than zero.")
    return number


def positive(name: str, value: Figure) -> Decimal:
    number = exact(name, value)
    if number <= 0:
        raise ImpossibleFigure(f"The {name} must be more than zero.")
    return number


def half_up(value: Decimal, places: int) -> Decimal:
    """The value at so many decimal places, halves away from zero."""
    with localcontext() as context:
        context.prec = PRECISION
        return value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


@unrounded
def pct(num: Figure, den: Figure) -> Decimal | None:
    """num as a percentage of den to 1 decimal place; None when there is nothing to divide by.

    Give it unrounded figures: a percentage of rounded rows is another percentage.
    """
    whole = exact("whole", den)
    if whole == 0:
        return None
    return half_up(exact("part", num) * 100 / whole, 1)
