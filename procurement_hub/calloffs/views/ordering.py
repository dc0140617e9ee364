"""From a lot to an order: what can be had, how many, and the page that places it."""

import re
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs import queries, route, services
from procurement_hub.calloffs.forms import BasketForm, PlaceForm
from procurement_hub.calloffs.orders import check_quantities
from procurement_hub.calloffs.views.blueprints import blueprint
from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import DomainError, Invalid, NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import checks
from procurement_hub.frameworks import ceiling
from procurement_hub.frameworks.models import Lot
from procurement_hub.frameworks.queries import why_not_call_off
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now

WRITTEN_OUT = re.compile(r"[0-9]{1,12}(\.[0-9]{1,6})?")


@blueprint.get("/new")
@access(Permission.PLACE_ORDER)
def start():
    """What the council can call off today."""
    return render_template("calloffs/start.html", lots=queries.lots_open_to(actor(), uk_date(now())))


@blueprint.route("/new/<int:lot_id>", methods=["GET", "POST"])
@access(Permission.PLACE_ORDER)
def basket(lot_id: int):
    lot = queries.lot_to_order_from(lot_id)
    shelf = queries.shelf(lot, actor().organisation_id, uk_date(now()))
    why_not = _why_not(lot) or shelf.why_not
    earlier = queries.declined_order(actor(), request.args.get("instead_of", type=int))
    form = BasketForm(data={"lines": _asked_before(lot, earlier), "budget_code": _budget_code(earlier)})
    if not why_not and form.validate_on_submit():
        items = [row.item for row in lot.items]
        with form.refusals():
            lines = [(item, row.quantity.data) for item, row in form.filled(items)]
            check_quantities(lines, "to order")
            chosen = {f"item-{item.id}": str(quantity) for item, quantity in lines}
            return redirect(
                url_for(
                    "calloffs.confirm",
                    lot_id=lot_id,
                    budget_code=form.budget_code.data,
                    instead_of=earlier.id if earlier else None,
                    **chosen,
                )
            )
    return render_form("calloffs/basket.html", form=form, lot=lot, shelf=shelf, why_not=why_not)


@blueprint.route("/new/<int:lot_id>/confirm", methods=["GET", "POST"])
@access(Permission.PLACE_ORDER)
def confirm(lot_id: int):
    """The order as it will be: the supplier, the lawful route, and what it costs."""
    budget_code = request.args.get("budget_code", "")
    instead_of = request.args.get("instead_of", type=int)
    form = PlaceForm()
    if form.validate_on_submit():
        with form.refusals():
            # what is ordered from is read inside, once, as it is when the order is judged
            with transaction("place_order", actor=actor(), now=now()):
                lot = queries.lot_to_order_from(lot_id)
                order = services.place_order(
                    actor=actor(),
                    now=now(),
                    lot=lot,
                    lines=_chosen(lot),
                    budget_code=budget_code,
                    request_key=form.key,
                    instead_of=queries.declined_order(actor(), instead_of),
                )
                order_id, number = order.id, order.number
            flash(f"Order {number} is placed. It goes to the supplier when it is approved.")
            return redirect(url_for("calloffs.show", order_id=order_id))
    lot = queries.lot_to_order_from(lot_id)
    lines = _chosen(lot)
    earlier = queries.declined_order(actor(), instead_of)
    offer = None
    try:
        if why_not := _why_not(lot):
            raise Invalid(why_not)
        check_quantities(lines, "to order")
        offer = route.choose(
            lot.framework,
            lot,
            lines,
            uk_date(now()),
            route.passed_over(actor().organisation_id, lot, earlier),
            checks.excluded_among(
                queries.suppliers_in(lot), uk_date(now()), authority_id=lot.framework.organisation_id
            ),
        )
        ceiling.check_room(
            framework_id=lot.framework_id,
            lot_id=lot.id,
            agreement_id=offer.agreement.id,
            gross=offer.gross,
        )
    except DomainError as refusal:
        if not form.form_errors:
            form.refuse(refusal)
    shelf = queries.shelf(lot, actor().organisation_id, uk_date(now()))
    baselines = {row.item.id: row.baseline for row in shelf.rows}
    return render_form(
        "calloffs/confirm.html",
        form=form,
        lot=lot,
        offer=offer,
        shelf=shelf,
        baselines=baselines,
        budget_code=budget_code,
        back=url_for("calloffs.basket", lot_id=lot_id, **request.args.to_dict()),
    )


def _why_not(lot: Lot) -> str | None:
    return why_not_call_off(lot.framework, lot, actor().organisation_id, uk_date(now()))


def _budget_code(earlier) -> str:
    return request.args.get("budget_code") or (earlier.budget_code if earlier else "")


def _asked_before(lot: Lot, earlier) -> list[dict]:
    """A row for each item of the lot, with what was asked already or what the declined order had."""
    had = {line.item_id: line.quantity for line in earlier.lines} if earlier else {}
    return [{"quantity": _quantity(row.item_id) or had.get(row.item_id)} for row in lot.items]


def _chosen(lot: Lot) -> list[tuple[Item, Decimal]]:
    """The items and quantities in the address of the page."""
    chosen = [(row.item, _quantity(row.item_id)) for row in lot.items]
    lines = [(item, quantity) for item, quantity in chosen if quantity is not None]
    if not lines:
        raise NotFound()
    return lines


def _quantity(item_id: int) -> Decimal | None:
    """Written out: 1e999999999 is nine characters, and a page of zeros when it is shown."""
    text = request.args.get(f"item-{item_id}", "")
    if not text:
        return None
    if not WRITTEN_OUT.fullmatch(text):
        raise NotFound()
    return Decimal(text)
