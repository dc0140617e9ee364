"""The statement as a workbook whose totals are formulas, so that anybody can follow the sums."""

import io
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from procurement_hub.core.calendar import format_financial_year
from procurement_hub.statements.documents.printed import headed
from procurement_hub.statements.documents.rows import STARTS_A_FORMULA
from procurement_hub.statements.measures import SUMS
from procurement_hub.statements.models import Look, Unit
from procurement_hub.statements.sheets import Sheet, Value

BOLD = Font(bold=True)
POUNDS = "£#,##0;[Red]\u2212£#,##0"
PENCE = "£#,##0.00;[Red]\u2212£#,##0.00"
FIRST = 5
"""The first row of figures, below the title, the note and the headings."""


def statement(sheet: Sheet) -> bytes:
    workbook = Workbook()
    _table(workbook.active, sheet)
    if sheet.penny:
        _to_the_penny(workbook.create_sheet("To the penny"), sheet)
    if sheet.expected:
        _expected(workbook.create_sheet("Forecast"), sheet)
    if sheet.look.is_achieved:
        _quality(workbook.create_sheet("Quality"), sheet)
    _words(workbook.create_sheet("Words"), sheet)
    workbook.calculation.fullCalcOnLoad = True
    output = io.BytesIO()
    workbook.save(output)
    return output.getvalue()


def _table(page: Worksheet, sheet: Sheet) -> None:
    """A row for each heading with its items below it; headings are sums of their items, and the total
    of the headings. Lines for the whole council stand under it."""
    page.title = {
        Look.FORWARD: "Forward look",
        Look.MID_YEAR: "Mid-year update",
        Look.BACKWARD: "Backward look",
    }.get(sheet.look, "Statement")
    header = ["Title", *(headed(column) for column in sheet.columns)]
    _head(page, sheet, "£ excluding VAT, net of costs, in whole pounds.", header)
    number, heads = FIRST, []
    for row in sheet.rows:
        heads.append(number)
        _text(page, number, 1, row.title).font = BOLD
        last = number + len(row.lines)
        for place, (column, value) in enumerate(zip(sheet.columns, row.values, strict=True), 2):
            letter = get_column_letter(place)
            words = column.unit is Unit.WORDS
            formula = f"=SUM({letter}{number + 1}:{letter}{last})" if row.lines else 0
            _put(page, number, place, value if words else formula)
            page.cell(number, place).font = BOLD
        for n, line in enumerate(row.lines, number + 1):
            _text(page, n, 1, line.title).alignment = Alignment(indent=1)
            for place, value in enumerate(line.values, 2):
                _put(page, n, place, _made_of(sheet, place - 2, n) or value)
        number = last + 1
    _text(page, number, 1, "Total").font = BOLD
    for place, (column, value) in enumerate(zip(sheet.columns, sheet.totals, strict=True), 2):
        letter = get_column_letter(place)
        total = f"=SUM({','.join(f'{letter}{head}' for head in heads)})" if heads else 0
        _put(page, number, place, value if column.unit is Unit.WORDS else total)
        page.cell(number, place).font = BOLD
    _format(page, range(2, 2 + len(sheet.columns)), POUNDS)
    for below, line in enumerate(sheet.below, number + 2):
        _text(page, below, 1, line.title)
        _put(page, below, 2, line.why_not if line.value is None else line.value)
        page.cell(below, 2).number_format = PENCE if line.unit is Unit.PENCE else "#,##0.##"


def _made_of(sheet: Sheet, place: int, row: int) -> str | None:
    """The formula of a figure that is the sum or difference of other columns of its row."""
    column = sheet.columns[place]
    plus, minus = SUMS.get(column.measure, ((), ()))
    parts = [
        (sign, sheet.position(name, column.part))
        for sign, names in (("+", plus), ("-", minus))
        for name in names
    ]
    if not parts or any(position is None for _, position in parts):
        return None
    written = "".join(f"{sign}{get_column_letter(position + 2)}{row}" for sign, position in parts)
    return f"={written.removeprefix('+')}"


def _to_the_penny(page: Worksheet, sheet: Sheet) -> None:
    header = ["Item", "Unit", "Quantity", "Cashable", "Non-cashable", "Gross", "Costs", "Net"]
    note = "The ledger of the year, £ excluding VAT. Gross is cashable and non-cashable together."
    _head(page, sheet, note, header)
    for number, row in enumerate(sheet.penny, FIRST):
        _text(page, number, 1, row.title)
        _text(page, number, 2, row.unit)
        page.cell(number, 3, row.quantity)
        page.cell(number, 4, row.cashable)
        page.cell(number, 5, row.non_cashable)
        page.cell(number, 6, f"=D{number}+E{number}")
        page.cell(number, 7, row.costs)
        page.cell(number, 8, f"=F{number}-G{number}")
    _total(page, len(sheet.penny), range(4, 9))
    _format(page, range(4, 9), PENCE)
    _format(page, [3], "#,##0.###")


def _expected(page: Worksheet, sheet: Sheet) -> None:
    header = ["Item", "Framework", "Stage", "Probability (%)", "From", "To", "Days", "Days of the year"]
    header += ["Quantity", "Annual effect", "Expected", "of which cashable", "Further in a full year"]
    header += ["Planned quality check", "Working"]
    _head(page, sheet, "£ excluding VAT. What is expected is not achieved.", header)
    for number, line in enumerate(sheet.expected, FIRST):
        for place, words in enumerate((line.item, line.framework, line.stage), 1):
            _text(page, number, place, words)
        page.cell(number, 4, line.probability)
        _text(page, number, 5, line.starts_on)
        _text(page, number, 6, line.ends_on)
        figures = (line.days, line.of_days, line.quantity, line.annual, line.expected, line.cashable)
        for place, figure in enumerate((*figures, line.full_year_effect), 7):
            page.cell(number, place, figure)
        _text(page, number, 14, line.indicator)
        _text(page, number, 15, line.working)
    _total(page, len(sheet.expected), range(10, 14))
    _format(page, range(10, 14), PENCE)


def _quality(page: Worksheet, sheet: Sheet) -> None:
    year = sheet.financial_year
    header = ["Heading", "Item", "Primary quality cross check", "Which way is better"]
    header += [format_financial_year(year - 1), format_financial_year(year), "Met?"]
    _head(page, sheet, "The latest record of each indicator counts.", header)
    checks = [(row.title, check) for row in sheet.rows for check in row.checks]
    for number, (title, check) in enumerate(checks, FIRST):
        words = (title, check.item, check.indicator, check.better, check.before, check.after, check.met)
        for place, text in enumerate(words, 1):
            _text(page, number, place, text)


def _words(page: Worksheet, sheet: Sheet) -> None:
    _head(page, sheet, "Key actions, comments and notes.", ["Heading", "Words"])
    said = [("Strategy", sheet.strategy)] if sheet.strategy else []
    for row in sheet.rows:
        said += [(row.title, words) for words in row.actions]
        said += [(row.title, row.comment)] if row.comment else []
    said += [("Note", note) for note in sheet.notes]
    for number, (title, words) in enumerate(said, FIRST):
        _text(page, number, 1, title)
        _text(page, number, 2, words).alignment = Alignment(wrap_text=True, vertical="top")
    page.column_dimensions["B"].width = 100


def _head(page: Worksheet, sheet: Sheet, note: str, header: Sequence[str]) -> None:
    _text(page, 1, 1, f"{sheet.council}: {sheet.title}")
    page["A1"].font = Font(bold=True, size=14)
    _text(page, 2, 1, note)
    for column, words in enumerate(header, 1):
        cell = _text(page, FIRST - 1, column, words)
        cell.font = BOLD
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        page.column_dimensions[get_column_letter(column)].width = 45 if column == 1 else 20
    page.freeze_panes = page.cell(FIRST, 2)


def _put(page: Worksheet, row: int, column: int, value: Value | int) -> None:
    """A number or one of our own formulas; anything else is words."""
    if isinstance(value, str) and not value.startswith("="):
        _text(page, row, column, value)
    else:
        page.cell(row, column, value)


def _text(page: Worksheet, row: int, column: int, words: str):
    """Words as words: what begins like a formula is never one."""
    cell = page.cell(row, column, words)
    cell.data_type = "s"
    cell.quotePrefix = words.startswith(STARTS_A_FORMULA)
    return cell


def _total(page: Worksheet, rows: int, columns: Sequence[int]) -> None:
    last = FIRST + rows
    _text(page, last, 1, "Total").font = BOLD
    for column in columns:
        letter = get_column_letter(column)
        total = f"=SUM({letter}{FIRST}:{letter}{last - 1})" if rows else 0
        page.cell(last, column, total).font = BOLD


def _format(page: Worksheet, columns: Sequence[int], number_format: str) -> None:
    for column in columns:
        for row in range(FIRST, page.max_row + 1):
            page.cell(row, column).number_format = number_format
