"""One gain with several causes, each given its share and never more than all (savings-method 2.11.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.savings.method.figures import (
    Figure,
    ImpossibleFigure,
    exact,
    not_negative,
    unrounded,
)


@dataclass(frozen=True)
class Attribution:
    """£, unrounded. What no cause has a share in would have happened anyway and is nobody's gain."""

    parts: dict[str, Decimal]
    unattributed: Decimal


@unrounded
def attribute(gain: Figure, percentages: Mapping[str, Figure]) -> Attribution:
    """Split a gain (£) by percentages named for their causes; they may come to 100 or less.

    More than 100 is refused, for then a pound would be claimed twice, and so is a share below 0."""
    shares = {
        cause: not_negative("share of a cause", percentage) for cause, percentage in percentages.items()
    }
    if sum(shares.values()) > 100:
        raise ImpossibleFigure("The shares of the causes cannot come to more than 100 per cent.")
    whole = exact("gain", gain)
    parts = {cause: whole * share / 100 for cause, share in shares.items()}
    return Attribution(parts, unattributed=whole - sum(parts.values(), Decimal(0)))
