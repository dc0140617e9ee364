"""Price against quantity: what each size of purchase cost for one, the agreed tiers as steps, and the
function that is fitted to them as a curve.

Quantity is on a scale where each tenfold takes the same room, because that is how prices fall."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.money import format_quantity, format_unit_price
from procurement_hub.pictures.charts import wording
from procurement_hub.pictures.charts.frames import Entry, Frame, both, key
from procurement_hub.pictures.charts.marks import (
    Dot,
    Drawing,
    Line,
    Mark,
    Picture,
    Row,
    Stroke,
    Table,
    Tone,
    Words,
)
from procurement_hub.pictures.charts.scales import Linear, Logarithmic, round_steps, tens
from procurement_hub.savings.method.figures import half_up

TALL, DEEP = 320, 260
PLACES = 32
FITTED = "Fitted price"


@dataclass(frozen=True, slots=True)
class Purchase:
    """Units bought at a price for one (£ excluding VAT)."""

    name: str
    quantity: Decimal
    price: Decimal
    tone: Tone
    address: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Tier:
    """From this quantity on, the agreed price for one (£ excluding VAT)."""

    quantity: Decimal
    price: Decimal
    supplier: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """A price for one (£ excluding VAT) that is modelled for every quantity from `first` on. The table
    tells it for the quantities in `told`, each with what it is the quantity of."""

    price: Callable[[Decimal], Decimal]
    first: Decimal
    told: Sequence[tuple[Decimal, str]]


def price_and_quantity(
    name: str,
    title: str,
    purchases: Sequence[Purchase],
    tiers: Sequence[Tier],
    *,
    basis: str,
    across: str,
    meanings: Sequence[Entry],
    alone: Decimal | None = None,
    curve: Curve | None = None,
    notes: Sequence[str] = (),
    empty: str = "",
) -> Picture:
    """`alone` is the price that the council paid by itself before, drawn across the whole width."""
    rows = [
        Row(
            found.name,
            [format_quantity(found.quantity), format_unit_price(found.price), found.note],
            found.address,
        )
        for found in purchases
    ]
    rows += [
        Row(
            "Agreed tier",
            [f"from {format_quantity(tier.quantity)}", format_unit_price(tier.price), tier.supplier],
        )
        for tier in tiers
    ]
    if curve is not None:
        rows += [
            Row(FITTED, [format_quantity(quantity), format_unit_price(_shown(curve.price(quantity))), note])
            for quantity, note in curve.told
        ]
    if alone is not None:
        rows.append(Row("Price alone, before", ["", format_unit_price(alone), "The baseline"]))
    table = Table(["What", across, "Price for one", "Note"], rows, frozenset({"Note"}))
    if not purchases:
        return Picture(name, title, basis, table, empty=empty)
    wide, narrow = both(lambda frame: _draw(frame, purchases, tiers, alone, curve, across, meanings))
    return Picture(name, title, basis, table, wide=wide, narrow=narrow, notes=notes)


def _draw(
    frame: Frame,
    purchases: Sequence[Purchase],
    tiers: Sequence[Tier],
    alone: Decimal | None,
    curve: Curve | None,
    across: str,
    meanings: Sequence[Entry],
) -> Drawing:
    entries: list[Entry] = list(meanings)
    entries += [(Line.TIER, "Agreed price by tier")] if tiers else []
    entries += [(Line.FITTED, FITTED)] if curve is not None else []
    entries += [(Line.TARGET, "Price alone, before")] if alone is not None else []
    marks, top = key(frame, entries)
    smallest = min(found.quantity for found in purchases)
    largest = max([found.quantity for found in purchases] + [tier.quantity for tier in tiers])
    decades = tens(smallest, largest)
    prices = [found.price for found in purchases] + [tier.price for tier in tiers]
    prices += [alone] if alone is not None else []
    modelled = _modelled(curve, decades[0], largest) if curve is not None else []
    prices += [price for _, price in modelled]
    steps = _price_steps(prices)
    left = max(frame.length(format_unit_price(step)) for step in steps) + 12
    bottom = top + (DEEP if frame.narrow else TALL)
    right = round(frame.width - frame.length(wording.count(decades[-1])) / 2 - 2, 2)
    over = Logarithmic(decades[0], decades[-1], round(left, 2), right)
    up = Linear(steps[0], steps[-1], round(bottom, 2), round(top + 8, 2))
    ground = _ground(frame, over, up, decades, steps, left, right, bottom, across)
    if alone is not None:
        y = up(alone)
        ground.append(Stroke(((round(left, 2), y), (right, y)), Line.TARGET))
    if tiers:
        ground.append(Stroke(_steps(over, up, tiers, decades), Line.TIER))
    if modelled:
        ground.append(Stroke(tuple((over(quantity), up(price)) for quantity, price in modelled), Line.FITTED))
    marks += [Dot(over(found.quantity), up(found.price), 6, found.tone) for found in purchases]
    return Drawing(frame.width, round(bottom + 2 * frame.leading + 10, 2), (*ground, *marks))


def _modelled(curve: Curve, left: Decimal, largest: Decimal) -> list[tuple[Decimal, Decimal]]:
    """Places on the curve, each the same step on the page from the one before, to the largest quantity
    that is drawn."""
    first = max(curve.first, left)
    if first >= largest:
        return []
    quantities = [first * (largest / first) ** (Decimal(n) / PLACES) for n in range(PLACES + 1)]
    return [(quantity, curve.price(quantity)) for quantity in quantities]


def _shown(price: Decimal) -> Decimal:
    """A modelled price to a hundredth of a penny, which is finer than the model is."""
    return half_up(price, 4)


def _price_steps(prices: Sequence[Decimal]) -> list[Decimal]:
    low, high = min(prices), max(prices)
    room = (high - low) / 10 or high / 10
    return round_steps(max(Decimal(0), low - room), high + room)


def _ground(frame: Frame, over, up, decades, steps, left, right, bottom, across) -> list[Mark]:
    ground: list[Mark] = []
    for step in steps:
        y = up(step)
        ground.append(Stroke(((round(left, 2), y), (right, y)), Line.AXIS if step == steps[0] else Line.GRID))
        ground.append(
            Words(round(left - 8, 2), round(y + frame.size * 0.35, 2), format_unit_price(step), "end")
        )
    for decade in decades:
        x = over(decade)
        ground.append(Stroke(((x, up(steps[-1])), (x, round(bottom, 2))), Line.GRID))
        ground.append(Words(x, round(bottom + frame.leading, 2), wording.count(decade), "middle"))
    ground.append(Words(round((left + right) / 2, 2), round(bottom + 2 * frame.leading, 2), across, "middle"))
    return ground


def _steps(over, up, tiers: Sequence[Tier], decades: Sequence[Decimal]) -> tuple[tuple[float, float], ...]:
    """Flat from each tier's quantity to the next one's, then down."""
    ordered = sorted(tiers, key=lambda tier: tier.quantity)
    points: list[tuple[float, float]] = []
    for number, tier in enumerate(ordered):
        upto = ordered[number + 1].quantity if number + 1 < len(ordered) else decades[-1]
        begins = max(tier.quantity, decades[0])
        if upto <= decades[0]:
            continue
        points += [(over(begins), up(tier.price)), (over(max(upto, begins)), up(tier.price))]
    return tuple(points)
