"""Quality checks: recording one, and explaining one that is not met."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services, wording
from procurement_hub.savings.forms import ExplainForm, QualityForm
from procurement_hub.savings.models import GainNature, QualityChoice
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:financial_year>/quality", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY)
def quality(financial_year: int):
    """A check that was chosen before comes with its words, direction and tolerance."""
    begun(financial_year)
    council_id = queries.reader_council(actor())
    items = queries.items_bought(council_id, financial_year)
    choices = [choice for choice, _ in queries.choices(council_id)]
    form = QualityForm(data=_prefilled(choices))
    form.item.choose(items)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("record_quality", actor=actor(), now=now()):
                check = services.record_quality(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item=next(item for item in items if item.id == form.item.data),
                    indicator=form.indicator.data,
                    better=form.better.data,
                    before=form.before.data,
                    after=form.after.data,
                    tolerance=form.tolerance.data,
                    nature=form.nature.data or GainNature.SAME_FOR_LESS,
                )
                met = check.met
            flash(
                "The quality check is recorded. It is met."
                if met
                else "The quality check is recorded. It is not met, so the year is held until the chief "
                "finance (section 151) officer explains it."
            )
            return redirect(url_for("savings.year", financial_year=financial_year))
    return render_form(
        "savings/quality.html", form=form, financial_year=financial_year, items=items, choices=choices
    )


def _prefilled(choices: list[QualityChoice]) -> dict:
    chosen = request.args.get("choice", type=int)
    choice = next((choice for choice in choices if choice.id == chosen), None)
    data = {"item": request.args.get("item", type=int), "nature": GainNature.SAME_FOR_LESS}
    if choice:
        data |= {
            "item": choice.item_id,
            "indicator": choice.indicator,
            "better": choice.better,
            "tolerance": choice.tolerance,
        }
    return data


@blueprint.route("/quality/<int:check_id>/explain", methods=["GET", "POST"])
@access(Permission.SIGN_OFF)
def explain(check_id: int):
    check = queries.check_for(actor(), check_id)
    form = ExplainForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("explain_quality", actor=actor(), now=now()):
                services.explain_quality(
                    actor=actor(), now=now(), check=check, explanation=form.explanation.data
                )
                financial_year = check.financial_year
            flash("The quality check is explained. Its gain can be claimed.")
            return redirect(url_for("savings.year", financial_year=financial_year))
        check = queries.check_for(actor(), check_id)
    return render_form("savings/explain.html", form=form, check=check, wording=wording)
