"""What a price grid comes to, and what in it looks like a slip. Hints only: nothing is refused.

A supplier's prices are held against each other and against the published ceiling, never against what
councils pay today: that is not public."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from itertools import combinations, pairwise

from procurement_hub.core.money import format_money, format_quantity, format_unit_price, with_vat
from procurement_hub.demand.aggregation import Tier, tier_price
from procurement_hub.frameworks.models import LotItem

PACKS = (5, 6, 10, 12, 20, 24, 25, 48, 50, 100, 144, 200, 250, 500, 1000)
"""How many of something a box usually holds."""

SUSPICIOUS = 4
"""So many times another price of the same item: no discount is as large."""

FAR_APART = 8
"""The same between two items of one kind, which may well differ."""


@dataclass(frozen=True)
class ItemTotal:
    """What an item comes to at the whole demand: £ excluding VAT, None without a price for it."""

    line: LotItem
    quantity: Decimal
    price: Decimal | None

    @property
    def total(self) -> Decimal | None:
        return None if self.price is None else self.price * self.quantity


@dataclass(frozen=True)
class LotTotal:
    """The lot's items, and the total that bids are compared on once every item has a price."""

    priced: list[ItemTotal]

    @property
    def total(self) -> Decimal | None:
        totals = [item.total for item in self.priced if item.quantity]
        return None if None in totals else sum(totals, Decimal(0))


def sound_tiers(typed: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[Tier]]:
    """The tiers of a grid as it was typed, as far as they make sense already."""
    found = {}
    for code, rows in typed.items():
        tiers: dict[Decimal, Decimal] = {}
        for quantity, price in rows:
            if (numbers := (number_in(quantity), number_in(price))) and None not in numbers:
                tiers.setdefault(*numbers)
        if tiers:
            found[code] = sorted(tiers.items())
    return found


def number_in(text: str) -> Decimal | None:
    """A number above zero as people write it (£3,600.50), or None."""
    try:
        number = Decimal(text.replace("£", "").replace(",", "").replace(" ", "").replace("\xa0", ""))
    except InvalidOperation:
        return None
    return number if number.is_finite() and 0 < number < Decimal(10) ** 12 else None


def totals(items: Sequence[LotItem], tiers: Mapping[str, Sequence[Tier]]) -> LotTotal:
    """Each item at the tier that firm and soft demand reach together."""
    found = []
    for line in items:
        quantity = line.firm_quantity + line.soft_quantity
        found.append(ItemTotal(line, quantity, tier_price(tiers.get(line.item.code, ()), quantity)))
    return LotTotal(found)


def hints(
    items: Sequence[LotItem],
    tiers: Mapping[str, Sequence[Tier]],
    *,
    ceiling_gross: Decimal,
    vat_rate: Decimal,
) -> list[str]:
    """What to look at again, a sentence each. `ceiling_gross` is £ including VAT."""
    found = []
    for line in items:
        found += _within(line, tiers.get(line.item.code, ()))
    lot = totals(items, tiers)
    found += _between(lot)
    if lot.total is not None and with_vat(lot.total, vat_rate) > ceiling_gross:
        found.append(
            f"Your prices come to {format_money(with_vat(lot.total, vat_rate))} including VAT, more than the "
            f"largest value that is published, {format_money(ceiling_gross)}. Is a price for a box and not "
            "for one?"
        )
    return found


def _within(line: LotItem, tiers: Sequence[Tier]) -> list[str]:
    one, title, found = _one(line), line.item.title, []
    for (low, price), (high, next_price) in pairwise(tiers):
        if next_price > price:
            found.append(
                f"{title}: the price from {format_quantity(high)} is higher than from "
                f"{format_quantity(low)}. A larger quantity usually costs less for one."
            )
        times = max(price, next_price) / min(price, next_price)
        if times >= SUSPICIOUS:
            dear, cheap = (low, high) if price > next_price else (high, low)
            found.append(
                f"{title}: your price for {one} from {format_quantity(dear)} is {_times(times)} times "
                f"that from {format_quantity(cheap)}. {_question(times)}"
            )
    return found


def _between(lot: LotTotal) -> list[str]:
    """Items of one kind, counted in one unit, whose prices are far apart."""
    found = []
    priced = [item for item in lot.priced if item.price is not None]
    for one, other in combinations(priced, 2):
        kind, other_kind = ((item.line.item.cpv_code, item.line.item.unit_code) for item in (one, other))
        dear, cheap = (one, other) if one.price > other.price else (other, one)
        if kind == other_kind and dear.price >= cheap.price * FAR_APART:
            times = dear.price / cheap.price
            found.append(
                f"{dear.line.item.title}: at {format_unit_price(dear.price)} {_one(dear.line)} "
                f"is {_times(times)} times {cheap.line.item.title}. {_question(times)}"
            )
    return found


def _one(line: LotItem) -> str:
    """ "one ream"; of things that are counted singly, "one"."""
    unit = line.item.unit
    return "one" if unit.counted == "each" else f"one {unit.name}"


def _question(times: Decimal) -> str:
    if abs(times - 100) <= 3:
        return "Did you enter pence in place of pounds?"
    pack = min(PACKS, key=lambda size: abs(times - size) / size)
    if abs(times - pack) <= Decimal(pack) / 5:
        return f"Did you enter the price of a box of {pack}?"
    return "Is it the price for one?"


def _times(times: Decimal) -> str:
    return f"{round(times, 1):f}".removesuffix(".0")
