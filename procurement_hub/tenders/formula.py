"""The published formulas, so that a bidder can repeat its own score and practise before it bids.

Price score = weight × lowest evaluated total ÷ this total. Quality score of a question = weight ×
agreed score ÷ scale maximum. Scores are kept as fractions: nothing is rounded before the ranking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from procurement_hub.core.errors import DomainError
from procurement_hub.demand.aggregation import Tier, tier_price

Number = Decimal | int


class TotalNotAboveZero(DomainError):
    """A bid's evaluated total is zero or negative: no price score can be worked out."""


class NoPriceForDemand(DomainError):
    """A bid has no price for an item at the quantity that the councils need."""


class ScoreOffTheScale(DomainError):
    """An agreed score below zero or above the scale's maximum."""


def shown(score: Fraction) -> Decimal:
    """The score rounded half up to 2 decimal places. Scores are never negative."""
    hundredths = int(score * 100 + Fraction(1, 2))
    return Decimal(hundredths).scaleb(-2)


def price_score(weight: Number, lowest: Number, total: Number) -> Fraction:
    """weight × lowest ÷ total, exact."""
    for amount in (lowest, total):
        if amount <= 0:
            raise TotalNotAboveZero("A bid's total price must be more than zero to be scored.")
    return Fraction(weight) * Fraction(lowest) / Fraction(total)


def quality_score(weight: Number, agreed: Number, scale_max: Number) -> Fraction:
    """weight × agreed score ÷ the scale's maximum, exact."""
    if not 0 <= agreed <= scale_max:
        raise ScoreOffTheScale(f"A score must be from 0 to {scale_max}, not {agreed}.")
    return Fraction(weight) * Fraction(agreed) / Fraction(scale_max)


def evaluated_total(
    quantities: Mapping[str, Decimal], tiers_by_item: Mapping[str, Iterable[Tier]]
) -> Decimal:
    """£ excluding VAT for the whole demand, each item at the tier its quantity reaches.

    Unrounded. A bid without a price for a quantity is refused, never priced by guess.
    """
    total = Decimal(0)
    for item, quantity in quantities.items():
        if quantity == 0:
            continue
        price = tier_price(tiers_by_item.get(item, ()), quantity)
        if price is None:
            raise NoPriceForDemand(f"The bid has no price for {item} at {quantity:,} units.")
        total += quantity * price
    return total
