"""What one item cost: alone and together, by quantity, and beside what other councils paid alone."""

from collections.abc import Callable, Sequence

from procurement_hub.calloffs.models import OrderLine
from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import format_date, format_financial_year, uk_date
from procurement_hub.core.money import format_unit_price
from procurement_hub.pictures.charts.dots import PriceStrip, strips
from procurement_hub.pictures.charts.frames import Entry, Spot
from procurement_hub.pictures.charts.marks import Picture, Tone
from procurement_hub.pictures.charts.scatter import Curve, Purchase, Tier, price_and_quantity
from procurement_hub.pictures.queries.item import Schedule
from procurement_hub.savings.baselines import Benchmark
from procurement_hub.savings.method import ImpossibleFigure, fit_discount
from procurement_hub.savings.method.figures import half_up
from procurement_hub.savings.models import Baseline


def price_picture(
    financial_year: int,
    item: Item,
    orders: Sequence[OrderLine],
    schedules: Sequence[Schedule],
    old: Baseline | None,
    *,
    order_page: Callable[[int], str | None],
    baseline_page: str | None,
) -> Picture:
    """The council's price alone at its own yearly quantity, the price of all councils together at
    theirs, the tiers as bid with the price function that is fitted to them (savings-method 2.13), and
    the council's orders."""
    found = [
        Purchase(
            f"Order {line.order.number}",
            line.quantity,
            line.unit_price,
            Tone.OWN,
            order_page(line.order_id),
            f"Placed {format_date(uk_date(line.order.placed_at))}",
        )
        for line in orders
    ]
    for schedule in schedules:
        if schedule.firm_quantity > 0:
            note = f"{schedule.supplier}: the firm demand set the price"
            price = schedule.price.unit_price
            found.append(
                Purchase("All councils together", schedule.firm_quantity, price, Tone.TOTAL, None, note)
            )
    if old is not None and old.annual_quantity:
        quantity, price = old.annual_quantity, old.unit_price
        note = f"Your old price, {format_date(old.price_date)}"
        found.append(Purchase("Your council alone, a year", quantity, price, Tone.AMBER, baseline_page, note))
    tiers = [
        Tier(tier.from_quantity, tier.unit_price, schedule.supplier)
        for schedule in schedules[:1]
        for tier in schedule.price.tiers
    ]
    curve, on_the_fit = _fitted(tiers, [purchase for purchase in found if purchase.tone is not Tone.OWN])
    meanings: list[Entry] = [
        (Spot(tone), name)
        for tone, name in (
            (Tone.OWN, "Your orders"),
            (Tone.TOTAL, "All councils together"),
            (Tone.AMBER, "Your council alone, a year"),
        )
        if any(purchase.tone is tone for purchase in found)
    ]
    return price_and_quantity(
        "prices",
        f"Price against quantity: {item.title}, {format_financial_year(financial_year)}",
        found,
        tiers,
        basis=f"£ excluding VAT, nominal, before rebates; {len(orders)} "
        f"{'order' if len(orders) == 1 else 'orders'} of your council",
        across=f"Quantity ({item.unit.counted})",
        meanings=meanings,
        alone=old.unit_price if old is not None else None,
        curve=curve,
        notes=[
            "Each line to the right stands for ten times the quantity.",
            *(["Each order pays the price of the tier that all councils' demand reached."] if tiers else []),
            *on_the_fit,
        ],
        empty="Your council has no accepted order of this item in this year, and no baseline for it.",
    )


def _fitted(tiers: Sequence[Tier], told: Sequence[Purchase]) -> tuple[Curve | None, list[str]]:
    """The curve through the tiers and a sentence on how well it fits; or why there is none."""
    if not tiers:
        return None, []
    try:
        fitted = fit_discount([(tier.quantity, tier.price) for tier in tiers])
    except ImpossibleFigure as why:
        return None, [f"No curve is fitted to the tiers. {why}"]
    found = fitted.discount
    first = min(tier.quantity for tier in tiers)
    quantities = [(tier.quantity, "The tier begins here") for tier in tiers]
    quantities += [(each.quantity, each.name) for each in told if each.quantity >= first]
    c, s, eta = half_up(found.c, 4), half_up(found.S, 4), half_up(-found.eta, 7).normalize()
    miss = format_unit_price(half_up(fitted.largest_miss, 4))
    sentence = (
        f"The curve is the price function {'−' if c < 0 else ''}£{abs(c)} + £{s} × quantity to the power of "
        f"−{eta:f}, the nearest to the {len(tiers)} tiers by least squares: it misses none of them by more "
        f"than {miss}. It is a model of what a quantity would cost, so no gain on it is cash."
    )
    return Curve(found.price, first, sorted(quantities)), [sentence]


def peers_picture(
    item: Item, old: Baseline | None, benchmark: Benchmark, *, baseline_page: str | None
) -> Picture:
    """The council's old price beside the quartiles of other councils'; never whose they are."""
    found = benchmark.quartiles
    strip = PriceStrip(
        item.title,
        own=old.unit_price if old is not None else None,
        others=[] if found else None,
        contributors=found.n if found else 0,
        quartiles=(found.lower, found.median, found.upper) if found else benchmark.withheld,
        address=baseline_page,
    )
    return strips(
        "peers",
        f"What councils paid alone: {item.title}",
        [strip],
        basis="£ excluding VAT, nominal, prices frozen before the award and no older than three years; "
        + (f"{found.n} other councils" if found else benchmark.withheld.label),
        notes=[f"Your old price lies {benchmark.place_of(old.unit_price)}."] if found and old else [],
        empty=f"What other councils paid is not shown. {benchmark.withheld.sentence}" if not found else "",
    )
