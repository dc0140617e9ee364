"""A framework's joint saving, who gained and lost by it, and the payments that councils agree to."""

from decimal import Decimal

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.targets import queries, services, wording
from procurement_hub.targets.forms import EqualisationForm
from procurement_hub.targets.models import EqualisationStatus
from procurement_hub.targets.views.blueprint import begun, blueprint, this_year, years_around
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/joint")
@access(Permission.READ_MEMO, Permission.READ_GAINS)
def joint_index():
    council = may(actor(), Permission.READ_GAINS)
    frameworks = queries.frameworks_for(actor())
    return render_template(
        "targets/joint_index.html",
        frameworks=frameworks,
        newest=queries.newest_years([framework.id for framework in frameworks]),
        waiting=queries.waiting_for(actor().organisation_id) if council else [],
        this_year=this_year(),
    )


@blueprint.route("/joint/<int:framework_id>/<int:financial_year>")
@access(Permission.READ_MEMO, Permission.READ_GAINS)
def joint(framework_id: int, financial_year: int):
    begun(financial_year)
    framework = queries.framework_for(actor(), framework_id)
    return render_template(
        "targets/joint.html",
        saving=queries.joint_saving(actor(), framework, financial_year),
        financial_year=financial_year,
        years=[year for year in years_around(financial_year) if year <= this_year()],
        by_name=may(actor(), Permission.READ_MEMO),
        leads=may(actor(), Permission.LEAD_TARGETS),
        wording=wording,
    )


@blueprint.route("/joint/<int:framework_id>/<int:financial_year>/alone")
@access(Permission.READ_MEMO)
def alone(framework_id: int, financial_year: int):
    """What each council would have paid by itself, as the supplier's tiers model it."""
    begun(financial_year)
    framework = queries.framework_for(actor(), framework_id)
    return render_template(
        "targets/alone.html",
        framework=framework,
        found=queries.alone(framework, financial_year),
        financial_year=financial_year,
        wording=wording,
    )


@blueprint.route("/joint/<int:framework_id>/<int:financial_year>/equalise", methods=["GET", "POST"])
@access(Permission.LEAD_TARGETS)
def propose(framework_id: int, financial_year: int):
    begun(financial_year)
    framework = queries.framework_for(actor(), framework_id)
    saving = queries.joint_saving(actor(), framework, financial_year)
    if len(saving.shares) < 2:
        raise NotFound()
    form = EqualisationForm()
    form.ask([share.council for share in saving.shares])
    if form.validate_on_submit():
        amounts = {
            share.council.id: row.form.amount.data or Decimal(0)
            for share, row in zip(saving.shares, form.payments, strict=False)
        }
        with form.refusals():
            with transaction("propose_equalisation", actor=actor(), now=now()):
                made = services.propose_equalisation(
                    actor=actor(),
                    now=now(),
                    framework=framework,
                    financial_year=financial_year,
                    amounts=amounts,
                    reason=form.reason.data,
                )
            flash("The proposal waits for the finance officers of the councils in it.")
            return redirect(url_for("targets.equalisation", equalisation_id=made.id))
        framework = queries.framework_for(actor(), framework_id)
        saving = queries.joint_saving(actor(), framework, financial_year)
    return render_form("targets/propose.html", form=form, saving=saving, financial_year=financial_year)


def _page(equalisation_id: int, form: ActForm):
    found = queries.equalisation_for(actor(), equalisation_id)
    own = next((row for row in found.shares if row.council_id == actor().organisation_id), None)
    proposed = found.status is EqualisationStatus.PROPOSED
    answers = proposed and own is not None and may(actor(), Permission.KEEP_TARGETS)
    return render_form(
        "targets/equalisation.html",
        form=form,
        found=found,
        own=own,
        may_agree=answers and own.agreed_at is None,
        may_decline=answers,
        may_withdraw=proposed and own is None and may(actor(), Permission.LEAD_TARGETS),
        agreed=sum(row.agreed_at is not None for row in found.shares),
    )


@blueprint.route("/equalisations/<int:equalisation_id>")
@access(Permission.READ_MEMO, Permission.READ_GAINS)
def equalisation(equalisation_id: int):
    return _page(equalisation_id, ActForm())


@blueprint.post("/equalisations/<int:equalisation_id>/agree")
@access(Permission.KEEP_TARGETS)
def agree_equalisation(equalisation_id: int):
    form = ActForm()
    found = queries.equalisation_for(actor(), equalisation_id)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("agree_equalisation", actor=actor(), now=now()):
                services.agree_equalisation(actor=actor(), now=now(), equalisation=found)
            flash("Your council has agreed.")
            return redirect(url_for("targets.equalisation", equalisation_id=equalisation_id))
    return _page(equalisation_id, form)


@blueprint.route("/equalisations/<int:equalisation_id>/decline", methods=["GET", "POST"])
@access(Permission.KEEP_TARGETS)
def decline_equalisation(equalisation_id: int):
    return _end(equalisation_id, "decline_equalisation", "Why does your council decline?")


@blueprint.route("/equalisations/<int:equalisation_id>/withdraw", methods=["GET", "POST"])
@access(Permission.LEAD_TARGETS)
def withdraw_equalisation(equalisation_id: int):
    return _end(equalisation_id, "withdraw_equalisation", "Why is the proposal withdrawn?")


ENDS = {
    "decline_equalisation": services.decline_equalisation,
    "withdraw_equalisation": services.withdraw_equalisation,
}


def _end(equalisation_id: int, verb: str, question: str):
    form = ActForm(reason=question)
    found = queries.equalisation_for(actor(), equalisation_id)
    if form.validate_on_submit():
        with form.refusals():
            with transaction(verb, actor=actor(), now=now()):
                ENDS[verb](actor=actor(), now=now(), equalisation=found, reason=form.reason.data)
            flash("The proposal has ended. No council owes another anything by it.")
            return redirect(url_for("targets.equalisation", equalisation_id=equalisation_id))
        found = queries.equalisation_for(actor(), equalisation_id)
    return render_form("targets/end.html", form=form, found=found, declines=verb == "decline_equalisation")
