"""One's own account: password, the organisation acted for, and who may do what."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts import attempts, passwords, queries, services
from procurement_hub.accounts.forms import ChangePasswordForm, SwitchForm
from procurement_hub.accounts.permissions import KINDS, PERMISSIONS, Permission
from procurement_hub.accounts.roles import ROLES_BY_KIND, Role
from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.core.database import utcnow
from procurement_hub.core.errors import DomainError
from procurement_hub.core.transaction import transaction
from procurement_hub.web import session as identity
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.passwords import hash_password, matches
from procurement_hub.web.session import act_as, actor, now, signed_in


class WrongPassword(DomainError):
    """What was typed is not the current password, or it was tried too often."""


@blueprint.route("/account")
@access.signed_in
def mine():
    return render_template("accounts/mine.html", person=signed_in(), invitations=queries.invitations(actor()))


@blueprint.route("/account/change-password", methods=["GET", "POST"])
@access.signed_in
def change_password():
    form = ChangePasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            _check_current(form.current.data)
            passwords.check(form.password.data, name=signed_in().name, email=signed_in().email)
            hashed = hash_password(form.password.data)
            acting = identity.seat().membership_id
            with transaction():
                person = services.set_password(
                    actor=actor(), now=now(), person_id=actor().person_id, password_hash=hashed
                )
            identity.begin(person.fs_uniquifier)
            act_as(acting)
            flash("Your password is changed. Anywhere else you were signed in, you are signed out.")
            return redirect(url_for("accounts.mine"))
    return render_form("accounts/change_password.html", form=form)


def _check_current(password: str) -> None:
    email = signed_in().email
    with transaction():
        counted = attempts.count(email, now=utcnow())
    person = queries.person_by_email(email)
    if not matches(password, person.password if counted else None):
        raise WrongPassword("That is not your current password", "current")


@blueprint.route("/account/organisation", methods=["GET", "POST"])
@access.signed_in
def switch():
    form = SwitchForm(membership=identity.seat().membership_id)
    form.membership.choices = [
        (held.membership_id, held.actor.organisation_name, held.role_names) for held in signed_in().seats
    ]
    if form.validate_on_submit():
        chosen = act_as(form.membership.data)
        with transaction():
            services.begin_acting(actor=chosen, now=now())
        flash(f"You now act for {chosen.organisation_name}.")
        return redirect("/")
    return render_form("accounts/switch.html", form=form)


@blueprint.route("/account/who-may-do-what")
@access.signed_in
def permissions():
    return render_template(
        "accounts/permissions.html",
        permissions=Permission,
        roles=Role,
        holders=PERMISSIONS,
        kinds=KINDS,
        roles_by_kind=ROLES_BY_KIND,
    )
