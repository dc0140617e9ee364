"""Where the money went: from what was spent alone to what is spent together, and by which items.

The steps are the price, volume and mix effects of savings-method 2.4 with inflation, rebates and
costs (2.5, 2.6). The price step is the gross gain of the ledger, so the picture and the books are
one: what is left over is a fault and is never spread over the steps.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.pictures.charts.bars import Bar, pareto
from procurement_hub.pictures.charts.marks import Picture
from procurement_hub.pictures.charts.waterfall import Step, waterfall
from procurement_hub.pictures.queries.old_prices import OldPrice
from procurement_hub.savings.method import pvm
from procurement_hub.savings.queries import ItemTotal
from procurement_hub.savings.rounding import rounded_to_total

ZERO = Decimal(0)
WHOLE_YEAR = "Costs of the whole year"


@dataclass(frozen=True, slots=True)
class Spending:
    """A year's way from the old spend to the new one: £ net, unrounded, a rise above nothing.

    `old` plus all that follows is `actual`. Items without a baseline are in `unmatched` alone."""

    old: Decimal
    inflation: Decimal
    volume: Decimal
    mix: Decimal
    price: Decimal
    unmatched: Decimal
    rebates: Decimal
    one_off_costs: Decimal
    recurring_costs: Decimal
    items: int
    with_baseline: int
    without_volume: int

    @property
    def steps(self) -> list[Decimal]:
        return [
            self.old,
            self.inflation,
            self.volume,
            self.mix,
            self.price,
            self.unmatched,
            self.rebates,
            self.one_off_costs,
            self.recurring_costs,
        ]

    @property
    def actual(self) -> Decimal:
        return sum(self.steps, ZERO)


def spending(
    totals: Sequence[ItemTotal], old_prices: Sequence[OldPrice], substituted: Decimal = ZERO
) -> Spending:
    """The way of a year, from its sums by item and framework and the baselines that count.

    Volume and mix are taken lot by lot, and only where its items are counted in one unit (2.4). An
    item whose old yearly quantity is not known is taken as bought as much before as now."""
    held = _held(totals, old_prices)
    volume = mix = old = ZERO
    for lot in _by_lot(held).values():
        effects = pvm([row.as_pvm for row in lot], one_unit=len({row.old.unit_code for row in lot}) == 1)
        before = sum((row.before for row in lot), ZERO)
        old += effects.spend_before
        volume += effects.volume
        # What the books say was the old cost of today's quantity, so that nothing is left over.
        mix += before - effects.spend_before - effects.volume
    held_before = sum((row.before for row in held), ZERO)
    before = sum((total.before for total in totals), ZERO)
    matched = sum((total.spend - total.unmatched_spend for total in totals), ZERO)
    real_gain = sum((_price_gain(total) for total in totals), ZERO) - substituted
    return Spending(
        old=old + before - held_before,
        inflation=real_gain + matched - before,
        volume=volume,
        mix=mix,
        price=-real_gain,
        unmatched=sum((total.unmatched_spend for total in totals), ZERO),
        rebates=-sum((total.rebate + total.one_off_gain for total in totals), ZERO),
        one_off_costs=sum((total.one_off_cost for total in totals), ZERO),
        recurring_costs=sum((total.recurring_cost for total in totals), ZERO),
        items=len({total.item_id for total in totals if total.quantity}),
        with_baseline=len({total.item_id for total in totals if total.before}),
        without_volume=sum(row.old.quantity is None for row in held),
    )


def _price_gain(total: ItemTotal) -> Decimal:
    """The gross gain that came from lower prices alone."""
    return total.gross - total.rebate - total.one_off_gain - total.nc_avoided


@dataclass(frozen=True, slots=True)
class _HeldItem:
    """An item with its baseline, over all frameworks: units and £ of the year, and what they cost before."""

    old: OldPrice
    quantity: Decimal
    before: Decimal

    @property
    def as_pvm(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """(p0, q0, p1, q1) for the volume and mix effects, which do not depend on p1."""
        known = self.old.quantity if self.old.quantity is not None else self.quantity
        return (self.old.price, known, ZERO, self.quantity)


def _held(totals: Sequence[ItemTotal], old_prices: Sequence[OldPrice]) -> list[_HeldItem]:
    """Each item once: with the baseline of the framework through which most of it was bought. An
    item of a baseline that nothing was bought of any more is a fall in volume."""
    units: dict[int, Decimal] = defaultdict(Decimal)
    before: dict[int, Decimal] = defaultdict(Decimal)
    through: dict[tuple[int, int], Decimal] = defaultdict(Decimal)
    unmatched: dict[int, Decimal] = defaultdict(Decimal)
    for total in totals:
        units[total.item_id] += total.quantity
        before[total.item_id] += total.before
        unmatched[total.item_id] += total.unmatched_spend
        through[total.framework_id or 0, total.item_id] += total.before
    chosen: dict[int, OldPrice] = {}
    for old in old_prices:
        best = chosen.get(old.item_id)
        if best is None or (
            through[old.framework_id, old.item_id] > through[best.framework_id, best.item_id]
        ):
            chosen[old.item_id] = old
    return [
        _HeldItem(
            old,
            # Of an item that was bought with and without a baseline only the first part is held.
            max(ZERO, before[item_id] / old.price if unmatched[item_id] else units[item_id]),
            before[item_id],
        )
        for item_id, old in chosen.items()
        if before[item_id] or not unmatched[item_id]
    ]


def _by_lot(held: Sequence[_HeldItem]) -> dict[int, list[_HeldItem]]:
    lots: dict[int, list[_HeldItem]] = defaultdict(list)
    for row in held:
        lots[row.old.lot_id].append(row)
    return lots


def money_picture(financial_year: int, found: Spending, *, year_page: str, costs_page: str) -> Picture:
    """The waterfall, to the penny: its last bar is what the invoices and costs of the year come to."""
    amounts = rounded_to_total(found.steps)
    names = [
        ("Spent alone before", "Old price × old yearly quantity", year_page),
        ("Inflation", "What the old prices would have risen by, by their index", None),
        ("Volume", "More or less was bought, at old prices", None),
        ("Mix", "Dearer or cheaper kinds were bought, at old prices", None),
        ("Price", "The gross gain from lower prices, as in the ledger", year_page),
        ("Without a baseline", "Bought, with no old price to hold it against: no gain either way", year_page),
        ("Rebates", "Paid back by suppliers and hosts", year_page),
        ("One-off costs", "Of the change, in the year they fell in", costs_page),
        ("Recurring costs", "Of running it", costs_page),
    ]
    start, *steps = [
        Step(name, amount, why, address, gains=name in ("Price", "Rebates"))
        for (name, why, address), amount in zip(names, amounts, strict=True)
    ]
    always = ("Inflation", "Volume", "Mix", "Price", "Rebates")
    notes = ["A framework that began part way through the year shows less volume than a whole year alone."]
    if found.without_volume:
        notes.append(
            f"The old yearly quantity of {found.without_volume} of the items is unknown: taken as unchanged."
        )
    return waterfall(
        "money",
        f"Where the money went, {format_financial_year(financial_year)}",
        basis="£ excluding VAT, nominal, after rebates and costs; "
        + _having(found.with_baseline, found.items, "a baseline"),
        start=start,
        steps=[step for step in steps if step.amount or step.name in always],
        end=Step("Spent together", sum(amounts, ZERO), "Invoices, less rebates, with costs", year_page),
        more="Spend rises",
        less="Spend falls, which is no gain",
        gained="A gain",
        notes=notes,
    )


def _having(some: int, of: int, what: str) -> str:
    return f"{some} of {of} {'item has' if of == 1 else 'items have'} {what}"


def items_picture(
    financial_year: int, totals: Sequence[ItemTotal], *, page_of: Callable[[int], str]
) -> Picture:
    """Which items the gross gain comes from, the largest first."""
    gross: dict[int, Decimal] = defaultdict(Decimal)
    titles: dict[int, str] = {}
    for total in totals:
        gross[total.item_id] += total.gross
        titles[total.item_id] = total.item.title if total.item else WHOLE_YEAR
    gained = [item_id for item_id in gross if gross[item_id]]
    amounts = rounded_to_total([gross[item_id] for item_id in gained])
    bars = [
        Bar(titles[item_id], amount, page_of(item_id))
        for item_id, amount in zip(gained, amounts, strict=True)
    ]
    return pareto(
        "items",
        f"Which items the gain comes from, {format_financial_year(financial_year)}",
        bars,
        basis="£ excluding VAT, gross, before costs and before anything was held or disallowed; "
        + _having(_items_among(gained), _items_among(gross), "a gain or a loss"),
        first="Item",
        rest=lambda number: f"{number} more items",
        empty="No item has a gain or a loss in this year yet.",
    )


def _items_among(item_ids: Iterable[int]) -> int:
    """How many there are without the costs of the whole year, which stand under 0."""
    return sum(item_id != 0 for item_id in item_ids)
