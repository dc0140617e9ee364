"""Signing in, signing out, and choosing a password by a mailed link."""

from urllib.parse import urlsplit

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts import attempts, passwords, queries, services
from procurement_hub.accounts.forms import ChoosePasswordForm, ForgottenForm, SignInForm
from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.database import utcnow
from procurement_hub.core.transaction import transaction
from procurement_hub.web import session as identity
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.password_links import person_of
from procurement_hub.web.passwords import hash_password, matches
from procurement_hub.web.session import actor, clock_ahead_seconds, now

NO_MATCH = (
    "The e-mail address and password do not match an account, or there were too many tries. "
    "After 10 wrong tries, wait 15 minutes or ask for a new password."
)


def safe_next(address: str | None) -> str:
    """`address` when it is a page of this service, or else the first page."""
    address = address or ""
    parts = urlsplit(address)
    inside = not parts.scheme and not parts.netloc and parts.path.startswith("/")
    # A browser reads any run of slashes, of either kind, before a name as another host.
    elsewhere = address[1:2] in ("/", "\\")
    return address if inside and not elsewhere and address.isprintable() else "/"


@blueprint.route("/account/sign-in", methods=["GET", "POST"])
@access.public
def sign_in():
    form = SignInForm()
    if form.validate_on_submit():
        person = person_with(form.email.data, form.password.data)
        if person is not None and identity.begin(person.fs_uniquifier):
            with transaction():
                services.note_signed_in(actor=actor(), now=now())
            return redirect(safe_next(request.args.get("next")))
        form.form_errors.append(NO_MATCH)
    people = {} if clock_ahead_seconds() is None else queries.demonstration_people()
    return render_form("accounts/sign_in.html", form=form, people=people)


def person_with(email: str, password: str):
    """The active person with that address and password, or None. Locks run on the real clock,
    which no demonstration moves."""
    with transaction():
        counted = attempts.count(email, now=utcnow())
    person = queries.person_by_email(email)
    usable = counted and person is not None and person.active
    right = matches(password, person.password if usable else None)
    return person if right else None


@blueprint.post("/account/sign-out")
@access.public
def sign_out():
    form = ActForm()
    if form.validate_on_submit() and identity.signed_in():
        with transaction():
            services.sign_out(actor=actor(), now=now())
        identity.end()
        flash("You have signed out, here and on every other device.")
    return redirect(url_for("accounts.sign_in"))


@blueprint.route("/account/forgotten-password", methods=["GET", "POST"])
@access.public
def forgotten_password():
    form = ForgottenForm()
    if form.validate_on_submit():
        with transaction():
            services.request_password_link(email=form.email.data, now=utcnow())
        return render_template("accounts/link_sent.html", email=form.email.data)
    return render_form("accounts/forgotten_password.html", form=form)


@blueprint.route("/account/password/<token>", methods=["GET", "POST"])
@access.public
def choose_password(token: str):
    person = person_of(token)
    if person is None:
        return render_template("accounts/link_spent.html"), 404
    form = ChoosePasswordForm()
    if form.validate_on_submit():
        with form.refusals():
            passwords.check(form.password.data, name=person.name, email=person.email)
            hashed = hash_password(form.password.data)
            with transaction():
                services.set_password(actor=SYSTEM, now=utcnow(), person_id=person.id, password_hash=hashed)
            identity.end()
            flash("Your password is saved. Sign in with it.")
            return redirect(url_for("accounts.sign_in"))
    return render_form("accounts/choose_password.html", form=form, email=person.email)
