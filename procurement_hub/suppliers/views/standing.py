"""Financial standing: the figures of the accounts, and where they put the firm for a contract's value."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import queries, services
from procurement_hub.suppliers import standing as method
from procurement_hub.suppliers.forms import AccountsForm, ValueForm
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/standing")
@access(Permission.KEEP_PROFILE)
def standing():
    """`?value=50000` asks for a contract of that value a year; nothing of it is kept."""
    form = ValueForm(request.args)
    if "value" in request.args:
        form.validate()
    supplier = queries.own_supplier(actor())
    years = queries.years_of(actor().organisation_id)
    return render_form(
        "suppliers/standing.html",
        form=form,
        years=years,
        standing=queries.assess_years(years, form.value.data, supplier.profile.years_in_profit),
        grid=method.grid(),
        method=method,
        act=ActForm(formdata=None),
    )


@blueprint.route("/standing/accounts", methods=["GET", "POST"])
@access(Permission.KEEP_PROFILE)
def accounts():
    """A new year; or, with `?year=` its id, one to correct."""
    supplier = queries.own_supplier(actor())
    organisation, stated = supplier.organisation, supplier.profile.years_in_profit
    wanted = request.args.get("year", type=int)
    year = next((year for year in queries.years_of(organisation.id) if year.id == wanted), None)
    form = AccountsForm(obj=year, data={"years_in_profit": stated})
    if form.validate_on_submit():
        with form.refusals():
            with transaction("record_accounts", actor=actor(), now=now()):
                services.record_accounts(
                    actor=actor(),
                    now=now(),
                    organisation=organisation,
                    ended_on=form.ended_on.data,
                    figures=services.Figures(
                        turnover=form.turnover.data,
                        profit=form.profit.data,
                        current_assets=form.current_assets.data,
                        current_liabilities=form.current_liabilities.data,
                        net_assets=form.net_assets.data,
                    ),
                    years_in_profit=form.years_in_profit.data,
                )
            flash("The figures are saved.")
            return redirect(url_for("suppliers.standing"))
    return render_form("suppliers/accounts.html", form=form)


@blueprint.post("/standing/accounts/<int:year_id>/remove")
@access(Permission.KEEP_PROFILE)
def remove_accounts(year_id: int):
    organisation = queries.own_supplier(actor()).organisation
    if ActForm().validate_on_submit():
        with transaction("remove_accounts", actor=actor(), now=now()):
            services.remove_accounts(actor=actor(), now=now(), organisation=organisation, year_id=year_id)
        flash("The year is removed.")
    return redirect(url_for("suppliers.standing"))
