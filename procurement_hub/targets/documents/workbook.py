"""A region's gains as a workbook: the rows, and two sheets that add the same rows up by sector and by
workstream with formulas, so that anybody sees that both come to the same."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.targets.divisions import title_of
from procurement_hub.targets.documents.rows import STARTS_A_FORMULA, Line, lines
from procurement_hub.targets.models import SectorDivision
from procurement_hub.targets.queries import RegionPosition

BOLD = Font(bold=True)
PENCE = "£#,##0.00;[Red]\u2212£#,##0.00"
FIRST = 5
"""The first row of figures, below the title, the note and the headings."""
GAINS = "Gains"


def region(found: RegionPosition, places: dict[str, SectorDivision], centre: str) -> bytes:
    workbook = Workbook()
    written = lines(found, places)
    coverage = found.coverage
    title = f"{centre}: gains of {format_financial_year(found.financial_year)}"
    note = (
        f"£ excluding VAT, after costs, nominal. {coverage.reported} of {coverage.councils} councils have "
        f"reported, {coverage.signed} have signed."
    )
    _gains(workbook.active, title, note, written)
    sectors = sorted({(line.place.sector.position, line.place.sector.title) for line in written})
    _summed(workbook.create_sheet("By sector"), title, note, "C", [name for _, name in sectors], len(written))
    streams = sorted({line.place.workstream.label for line in written})
    _summed(workbook.create_sheet("By workstream"), title, note, "D", streams, len(written))
    workbook.calculation.fullCalcOnLoad = True
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _gains(sheet: Worksheet, title: str, note: str, written: Sequence[Line]) -> None:
    sheet.title = GAINS
    header = ["Council", "Department", "Sector", "Workstream", "Category", "Total", "Cashable", "Signed off"]
    _head(sheet, title, note, header)
    for number, line in enumerate(written, FIRST):
        sector = line.place.sector
        texts = [line.position.council.name, sector.department, sector.title, line.place.workstream.label]
        for column, words in enumerate([*texts, title_of(line.division)], 1):
            _text(sheet, number, column, words)
        sheet.cell(number, 6, line.total).number_format = PENCE
        sheet.cell(number, 7, line.cashable).number_format = PENCE
        _text(sheet, number, 8, "Yes" if line.position.signed else "No")
    _total(sheet, len(written), (6, 7))


def _summed(sheet: Worksheet, title: str, note: str, column: str, names: Sequence[str], rows: int) -> None:
    _head(sheet, title, note, [sheet.title.removeprefix("By ").capitalize(), "Total", "Cashable"])
    last = max(FIRST, FIRST + rows - 1)
    for number, name in enumerate(names, FIRST):
        _text(sheet, number, 1, name)
        keys = f"{GAINS}!${column}${FIRST}:${column}${last}"
        for place, figures in ((2, "F"), (3, "G")):
            amounts = f"{GAINS}!${figures}${FIRST}:${figures}${last}"
            cell = sheet.cell(number, place, f"=SUMIF({keys},$A{number},{amounts})")
            cell.number_format = PENCE
    _total(sheet, len(names), (2, 3))


def _head(sheet: Worksheet, title: str, note: str, header: Sequence[str]) -> None:
    _text(sheet, 1, 1, title).font = Font(bold=True, size=14)
    _text(sheet, 2, 1, note)
    for column, words in enumerate(header, 1):
        cell = _text(sheet, FIRST - 1, column, words)
        cell.font = BOLD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = 34
    sheet.freeze_panes = sheet.cell(FIRST, 2)


def _total(sheet: Worksheet, rows: int, columns: Sequence[int]) -> None:
    _text(sheet, FIRST + rows, 1, "Total").font = BOLD
    for column in columns:
        letter = get_column_letter(column)
        total = f"=SUM({letter}{FIRST}:{letter}{FIRST + rows - 1})" if rows else 0
        cell = sheet.cell(FIRST + rows, column, total)
        cell.font, cell.number_format = BOLD, PENCE


def _text(sheet: Worksheet, row: int, column: int, words: str):
    """Words as words: what begins like a formula is never one."""
    cell = sheet.cell(row, column, words)
    cell.data_type = "s"
    cell.quotePrefix = words.startswith(STARTS_A_FORMULA)
    return cell
