"""The scores of a lot, as published to the bidders, so that each can repeat their own.

Price score = weight × lowest evaluated total ÷ this total. Quality score = the sum of
question weight × agreed score ÷ scale maximum. Scores are kept as fractions, so that two
bids are tied only if they truly are and nothing is rounded before the ranking.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from procurement_hub.core.errors import DomainError
from procurement_hub.tenders.formula import NoPriceForDemand as NoPriceForDemand
from procurement_hub.tenders.formula import Number, price_score, quality_score
from procurement_hub.tenders.formula import ScoreOffTheScale as ScoreOffTheScale
from procurement_hub.tenders.formula import TotalNotAboveZero as TotalNotAboveZero
from procurement_hub.tenders.formula import evaluated_total as evaluated_total
from procurement_hub.tenders.formula import shown as shown

ScaleMax = Number | Mapping[str, Number]

PRICE = "price"


class ScoreMissing(DomainError):
    """A question has no agreed score for a bid."""


@dataclass(frozen=True)
class ScoredBid:
    """What is scored of one bid: its evaluated total (£ excluding VAT) and agreed scores."""

    total: Decimal
    scores: Mapping[str, Number] = field(default_factory=dict)


@dataclass(frozen=True)
class BidScore:
    """The exact scores of one bid; `shown()` gives what a page prints."""

    price: Fraction
    quality: Fraction

    @property
    def total(self) -> Fraction:
        return self.price + self.quality


@dataclass(frozen=True)
class LotScores:
    """The result of a lot.

    scores: the total shown for each supplier. ranking: best first. tied: groups of
    suppliers with the same exact total, best first. needs_draw: those whose quality scores
    are the same too and whom no recorded draw has put in order; until it has, their order
    in the ranking means nothing and none of them can be awarded ahead of another.
    """

    scores: dict[str, Decimal]
    ranking: list[str]
    tied: list[list[str]]
    needs_draw: list[list[str]]
    breakdown: dict[str, BidScore]

    @property
    def winner(self) -> str | None:
        """The first in the ranking, or None without bids or while a draw must decide."""
        if not self.ranking or any(self.ranking[0] in group for group in self.needs_draw):
            return None
        return self.ranking[0]


def score_lot(
    weights: Mapping[str, Number],
    scale_max: ScaleMax,
    bids: Mapping[str, ScoredBid],
    draw: Sequence[str] = (),
) -> LotScores:
    """Score and rank the bids of one lot.

    `weights` has a weight under "price" and one for each question; `scale_max` is one
    number, or one for each question. A tie goes to the higher quality score. If that is
    the same too it needs a recorded draw: `draw` is its order of suppliers, first drawn
    first.
    """
    lowest = min((bid.total for bid in bids.values()), default=Decimal(0))
    breakdown = {
        supplier: _score_bid(supplier, weights, scale_max, bid, lowest) for supplier, bid in bids.items()
    }
    drawn = {supplier: place for place, supplier in enumerate(draw)}

    def place(supplier: str) -> tuple[Fraction, Fraction, int, str]:
        score = breakdown[supplier]
        return (-score.total, -score.quality, drawn.get(supplier, len(drawn)), supplier)

    ranking = sorted(breakdown, key=place)
    equal_totals = _groups(ranking, lambda supplier: breakdown[supplier].total)
    equal_quality = [
        group for tie in equal_totals for group in _groups(tie, lambda supplier: breakdown[supplier].quality)
    ]
    return LotScores(
        scores={supplier: shown(score.total) for supplier, score in breakdown.items()},
        ranking=ranking,
        tied=equal_totals,
        needs_draw=[group for group in equal_quality if not drawn.keys() >= set(group)],
        breakdown=breakdown,
    )


def _score_bid(
    supplier: str,
    weights: Mapping[str, Number],
    scale_max: ScaleMax,
    bid: ScoredBid,
    lowest: Decimal,
) -> BidScore:
    quality = Fraction(0)
    for question, weight in weights.items():
        if question == PRICE:
            continue
        if question not in bid.scores:
            raise ScoreMissing(f"{supplier} has no agreed score for {question}.")
        maximum = scale_max[question] if isinstance(scale_max, Mapping) else scale_max
        quality += quality_score(weight, bid.scores[question], maximum)
    return BidScore(price=price_score(weights.get(PRICE, 0), lowest, bid.total), quality=quality)


def _groups(suppliers: list[str], score) -> list[list[str]]:
    """The runs of two or more neighbours with the same score."""
    runs = [list(run) for _, run in groupby(suppliers, key=score)]
    return [run for run in runs if len(run) > 1]
