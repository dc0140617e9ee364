"""A bidder tries the published formula on its own prices before it bids (needs complaint 15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.tenders.formula import price_score, quality_score, shown
from procurement_hub.tenders.models import Criterion, CriterionKind

SHARES = (100, 80, 60)
"""Per cent of the top score, for the lines of the table."""


@dataclass(frozen=True)
class Rival:
    """The bid with the lowest total, were its answers to score so well: what yours need to draw level."""

    share: int
    quality: Decimal
    total: Decimal
    needed: Decimal
    possible: bool


@dataclass(frozen=True)
class Practice:
    """Points for the price, and the totals that go with the quality scores one could get."""

    total: Decimal
    lowest: Decimal
    price_weight: Decimal
    quality_weight: Decimal
    price: Decimal
    with_quality: list[tuple[int, Decimal, Decimal]]
    rivals: list[Rival]

    @property
    def is_lowest(self) -> bool:
        return self.lowest == self.total


def practise(criteria: Sequence[Criterion], *, total: Decimal, lowest: Decimal) -> Practice:
    """`total` is the bidder's own and `lowest` a guess at the lowest, both £ excluding VAT and above 0.

    A total below the guess is itself the lowest."""
    lowest = min(lowest, total)
    price_weight = sum((c.weight for c in criteria if c.kind is CriterionKind.PRICE), Decimal(0))
    quality_weight = sum((c.weight for c in criteria if c.kind is CriterionKind.QUALITY), Decimal(0))
    price = price_score(price_weight, lowest, total)
    own, rivals = [], []
    for share in SHARES:
        quality = quality_score(quality_weight, share, 100)
        own.append((share, shown(quality), shown(quality + price)))
        needed = quality + price_score(price_weight, lowest, lowest) - price
        rivals.append(
            Rival(
                share=share,
                quality=shown(quality),
                total=shown(quality + price_score(price_weight, lowest, lowest)),
                needed=shown(needed),
                possible=needed <= quality_weight,
            )
        )
    return Practice(total, lowest, price_weight, quality_weight, shown(price), own, rivals)
