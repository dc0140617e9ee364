"""The baselines that closing a round froze, with who and when, and the evidence."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.demand import queries
from procurement_hub.demand.permissions import reads_every_line
from procurement_hub.demand.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.session import actor


@blueprint.route("/<int:round_id>/baselines")
@access(Permission.READ_ROUND)
def baselines(round_id: int):
    demand_round = queries.round_for(actor(), round_id)
    page = queries.baselines_page(actor(), demand_round, after=request.args.get("after", type=int))
    return render_template(
        "demand/baselines.html",
        demand_round=demand_round,
        page=page,
        every_line=reads_every_line(actor(), demand_round),
    )


@blueprint.route("/baselines/<int:baseline_id>/evidence")
@access(Permission.READ_ROUND)
def baseline_evidence(baseline_id: int):
    return send_stored(queries.evidence_of_baseline(actor(), baseline_id))
