"""The statement of a year: to read, to print, and to take into a spreadsheet."""

from flask import render_template

from procurement_hub.accounts.permissions import Permission
from procurement_hub.savings import claims, queries, wording
from procurement_hub.savings.claims import Claim
from procurement_hub.savings.documents import printed, rows, workbook
from procurement_hub.savings.statements import COLUMNS
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.session import actor

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _claim(financial_year: int) -> Claim:
    begun(financial_year)
    return claims.claim(council_id=queries.reader_council(actor()), financial_year=financial_year)


def _name(financial_year: int, ending: str) -> str:
    return f"gains-{financial_year}-{financial_year + 1}{ending}"


@blueprint.route("/<int:financial_year>/statement")
@access(Permission.READ_GAINS)
def statement(financial_year: int):
    return render_template(
        "savings/statement.html",
        claim=_claim(financial_year),
        financial_year=financial_year,
        columns=COLUMNS,
        title_of=claims.title_of,
        wording=wording,
    )


@blueprint.route("/<int:financial_year>/statement.pdf")
@access(Permission.READ_GAINS)
def statement_pdf(financial_year: int):
    data = printed.statement(_claim(financial_year))
    return send_bytes(data, _name(financial_year, ".pdf"), "application/pdf")


@blueprint.route("/<int:financial_year>/statement.xlsx")
@access(Permission.READ_GAINS)
def statement_xlsx(financial_year: int):
    data = workbook.statement(_claim(financial_year))
    return send_bytes(data, _name(financial_year, ".xlsx"), XLSX)


@blueprint.route("/<int:financial_year>/statement.csv")
@access(Permission.READ_GAINS)
def statement_csv(financial_year: int):
    return send_bytes(rows.statement(_claim(financial_year)), _name(financial_year, ".csv"), "text/csv")


@blueprint.route("/<int:financial_year>/ledger.csv")
@access(Permission.READ_GAINS)
def ledger_csv(financial_year: int):
    """Every entry behind the statement, unrounded."""
    begun(financial_year)
    entries = queries.whole_ledger(queries.reader_council(actor()), financial_year)
    return send_bytes(rows.ledger(entries), _name(financial_year, "-ledger.csv"), "text/csv")
