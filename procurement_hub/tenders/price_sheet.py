"""The price sheet of a lot as an Excel file: what goes out to be filled in, and what comes back."""

import io
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from procurement_hub.core.errors import Invalid, SeveralProblems
from procurement_hub.core.workbooks import Unreadable, first_sheet
from procurement_hub.demand.aggregation import Tier
from procurement_hub.frameworks.models import LotItem

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADINGS = (
    "Item code",
    "Item",
    "Unit",
    "Firm demand",
    "Soft demand",
    "From quantity",
    "Price for one, £ excluding VAT",
)
WIDTHS = (14, 44, 12, 14, 14, 16, 30)
ROWS_AN_ITEM = 4
MOST_ROWS = 5000
MOST_PROBLEMS = 20


def make(title: str, items: Sequence[LotItem], prices: Mapping[str, Sequence[Tier]]) -> bytes:
    """An XLSX with rows for each item: its saved tiers, and empty rows for more."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Prices"
    sheet.append([title])
    sheet["A1"].data_type = "s"  # a title that begins with "=" is words, not a formula
    sheet.append(["Fill in the last two columns. A row without a quantity and a price is no tier."])
    sheet.append(list(HEADINGS))
    for cell in sheet[3]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet["A1"].font = Font(bold=True, size=14)
    for column, width in zip("ABCDEFG", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for line in items:
        tiers = list(prices.get(line.item.code, ()))
        for place in range(max(ROWS_AN_ITEM, len(tiers) + 1)):
            tier = tiers[place] if place < len(tiers) else (None, None)
            known = [line.item.code, line.item.title, line.item.unit.name]
            sheet.append([*known, line.firm_quantity, line.soft_quantity, *tier])
            for cell in sheet[sheet.max_row]:
                if cell.column <= len(known):
                    cell.data_type = "s"
                elif cell.column > len(HEADINGS) - 2:
                    cell.fill = PatternFill("solid", fgColor="FFF7BF")
    sheet.freeze_panes = "A4"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def read(data: bytes, items: Sequence[LotItem], *, field: str) -> dict[str, list[Tier]]:
    """The tiers of each item code. Raises Invalid for a file that is no price sheet, and
    SeveralProblems naming every row that is wrong; then nothing of it is used."""
    known = {line.item.code for line in items}
    tiers: dict[str, list[Tier]] = {}
    problems: list[tuple[str | None, str]] = []
    for number, row in _rows(data, field):
        code = str(row[0] or "").strip()
        quantity, price = row[5], row[6]
        if not code and quantity is None and price is None:
            continue
        if code not in known:
            problems.append(
                (field, f"Row {number}: there is no item {code or 'without a code'} in this lot.")
            )
        elif quantity is None and price is None:
            continue
        else:
            try:
                tier = (_number(quantity, "quantity"), _number(price, "price"))
            except ValueError as wrong:
                problems.append((field, f"Row {number}, {code}: {wrong}."))
                continue
            before = tiers.setdefault(code, [])
            if before and before[-1][0] >= tier[0]:
                problems.append(
                    (field, f"Row {number}, {code}: the quantity must be above that of the row before.")
                )
            before.append(tier)
    if problems:
        raise SeveralProblems(problems[:MOST_PROBLEMS])
    if not tiers:
        raise Invalid("The price sheet has no prices in it.", field)
    return tiers


def _rows(data: bytes, field: str):
    try:
        rows = first_sheet(data, rows=MOST_ROWS, columns=len(HEADINGS))
    except Unreadable:
        raise Invalid("The selected file is not an Excel price sheet (.xlsx).", field) from None
    heads = [place for place, row in enumerate(rows) if row and row[0] == HEADINGS[0]]
    if not heads:
        raise Invalid("This is not the price sheet of this page: its row of headings is missing.", field)
    for place, row in enumerate(rows):
        if place > heads[0]:
            yield place + 1, (*row, *[None] * (len(HEADINGS) - len(row)))


def _number(value, name: str) -> Decimal:
    """A cell's number without the noise of a float: 3.42, not 3.4199999999999999."""
    if value is None:
        raise ValueError(f"the {name} is missing")
    text = str(value).replace(",", "").replace("£", "").strip()
    try:
        number = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"the {name} is not a number") from None
    if isinstance(value, bool) or not number.is_finite() or number <= 0:
        raise ValueError(f"the {name} must be more than 0")
    return number
