"""The people of an organisation: who they are, their roles, and up to what they may approve."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts import queries, services
from procurement_hub.accounts.forms import PersonForm, RolesForm
from procurement_hub.accounts.permissions import Permission
from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


def _organisation():
    """The organisation looked after: one's own, or the one that the centre's administrator names."""
    return queries.organisation_for(
        actor(), request.args.get("organisation", actor().organisation_id, type=int)
    )


@blueprint.route("/people")
@access(Permission.ADMINISTER)
def people():
    organisation = _organisation()
    members = queries.people(actor(), organisation.id)
    return render_template("accounts/people.html", organisation=organisation, members=members)


@blueprint.route("/people/new", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def new_person():
    organisation = _organisation()
    form = PersonForm()
    form.offer(organisation.kind)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("create_person", actor=actor(), now=now()):
                services.create_person(
                    actor=actor(),
                    now=now(),
                    email=form.email.data,
                    name=form.name.data,
                    organisation_id=organisation.id,
                    roles=form.roles.data,
                    approval_limit=form.limit,
                )
            flash(f"{form.name.data} is invited to act for {organisation.name}, and has been sent a link.")
            return redirect(url_for("accounts.people", organisation=organisation.id))
    return render_form("accounts/new_person.html", form=form, organisation=organisation)


@blueprint.route("/people/<int:membership_id>", methods=["GET", "POST"])
@access(Permission.ADMINISTER)
def member(membership_id: int):
    membership = queries.membership_for(actor(), membership_id)
    form = RolesForm(
        roles=[held.role for held in membership.held_roles], approval_limit=membership.approval_limit
    )
    form.offer(membership.organisation.kind)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("change_roles", actor=actor(), now=now()):
                services.change_roles(
                    actor=actor(),
                    now=now(),
                    membership_id=membership_id,
                    roles=form.roles.data,
                    approval_limit=form.limit,
                )
            flash("The roles are saved. They hold from the next page on.")
            return redirect(url_for("accounts.member", membership_id=membership_id))
    return _member_page(membership_id, form)


def _member_page(membership_id: int, form):
    membership = queries.membership_for(actor(), membership_id)
    return render_form("accounts/member.html", form=form, membership=membership, act=ActForm())


@blueprint.post("/people/<int:membership_id>/deactivate")
@access(Permission.ADMINISTER)
def deactivate(membership_id: int):
    return _act(membership_id, services.deactivate, "{} can no longer act for {}.")


@blueprint.post("/people/<int:membership_id>/reactivate")
@access(Permission.ADMINISTER)
def reactivate(membership_id: int):
    return _act(
        membership_id,
        services.reactivate,
        "{} is let in again at {}. If they had not agreed yet, they are asked again.",
    )


@blueprint.post("/people/<int:membership_id>/invite")
@access(Permission.ADMINISTER)
def invite_again(membership_id: int):
    return _act(membership_id, services.invite_again, "{} will get a new link for {}.")


def _act(membership_id: int, service, said: str):
    membership = queries.membership_for(actor(), membership_id)
    name, organisation = membership.person.name, membership.organisation.name
    roles = RolesForm(
        formdata=None,
        roles=[held.role for held in membership.held_roles],
        approval_limit=membership.approval_limit,
    )
    roles.offer(membership.organisation.kind)
    form = ActForm()
    if form.validate_on_submit():
        with roles.refusals():
            with transaction(service.__name__, actor=actor(), now=now()):
                service(actor=actor(), now=now(), membership_id=membership_id)
            flash(said.format(name, organisation))
            return redirect(url_for("accounts.member", membership_id=membership_id))
    roles.form_errors.extend(form.errors.get("csrf_token", []))
    return _member_page(membership_id, roles)
