"""Filing a statement, and every version that was filed: to read and print as it was."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import moves, queries, services, versions
from procurement_hub.statements.documents import printed, rows, workbook
from procurement_hub.statements.forms import SubmitForm
from procurement_hub.statements.models import Look, Submission
from procurement_hub.statements.services.filing import fingerprint, why_not_submit
from procurement_hub.statements.sheets import from_canonical
from procurement_hub.statements.views.blueprint import blueprint, on_day, stated
from procurement_hub.statements.views.statement import PDF, XLSX, file_name, groups, prepared
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>/<layout>/submit", methods=["GET", "POST"])
@access(Permission.SUBMIT_STATEMENT)
def submit(financial_year: int, layout: str):
    """Shows exactly what will be filed; if the books move meanwhile, nothing is."""
    stated(financial_year)
    on = on_day(financial_year)
    form = SubmitForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("submit_statement", actor=actor(), now=now()):
                submission = services.submit_statement(
                    actor=actor(),
                    now=now(),
                    layout_code=layout,
                    financial_year=financial_year,
                    on=on,
                    seen=form.seen.data or None,
                )
            flash(f"Version {submission.version} is submitted. It waits for three signatures.")
            return redirect(
                url_for(
                    "statements.version",
                    financial_year=financial_year,
                    layout=layout,
                    number=submission.version,
                )
            )
    found = prepared(financial_year, layout)
    return render_form(
        "statements/submit.html",
        form=form,
        sheet=found.sheet,
        filing=found.filing,
        groups=groups(found.sheet),
        financial_year=financial_year,
        seen=fingerprint(found),
        moved=moved_since(found.filing, found.sheet),
        why_not=why_not_submit(
            found.sheet.look, financial_year, found.filing.year, on=on, today=uk_date(now())
        ),
        on=on if found.sheet.look is Look.MID_YEAR else None,
    )


def moved_since(filing: queries.Filing, sheet) -> moves.Moved | None:
    """What is no longer as it was filed last; None when nothing was filed."""
    if filing.latest is None or filing.latest.content is None:
        return None
    return moves.between(from_canonical(filing.latest.content), sheet)


def _submission(financial_year: int, layout: str, number: int) -> Submission:
    return queries.submission_for(actor(), financial_year=financial_year, code=layout, version=number)


@blueprint.route("/<int:financial_year>/<layout>/versions/<int:number>")
@access(Permission.READ_GAINS)
def version(financial_year: int, layout: str, number: int):
    submission = _submission(financial_year, layout, number)
    sheet = versions.sheet_of(submission)
    return render_template(
        "statements/version.html",
        submission=submission,
        filed=versions.of(submission),
        sheet=sheet,
        groups=groups(sheet),
        financial_year=financial_year,
        latest=queries.latest_version(submission),
        my_roles=services.signatories_of(actor()),
    )


@blueprint.route("/<int:financial_year>/<layout>/versions/<int:number>/statement.<ending>")
@access(Permission.READ_GAINS)
def version_file(financial_year: int, layout: str, number: int, ending: str):
    """The version as it was filed: pdf, xlsx or csv."""
    submission = _submission(financial_year, layout, number)
    sheet = versions.sheet_of(submission)
    match ending:
        case "pdf":
            data, kind = printed.statement(sheet, versions.of(submission)), PDF
        case "xlsx":
            data, kind = workbook.statement(sheet), XLSX
        case "csv":
            data, kind = rows.statement(sheet), "text/csv"
        case _:
            raise NotFound()
    return send_bytes(data, file_name(sheet, f".{ending}", number), kind)
