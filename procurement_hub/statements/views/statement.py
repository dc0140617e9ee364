"""A statement: to read as the books stand, to print, and to take into a spreadsheet."""

from itertools import groupby

from flask import render_template

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import uk_date
from procurement_hub.savings import queries as books
from procurement_hub.savings import wording
from procurement_hub.statements import moves
from procurement_hub.statements.documents import printed, rows, workbook
from procurement_hub.statements.models import Look
from procurement_hub.statements.prepared import Prepared, prepare
from procurement_hub.statements.services.filing import why_not_submit
from procurement_hub.statements.sheets import Sheet, from_canonical
from procurement_hub.statements.views.blueprint import blueprint, on_day, stated
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.session import actor, now

PDF = "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def prepared(financial_year: int, layout: str) -> Prepared:
    """The statement as the actor's council would file it now. NotFound for a year that has not come."""
    stated(financial_year)
    return prepare(
        council_id=books.reader_council(actor()),
        layout_code=layout,
        financial_year=financial_year,
        today=uk_date(now()),
        on=on_day(financial_year),
    )


def file_name(sheet: Sheet, ending: str, version: int | None = None) -> str:
    number = f"-v{version}" if version else ""
    years = f"{sheet.financial_year}-{sheet.financial_year + 1}"
    return f"{sheet.council_code.lower()}-{sheet.layout}-{years}{number}{ending}"


def groups(sheet: Sheet) -> list[tuple[str, int]]:
    """The titles above the columns, and over how many each stands."""
    return [(title, len(list(under))) for title, under in groupby(sheet.columns, lambda c: c.group)]


@blueprint.route("/<int:financial_year>/<layout>")
@access(Permission.READ_GAINS)
def show(financial_year: int, layout: str):
    found = prepared(financial_year, layout)
    sheet, filing = found.sheet, found.filing
    on = on_day(financial_year)
    latest = filing.latest
    return render_template(
        "statements/show.html",
        sheet=sheet,
        filing=filing,
        groups=groups(sheet),
        financial_year=financial_year,
        on=on if sheet.look is Look.MID_YEAR else None,
        moved=moves.between(from_canonical(latest.content), sheet) if latest and latest.content else None,
        may_submit=may(actor(), Permission.SUBMIT_STATEMENT),
        may_write=may(actor(), Permission.WRITE_STATEMENT),
        why_not=why_not_submit(sheet.look, financial_year, filing.year, on=on, today=uk_date(now())),
        wording=wording,
    )


@blueprint.route("/<int:financial_year>/<layout>/statement.pdf")
@access(Permission.READ_GAINS)
def pdf(financial_year: int, layout: str):
    sheet = prepared(financial_year, layout).sheet
    return send_bytes(printed.statement(sheet), file_name(sheet, ".pdf"), PDF)


@blueprint.route("/<int:financial_year>/<layout>/statement.xlsx")
@access(Permission.READ_GAINS)
def xlsx(financial_year: int, layout: str):
    sheet = prepared(financial_year, layout).sheet
    return send_bytes(workbook.statement(sheet), file_name(sheet, ".xlsx"), XLSX)


@blueprint.route("/<int:financial_year>/<layout>/statement.csv")
@access(Permission.READ_GAINS)
def csv(financial_year: int, layout: str):
    sheet = prepared(financial_year, layout).sheet
    return send_bytes(rows.statement(sheet), file_name(sheet, ".csv"), "text/csv")


@blueprint.route("/<int:financial_year>/ledger.csv")
@access(Permission.READ_GAINS)
def ledger_csv(financial_year: int):
    """Every entry behind the year's statements, unrounded."""
    stated(financial_year)
    entries = books.whole_ledger(books.reader_council(actor()), financial_year)
    name = f"gains-{financial_year}-{financial_year + 1}-ledger.csv"
    return send_bytes(rows.ledger(entries), name, "text/csv")
