"""Costs avoided: real, worth showing, and never cash (savings-method 2.3, 2.11.6; vectors V12, V13, V36).

A price that was held, an award below the other tenders and a tender that nobody had to run save
money that nobody was spending. They are shown apart from cash, at grade C at best.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from procurement_hub.core.errors import DomainError
from procurement_hub.savings.method.baselines import BaselineType, Grade, RefusedBaseline
from procurement_hub.savings.method.distributions import MIN_CONTRIBUTORS, median
from procurement_hub.savings.method.figures import Figure, not_negative, positive, unrounded

ZERO = Decimal(0)


class ComparisonRefused(DomainError):
    """A price is held against something that would never have been paid."""


class AvoidanceKind(StrEnum):
    PRICE_HELD = "price_held"
    TENDER_MINUS_AWARD = "tender_minus_award"
    BENCHMARK = "benchmark"
    PROCESS = "process"

    @property
    def label(self) -> str:
        return {
            "price_held": "An increase that was asked for and not paid",
            "tender_minus_award": "The award below the median compliant tender",
            "benchmark": "A price below a benchmark",
            "process": "Work that did not have to be done",
        }[self.value]


@dataclass(frozen=True)
class Avoidance:
    """£ net, unrounded. `cashable` is above nothing only for a post or budget that was removed.

    Below nothing it is a loss: the price is above what it is held against. It is shown as such."""

    kind: AvoidanceKind
    avoided: Decimal
    cashable: Decimal = ZERO
    max_grade: Grade = Grade.C

    @property
    def total(self) -> Decimal:
        return self.avoided + self.cashable


class Statistic(StrEnum):
    """Which figure of several prices one is held against."""

    MEDIAN = "median"
    MEAN = "mean"
    MAXIMUM = "maximum"


@unrounded
def comparison_price(
    prices: Iterable[Figure], type: BaselineType | str, statistic: Statistic | str = Statistic.MEDIAN
) -> Decimal:
    """The price (£ a unit) that stands for compliant tenders (B6) or other councils' prices (B4).

    Only the median does: a mean is moved by one silly bid and the highest price is nobody's
    alternative. Other councils' prices need five contributors. Another type of baseline is
    not made from several prices and is refused."""
    known = [positive("price", price) for price in prices]
    kind = BaselineType(type)
    if kind not in (BaselineType.PEER_MEDIAN, BaselineType.MEDIAN_COMPLIANT_TENDER):
        raise ComparisonRefused(f"{kind.label} is not found from several prices.")
    if Statistic(statistic) is not Statistic.MEDIAN:
        raise ComparisonRefused("Hold the price against the median: a mean or a highest price is refused.")
    if kind is BaselineType.PEER_MEDIAN and len(known) < MIN_CONTRIBUTORS:
        raise ComparisonRefused(f"Other councils' prices need {MIN_CONTRIBUTORS} of them at least.")
    if not known:
        raise ComparisonRefused("There is no compliant tender to hold the award against.")
    return median(known)


_COMPARED = {
    BaselineType.PEER_MEDIAN: AvoidanceKind.BENCHMARK,
    BaselineType.MARKET_AVERAGE: AvoidanceKind.BENCHMARK,
    BaselineType.MEDIAN_COMPLIANT_TENDER: AvoidanceKind.TENDER_MINUS_AWARD,
    BaselineType.SHOULD_COST: AvoidanceKind.BENCHMARK,
}


@unrounded
def avoided_against(
    type: BaselineType | RefusedBaseline | str, compared_with: Figure, price: Figure, quantity: Figure
) -> Avoidance:
    """Avoided by paying `price` for `quantity` and not the price compared with, £ net a unit.

    Types B4 to B7. A list price, first quote or market maximum (B9) is refused. So are the
    council's own prices, which show a gain and not an avoidance, and a budget, which nobody charges."""
    if type in list(RefusedBaseline):
        raise ComparisonRefused(f"{RefusedBaseline(type).label} is not what would have been paid.")
    kind = BaselineType(type)
    if kind not in _COMPARED:
        raise ComparisonRefused(f"{kind.label} does not show a cost avoided.")
    each = positive("price compared with", compared_with) - not_negative("price now", price)
    return Avoidance(_COMPARED[kind], avoided=each * not_negative("quantity", quantity))


@unrounded
def price_held(price: Figure, asked: Figure, quantity: Figure) -> Avoidance:
    """An increase that the supplier asked for in writing and the council did not pay (S2-23).

    £ net: (asked − price) × quantity. An asked price that is not above the price is refused."""
    paid, wanted = not_negative("price now", price), positive("price asked", asked)
    if wanted <= paid:
        raise ComparisonRefused("The price that was asked for is not above the price that is paid.")
    return Avoidance(AvoidanceKind.PRICE_HELD, avoided=(wanted - paid) * not_negative("quantity", quantity))


@unrounded
def process_saving(times: Figure, cost_each: Figure, removed_from_budget: Figure = 0) -> Avoidance:
    """Tenders or other work that did not have to be done, `times` at £ `cost_each`.

    Staff who are paid anyway release no money, so it is not cash but for what was taken out of a
    budget or a post that was removed, which cannot be more than the whole."""
    whole = not_negative("number of times", times) * not_negative("cost of each", cost_each)
    cash = not_negative("amount removed from a budget", removed_from_budget)
    if cash > whole:
        raise ComparisonRefused("More was removed from a budget than the work would have cost.")
    return Avoidance(AvoidanceKind.PROCESS, avoided=whole - cash, cashable=cash)
