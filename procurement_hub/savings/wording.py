"""How gains are worded: a loss is always said in words beside its minus sign."""

from decimal import Decimal

from procurement_hub.catalogue.models import Item
from procurement_hub.core.money import format_money, format_pence, format_unit_price, round_money
from procurement_hub.savings.models import Better, QualityCheck
from procurement_hub.savings.queries import ItemTotal

WHOLE_YEAR = "Costs of the whole year"
"""What stands where an item's title would, for costs that belong to no item."""


def title_of(item: Item | None) -> str:
    return item.title if item else WHOLE_YEAR


def whole(amount: Decimal) -> str:
    """£1,250, or −£1,800 (a loss)."""
    return format_money(amount) + _loss(amount)


def to_the_penny(amount: Decimal) -> str:
    """£1,250.00, or −£1,800.00 (a loss)."""
    return format_pence(amount) + _loss(amount)


def _loss(amount: Decimal) -> str:
    return " (a loss)" if amount < 0 else ""


def measure(value: Decimal) -> str:
    """An indicator's value without trailing zeros: 96, 2.5, −1."""
    text = f"{value:,f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "\u2212")


def better(check: QualityCheck) -> str:
    allowed = f", tolerance {measure(check.tolerance)}" if check.tolerance else ""
    return ("Higher is better" if check.better is Better.HIGHER else "Lower is better") + allowed


def verdict(check: QualityCheck) -> str:
    """Met, not met, or not met but explained."""
    if check.met:
        return "Met"
    return "Not met, explained" if check.explanation else "Not met"


def factor(value: Decimal) -> str:
    """An uprating to six decimal places: 1.020900."""
    return f"{value:.6f}"


def average_price(total: ItemTotal) -> str:
    """What one cost on average, £ excluding VAT to the penny or as exactly as it comes out."""
    if not total.quantity:
        return "no price"
    price = total.spend / total.quantity
    exact = price.quantize(Decimal("0.000001"))
    return format_unit_price(exact) if exact == price else f"about {format_pence(round_money(price))}"
