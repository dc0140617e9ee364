"""How figures of targets are written where the plain filters do not suit."""

from decimal import ROUND_HALF_UP, Decimal

MILLIONTH = Decimal("0.000001")


def factor(value: Decimal) -> str:
    """1 or 1.0209: no trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def on_one(value: Decimal) -> str:
    """£ on one unit with as many places as it has, at least pence and at most a millionth; a loss with
    a minus sign."""
    shown = value.quantize(MILLIONTH, rounding=ROUND_HALF_UP).normalize()
    places = max(2, -int(shown.as_tuple().exponent))
    sign = "\u2212" if shown < 0 else ""
    return f"{sign}£{abs(shown):,.{places}f}"


def about(value: Decimal) -> str:
    """£ on one unit of an estimate, to a hundredth of a penny."""
    return on_one(value.quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP))
