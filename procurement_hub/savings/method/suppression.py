"""What may be published about few: small cells, dominance and subtraction (savings-method 2.14)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import TypeVar

from procurement_hub.savings.method.distributions import MIN_CONTRIBUTORS
from procurement_hub.savings.method.figures import Figure, ImpossibleFigure, not_negative, unrounded

DOMINANCE_PERCENT = Decimal(70)
INTERNAL_MEDIAN_FROM = 3

Key = TypeVar("Key", bound=Hashable)


class Suppressed(StrEnum):
    """Why a cell is not shown."""

    TOO_FEW = "too_few"
    DOMINANCE = "dominance"
    SECOND_CELL = "second_cell"

    @property
    def label(self) -> str:
        return {
            "too_few": f"suppressed (n<{MIN_CONTRIBUTORS})",
            "dominance": "suppressed (one contributor is most of it)",
            "second_cell": "suppressed (so that no other can be worked out)",
        }[self.value]

    @property
    def sentence(self) -> str:
        """The same to somebody who asks what a figure of several councils would have been."""
        return {
            "too_few": f"It is suppressed, because fewer than {MIN_CONTRIBUTORS} councils stand behind it: "
            "with so few, a figure could give one of them away.",
            "dominance": f"It is suppressed, because more than {DOMINANCE_PERCENT}% of the money behind it "
            "is one council's: the figure would be little else than that council's own.",
            "second_cell": "It is suppressed, so that no other suppressed figure can be worked out from it.",
        }[self.value]


@unrounded
def why_suppressed(contributions: Sequence[Figure], minimum: int = MIN_CONTRIBUTORS) -> Suppressed | None:
    """Why one cell must not be shown by itself, given what each contributor adds to it (£)."""
    amounts = [not_negative("contribution", amount) for amount in contributions]
    if len(amounts) < minimum:
        return Suppressed.TOO_FEW
    if max(amounts, default=Decimal(0)) * 100 > DOMINANCE_PERCENT * sum(amounts):
        return Suppressed.DOMINANCE
    return None


@unrounded
def suppressed_cells(
    cells: Mapping[Key, Sequence[Figure]], minimum: int = MIN_CONTRIBUTORS
) -> dict[Key, Suppressed]:
    """Which cells of a table with a published total must be left out, and why.

    When exactly one cell is left out it follows from the total by subtraction, so the smallest
    of the others goes too. An empty cell says nothing about anybody and is shown as it is."""
    if minimum < 1:
        raise ImpossibleFigure("At least one contributor is needed.")
    found = {
        key: reason
        for key, contributions in cells.items()
        if contributions and (reason := why_suppressed(contributions, minimum))
    }
    others = [key for key, contributions in cells.items() if contributions and key not in found]
    if len(found) == 1 and others:
        second = min(others, key=lambda key: sum(not_negative("contribution", x) for x in cells[key]))
        found[second] = Suppressed.SECOND_CELL
    return found
