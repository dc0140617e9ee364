"""The organisations that buy and sell here, for the centre's administrator."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts import queries, services
from procurement_hub.accounts.forms import OrganisationForm
from procurement_hub.accounts.permissions import Permission
from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/organisations")
@access(Permission.ADMINISTER)
def organisations():
    page = queries.organisations(actor(), after=request.args.get("after", type=int))
    return render_template("accounts/organisations.html", page=page)


@blueprint.route("/organisations/new", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def new_organisation():
    form = OrganisationForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("create_organisation", actor=actor(), now=now()):
                organisation = services.create_organisation(
                    actor=actor(),
                    now=now(),
                    code=form.code.data,
                    name=form.name.data,
                    kind=form.kind.data,
                    email=form.email.data,
                    address=form.address.data,
                )
            flash(f"{organisation.name} is added. Add its first administrator next.")
            return redirect(url_for("accounts.people", organisation=organisation.id))
    return render_form("accounts/new_organisation.html", form=form)
