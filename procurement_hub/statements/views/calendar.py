"""The reporting calendar that a centre sets for its region, and how many councils have filed."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import format_financial_year
from procurement_hub.core.transaction import transaction
from procurement_hub.statements import reporting, services
from procurement_hub.statements.forms import DueDateForm
from procurement_hub.statements.views.blueprint import blueprint, this_year
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/calendar")
@access(Permission.SET_DUE_DATES)
def calendar():
    dates = reporting.calendar_of(centre_id=actor().organisation_id, this_year=this_year())
    return render_template("statements/calendar.html", dates=dates)


@blueprint.route("/calendar/set", methods=["GET", "POST"])
@access(Permission.SET_DUE_DATES)
def due_date():
    form = DueDateForm()
    years = range(this_year() + 1, this_year() - 4, -1)
    form.financial_year.choices = [(year, format_financial_year(year)) for year in years]
    if form.validate_on_submit():
        with form.refusals():
            with transaction("set_due_date", actor=actor(), now=now()):
                services.set_due_date(
                    actor=actor(),
                    now=now(),
                    look=form.look.data,
                    financial_year=form.financial_year.data,
                    due_on=form.due_on.data,
                    source=form.source.data,
                )
            flash("The due date is set.")
            return redirect(url_for("statements.calendar"))
    return render_form("statements/due_date.html", form=form)
