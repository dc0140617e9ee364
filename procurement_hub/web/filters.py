"""How figures and moments are written on a page."""

from datetime import date, datetime
from decimal import Decimal

from procurement_hub.core.calendar import (
    format_clock,
    format_date,
    format_financial_year,
    format_moment,
    format_moment_to_the_second,
    format_time,
    uk_date,
)
from procurement_hub.core.money import format_money, format_pence, format_quantity, format_unit_price


def percent(rate: Decimal) -> str:
    """12.5%: no trailing zeros."""
    text = f"{rate:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\u2212") + "%"


def day(value: date | datetime) -> str:
    """14 January 2027; of a moment, the day it was in the UK."""
    return format_date(uk_date(value) if isinstance(value, datetime) else value)


def words(value) -> str:
    """A status or verb as words: "part_received" is "Part received"."""
    text = str(getattr(value, "value", value)).replace("_", " ")
    return text[:1].upper() + text[1:]


def size(count: int) -> str:
    """Bytes as people read them: 3.2MB, 850KB, 12 bytes."""
    for unit, factor in (("GB", 1024**3), ("MB", 1024**2), ("KB", 1024)):
        if count >= factor:
            return f"{count / factor:.1f}".removesuffix(".0") + unit
    return f"{count} byte{'' if count == 1 else 's'}"


FILTERS = {
    "money": format_money,
    "pence": format_pence,
    "unit_price": format_unit_price,
    "quantity": format_quantity,
    "percent": percent,
    "date": day,
    "moment": format_moment,
    "second": format_moment_to_the_second,
    "time_of_day": format_time,
    "clock": format_clock,
    "financial_year": format_financial_year,
    "words": words,
    "size": size,
}
