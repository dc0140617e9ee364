"""The council's years, and one year with what it still needs before it is signed."""

from flask import render_template

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import uk_date
from procurement_hub.savings import checklist, parts, queries, standing, wording, yearly
from procurement_hub.savings.models import YearStatus
from procurement_hub.savings.standing import Hold
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.route("/")
@access(Permission.READ_GAINS)
def index():
    lines = parts.every_year(queries.reader_council(actor()))
    signed = sum(line.status is YearStatus.SIGNED_OFF for line in lines)
    return render_template("savings/index.html", lines=lines, signed=signed)


@blueprint.route("/<int:financial_year>")
@access(Permission.READ_GAINS)
def year(financial_year: int):
    begun(financial_year)
    council_id = queries.reader_council(actor())
    signer_id = actor().person_id if may(actor(), Permission.SIGN_OFF) else None
    books = checklist.position(council_id, financial_year, signer_id=signer_id)
    status = queries.year_status(council_id, financial_year)
    account = yearly.account_of(standing.by_item(books.standings), status)
    conditions = checklist.conditions(books, on=uk_date(now()))
    checks: dict[int, list] = {}
    for check in books.checks:
        checks.setdefault(check.item_id, []).append(check)
    return render_template(
        "savings/year.html",
        financial_year=financial_year,
        books=books,
        account=account,
        parts=parts.of_year(books.standings),
        checks=checks,
        conditions=conditions,
        first_why_not=next((c.why_not for c in conditions if not c.met), None),
        decisions=queries.decisions(council_id, financial_year),
        main_act=_main_act(books, account, conditions),
        wording=wording,
    )


def _main_act(books: checklist.Position, account: yearly.YearAccount, conditions) -> str | None:
    """The one thing that the reader should do next to get the year signed, or None."""
    if account.figures.status is YearStatus.SIGNED_OFF:
        return None
    if books.unanswered and may(actor(), Permission.ANSWER_CHALLENGE):
        return "answer"
    if may(actor(), Permission.SIGN_OFF):
        if any(gain.hold is Hold.QUALITY for gain in books.gains):
            return "explain"
        if not next(c for c in conditions if c.title == checklist.BUDGET).met:
            return "release"
        return "sign" if all(condition.met for condition in conditions) else None
    return "quality" if may(actor(), Permission.RECORD_QUALITY) else None
