"""A council's base expenditure: its versions, a new one, and the document behind each."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.money import format_money
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.queries import reader_council
from procurement_hub.savings.services.evidence import FIRST_YEAR
from procurement_hub.targets import queries, services
from procurement_hub.targets.forms import BaseForm, years
from procurement_hub.targets.keeping import YEARS_AHEAD
from procurement_hub.targets.views.blueprint import blueprint, this_year
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/base")
@access(Permission.READ_GAINS)
def bases():
    versions = queries.versions(reader_council(actor()))
    return render_template(
        "targets/bases.html", versions=versions, keeps=may(actor(), Permission.KEEP_TARGETS)
    )


@blueprint.route("/base/new", methods=["GET", "POST"])
@access(Permission.KEEP_TARGETS)
def new_base():
    form = BaseForm(data={"base_year": this_year() - 1})
    form.base_year.choices = years(FIRST_YEAR, this_year())
    form.counts_from.choices = years(FIRST_YEAR + 1, this_year() + YEARS_AHEAD)
    if form.validate_on_submit():
        with form.refusals():
            file = form.file.store() if form.file.data else None
            with transaction("set_base_expenditure", actor=actor(), now=now()):
                base = services.set_base_expenditure(
                    actor=actor(),
                    now=now(),
                    base_year=form.base_year.data,
                    basis=form.basis.data,
                    gross=form.gross.data,
                    exclusions=form.exclusions(),
                    source=form.source.data,
                    reason=form.reason.data or "",
                    counts_from=form.counts_from.data,
                    file=file,
                    file_name=form.file.data.filename if file else "",
                )
            flash(
                f"The base of {format_financial_year(base.base_year)} is recorded: {format_money(base.net)}."
            )
            return redirect(url_for("targets.bases"))
    return render_form("targets/new_base.html", form=form)


@blueprint.route("/base/<int:base_id>/document")
@access(Permission.READ_GAINS)
def base_document(base_id: int):
    return send_stored(queries.document_behind(actor(), "base", base_id))
