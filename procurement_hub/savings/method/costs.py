"""What joint buying cost the host, shared between the councils (savings-method 2.6)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from procurement_hub.core.money import allocate
from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    exact,
    half_up,
    not_negative,
    unrounded,
)

PENCE = 2


@unrounded
def share_cost(
    cost: Figure, baseline_spends: Sequence[Figure], agreed_shares: Sequence[Figure] | None = None
) -> list[Decimal]:
    """A cost (£) split in whole pence, by what was agreed or else by baseline spend p0·q0.

    Agreed shares are percentages that make 100, in the order of the councils. Largest remainder:
    the parts always make the whole, and who has no share pays nothing. Refused: shares that do
    not make 100 or are not one for each council, and no spend to share by."""
    whole = half_up(not_negative("cost", cost), PENCE)
    weights = [not_negative("baseline spend", spend) for spend in baseline_spends]
    if agreed_shares is not None:
        if len(agreed_shares) != len(weights):
            raise ImpossibleFigure("Give one agreed share for each council.")
        weights = [not_negative("agreed share", share) for share in agreed_shares]
        if sum(weights) != 100:
            raise ImpossibleFigure("The agreed shares must come to 100 per cent.")
    if not any(weights):
        raise ImpossibleFigure("There is no baseline spend to share the cost by.")
    return allocate(whole, weights)


@unrounded
def cost_that_counts(cost: Figure, staff_paid_anyway: Figure = 0) -> Decimal:
    """£ of a cost less staff who would have been paid whatever happened (the NI 179 rule)."""
    whole, staff = not_negative("cost", cost), not_negative("staff cost", staff_paid_anyway)
    if staff > whole:
        raise ImpossibleFigure("The staff cost is more than the whole cost.")
    return exact("cost", whole - staff)
