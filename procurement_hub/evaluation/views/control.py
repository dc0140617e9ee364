"""The list of evaluations, and the page of one: an evaluator's own part, and the control room."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.evaluation import queries
from procurement_hub.evaluation.forms import DeclarationForm
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor


@blueprint.route("/")
@access(Permission.READ_EVALUATION)
def index():
    page = queries.evaluations_page(actor(), after=request.args.get("after", type=int))
    return render_template("evaluation/index.html", page=page)


@blueprint.route("/<int:tender_id>")
@access(Permission.READ_EVALUATION)
def show(tender_id: int):
    evaluation = queries.evaluation_for(actor(), tender_id)
    context = {"evaluation": evaluation}
    if evaluation.serves and evaluation.member is None:
        context["declaration_form"] = DeclarationForm(formdata=None)
    if evaluation.scores:
        context["own"] = queries.own_progress(evaluation)
    if evaluation.reads_all:
        context["whole"] = queries.whole_progress(evaluation)
    return render_template("evaluation/show.html", **context)
