"""A line of the forecast: how likely it is, and which quality check is planned for it."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import services
from procurement_hub.statements.forms import PlanForm
from procurement_hub.statements.views.blueprint import blueprint
from procurement_hub.statements.views.statement import prepared
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now

FORWARD = "aes-forward-look"


@blueprint.route("/<int:financial_year>/plan/<int:framework_id>/<int:item_id>", methods=["GET", "POST"])
@access(Permission.WRITE_STATEMENT)
def plan(financial_year: int, framework_id: int, item_id: int):
    sheet = prepared(financial_year, FORWARD).sheet
    line = next(
        (row for row in sheet.expected if (row.framework_id, row.item_id) == (framework_id, item_id)), None
    )
    if line is None:
        raise NotFound()
    form = PlanForm(probability=line.probability, indicator=line.indicator)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("plan_gain", actor=actor(), now=now()):
                services.plan_gain(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item_id=item_id,
                    framework_id=framework_id,
                    probability=form.probability.data,
                    indicator=form.indicator.data,
                )
            flash("The forecast is saved.")
            return redirect(url_for("statements.show", financial_year=financial_year, layout=FORWARD))
    return render_form("statements/plan.html", form=form, line=line, financial_year=financial_year)
