"""The statement as a workbook whose totals are formulas, so that anybody can follow the sums."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.savings.claims import Claim, title_of
from procurement_hub.savings.documents.rows import STARTS_A_FORMULA
from procurement_hub.savings.wording import better, verdict

BOLD = Font(bold=True)
POUNDS = "£#,##0;[Red]\u2212£#,##0"
PENCE = "£#,##0.00;[Red]\u2212£#,##0.00"
FIRST = 5
"""The first row of figures, below the title, the note and the headings."""


def statement(claim: Claim) -> bytes:
    workbook = Workbook()
    _backward_look(workbook.active, claim)
    _to_the_penny(workbook.create_sheet("To the penny"), claim)
    _quality(workbook.create_sheet("Quality"), claim)
    workbook.calculation.fullCalcOnLoad = True
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _backward_look(sheet: Worksheet, claim: Claim) -> None:
    sheet.title = "Backward look"
    names = claim.headings
    header = ["Item"]
    for column in ("sustained", "further", "ongoing", "cumulative"):
        header += [f"{names[column]}: total", f"{names[column]}: of which cashable"]
    _head(sheet, claim, f"{claim.standing} Whole pounds excluding VAT, after recurring costs.", header)
    for number, row in enumerate(claim.look.rows, FIRST):
        _text(sheet, number, 1, title_of(row))
        figures = [row.sustained, row.further, row.ongoing]
        for place, pair in enumerate(figures):
            sheet.cell(number, 2 + 2 * place, pair.total)
            sheet.cell(number, 3 + 2 * place, pair.cashable)
        sheet.cell(number, 8, f"=B{number}+D{number}")
        sheet.cell(number, 9, f"=C{number}+E{number}")
    _total(sheet, len(claim.look.rows), range(2, 10))
    _format(sheet, range(2, 10), POUNDS)


def _to_the_penny(sheet: Worksheet, claim: Claim) -> None:
    header = ["Item", "Unit", "Quantity", "Cashable", "Non-cashable", "Gross", "Costs", "Net"]
    _head(sheet, claim, "£ excluding VAT. Gross is cashable and non-cashable together.", header)
    for number, row in enumerate(claim.account.rows, FIRST):
        item = row.total.item
        _text(sheet, number, 1, title_of(claim.look.rows[number - FIRST]))
        _text(sheet, number, 2, item.unit.name if item else "")
        sheet.cell(number, 3, row.total.quantity)
        sheet.cell(number, 4, row.cashable)
        sheet.cell(number, 5, row.non_cashable)
        sheet.cell(number, 6, f"=D{number}+E{number}")
        sheet.cell(number, 7, row.costs)
        sheet.cell(number, 8, f"=F{number}-G{number}")
    _total(sheet, len(claim.account.rows), range(4, 9))
    _format(sheet, range(4, 9), PENCE)
    _format(sheet, [3], "#,##0.###")


def _quality(sheet: Worksheet, claim: Claim) -> None:
    year = claim.look.financial_year
    header = ["Item", "Primary quality cross check", "Which way is better"]
    header += [format_financial_year(year - 1), format_financial_year(year), "Met?", "Explanation"]
    _head(sheet, claim, "The latest record of each indicator counts.", header)
    number = FIRST
    for row in claim.look.rows:
        for check in row.checks:
            for place, words in ((1, title_of(row)), (2, check.indicator), (3, better(check))):
                _text(sheet, number, place, words)
            sheet.cell(number, 4, check.before)
            sheet.cell(number, 5, check.after)
            _text(sheet, number, 6, verdict(check))
            _text(sheet, number, 7, check.explanation)
            number += 1


def _head(sheet: Worksheet, claim: Claim, note: str, header: list[str]) -> None:
    _text(sheet, 1, 1, f"{claim.look.council.name}: {claim.title}")
    sheet["A1"].font = Font(bold=True, size=14)
    _text(sheet, 2, 1, note)
    for column, words in enumerate(header, 1):
        cell = _text(sheet, FIRST - 1, column, words)
        cell.font = BOLD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = 45 if column == 1 else 20
    sheet.freeze_panes = sheet.cell(FIRST, 2)


def _text(sheet: Worksheet, row: int, column: int, words: str):
    """Words as words: what begins like a formula is never one."""
    cell = sheet.cell(row, column, words)
    cell.data_type = "s"
    cell.quotePrefix = words.startswith(STARTS_A_FORMULA)
    return cell


def _total(sheet: Worksheet, rows: int, columns) -> None:
    last = FIRST + rows
    _text(sheet, last, 1, "Total").font = BOLD
    for column in columns:
        letter = get_column_letter(column)
        total = f"=SUM({letter}{FIRST}:{letter}{last - 1})" if rows else 0
        sheet.cell(last, column, total).font = BOLD


def _format(sheet: Worksheet, columns, number_format: str) -> None:
    for column in columns:
        for row in range(FIRST, sheet.max_row + 1):
            sheet.cell(row, column).number_format = number_format
