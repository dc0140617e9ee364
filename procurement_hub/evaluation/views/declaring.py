"""An evaluator declares interests, before anything else (PA 2023 ss.81 to 83)."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import queries, services
from procurement_hub.evaluation.forms import DeclarationForm
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/declare", methods=["GET", "POST"])
@access(Permission.DECLARE_INTEREST)
def declare(tender_id: int):
    evaluation = queries.evaluation_for(actor(), tender_id)
    if not evaluation.serves:
        raise NotFound()
    form = DeclarationForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("declare_interest", actor=actor(), now=now()):
                services.declare_interest(
                    actor=actor(),
                    now=now(),
                    tender=evaluation.tender,
                    conflict=form.has_conflict,
                    detail=form.detail.data,
                )
            flash("Your declaration is recorded.")
            return redirect(url_for("evaluation.show", tender_id=tender_id))
        evaluation = queries.evaluation_for(actor(), tender_id)
    return render_form("evaluation/declare.html", form=form, evaluation=evaluation)
