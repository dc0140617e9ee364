"""What changes in mid-term: a price that is proposed, agreed or not, and a council that leaves."""

from collections.abc import Callable

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import queries, services
from procurement_hub.frameworks.forms import LeaveForm, PriceForm
from procurement_hub.frameworks.permissions import owns
from procurement_hub.frameworks.views.blueprint import blueprint
from procurement_hub.law.modifications import Ground
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now

P = Permission

ANSWERS: dict[str, tuple[Callable, str, str, str, str]] = {
    "refuse": (
        services.refuse_price,
        "Do not agree to the new price",
        "Why not?",
        "Do not agree",
        "You have not agreed. The price in force stays.",
    ),
    "withdraw": (
        services.withdraw_price,
        "Take the proposal back",
        "Why is it taken back?",
        "Take it back",
        "The proposal is taken back. The price in force stays.",
    ),
}


@blueprint.route("/agreements/<int:agreement_id>/prices/new", methods=["GET", "POST"])
@access(P.CHANGE_PRICES)
def propose_price(agreement_id: int):
    agreed = queries.agreement_for(actor(), agreement_id)
    if not owns(actor(), agreed.framework):
        raise NotFound()
    form = PriceForm()
    items = {price.item_id: price.item for price in agreed.prices}
    form.offer(list(items.values()), light_touch=agreed.framework.light_touch)
    if form.validate_on_submit():
        item = items[form.item.data]
        with form.refusals():
            with transaction("propose_price", actor=actor(), now=now()):
                services.propose_price(
                    actor=actor(),
                    now=now(),
                    agreement=agreed,
                    item=item,
                    unit_price=form.unit_price.data,
                    starts_on=form.starts_on.data,
                    ground=Ground(form.ground.data),
                    reason=form.reason.data,
                )
            flash("The new price is proposed. It takes effect when the supplier has agreed.")
            return redirect(url_for("frameworks.agreement", agreement_id=agreement_id))
        agreed = queries.agreement_for(actor(), agreement_id)
    return render_form("frameworks/propose_price.html", form=form, agreement=agreed, today=uk_date(now()))


@blueprint.route("/price-changes/<int:change_id>", methods=["GET", "POST"])
@access(P.SIGN_AS_SUPPLIER)
def answer_price(change_id: int):
    """The supplier reads the new price and agrees."""
    change, agreed = queries.price_change_for(actor(), change_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("agree_price", actor=actor(), now=now()):
                services.agree_price(actor=actor(), now=now(), change=change)
            flash(f"You have agreed. Orders from {format_date(change.starts_on)} take the new price.")
            return redirect(url_for("frameworks.agreement", agreement_id=change.agreement_id))
        change, agreed = queries.price_change_for(actor(), change_id)
    return render_form(
        "frameworks/answer_price.html",
        form=form,
        change=change,
        agreement=agreed,
        ground=Ground(change.ground),
    )


@blueprint.route("/price-changes/<int:change_id>/<any('refuse', 'withdraw'):act>", methods=["GET", "POST"])
@access(P.SIGN_AS_SUPPLIER, P.CHANGE_PRICES)
def stop_price(change_id: int, act: str):
    change, agreed = queries.price_change_for(actor(), change_id)
    service, heading, question, button, said = ANSWERS[act]
    form = ActForm(reason=question)
    if form.validate_on_submit():
        with form.refusals():
            with transaction(f"{act}_price", actor=actor(), now=now()):
                service(actor=actor(), now=now(), change=change, reason=form.reason.data)
            flash(said)
            return redirect(url_for("frameworks.agreement", agreement_id=change.agreement_id))
        change, agreed = queries.price_change_for(actor(), change_id)
    return render_form(
        "frameworks/stop_price.html",
        form=form,
        change=change,
        agreement=agreed,
        heading=heading,
        button_text=button,
    )


@blueprint.route("/<int:framework_id>/leave", methods=["GET", "POST"])
@access(P.LEAVE_FRAMEWORK)
def leave(framework_id: int):
    framework = queries.framework_for(actor(), framework_id)
    if not queries.is_entitled(framework_id, actor().organisation_id):
        raise NotFound()
    form = LeaveForm(data={"last_day": uk_date(now())})
    if form.validate_on_submit():
        with form.refusals():
            with transaction("leave_framework", actor=actor(), now=now()):
                services.leave_framework(
                    actor=actor(),
                    now=now(),
                    framework=framework,
                    last_day=form.last_day.data,
                    reason=form.reason.data,
                )
            flash(f"Your authority leaves this framework. Its last day is {format_date(form.last_day.data)}.")
            return redirect(url_for("frameworks.show", framework_id=framework_id))
        framework = queries.framework_for(actor(), framework_id)
    return render_form("frameworks/leave.html", form=form, framework=framework)
