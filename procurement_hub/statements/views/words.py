"""A statement's words: the strategy, and what is said under each heading."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import services
from procurement_hub.statements.forms import WordsForm
from procurement_hub.statements.models import NarrativeField
from procurement_hub.statements.views.blueprint import blueprint
from procurement_hub.statements.views.statement import prepared
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>/<layout>/strategy", methods=["GET", "POST"])
@access(Permission.WRITE_STATEMENT)
def strategy(financial_year: int, layout: str):
    return _words(financial_year, layout, NarrativeField.STRATEGY, None)


@blueprint.route("/<int:financial_year>/<layout>/words/<heading>", methods=["GET", "POST"])
@access(Permission.WRITE_STATEMENT)
def words(financial_year: int, layout: str, heading: str):
    """Key actions under a heading, or with `?field=comment` the comment there."""
    comment = request.args.get("field") == NarrativeField.COMMENT
    field = NarrativeField.COMMENT if comment else NarrativeField.KEY_ACTIONS
    return _words(financial_year, layout, field, heading)


def _words(financial_year: int, layout: str, field: NarrativeField, heading: str | None):
    found = prepared(financial_year, layout)
    row = next((row for row in found.sheet.rows if row.heading == heading), None)
    if heading is not None and row is None:
        raise NotFound()
    form = WordsForm(words=_present(found.sheet, row, field))
    form.words.label.text = field.label
    if form.validate_on_submit():
        with form.refusals():
            with transaction("write_narrative", actor=actor(), now=now()):
                services.write_narrative(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    look=found.sheet.look,
                    field=field,
                    words=form.words.data,
                    heading_code=heading,
                )
            flash("The words are saved." if form.words.data else "The words from the books are back.")
            return redirect(
                url_for(
                    "statements.show", financial_year=financial_year, layout=layout, _anchor=heading or None
                )
            )
    return render_form(
        "statements/words.html",
        form=form,
        sheet=found.sheet,
        row=row,
        field_label=field.label,
        financial_year=financial_year,
    )


def _present(sheet, row, field: NarrativeField) -> str:
    match field:
        case NarrativeField.STRATEGY:
            return sheet.strategy
        case NarrativeField.COMMENT:
            return row.comment
    return "\n".join(row.actions)
