"""Money, unit prices, quantities and rates: Decimal in Python, whole numbers in the database.

SQLite turns a NUMERIC into a float without a word, so every decimal is stored as an integer
count of its smallest part and comes back as the same Decimal on both engines.
"""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

from sqlalchemy import BigInteger, type_coerce
from sqlalchemy.sql import operators
from sqlalchemy.types import TypeDecorator

PENNY = Decimal("0.01")
ZERO = Decimal("0.00")


class Fixed(TypeDecorator):
    """A Decimal with a fixed number of places, stored as a BIGINT count of the last place.

    Refuses floats, NaN and values with more places than the column keeps: rounding is a
    decision of the method, never of the storage."""

    impl = BigInteger
    cache_ok = True
    places: int

    @property
    def unit(self) -> Decimal:
        return Decimal(1).scaleb(-self.places)

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if not isinstance(value, Decimal | int):
            raise TypeError(f"a Decimal is needed, not {type(value).__name__}")
        number = Decimal(value)
        if not number.is_finite() or number != number.quantize(self.unit):
            raise ValueError(f"{value!r} has more than {self.places} places")
        return int(number.scaleb(self.places))

    def process_result_value(self, value, dialect):
        return None if value is None else Decimal(int(value)).scaleb(-self.places)

    def coerce_compared_value(self, op, value):
        return self

    class comparator_factory(TypeDecorator.Comparator):
        def operate(self, op, *other, **kwargs):
            if op in (operators.mul, operators.truediv, operators.mod):
                raise TypeError("multiply and divide decimals in Python, where the rounding is named")
            result = super().operate(op, *other, **kwargs)
            if op in (operators.add, operators.sub):
                return type_coerce(result, self.expr.type)
            return result


class Money(Fixed):
    """Pounds and pence."""

    cache_ok = True
    places = 2


class Quantity(Fixed):
    """Units of an item, to a thousandth."""

    cache_ok = True
    places = 3


class Percent(Fixed):
    """A percentage such as 1.25, to a ten-thousandth of a point."""

    cache_ok = True
    places = 4


class UnitPrice(Fixed):
    """£ net of VAT for one unit, to a millionth."""

    cache_ok = True
    places = 6


class Gain(Fixed):
    """A price times a quantity, unrounded: £ to a billionth. Rounded to pence only when shown."""

    cache_ok = True
    places = 9


def round_money(amount: Decimal) -> Decimal:
    """`amount` in whole pence, half up (law.md 9, savings-method 2.1)."""
    return amount.quantize(PENNY, rounding=ROUND_HALF_UP)


def net_price(unit_price: Decimal, quantity: Decimal) -> Decimal:
    """£ net of VAT for `quantity` units, rounded once to the penny."""
    return round_money(unit_price * quantity)


def with_vat(net: Decimal, vat_rate: Decimal) -> Decimal:
    """£ including VAT at `vat_rate` per cent, half up to the penny."""
    return round_money(net * (100 + vat_rate) / 100)


def percentage_of(amount: Decimal, percent: Decimal) -> Decimal:
    """`percent` per cent of `amount`, half up to the penny: the levy on an order, for one."""
    return round_money(amount * percent / 100)


def allocate(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` split in whole pence by `weights`, by largest remainder: the parts sum to it.

    Earlier weights win a tie. Raises ValueError when no weight is above zero."""
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("weights must be zero or more, and one of them above zero")
    if total < 0:
        return [-part for part in allocate(-total, weights)]
    pence = int((total / PENNY).to_integral_value(ROUND_HALF_UP))
    shares = [pence * Decimal(weight) / whole for weight in weights]
    parts = [int(share // 1) for share in shares]
    remainders = sorted(range(len(shares)), key=lambda i: (parts[i] - shares[i], i))
    for i in remainders[: pence - sum(parts)]:
        parts[i] += 1
    return [part * PENNY for part in parts]


def format_money(amount: Decimal) -> str:
    """£1,250 or £1,250.50, with a minus sign in front: "−£1,800"."""
    amount = round_money(amount)
    sign = "\u2212" if amount < 0 else ""
    digits = f"{abs(amount):,.2f}"
    return f"{sign}£{digits.removesuffix('.00')}"


def format_pence(amount: Decimal) -> str:
    """£1,250.00: always with pence, for columns of figures."""
    amount = round_money(amount)
    sign = "\u2212" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.2f}"


def format_unit_price(price: Decimal) -> str:
    """£3.42, or as many places as the price has: £0.0125."""
    trimmed = price.normalize()
    places = max(2, -int(trimmed.as_tuple().exponent))
    return f"£{price:,.{places}f}"


def format_quantity(quantity: Decimal) -> str:
    """12,000 or 2.5: no trailing zeros."""
    text = f"{quantity:,.3f}".rstrip("0").rstrip(".")
    return text.replace("-", "\u2212")
