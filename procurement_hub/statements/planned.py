"""What a year is expected to bring: agreed prices against the council's own frozen ones, on the demand
that it committed itself to, for the days that each framework runs (savings-method 2.7, 2.10, D1).

An old price is uprated as the ledger would uprate it for a delivery in that year, by the indices that
are known on the day; where none is, there is no cash to expect (2.3, 2.5). What is expected is kept
apart from what has been achieved: no figure adds the two but the forecast outturn, which says so."""

from calendar import isleap
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import (
    Period,
    financial_year_bounds,
    financial_year_of,
    format_date,
)
from procurement_hub.core.money import format_money, format_quantity, format_unit_price, round_money
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.baselines.counting import Counted, uprated_by
from procurement_hub.savings.explaining import price_in_words
from procurement_hub.savings.indices import Published
from procurement_hub.savings.method import full_year_effect, part_year
from procurement_hub.savings.method.stages import Stage
from procurement_hub.savings.models import Baseline
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
    price: Decimal
    working: Working

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

    def starts_after(self, day: date | None) -> date:
        return max(self.starts_on, day + ONE_DAY) if day else self.starts_on

    def days(self, financial_year: int, after: date | None = None) -> tuple[int, int]:
        begins = self.starts_after(after)
        if begins > self.ends_on:
            return 0, part_year(ZERO, self.starts_on, self.ends_on, financial_year).of
        found = part_year(ZERO, begins, self.ends_on, financial_year)
        return found.days, found.of

    @property
    def how(self) -> str:
        """How the old price is taken, what one unit gains, and why not all of it is cash."""
        words = price_in_words(self.working, self.item.unit.name, price_now="agreed price")
        verdict, amounts = self.working.verdict, self.working.amounts()
        if not verdict.ok_for_cash:
            words.append(f"{verdict.reason} No gain on it is cash.")
        elif amounts.nc_inflation > 0:
            words.append("Inflation that is avoided is not cash until the budget shows it.")
        return " ".join(words)

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
    *, council_id: int, financial_year: int, on: date, volumes: dict[tuple[int, int], Volumes] | None = None
) -> list[Plan]:
    """What the council expects of the frameworks that run in the year, with the indices that are known
    at the end of the day `on`. Two statements at most."""
    year = financial_year_bounds(financial_year)
    offers = [offer for offer in reads.offered(council_id, financial_year) if offer.old is not None]
    published = Published(on, [year.first, *(offer.old.baseline.price_date for offer in offers)])
    return [
        _plan(
            offer,
            offer.old,
            quantity,
            (volumes or {}).get((offer.framework.id, offer.item.id)),
            year,
            published,
        )
        for offer in offers
        if (quantity := offer.demand or offer.old.baseline.annual_quantity)
    ]


def _plan(
    offer: Offered,
    old: Counted,
    quantity: Decimal,
    done: Volumes | None,
    year: Period,
    published: Published,
) -> Plan:
    first, last = offer.framework.starts_on, offer.ends_on
    changes = {first, *_anniversaries(old.baseline, year)}
    if offer.price_after is not None:
        changes.add(offer.changes_on)
    begins = sorted(day for day in changes if first <= day <= last)
    workings = [_working(offer, old, quantity, day, year, published) for day in begins]
    ends = [day - ONE_DAY for day in begins[1:]] + [last]
    return Plan(
        item=offer.item,
        framework=offer.framework,
        starts_on=first,
        ends_on=last,
        quantity=quantity,
        spells=tuple(zip(begins, ends, map(_annual, workings), strict=True)),
        stage=stage_of(done),
        probability=CERTAIN if offer.probability is None else offer.probability,
        indicator=offer.indicator,
        price=offer.price,
        working=workings[-1],
    )


def _anniversaries(baseline: Baseline, year: Period) -> list[date]:
    """The days of the year on which a clause of so many per cent a year raises the old price."""
    if baseline.clause_percent is None:
        return []
    agreed = baseline.price_date
    days = []
    for number in (year.first.year, year.last.year):
        leap_day_missed = (agreed.month, agreed.day) == (2, 29) and not isleap(number)
        days.append(date(number, 3, 1) if leap_day_missed else agreed.replace(year=number))
    return [day for day in days if year.first <= day <= year.last]


def _working(
    offer: Offered, old: Counted, quantity: Decimal, day: date, year: Period, published: Published
) -> Working:
    """A whole year at the price of that day, as the ledger would work out a delivery of the year."""
    baseline = old.baseline
    changed = offer.price_after is not None and offer.framework.starts_on < offer.changes_on <= day
    working = Working(
        price_paid=offer.price_after if changed else offer.price,
        quantity=quantity,
        counted_before=ZERO,
        price_before=baseline.unit_price,
        yearly_quantity_before=baseline.annual_quantity,
        baseline_type=baseline.type.value,
        price_date=baseline.price_date.isoformat(),
        contract_start=offer.framework.starts_on.isoformat(),
        locked_before_award=old.locked_before_award,
    )
    indexed = uprated_by(
        item=offer.item,
        price_date=baseline.price_date,
        clause_percent=baseline.clause_percent,
        clause_series_id=baseline.clause_series_id,
        must_index=working.verdict.must_index,
        supplied_on=min(max(day, year.first), year.last),
        published=published,
    )
    return replace(working, **indexed)


def _annual(working: Working) -> Amount:
    """A whole year's gain by the method in force."""
    amounts = working.amounts()
    return Amount(amounts.gross, amounts.cashable)


def stage_of(done: Volumes | None) -> Stage:
    """The furthest stage that a line of the year has reached."""
    if done is None or not done.ordered:
        return Stage.CONTRACTED
    if done.invoiced:
        return Stage.INVOICED
    return Stage.DELIVERED if done.received else Stage.ORDERED


def gather(*, council_id: int, financial_year: int, on: date) -> Gathered:
    """The forward look: every item with a price, old price and demand, under its framework, with the
    indices that are known at the end of that day."""
    found = plans(
        council_id=council_id,
        financial_year=financial_year,
        on=on,
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


def lines(found: Sequence[Plan], financial_year: int, after: date | None = None) -> tuple[Expected, ...]:
    """The forecast of the year, or of its days after one, line by line to the penny, adding up to its
    total."""
    found = [plan for plan in found if plan.days(financial_year, after)[0]]
    within = [plan.within(financial_year, after) for plan in found]
    further = [plan.further_in_a_full_year(financial_year).total for plan in found]
    expected = rounded_to_total([amount.total for amount in within])
    cashable = rounded_to_total([amount.cashable for amount in within])
    effects = rounded_to_total(further)
    rows = []
    for plan, total, cash, effect in zip(found, expected, cashable, effects, strict=True):
        days, of_days = plan.days(financial_year, after)
        rows.append(
            Expected(
                item_id=plan.item.id,
                framework_id=plan.framework.id,
                item=plan.item.title,
                framework=plan.framework.title,
                stage=plan.stage.label,
                probability=plan.probability,
                starts_on=format_date(plan.starts_after(after)),
                ends_on=format_date(plan.ends_on),
                days=days,
                of_days=of_days,
                quantity=plan.quantity,
                annual=round_money(plan.annual.total),
                expected=total,
                cashable=cash,
                full_year_effect=effect,
                indicator=plan.indicator,
                working=plan.how,
            )
        )
    return tuple(rows)


def _action(plan: Plan) -> str:
    return (
        f"Buy {format_quantity(plan.quantity)} a year ({plan.item.unit.counted}) together at "
        f"{format_unit_price(plan.price)} through {plan.framework.title}, instead of "
        f"{format_unit_price(plan.working.price_before)} alone."
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
