"""One baseline: its version among the others, what the rule says of it, its evidence and its uses."""

from flask import render_template

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.savings import queries
from procurement_hub.savings.baselines import benchmark, counting_of, launch_of
from procurement_hub.savings.method import baseline_gate, grade_cap
from procurement_hub.savings.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.session import actor, now


@blueprint.route("/baselines/<int:baseline_id>")
@access(Permission.READ_GAINS)
def baseline(baseline_id: int):
    found = queries.baseline_for(actor(), baseline_id)
    today = uk_date(now())
    launch = launch_of(found.round_id, found.item_id)
    versions = queries.versions_of(found.council_id, found.round_id, found.item_id)
    starts_on = launch.starts_on or today
    verdict = baseline_gate(found.type, found.price_date, starts_on)
    in_time = launch.awarded_at is None or found.frozen_at < launch.awarded_at
    return render_template(
        "savings/baseline.html",
        baseline=found,
        versions=versions,
        counted=counting_of(versions, launch.awarded_at),
        verdict=verdict,
        starts_on=starts_on,
        launch=launch,
        in_time=in_time,
        max_grade=grade_cap(verdict, in_time, found.annual_quantity is not None),
        others=benchmark(found.item_id, apart_from=found.council_id, on=today),
        uses=queries.uses_of_baseline(found),
    )


@blueprint.route("/baselines/<int:baseline_id>/evidence")
@access(Permission.READ_GAINS)
def evidence(baseline_id: int):
    return send_stored(queries.evidence_of_baseline(actor(), baseline_id))
