"""A demonstration's two doors: signing in with one click, and moving the clock.

In a database that was not made as a demonstration neither exists."""

from datetime import timedelta

from flask import flash, redirect, request, url_for

from procurement_hub.accounts import queries, services
from procurement_hub.accounts.forms import ClockForm
from procurement_hub.accounts.views.blueprint import blueprint
from procurement_hub.accounts.views.sign_in import safe_next
from procurement_hub.core.calendar import UK, uk_time
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.web import session as identity
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, clock_ahead_seconds, now

STEPS = (1, 7, 30, 91)


def _only_in_a_demonstration() -> None:
    if clock_ahead_seconds() is None:
        raise NotFound()


@blueprint.post("/account/demonstration/<int:membership_id>")
@access.public
def sign_in_as(membership_id: int):
    _only_in_a_demonstration()
    listed = [m for members in queries.demonstration_people().values() for m in members]
    chosen = next((membership for membership in listed if membership.id == membership_id), None)
    if chosen is None:
        raise NotFound()
    form = ActForm()
    if not form.validate_on_submit():
        return redirect(url_for("accounts.sign_in"))
    identity.begin(chosen.person.fs_uniquifier)
    identity.act_as(membership_id)
    with transaction():
        services.note_signed_in(actor=actor(), now=now(), how="demonstration")
    return redirect(safe_next(request.args.get("next")))


@blueprint.route("/account/demonstration/clock", methods=["GET", "POST"])
@access.signed_in
def move_clock():
    _only_in_a_demonstration()
    at_nine = uk_time(now()).replace(hour=9, minute=0, second=0, microsecond=0)
    steps = [(days, (at_nine + timedelta(days=days)).replace(tzinfo=UK)) for days in STEPS]
    form = ClockForm(to=steps[0][1])
    if form.validate_on_submit():
        with form.refusals():
            with transaction("move_clock", actor=actor(), now=now()):
                services.move_clock(actor=actor(), now=now(), to=form.to.data)
            flash("The clock is moved.")
            return redirect(url_for("accounts.move_clock"))
    return render_form("accounts/move_clock.html", form=form, steps=steps, step=ActForm(formdata=None))


@blueprint.post("/account/demonstration/clock/<int:days>")
@access.signed_in
def move_clock_by(days: int):
    """A quick choice: nine in the morning, so many days on."""
    _only_in_a_demonstration()
    if days not in STEPS:
        raise NotFound()
    if ActForm().validate_on_submit():
        at_nine = uk_time(now()).replace(hour=9, minute=0, second=0, microsecond=0)
        with transaction("move_clock", actor=actor(), now=now()):
            services.move_clock(actor=actor(), now=now(), to=at_nine + timedelta(days=days))
        flash("The clock is moved.")
    return redirect(url_for("accounts.move_clock"))
