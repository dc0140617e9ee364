"""The evidence pack of a statement: what is in it, and the ZIP file itself.

Making one is an act: its hash is written to the audit, so that a pack can be recognised later."""

from collections.abc import Iterator
from typing import IO

from flask import render_template

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries as books
from procurement_hub.statements import queries
from procurement_hub.statements.models import Submission
from procurement_hub.statements.pack import (
    Scope,
    make_pack,
    record_pack,
    scope_as_it_stands,
    scope_of_version,
)
from procurement_hub.statements.sheets import canonical
from procurement_hub.statements.views.blueprint import blueprint
from procurement_hub.statements.views.statement import prepared
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_pieces
from procurement_hub.web.forms import ActForm
from procurement_hub.web.session import actor, now
from procurement_hub.web.uploads import store

ZIP = "application/zip"
PIECE = 256 * 1024


@blueprint.route("/<int:financial_year>/<layout>/pack", methods=["GET", "POST"])
@access(Permission.READ_GAINS)
def pack(financial_year: int, layout: str):
    """Everything behind the statement as the books stand."""
    sheet = prepared(financial_year, layout).sheet
    scope = scope_as_it_stands(
        council_id=books.reader_council(actor()), sheet=sheet, content=canonical(sheet), now=now()
    )
    return _pack(scope, None)


@blueprint.route("/<int:financial_year>/<layout>/versions/<int:number>/pack", methods=["GET", "POST"])
@access(Permission.READ_GAINS)
def version_pack(financial_year: int, layout: str, number: int):
    """Everything behind a version as it was filed: the same file whenever it is made."""
    submission = queries.submission_for(actor(), financial_year=financial_year, code=layout, version=number)
    return _pack(scope_of_version(submission), submission)


def _pack(scope: Scope, submission: Submission | None):
    form = ActForm()
    if not form.validate_on_submit():
        return render_template("statements/pack.html", form=form, scope=scope, sheet=scope.sheet)
    made = make_pack(scope, store())
    with transaction("make_pack", actor=actor(), now=now()):
        record_pack(actor=actor(), now=now(), scope=scope, submission=submission, pack=made)
    return send_pieces(_pieces(made.file), made.name, ZIP, made.size)


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(PIECE):
            yield piece
