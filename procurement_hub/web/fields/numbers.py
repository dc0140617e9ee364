"""Amounts, prices, quantities, percentages and counts."""

import re
from decimal import Decimal

from markupsafe import Markup

from procurement_hub.web.fields.asking import Field, component

PLAIN = re.compile(r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?")
MINUS = "-\u2212\u2013"


class NumberField(Field):
    """A decimal number with no more than `places` places, from `minimum` to `maximum`."""

    places = 0
    limit = Decimal(2_147_483_647)
    prefix = suffix = ""
    example = "12"
    width = "10"

    def __init__(self, label: str, *, minimum=0, maximum=None, width: str | None = None, **kwargs):
        super().__init__(label, **kwargs)
        self.minimum = Decimal(minimum)
        self.maximum = self.limit if maximum is None else min(Decimal(maximum), self.limit)
        self.width = width or self.width

    def read(self, text: str) -> Decimal:
        number = self.parse(text)
        if number < self.minimum:
            raise ValueError(f"{self.noun} must be {self.worded(self.minimum)} or more")
        if number > self.maximum:
            raise ValueError(f"{self.noun} must be {self.worded(self.maximum)} or less")
        return number

    def parse(self, text: str) -> Decimal:
        digits = "".join(text.split())
        sign = 1
        if digits[:1] in MINUS:
            sign, digits = -1, digits[1:]
        if self.prefix:
            digits = digits.removeprefix(self.prefix)
        if self.suffix:
            digits = digits.removesuffix(self.suffix)
        if not PLAIN.fullmatch(digits) or not re.search("[0-9]", digits):
            raise ValueError(f"{self.noun} must be a number, like {self.example}")
        number = Decimal(digits.replace(",", ""))
        places = len(digits.partition(".")[2])
        if places > self.places:
            raise ValueError(f"{self.noun} must {self.places_worded()}")
        return (
            sign * number.quantize(Decimal(1).scaleb(-self.places)) if number <= self.limit else sign * number
        )

    def places_worded(self) -> str:
        if self.places == 0:
            return "be a whole number"
        return f"have no more than {self.places} decimal places"

    def worded(self, bound: Decimal) -> str:
        return f"{self.prefix}{self.shown(bound)}{self.suffix}"

    def shown(self, data: Decimal) -> str:
        text = f"{data:,f}"
        return text.rstrip("0").rstrip(".") if "." in text else text

    def draw(self, **kwargs) -> Markup:
        params = self.surround(**kwargs) | {"value": self.text, "spellcheck": False}
        params["inputmode"] = "decimal" if self.places else "numeric"
        params["classes"] = " ".join(filter(None, [f"govuk-input--width-{self.width}", self.classes]))
        if self.prefix:
            params["prefix"] = {"text": self.prefix}
        if self.suffix:
            params["suffix"] = {"text": self.suffix}
        return component("input", params)


class MoneyField(NumberField):
    """£ and pence. Accepts "£1,250.50" and " 1250.5 "."""

    places = 2
    prefix = "£"
    limit = Decimal("99999999999.99")
    example = "1,250.50"

    def shown(self, data: Decimal) -> str:
        return f"{data:,.2f}".removesuffix(".00")


class UnitPriceField(NumberField):
    """£ for one unit, to a millionth."""

    places = 6
    prefix = "£"
    limit = Decimal("9999999.999999")
    example = "3.42"

    def shown(self, data: Decimal) -> str:
        trimmed = data.normalize()
        return f"{data:,.{max(2, -int(trimmed.as_tuple().exponent))}f}"


class QuantityField(NumberField):
    """Units, to a thousandth."""

    places = 3
    limit = Decimal("999999999.999")
    example = "12,000"


class PercentField(NumberField):
    """A percentage, to a ten-thousandth of a point; at most 100 unless told otherwise."""

    places = 4
    suffix = "%"
    limit = Decimal("99999.9999")
    example = "1.25"
    width = "5"

    def __init__(self, label: str, *, maximum=100, **kwargs):
        super().__init__(label, maximum=maximum, **kwargs)


class WholeNumberField(NumberField):
    """A count. `data` is an int."""

    width = "5"

    def read(self, text: str) -> int:
        return int(super().read(text))
