"""A release of an index as somebody pastes or sends it: a line for each financial year and its value."""

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from procurement_hub.core.errors import Invalid, SeveralProblems
from procurement_hub.core.workbooks import Unreadable, csv_rows

MOST_YEARS = 200
LARGEST = Decimal(1_000_000)
YEAR = re.compile(r"(\d{4})(?:\s*(?:to|[-/–])\s*(\d{4}|\d{2}))?")


def values_in(data: bytes, *, field: str = "figures") -> dict[int, Decimal]:
    """Financial year → value, from the first two columns of a CSV file or of pasted lines.

    A year is written 2024, 2024-25 or 2024 to 2025 and named by the year in which it starts. A first
    line without a figure is taken for a heading. Refuses with a sentence for each wrong line."""
    try:
        rows = [_cells(row) for row in csv_rows(data)]
    except Unreadable:
        raise Invalid("The figures cannot be read. Send a CSV file, or paste them.", field) from None
    found: dict[int, Decimal] = {}
    problems: list[tuple[str | None, str]] = []
    for number, row in enumerate(rows, 1):
        if not any(row) or (number == 1 and not re.search(r"\d", "".join(row[:2]))):
            continue
        try:
            year, value = _year(row[0] if row else ""), _value(row[1] if len(row) > 1 else "")
            if year in found:
                raise ValueError(f"the year {year} comes twice")
            found[year] = value
        except ValueError as wrong:
            problems.append((field, f"Line {number}: {wrong}."))
    if problems:
        raise SeveralProblems(problems[:10])
    return found


def check_values(values: Mapping[int, Decimal], *, field: str = "figures") -> None:
    """Refuse a release that is empty, too long, or has a value that no index can have."""
    if not values:
        raise Invalid("Enter the figures: a financial year and its value on each line.", field)
    if len(values) > MOST_YEARS:
        raise Invalid(f"A release may have {MOST_YEARS} years at most.", field)
    for year, value in values.items():
        if not 1900 <= year <= 2200:
            raise Invalid(f"{year} is not a financial year.", field)
        if not value.is_finite() or not 0 < value < LARGEST or value != round(value, 3):
            raise Invalid(f"The value of {year} must be more than 0, with at most 3 decimal places.", field)


def _cells(row: list[str]) -> list[str]:
    """The cells of a line; one that was pasted with spaces between year and value has two as well."""
    cells = [cell.strip() for cell in row]
    return cells[0].rsplit(None, 1) if len(cells) == 1 else cells


def _year(text: str) -> int:
    match = YEAR.fullmatch(text)
    if match is None:
        raise ValueError(f"“{text}” is not a financial year. Write 2024 or 2024-25")
    first = int(match[1])
    if match[2] and int(match[2]) not in (first + 1, (first + 1) % 100):
        raise ValueError(f"“{text}” is not one financial year")
    return first


def _value(text: str) -> Decimal:
    try:
        value = Decimal(text.replace(",", ""))
    except InvalidOperation:
        raise ValueError(f"“{text}” is not a number") from None
    if not value.is_finite():
        raise ValueError(f"“{text}” is not a number")
    return value
