"""Registering as a supplier: a public page, and the page that the mailed link leads to."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts import passwords
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers import services
from procurement_hub.suppliers.forms import ConfirmForm, RegisterForm
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.suppliers.views.mail import account_of, registration_of
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.passwords import hash_password
from procurement_hub.web.session import now


@blueprint.route("/register", methods=["GET", "POST"])
@access.public
def register():
    """The answer is the same whether the address is known here or not, and however often it is asked."""
    form = RegisterForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction():
                services.ask_to_register(
                    now=now(),
                    name=form.name.data,
                    company_number=form.company_number.data,
                    charity_number=form.charity_number.data,
                    person_name=form.person_name.data,
                    email=form.email.data,
                )
            return render_template("suppliers/registered.html", email=form.email.data, name=form.name.data)
    return render_form("suppliers/register.html", form=form)


@blueprint.route("/register/<token>", methods=["GET", "POST"])
@access.public
def confirm(token: str):
    registration = registration_of(token)
    if registration is None or not registration.is_open(now()):
        return render_template("suppliers/link_spent.html"), 404
    known = account_of(registration)
    has_password = known is not None and known.password is not None
    form = ConfirmForm()
    if has_password:
        del form.password
    if form.validate_on_submit():
        with form.refusals():
            hashed = None if has_password else _hashed(form.password.data, registration)
            with transaction():
                organisation = services.confirm_registration(
                    now=now(), registration_id=registration.id, password_hash=hashed
                )
                name = organisation.name
            flash(f"{name} is registered. Sign in, and tell buyers more about it under “Your profile”.")
            return redirect(url_for("accounts.sign_in", next=url_for("suppliers.profile")))
        registration = registration_of(token)
    return render_form("suppliers/confirm.html", form=form, registration=registration, known=has_password)


def _hashed(password: str, registration) -> str:
    """Checked and hashed before the transaction: hashing is slow on purpose."""
    passwords.check(password, name=registration.person_name, email=registration.email)
    return hash_password(password)
