"""A region's gains as plain rows (CSV), sent as they are written: a row for each council and category.

The rows are rounded so that they add up to the region's total to the penny, by sector, by workstream or
in any other way. £ excluding VAT, after costs, allowed by the councils' finance officers."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.savings.rounding import rounded_to_total
from procurement_hub.targets.divisions import title_of
from procurement_hub.targets.models import SectorDivision
from procurement_hub.targets.queries import Position, RegionPosition

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
HEADER = [
    "council",
    "name",
    "financial_year",
    "signed_off",
    "department",
    "sector",
    "workstream",
    "category",
    "category_title",
    "total",
    "cashable",
    "non_cashable",
]


def plain(text: str) -> str:
    """Text that a spreadsheet program must not take for a formula."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


@dataclass(frozen=True, slots=True)
class Line:
    """A council's gains in one category, to the penny, with the sector and workstream that it lies in."""

    position: Position
    division: str
    place: SectorDivision
    total: Decimal
    cashable: Decimal


def lines(region: RegionPosition, places: Mapping[str, SectorDivision]) -> list[Line]:
    found = [
        (position, division, gained)
        for position in region.positions
        for division, gained in sorted(position.by_division.items())
    ]
    totals = rounded_to_total([gained.total for _, _, gained in found])
    cashable = rounded_to_total([gained.cashable for _, _, gained in found])
    return [
        Line(position, division, places.get(division) or places[""], total, cash)
        for (position, division, _), total, cash in zip(found, totals, cashable, strict=True)
    ]


def region(found: RegionPosition, places: Mapping[str, SectorDivision]) -> Iterator[bytes]:
    yield "\ufeff".encode()
    yield _written(HEADER)
    year = format_financial_year(found.financial_year)
    for line in lines(found, places):
        yield _written(
            [
                plain(line.position.council.code),
                plain(line.position.council.name),
                year,
                "yes" if line.position.signed else "no",
                line.place.sector.department,
                line.place.sector.title,
                line.place.workstream.label,
                line.division,
                title_of(line.division),
                line.total,
                line.cashable,
                line.total - line.cashable,
            ]
        )


def _written(cells: list) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()
