"""The home page of each role, and the audit trail."""

from flask import Blueprint, render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.dashboard import queries, standing
from procurement_hub.dashboard.audit_trail import audit_trail as events
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, actor_or_none, now

blueprint = Blueprint("dashboard", __name__)


@blueprint.route("/")
@access.public
def home():
    """What waits for whoever is signed in, and where they stand; the public start page for everybody else."""
    if actor_or_none() is None:
        return render_template("dashboard/start.html")
    years = standing.years_of(actor())
    return render_template(
        "dashboard/home.html",
        groups=[*queries.waiting_for(actor(), now()), *standing.prices_to_review(actor(), years)],
        lots=standing.to_call_off(actor(), now()),
        gains=standing.gains_of(years),
        beginnings=standing.to_begin(actor()),
    )


@blueprint.route("/audit-trail")
@access(Permission.READ_AUDIT)
def audit_trail():
    after = request.args.get("after", type=int)
    return render_template("dashboard/audit_trail.html", page=events(actor(), after=after))
