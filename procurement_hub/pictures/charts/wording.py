"""How figures are written in and under a picture: a loss says so in words, beside its minus sign."""

from decimal import ROUND_HALF_UP, Decimal

from procurement_hub.core.money import format_money, format_pence

THOUSAND, MILLION = Decimal(1_000), Decimal(1_000_000)


def pence(amount: Decimal) -> str:
    return format_pence(amount)


def gain_in_pence(amount: Decimal) -> str:
    """£1,250.00, or −£1,800.00 (a loss)."""
    return format_pence(amount) + (" (a loss)" if amount < 0 else "")


def whole(amount: Decimal) -> str:
    """£1,250: for the end of a bar."""
    return format_money(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def whole_gain(amount: Decimal) -> str:
    """£1,250, or −£1,800 loss."""
    return whole(amount) + (" loss" if amount < 0 else "")


def short(amount: Decimal) -> str:
    """£12k or £1.5m: for an axis of round figures."""
    sign, size = ("\u2212" if amount < 0 else ""), abs(amount)
    for unit, letter in ((MILLION, "m"), (THOUSAND, "k")):
        if size >= unit:
            return f"{sign}£{_trimmed(size / unit)}{letter}"
    return f"{sign}£{_trimmed(size)}"


def count(number: Decimal) -> str:
    """1,000 or 1 million: for an axis of quantities."""
    if number >= MILLION:
        return f"{_trimmed(number / MILLION)} million"
    return _trimmed(number)


def percent(share: Decimal) -> str:
    """62.5%, to one decimal place; something that would round to nothing is not said to be nothing."""
    if 0 < abs(share) < Decimal("0.05"):
        return "less than 0.1%" if share > 0 else "between \u22120.1% and 0%"
    rounded = share.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return f"{_trimmed(rounded)}%".replace("-", "\u2212")


def step_of_percent(share: Decimal) -> str:
    """2.5%: for an axis of round figures, with as many places as they have."""
    return f"{_trimmed(share)}%".replace("-", "\u2212")


def _trimmed(number: Decimal) -> str:
    text = f"{number:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
