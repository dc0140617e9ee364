"""Floors under prices, hours for each person, and the review that lets a gain go."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services, wording
from procurement_hub.savings.desk_forms import FloorForm, HoursForm
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.savings.views.desk import find_gain
from procurement_hub.savings.watching import HOURS_MAY_RISE_PERCENT
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/floors/new", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY, Permission.SIGN_OFF)
def floor():
    financial_year = financial_year_of(uk_date(now()))
    items = queries.items_bought(queries.reader_council(actor()), financial_year)
    form = FloorForm(data={"item": request.args.get("item", type=int)})
    form.item.choose(items)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("set_price_floor", actor=actor(), now=now()):
                services.set_price_floor(
                    actor=actor(),
                    now=now(),
                    item=next(item for item in items if item.id == form.item.data),
                    unit_price=form.unit_price.data,
                    basis=form.basis.data,
                    source=form.source.data,
                )
            flash("The floor is set. A gain whose price is under it is held until it has been reviewed.")
            return redirect(url_for("savings.desk"))
    return render_form("savings/floor.html", form=form, items=items)


@blueprint.route("/<int:financial_year>/hours", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY, Permission.SIGN_OFF)
def hours(financial_year: int):
    begun(financial_year)
    items = queries.items_bought(queries.reader_council(actor()), financial_year)
    form = HoursForm(data={"item": request.args.get("item", type=int)})
    form.item.choose(items)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("record_hours", actor=actor(), now=now()):
                services.record_hours(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item=next(item for item in items if item.id == form.item.data),
                    before=form.before.data,
                    after=form.after.data,
                    source=form.source.data,
                )
            flash("The hours are recorded.")
            return redirect(url_for("savings.desk", financial_year=financial_year))
    return render_form(
        "savings/hours.html",
        form=form,
        items=items,
        financial_year=financial_year,
        most=HOURS_MAY_RISE_PERCENT,
    )


@blueprint.route(
    "/<int:financial_year>/desk/<int:item_id>/<int:framework_id>/review", methods=["GET", "POST"]
)
@access(Permission.SIGN_OFF, Permission.APPROVE_ORDER)
def review(financial_year: int, item_id: int, framework_id: int):
    """Why the service can be kept at a price that a floor or risen hours hold."""
    gain = find_gain(financial_year, item_id, framework_id)
    form = ActForm(reason="Why can the service be kept at this price?")
    if form.validate_on_submit():
        with form.refusals():
            with transaction("review_price", actor=actor(), now=now()):
                services.review_price(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item=gain.item,
                    framework_id=framework_id or None,
                    reason=form.reason.data,
                )
            flash("The review is recorded, and the gain is not held by it any more.")
            return redirect(
                url_for(
                    "savings.gain",
                    financial_year=financial_year,
                    item_id=item_id,
                    framework_id=framework_id,
                )
            )
        gain = find_gain(financial_year, item_id, framework_id)
    if gain.watched.concern is None and not form.is_submitted():
        raise NotFound()
    return render_form(
        "savings/review.html",
        form=form,
        gain=gain,
        financial_year=financial_year,
        framework_id=framework_id,
        wording=wording,
    )
