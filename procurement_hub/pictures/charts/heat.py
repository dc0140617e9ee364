"""A table whose cells are shaded by how much: the figure is in each of them, the shade only helps."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.pictures.charts import wording

SHADES = (Decimal(50), Decimal(75), Decimal(90), Decimal(100))
"""Percentages from which a cell is one shade deeper."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A percentage with what it was worked out from; without one there is nothing to measure."""

    share: Decimal | None
    note: str = ""
    address: str | None = None

    @property
    def says(self) -> str:
        return "None bought" if self.share is None else wording.percent(self.share)

    @property
    def shade(self) -> int | None:
        """0 for the lightest to 4; None for a cell with nothing to measure."""
        return None if self.share is None else sum(self.share >= limit for limit in SHADES)


@dataclass(frozen=True, slots=True)
class HeatTable:
    name: str
    title: str
    basis: str
    first: str
    headings: Sequence[str]
    rows: Sequence[tuple[str, str | None, Sequence[Cell]]]
    notes: Sequence[str] = ()
    empty: str = ""
