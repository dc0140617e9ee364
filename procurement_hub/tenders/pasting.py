"""Rows pasted from a spreadsheet into the price grid: item, from quantity, price."""

import re
from collections.abc import Sequence

from procurement_hub.core.errors import SeveralProblems
from procurement_hub.frameworks.models import LotItem
from procurement_hub.tenders.content import MOST_TIERS
from procurement_hub.tenders.price_checks import number_in

MOST_ROWS = 5000
MOST_PROBLEMS = 20


def read_rows(pasted: str, items: Sequence[LotItem], *, field: str) -> dict[str, list[list[str]]]:
    """The rows of each item code, quantity and price as they were typed
    (the grid has its own £ sign).

    Cells are parted by tabs, semicolons, or commas with a blank behind. The first cell names the item
    by its code or title, the last two are quantity and price; whatever stands between is not read.
    Raises SeveralProblems naming every row that cannot be used; then none is."""
    known = {_letters(name): line.item.code for line in items for name in (line.item.title, line.item.code)}
    found: dict[str, list[list[str]]] = {}
    problems: list[tuple[str | None, str]] = []
    lines = [(n, line) for n, line in enumerate(pasted.splitlines(), 1) if line.strip()]
    for number, line in lines[:MOST_ROWS]:
        cells = _cells(line)
        item = known.get(_letters(cells[0]))
        if item is None and number == lines[0][0] and not any(number_in(cell) for cell in cells[1:]):
            continue  # a row of headings
        if item and len(cells) > 2 and not any(cells[-2:]):
            continue  # an empty row of our own price sheet
        if sentence := _wrong(cells, item):
            problems.append((field, f"Row {number}: {sentence}."))
            continue
        found.setdefault(item, []).append([cells[-2], cells[-1].removeprefix("£").strip()])
    problems += [
        (field, f"{code} has {len(rows)} rows, and {MOST_TIERS} at most can be used.")
        for code, rows in found.items()
        if len(rows) > MOST_TIERS
    ]
    if not problems and not found:
        problems = [(field, "Paste at least one row with an item, a quantity and a price.")]
    if problems:
        raise SeveralProblems(problems[:MOST_PROBLEMS])
    return found


def _cells(line: str) -> list[str]:
    for separator in ("\t", ";"):
        if separator in line:
            return [cell.strip() for cell in line.rstrip("\r\n").split(separator)]
    parts = re.split(r",\s+|\s{2,}", line.strip())
    return [cell.strip() for cell in (parts if len(parts) > 2 else line.split(","))]


def _wrong(cells: list[str], item: str | None) -> str:
    if len(cells) < 3:
        return "it needs an item, a quantity and a price, each in a cell of its own"
    if item is None:
        return f"there is no item “{cells[0]}” in this lot" if cells[0] else "the item is missing"
    quantity, price = cells[-2:]
    if not quantity or not price:
        return "the quantity is missing" if not quantity else "the price is missing"
    if number_in(quantity) is None:
        return f"the quantity “{quantity}” is not a number above 0"
    if number_in(price) is None:
        return f"the price “{price}” is not a number above 0"
    return ""


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())
