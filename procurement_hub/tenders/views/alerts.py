"""A supplier's alerts, and the link by which a person gets no more of them."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.catalogue.queries import search_cpv
from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders.forms.alerting import AlertsForm
from procurement_hub.tenders.interest import AlertFrequency, TenderAlert
from procurement_hub.tenders.queries import alerting as queries
from procurement_hub.tenders.services import alerting as services
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.work import read_unsubscribe_token
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/alerts", methods=["GET", "POST"])
@access(Permission.BID)
def alerts():
    """Finding a code and saving are two buttons of one form, so that finding loses nothing ticked."""
    alert = queries.own_alert(actor())
    form = AlertsForm(data=_chosen(alert))
    found = search_cpv(form.find.data) if form.find.data else []
    chosen = queries.codes(form.codes.data or [])
    form.codes.choices = [(code.code, f"{code.title} ({code.code})") for code in _once(chosen + found)]
    form.regions.choices = [(region, region) for region in queries.regions()]
    form.councils.choices = queries.councils()
    finding = request.form.get("then") == "find"
    if not finding and form.validate_on_submit():
        with form.refusals():
            with transaction("choose_alerts", actor=actor(), now=now()):
                services.choose_alerts(
                    actor=actor(),
                    now=now(),
                    frequency=form.frequency.data,
                    codes=form.codes.data,
                    regions=form.regions.data,
                    councils=form.councils.data,
                )
            flash("Your alerts are set. The people of your organisation who bid get them by e-mail.")
            return redirect(url_for("tenders.alerts"))
    return render_form(
        "tenders/alerts.html",
        form=form,
        alert=alert,
        found=len(found),
        nothing_found=finding and not found,
        finding=finding,
        act=ActForm(formdata=None),
        left=alert is not None and actor().person_id in [leaver.person_id for leaver in alert.leavers],
    )


@blueprint.post("/alerts/stop")
@access(Permission.BID)
def stop_alerts():
    if ActForm().validate_on_submit():
        with transaction("stop_alerts", actor=actor(), now=now()):
            services.stop_alerts(actor=actor(), now=now())
        flash("Your organisation gets no more alerts.")
    return redirect(url_for("tenders.alerts"))


@blueprint.post("/alerts/again")
@access(Permission.BID)
def rejoin_alerts():
    if ActForm().validate_on_submit():
        with transaction("rejoin_alerts", actor=actor(), now=now()):
            services.rejoin_alerts(actor=actor(), now=now())
        flash("You get your organisation's alerts again.")
    return redirect(url_for("tenders.alerts"))


@blueprint.route("/alerts/unsubscribe/<token>", methods=["GET", "POST"])
@access.public
def unsubscribe(token: str):
    """The link in a letter. Opening it changes nothing: mail programs open links by themselves."""
    told = queries.recipient(*read_unsubscribe_token(token))
    if told is None:
        raise NotFound("This link belongs to alerts that were stopped.")
    form = ActForm()
    if form.validate_on_submit():
        person = Actor(
            told.person.id,
            told.person.name,
            told.supplier.id,
            told.supplier.name,
            told.supplier.kind,
            frozenset(),
        )
        with transaction("leave_alerts", actor=person, now=now()):
            told = queries.recipient(*read_unsubscribe_token(token))
            services.leave_alerts(actor=person, now=now(), alert=told.alert)
        return render_template("tenders/unsubscribed.html", supplier=told.supplier.name)
    return render_form("tenders/unsubscribe.html", form=form, supplier=told.supplier.name)


def _chosen(alert: TenderAlert | None) -> dict:
    if alert is None:
        return {"frequency": AlertFrequency.DAILY}
    return {
        "codes": [row.code for row in alert.codes],
        "regions": [row.region for row in alert.regions],
        "councils": [row.council_id for row in alert.councils],
        "frequency": alert.frequency,
    }


def _once(codes: list) -> list:
    return list({code.code: code for code in codes}.values())
