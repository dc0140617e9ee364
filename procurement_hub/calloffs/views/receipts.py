"""Recording what came, and invoicing it."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs import queries, services
from procurement_hub.calloffs.forms import InvoiceForm, ReceiveForm
from procurement_hub.calloffs.models import Order
from procurement_hub.calloffs.permissions import acts
from procurement_hub.calloffs.views.blueprints import blueprint
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:order_id>/receive", methods=["GET", "POST"])
@access(Permission.RECEIVE)
def receive(order_id: int):
    """Each line begins with all that is still to come, so that a full delivery is one click."""
    order = _order(order_id, "receive")
    form = ReceiveForm(data={"lines": [{"quantity": line.quantity - line.received} for line in order.lines]})
    if form.validate_on_submit():
        lines = [(line.item, row.quantity.data) for line, row in form.filled(order.lines)]
        with form.refusals():
            with transaction("receive_order", actor=actor(), now=now()):
                services.receive(
                    actor=actor(),
                    now=now(),
                    order=order,
                    lines=lines,
                    request_key=form.key,
                )
            flash("What came is recorded. The supplier can invoice it now.")
            return redirect(url_for("calloffs.show", order_id=order_id))
        order = queries.order_for(actor(), order_id)
    return render_form("calloffs/receive.html", form=form, order=order)


@blueprint.route("/<int:order_id>/invoice", methods=["GET", "POST"])
@access(Permission.FULFIL_ORDER)
def invoice(order_id: int):
    """Each line begins with all that was received and not invoiced, at the order's price."""
    order = _order(order_id, "invoice")
    form = InvoiceForm(
        data={
            "lines": [
                {"quantity": line.received - line.invoiced, "unit_price": line.unit_price}
                for line in order.lines
            ]
        }
    )
    if form.validate_on_submit():
        lines = [
            (line.item, row.quantity.data, row.unit_price.data or line.unit_price)
            for line, row in form.filled(order.lines)
        ]
        with form.refusals():
            with transaction("invoice_order", actor=actor(), now=now()):
                services.invoice(
                    actor=actor(),
                    now=now(),
                    order=order,
                    number=form.number.data,
                    lines=lines,
                )
            flash(f"Invoice {form.number.data} matches the order and what was received. It is recorded.")
            return redirect(url_for("calloffs.show", order_id=order_id))
        order = queries.order_for(actor(), order_id)
    return render_form("calloffs/invoice.html", form=form, order=order)


def _order(order_id: int, act: str) -> Order:
    order = queries.order_for(actor(), order_id)
    if request.method == "GET" and act not in acts(actor(), order):
        raise NotFound()
    return order
