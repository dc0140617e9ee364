"""What added-up demand is worth: the price tier that a quantity reaches.

A tier is (from_quantity, unit_price): the £ excluding VAT for one unit, for all units,
once the quantity reaches from_quantity. Tiers may be given in any order.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from procurement_hub.core.errors import DomainError

Tier = tuple[Decimal, Decimal] | Sequence[Decimal]


class TwoPricesForOneTier(DomainError):
    """Two tiers start at the same quantity, so neither can be the price."""


@dataclass(frozen=True)
class NextTier:
    """The tier that more demand would reach, and how many units are missing."""

    from_quantity: Decimal
    unit_price: Decimal
    missing: Decimal


def tier_price(tiers: Iterable[Tier], quantity: Decimal) -> Decimal | None:
    """The unit price of the highest tier reached, or None if the quantity reaches none.

    None means that there is no price: the first tier's is never lent to a smaller
    quantity.
    """
    reached = [tier for tier in _in_order(tiers) if tier[0] <= quantity]
    return reached[-1][1] if reached else None


def next_tier(tiers: Iterable[Tier], quantity: Decimal) -> NextTier | None:
    """The first tier not yet reached, or None when the quantity reaches them all."""
    for from_quantity, unit_price in _in_order(tiers):
        if from_quantity > quantity:
            return NextTier(from_quantity, unit_price, missing=from_quantity - quantity)
    return None


def _in_order(tiers: Iterable[Tier]) -> list[Tier]:
    ordered = sorted(tiers, key=lambda tier: tier[0])
    for lower, higher in pairwise(ordered):
        if lower[0] == higher[0]:
            raise TwoPricesForOneTier(f"There are two prices from {lower[0]} units.")
    return ordered
