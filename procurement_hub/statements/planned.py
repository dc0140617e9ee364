"""What a year is expected to bring: agreed prices against the council's own frozen ones, on the demand
that it committed itself to, for the days that each framework runs (savings-method 2.7, 2.10, D1).

What is expected is kept apart from what has been achieved: no figure adds the two but the forecast
outturn, which says so."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import financial_year_bounds, financial_year_of, format_date
from procurement_hub.core.money import format_money, format_quantity, format_unit_price, round_money
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.baselines.counting import Counted
from procurement_hub.savings.method import full_year_effect, part_year
from procurement_hub.savings.method.stages import Stage
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.savings.working import Working
from procurement_hub.statements.gathering import Gathered
from procurement_hub.statements.measures import NONE, Amount, ItemBooks
from procurement_hub.statements.queries import planned as reads
from procurement_hub.statements.queries.planned import Offered, Volumes
from procurement_hub.statements.sheets import Expected

ZERO, CERTAIN = Decimal(0), Decimal(100)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """One item through one framework: what a whole year would bring at each price, and when (£ net,
    unrounded). `probability` is per cent."""

    item: Item
    framework: Framework
    starts_on: date
    ends_on: date
    quantity: Decimal
    spells: tuple[tuple[date, date, Amount], ...]
    stage: Stage
    probability: Decimal
    indicator: str
    price_before: Decimal
    price: Decimal

    @property
    def annual(self) -> Amount:
        """A whole year at the price that holds at the end."""
        return self.spells[-1][2]

    def within(self, financial_year: int, after: date | None = None) -> Amount:
        """What the days of the year bring, or those after a day, times the probability."""
        total = NONE
        for first, last, annual in self.spells:
            begins = max(first, after + ONE_DAY) if after else first
            if begins <= last:
                total += Amount(
                    part_year(annual.total, begins, last, financial_year).value,
                    part_year(annual.cashable, begins, last, financial_year).value,
                )
        return Amount(total.total * self.probability / 100, total.cashable * self.probability / 100)

    def days(self, financial_year: int) -> tuple[int, int]:
        found = part_year(ZERO, self.starts_on, self.ends_on, financial_year)
        return found.days, found.of

    def further_in_a_full_year(self, financial_year: int) -> Amount:
        """What later years add to a plan that starts part way through this one."""
        if financial_year_of(self.starts_on) != financial_year:
            return NONE
        chance = self.probability / 100
        return Amount(
            full_year_effect(self.annual.total, self.starts_on, self.ends_on) * chance,
            full_year_effect(self.annual.cashable, self.starts_on, self.ends_on) * chance,
        )


def plans(
    *, council_id: int, financial_year: int, volumes: dict[tuple[int, int], Volumes] | None = None
) -> list[Plan]:
    """What the council expects of the frameworks that run in the year. Three statements."""
    demand = reads.firm_demand(council_id)
    before = reads.old_prices(council_id)
    found = []
    for offer in reads.offered(council_id, financial_year):
        key = (offer.framework.round_id, offer.item.id)
        old = before.get(key)
        quantity = demand.get(key) or (old.baseline.annual_quantity if old else None)
        if old is None or not quantity:
            continue
        done = (volumes or {}).get((offer.framework.id, offer.item.id))
        found.append(_plan(offer, old, quantity, done))
    return found


def _plan(offer: Offered, old: Counted, quantity: Decimal, done: Volumes | None) -> Plan:
    first, last = offer.framework.starts_on, offer.ends_on
    spells = [(first, last, _annual(offer, old, quantity, offer.price))]
    if offer.price_after is not None and first < offer.changes_on <= last:
        spells = [
            (first, offer.changes_on - ONE_DAY, spells[0][2]),
            (offer.changes_on, last, _annual(offer, old, quantity, offer.price_after)),
        ]
    return Plan(
        item=offer.item,
        framework=offer.framework,
        starts_on=first,
        ends_on=last,
        quantity=quantity,
        spells=tuple(spells),
        stage=stage_of(done),
        probability=CERTAIN if offer.probability is None else offer.probability,
        indicator=offer.indicator,
        price_before=old.baseline.unit_price,
        price=offer.price,
    )


def _annual(offer: Offered, old: Counted, quantity: Decimal, price: Decimal) -> Amount:
    """A whole year's gain by the method in force. An old price that must be uprated is taken as it
    was: what an index will say is not known yet."""
    baseline = old.baseline
    amounts = Working(
        price_paid=price,
        quantity=quantity,
        counted_before=ZERO,
        price_before=baseline.unit_price,
        yearly_quantity_before=baseline.annual_quantity,
        baseline_type=baseline.type.value,
        price_date=baseline.price_date.isoformat(),
        contract_start=offer.framework.starts_on.isoformat(),
        locked_before_award=old.locked_before_award,
    ).amounts()
    return Amount(amounts.gross, amounts.cashable)


def stage_of(done: Volumes | None) -> Stage:
    """The furthest stage that a line of the year has reached."""
    if done is None or not done.ordered:
        return Stage.CONTRACTED
    if done.invoiced:
        return Stage.INVOICED
    return Stage.DELIVERED if done.received else Stage.ORDERED


def gather(*, council_id: int, financial_year: int) -> Gathered:
    """The forward look: every item with a price, old price and demand, under its framework."""
    found = plans(
        council_id=council_id,
        financial_year=financial_year,
        volumes=reads.volumes(council_id, financial_year),
    )
    by_item = by_items(found)
    return Gathered(
        items=[
            ItemBooks(
                item_id=item_id,
                title=own[0].item.title,
                expected=sum((plan.within(financial_year) for plan in own), NONE),
                full_year_effect=sum((plan.further_in_a_full_year(financial_year) for plan in own), NONE),
            )
            for item_id, own in by_item.items()
        ],
        cpv={item_id: own[0].item.cpv_code for item_id, own in by_item.items()},
        actions={item_id: [_action(plan) for plan in own] for item_id, own in by_item.items()},
        expected=lines(found, financial_year),
        notes=(
            "Expected gains are agreed prices against the council's own frozen ones, on its firm demand, for "
            "the days of the year that each framework runs. They are not achieved gains.",
        ),
        strategy=_strategy(found, financial_year),
        wants_checks=False,
    )


def by_items(found: Sequence[Plan]) -> dict[int, list[Plan]]:
    groups: dict[int, list[Plan]] = defaultdict(list)
    for plan in found:
        groups[plan.item.id].append(plan)
    return dict(groups)


def lines(found: Sequence[Plan], financial_year: int) -> tuple[Expected, ...]:
    """The forecast line by line, to the penny, adding up to its total."""
    within = [plan.within(financial_year) for plan in found]
    further = [plan.further_in_a_full_year(financial_year).total for plan in found]
    expected = rounded_to_total([amount.total for amount in within])
    cashable = rounded_to_total([amount.cashable for amount in within])
    effects = rounded_to_total(further)
    rows = []
    for plan, total, cash, effect in zip(found, expected, cashable, effects, strict=True):
        days, of_days = plan.days(financial_year)
        rows.append(
            Expected(
                plan.item.id,
                plan.framework.id,
                plan.item.title,
                plan.framework.title,
                plan.stage.label,
                plan.probability,
                format_date(plan.starts_on),
                format_date(plan.ends_on),
                days,
                of_days,
                plan.quantity,
                round_money(plan.annual.total),
                total,
                cash,
                effect,
                plan.indicator,
            )
        )
    return tuple(rows)


def _action(plan: Plan) -> str:
    return (
        f"Buy {format_quantity(plan.quantity)} a year ({plan.item.unit.counted}) together at "
        f"{format_unit_price(plan.price)} through {plan.framework.title}, instead of "
        f"{format_unit_price(plan.price_before)} alone."
    )


def _strategy(found: Sequence[Plan], financial_year: int) -> str:
    """The strategy pre-written from the books: what is bought together, and how it is made sure of."""
    if not found:
        return ""
    year = financial_year_bounds(financial_year)
    frameworks = sorted({plan.framework.title for plan in found})
    starting = sorted({p.framework.title for p in found if year.first <= p.starts_on <= year.last})
    total = sum((plan.within(financial_year).total for plan in found), ZERO).quantize(Decimal(1))
    words = (
        f"Buy together with other councils what they need as well, through {_listed(frameworks)}, at prices "
        f"that are agreed for the term: an expected gain of {format_money(total)} in the "
        "year. Each gain is measured against the council's own earlier price, counted once it has been "
        "delivered and invoiced, and claimed only where quality holds."
    )
    return f"{words} New in the year: {_listed(starting)}." if starting else words


def _listed(names: Sequence[str]) -> str:
    if len(names) > 4:
        return f"{', '.join(names[:3])} and {len(names) - 3} more"
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
