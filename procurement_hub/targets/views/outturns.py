"""Outturn by category, held against the gains, with explanations and heads side by side."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.queries import reader_council
from procurement_hub.targets import queries, services, wording
from procurement_hub.targets.divisions import title_of
from procurement_hub.targets.forms import ExplanationForm, HeadsForm, OutturnForm
from procurement_hub.targets.views.blueprint import begun, blueprint, this_year, years_around
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>/outturn")
@access(Permission.READ_GAINS)
def outturn(financial_year: int):
    begun(financial_year)
    return render_template(
        "targets/outturn.html",
        found=queries.reconciliation(reader_council(actor()), financial_year),
        financial_year=financial_year,
        years=[year for year in years_around(financial_year) if year <= this_year()],
        wording=wording,
        keeps=may(actor(), Permission.KEEP_TARGETS),
    )


@blueprint.route("/<int:financial_year>/outturn/new", methods=["GET", "POST"])
@access(Permission.KEEP_TARGETS)
def record_outturn(financial_year: int):
    begun(financial_year)
    form = OutturnForm(data={"division": request.args.get("category")})
    if form.validate_on_submit():
        with form.refusals():
            file = form.file.store() if form.file.data else None
            with transaction("record_outturn", actor=actor(), now=now()):
                services.record_outturn(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    division=form.division.data,
                    amount=form.amount.data,
                    new_burdens=form.new_burdens.data or Decimal(0),
                    demand_factor=form.demand_factor.data or Decimal(1),
                    source=form.source.data,
                    reason=form.reason.data or "",
                    file=file,
                    file_name=form.file.data.filename if file else "",
                )
            flash(f"The outturn of {format_financial_year(financial_year)} is recorded.")
            return redirect(url_for("targets.outturn", financial_year=financial_year))
    return render_form("targets/record_outturn.html", form=form, financial_year=financial_year)


@blueprint.route("/outturn/<int:outturn_id>/explain", methods=["GET", "POST"])
@access(Permission.KEEP_TARGETS)
def explain(outturn_id: int):
    found = queries.outturn_for(actor(), outturn_id)
    form = ExplanationForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("explain_outturn", actor=actor(), now=now()):
                services.explain_outturn(
                    actor=actor(),
                    now=now(),
                    outturn=found,
                    explanation=form.explanation.data,
                    virement=form.virement.data,
                )
            flash("The explanation is recorded.")
            return redirect(url_for("targets.outturn", financial_year=found.financial_year))
        found = queries.outturn_for(actor(), outturn_id)
    return render_form("targets/explain.html", form=form, found=found, title=title_of(found.division))


@blueprint.route("/<int:financial_year>/outturn/side-by-side", methods=["GET", "POST"])
@access(Permission.KEEP_TARGETS)
def heads(financial_year: int):
    begun(financial_year)
    form = HeadsForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("name_adjacent_heads", actor=actor(), now=now()):
                services.name_adjacent_heads(
                    actor=actor(),
                    now=now(),
                    division=form.division.data,
                    beside=form.beside.data,
                    reason=form.reason.data,
                )
            flash("The two categories are read side by side.")
            return redirect(url_for("targets.outturn", financial_year=financial_year))
    return render_form("targets/heads.html", form=form, financial_year=financial_year)


@blueprint.route("/outturn/<int:outturn_id>/document")
@access(Permission.READ_GAINS)
def outturn_document(outturn_id: int):
    return send_stored(queries.document_behind(actor(), "outturn", outturn_id))
