"""The list of orders, one order, and the acts that decide on it."""

from collections.abc import Callable

from flask import Response, flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.calloffs import documents, queries, services, timeline
from procurement_hub.calloffs.models import Order, OrderStatus
from procurement_hub.calloffs.permissions import acts, is_councils, is_suppliers
from procurement_hub.calloffs.views.blueprints import blueprint
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import format_pence
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now

P = Permission

# act: (permissions, service, heading, question, button, what is said when it is done)
WITH_A_REASON: dict[str, tuple[Callable, str, str, str, str]] = {
    "return": (
        services.return_order,
        "Return this order to its buyer",
        "What needs to change?",
        "Return the order",
        "The order is returned. Its buyer has been told why.",
    ),
    "cancel": (
        services.cancel_order,
        "Cancel this order",
        "Why is it cancelled?",
        "Cancel the order",
        "The order is cancelled and its share of the ceiling is free again.",
    ),
    "decline": (
        services.decline_order,
        "Decline this order",
        "Why can you not supply it?",
        "Decline the order",
        "The order is declined. The council has been told why.",
    ),
    "end": (
        services.close_short,
        "End this order short",
        "Why will no more of it come?",
        "End the order",
        "The order is ended. The ceiling keeps only what was invoiced.",
    ),
}


@blueprint.get("/")
@access(P.READ_ORDER)
def index():
    return render_template(
        "calloffs/index.html",
        page=queries.orders_page(actor(), after=request.args.get("after", type=int)),
        waiting=queries.waiting_for_approval(actor()),
    )


@blueprint.get("/<int:order_id>")
@access(P.READ_ORDER)
def show(order_id: int):
    return _page(queries.order_for(actor(), order_id), ActForm())


@blueprint.post("/<int:order_id>/approve")
@access(P.APPROVE_ORDER)
def approve(order_id: int):
    return _act(order_id, services.approve_order, "The order is approved. The supplier has been told.")


@blueprint.post("/<int:order_id>/accept")
@access(P.FULFIL_ORDER)
def accept(order_id: int):
    return _act(order_id, services.accept_order, "The order is accepted. The council has been told.")


@blueprint.route("/<int:order_id>/<any('return', 'cancel', 'decline', 'end'):act>", methods=["GET", "POST"])
@access(P.APPROVE_ORDER, P.PLACE_ORDER, P.FULFIL_ORDER)
def stop(order_id: int, act: str):
    """An act that ends the order and asks why."""
    order = queries.order_for(actor(), order_id)
    if request.method == "GET" and act not in acts(actor(), order):
        raise NotFound()
    service, heading, question, button, said = WITH_A_REASON[act]
    form = ActForm(reason=question)
    if form.validate_on_submit():
        with form.refusals():
            with transaction(f"{act}_order", actor=actor(), now=now()):
                service(actor=actor(), now=now(), order=order, reason=form.reason.data)
            flash(said)
            return redirect(url_for("calloffs.show", order_id=order_id))
        order = queries.order_for(actor(), order_id)
    return render_form("calloffs/stop.html", form=form, order=order, heading=heading, button_text=button)


@blueprint.get("/<int:order_id>/order.pdf")
@access(P.READ_ORDER)
def pdf(order_id: int) -> Response:
    order = queries.order_for(actor(), order_id)
    return send_bytes(documents.order_form(order), f"{order.number}.pdf", "application/pdf")


def _act(order_id: int, service: Callable, said: str):
    """One button: done, or the order's page again with the reason why not."""
    order = queries.order_for(actor(), order_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction(service.__name__, actor=actor(), now=now()):
                service(actor=actor(), now=now(), order=order)
            flash(said)
            return redirect(url_for("calloffs.show", order_id=order_id))
        order = queries.order_for(actor(), order_id)
    return _page(order, form)


def _page(order: Order, form: ActForm):
    receipts, invoices = queries.receipts_of(order), queries.invoices_of(order)
    credit_notes = queries.credit_notes_of(order) if invoices else []
    return render_form(
        "calloffs/show.html",
        form=form,
        order=order,
        receipts=receipts,
        invoices=invoices,
        credit_notes=credit_notes,
        may_credit=may(actor(), P.FULFIL_ORDER) and is_suppliers(actor(), order),
        acts=acts(actor(), order),
        to_come=any(line.received < line.quantity for line in order.lines),
        to_invoice=any(line.invoiced < line.received for line in order.lines),
        events=timeline.events(order, receipts, invoices, credit_notes, queries.name_of(order.ended_by_id)),
        next_step=timeline.next_step(order),
        expected=_expected(order),
        counted=queries.counted_in(order) if invoices and _reads_gains(order) else [],
    )


def _reads_gains(order: Order) -> bool:
    return is_councils(actor(), order) and may(actor(), P.READ_GAINS)


def _expected(order: Order) -> list[tuple[str, str]]:
    """For the council, while the order is under way: what it should gain against its own old prices."""
    under_way = (OrderStatus.PLACED, OrderStatus.APPROVED, OrderStatus.ACCEPTED)
    if order.status not in under_way or not is_councils(actor(), order):
        return []
    gain = queries.expected_gain(order)
    if gain is None:
        return [("Expected gain", "Not known: there is no baseline")]
    worded = format_pence(gain) + (": you pay more than before" if gain < 0 else "")
    return [("Expected gain against what you paid before, excluding VAT", worded)]
