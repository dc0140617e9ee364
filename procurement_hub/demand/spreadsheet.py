"""Demand in a spreadsheet: the template that a council downloads, and what it sends back.

CSV and XLSX are read to the same rows. Nothing is guessed: a cell that cannot be read is named by
its row and column."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Font

from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import day_in
from procurement_hub.core.errors import DomainError, SeveralProblems
from procurement_hub.core.workbooks import Unreadable, csv_rows, first_sheet
from procurement_hub.demand.models import Commitment
from procurement_hub.demand.services import LineRow

ITEM, TITLE, UNIT = "Item", "Title", "Unit"
QUANTITY, COMMITMENT = "Quantity a year", "Firm or soft"
PRICE, BOUGHT, PRICE_DATE = "Current price", "Quantity bought a year now", "Price date"
SUPPLIER, NOTE = "Current supplier", "Evidence"

COLUMNS = (ITEM, TITLE, UNIT, QUANTITY, COMMITMENT, PRICE, BOUGHT, PRICE_DATE, SUPPLIER, NOTE)
NEEDED = (ITEM, QUANTITY, COMMITMENT)
MOST_ROWS = 2000
MOST_COLUMNS = 40

Cells = dict[str, str]


class NotASpreadsheet(DomainError):
    """The file is neither CSV nor XLSX, or lacks the template's columns."""


def template_csv(items: Iterable[Item]) -> bytes:
    """An empty template with a row for each item, for any spreadsheet program."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows(_template_rows(items))
    return text.getvalue().encode("utf-8-sig")


def template_xlsx(items: Iterable[Item]) -> bytes:
    """The same template as an Excel workbook."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.title = "Demand"
    sheet.append(COLUMNS)
    for row in _template_rows(items):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        sheet.column_dimensions[cell.column_letter].width = 45 if cell.value == TITLE else 20
    sheet.freeze_panes = "A2"
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _template_rows(items: Iterable[Item]) -> Iterator[list[str]]:
    for item in items:
        yield [item.code, _no_formula(item.title), item.unit.name] + [""] * (len(COLUMNS) - 3)


def _no_formula(text: str) -> str:
    """Text that a spreadsheet program must not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text


def read_lines(data: bytes, units: dict[str, str]) -> list[LineRow]:
    """The council's lines in a CSV or XLSX file; rows with nothing filled in are left out.

    `units` is the unit's name for each item, against which the unit column is checked. Raises
    NotASpreadsheet, or SeveralProblems with a sentence for each cell that cannot be read."""
    rows = _from_xlsx(data) if data[:4] == b"PK\x03\x04" else _from_csv(data)
    header = [cell.strip() for cell in next(rows, [])]
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise NotASpreadsheet(
            f"The file has no column called {' or '.join(missing)}. Use the template of this round.", "file"
        )
    lines: list[LineRow] = []
    problems: list[tuple[str | None, str]] = []
    for number, values in enumerate(rows, start=2):
        cells = {name: value.strip() for name, value in zip(header, values, strict=False) if name}
        if not any(cells.get(name) for name in COLUMNS if name not in (ITEM, TITLE, UNIT)):
            continue
        if len(lines) + len(problems) >= MOST_ROWS:
            raise NotASpreadsheet(f"The file has more than {MOST_ROWS:,} rows of demand.", "file")
        line = _line(number, cells, units, problems)
        if line is not None:
            lines.append(line)
    if problems:
        raise SeveralProblems(problems)
    return lines


def _line(
    number: int, cells: Cells, units: dict[str, str], problems: list[tuple[str | None, str]]
) -> LineRow | None:
    before = len(problems)

    def read(column: str, reader: Callable[[str], Any]):
        text = cells.get(column, "")
        if not text:
            return None
        try:
            return reader(text)
        except ValueError as wrong:
            problems.append((None, f"Row {number}, {column.lower()}: {wrong}"))
            return None

    item = cells.get(ITEM, "")
    unit = cells.get(UNIT, "")
    if item in units and unit and not _same_unit(unit, units[item]):
        problems.append(
            (
                None,
                f"Row {number}, unit: the unit of {item} is {units[item]}, not {unit}. "
                "Work out the quantity and price in that unit.",
            )
        )
    line = LineRow(
        row=number,
        item=item,
        quantity=read(QUANTITY, read_number),
        commitment=read(COMMITMENT, read_commitment),
        current_price=read(PRICE, read_number),
        current_quantity=read(BOUGHT, read_number),
        price_date=read(PRICE_DATE, day_in),
        current_supplier=cells.get(SUPPLIER, ""),
        evidence_note=cells.get(NOTE, ""),
    )
    return line if len(problems) == before else None


def _same_unit(written: str, unit: str) -> bool:
    """Whether a cell names the unit: Reams is ream, and tonne is tonne (metric ton)."""
    short = unit.lower().partition(" (")[0]
    return written.lower() in {unit.lower(), short, f"{short}s", f"{short}es"}


def write_lines(lines: Sequence[LineRow]) -> str:
    """The lines as the CSV that `read_lines` reads back: what the preview carries to the confirmation."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in lines:
        writer.writerow(
            [
                line.item,
                "",
                "",
                _written(line.quantity),
                line.commitment.value if line.commitment else "",
                _written(line.current_price),
                _written(line.current_quantity),
                line.price_date.isoformat() if line.price_date else "",
                line.current_supplier,
                line.evidence_note,
            ]
        )
    return text.getvalue()


def _written(number: Decimal | None) -> str:
    return "" if number is None else f"{number:f}"


def read_number(text: str) -> Decimal:
    """1,250.50 or £1,250.50."""
    plain = text.replace("£", "").replace(",", "").replace("\u2212", "-").strip()
    try:
        number = Decimal(plain)
    except InvalidOperation:
        raise ValueError(f"“{text}” is not a number.") from None
    if not number.is_finite():
        raise ValueError(f"“{text}” is not a number.")
    return number


def read_commitment(text: str) -> Commitment:
    try:
        return Commitment(text.lower())
    except ValueError:
        raise ValueError(f"“{text}” must be firm or soft.") from None


def _from_csv(data: bytes) -> Iterator[list[str]]:
    try:
        yield from csv_rows(data)
    except Unreadable:
        raise NotASpreadsheet(
            "The file could not be read. Save it as CSV or as an Excel workbook.", "file"
        ) from None


def _from_xlsx(data: bytes) -> Iterator[list[str]]:
    try:
        rows = first_sheet(data, rows=MOST_ROWS * 2, columns=MOST_COLUMNS)
    except Unreadable:
        raise NotASpreadsheet(
            "The workbook could not be read. Save it again as an Excel workbook (XLSX) or as CSV.", "file"
        ) from None
    for values in rows:
        yield [_cell(value) for value in values]


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return re.sub(r"\.0+$", "", f"{Decimal(repr(value)):f}")
    return str(value)
