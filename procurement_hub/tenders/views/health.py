"""How the service does, for anybody; and stopping it on purpose, for an administrator."""

from flask import Blueprint, flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries, services
from procurement_hub.tenders.forms import MaintenanceForm
from procurement_hub.tenders.outage_rule import RULE
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, actor_or_none, now

health_blueprint = Blueprint("health", __name__, url_prefix="/service-health")


@health_blueprint.route("")
@access.public
def show():
    health = queries.health(now())
    return render_template(
        "health/show.html",
        health=health,
        days=queries.days_with_outages(health.measured_now),
        moved=queries.moved_deadlines(),
        windows=queries.coming_maintenance(now()),
        rule=RULE,
        administrator=may(actor_or_none(), Permission.ANNOUNCE_MAINTENANCE),
    )


@health_blueprint.route("/maintenance", methods=["GET", "POST"])
@access(Permission.ANNOUNCE_MAINTENANCE)
def maintenance():
    form = MaintenanceForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("announce_maintenance", actor=actor(), now=now()):
                services.announce_maintenance(
                    actor=actor(),
                    now=now(),
                    starts_at=form.starts_at.data,
                    ends_at=form.ends_at.data,
                    reason=form.reason.data,
                )
            flash("The maintenance is announced on every open tender's page.")
            return redirect(url_for("health.show"))
    return render_form("health/maintenance.html", form=form)


@health_blueprint.route("/maintenance/<int:window_id>/call-off", methods=["GET", "POST"])
@access(Permission.ANNOUNCE_MAINTENANCE)
def call_off(window_id: int):
    window = queries.maintenance_window(window_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("call_off_maintenance", actor=actor(), now=now()):
                services.call_off_maintenance(actor=actor(), now=now(), window=window)
            flash("The maintenance is called off.")
            return redirect(url_for("health.show"))
    return render_form("health/call_off.html", form=form, window=window)
