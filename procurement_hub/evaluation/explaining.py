"""The sentences of an assessment summary: why a bid won or did not (PA 2023 s.50, PR 2024 r.31)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from procurement_hub.core.money import format_pence
from procurement_hub.evaluation.scoring import quality_score, shown

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True)
class Outcome:
    """One bid of a lot as it came out: £ excluding VAT, and points out of 100 to 2 places."""

    supplier: str
    evaluated_total: Decimal
    price: Decimal
    quality: Decimal
    total: Decimal
    rank: int
    awarded: bool


def explain(outcome: Outcome, outcomes: Sequence[Outcome], places: int) -> str:
    """Why this bid has, or has not, one of the lot's `places`. `outcomes` are in ranking order."""
    first = outcomes[0]
    count = f"{len(outcomes)} bid{'' if len(outcomes) == 1 else 's'}"
    says = [
        f"This bid came {ordinal(outcome.rank)} of {count}, with {outcome.total} points out of 100: "
        f"{outcome.price} for price and {outcome.quality} for quality. "
        f"Its total for the councils' whole demand is {format_pence(outcome.evaluated_total)} excluding VAT."
    ]
    given = "one place" if places == 1 else f"{places} places"
    if outcome.awarded:
        says.append(f"The lot has {given}, so this bid is awarded one." if places > 1 else "It wins the lot.")
        return " ".join(says)
    last = [each for each in outcomes if each.awarded][-1]
    says.append(
        f"The lot has {given}. The lowest ranked bid with a place, from {last.supplier}, has {last.total} "
        f"points, {last.total - outcome.total} more than this one."
        if last is not first
        else f"The lot has {given}. The most advantageous tender, from {first.supplier}, has {first.total} "
        f"points, {first.total - outcome.total} more than this one."
    )
    says.append(_where_lost(outcome, first))
    return " ".join(says)


def _where_lost(outcome: Outcome, winner: Outcome) -> str:
    price, quality = winner.price - outcome.price, winner.quality - outcome.quality
    return (
        f"Against the winner it has {_difference(price)} for price "
        f"(the winner's total is {format_pence(winner.evaluated_total)} excluding VAT) "
        f"and {_difference(quality)} for quality."
    )


def _difference(points: Decimal) -> str:
    if points == 0:
        return "the same points"
    return f"{abs(points)} {'fewer' if points > 0 else 'more'} points"


def points(score: Decimal) -> Decimal:
    """Points as they are shown: to 2 places, half up."""
    return score.quantize(HUNDREDTH, ROUND_HALF_UP)


def price_sum(weight: Decimal, lowest: Decimal, total: Decimal, score: Decimal) -> str:
    """How a price score comes about: "60 × £266,760.00 ÷ £271,440.00 = 58.97"."""
    return f"{plain(weight)} × {format_pence(lowest)} ÷ {format_pence(total)} = {points(score)}"


def quality_sum(weight: Decimal, agreed: int, scale_max: int) -> str:
    """How the points of one answer come about: "25 × 4 ÷ 5 = 20.00"."""
    return f"{plain(weight)} × {agreed} ÷ {scale_max} = {answer_points(weight, agreed, scale_max)}"


def answer_points(weight: Decimal, agreed: int, scale_max: int) -> Decimal:
    """The points of one answer, to 2 places."""
    return shown(quality_score(weight, agreed, scale_max))


def plain(number: Decimal) -> str:
    """A weight without its trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def ordinal(number: int) -> str:
    """1st, 2nd, 3rd, 4th, 11th, 21st."""
    if number % 100 in (11, 12, 13):
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"
