"""Agreeing a target, the council tax base, and the programmes of rates."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.transaction import transaction
from procurement_hub.savings.queries import reader_council
from procurement_hub.savings.services.evidence import FIRST_YEAR
from procurement_hub.targets import queries, services
from procurement_hub.targets.divisions import title_of
from procurement_hub.targets.forms import AgreedForm, BandDForm, ProgrammeForm, years
from procurement_hub.targets.views.blueprint import blueprint, known, this_year
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>/agreed", methods=["GET", "POST"])
@access(Permission.KEEP_TARGETS)
def agree(financial_year: int):
    known(financial_year)
    form = AgreedForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("agree_target", actor=actor(), now=now()):
                services.agree_target(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    total=form.total.data,
                    cashable=form.cashable.data,
                    source=form.source.data,
                    division=form.division.data or "",
                    reason=form.reason.data or "",
                )
            flash(f"The target of {format_financial_year(financial_year)} is recorded.")
            return redirect(url_for("targets.year", financial_year=financial_year))
    return render_form(
        "targets/agree.html",
        form=form,
        financial_year=financial_year,
        agreed=queries.targets_agreed(reader_council(actor()), financial_year),
        title_of=title_of,
    )


@blueprint.route("/<int:financial_year>/council-tax")
@access(Permission.READ_GAINS)
def council_tax(financial_year: int):
    """What the gains come to for a taxpayer: national indicator 179."""
    known(financial_year)
    return render_template(
        "targets/council_tax.html",
        found=queries.band_d(reader_council(actor()), financial_year),
        financial_year=financial_year,
        keeps=may(actor(), Permission.KEEP_TARGETS),
    )


@blueprint.route("/<int:financial_year>/council-tax/base", methods=["GET", "POST"])
@access(Permission.KEEP_TARGETS)
def council_tax_base(financial_year: int):
    known(financial_year)
    form = BandDForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("set_council_tax_base", actor=actor(), now=now()):
                services.set_council_tax_base(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    band_d=form.band_d.data,
                    source=form.source.data,
                )
            flash("The council tax base is recorded.")
            return redirect(url_for("targets.council_tax", financial_year=financial_year))
    return render_form("targets/council_tax_base.html", form=form, financial_year=financial_year)


@blueprint.route("/programmes")
@access(Permission.READ_MEMO, Permission.READ_GAINS)
def programmes():
    """The yearly rates, the nation's and the centre's, with where they come from."""
    if may(actor(), Permission.READ_MEMO):
        found = queries.programmes_of_centre(actor().organisation_id, kind=None)
    else:
        found = queries.programmes_for_council(reader_council(actor()))
    return render_template(
        "targets/programmes.html", programmes=found, leads=may(actor(), Permission.LEAD_TARGETS)
    )


@blueprint.route("/programmes/new", methods=["GET", "POST"])
@access(Permission.LEAD_TARGETS)
def new_programme():
    form = ProgrammeForm()
    form.base_year.choices = years(FIRST_YEAR, this_year())
    if form.validate_on_submit():
        with form.refusals():
            with transaction("set_programme", actor=actor(), now=now()):
                services.set_programme(
                    actor=actor(),
                    now=now(),
                    title=form.title.data,
                    base_year=form.base_year.data,
                    rates=form.new_rates(),
                    source=form.source.data,
                    cashable_percent=form.cashable_percent.data,
                    compounding=form.compounding.data,
                )
            flash(f"{form.title.data} is set for the councils of your region.")
            return redirect(url_for("targets.programmes"))
    return render_form("targets/new_programme.html", form=form)
