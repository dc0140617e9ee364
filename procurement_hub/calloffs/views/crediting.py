"""The supplier's credit note for one of its invoices."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs import queries, services
from procurement_hub.calloffs.forms import CreditForm
from procurement_hub.calloffs.views.blueprints import blueprint
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/invoices/<int:invoice_id>/credit", methods=["GET", "POST"])
@access(Permission.FULFIL_ORDER)
def credit(invoice_id: int):
    invoice = queries.invoice_to_credit(actor(), invoice_id)
    form = CreditForm(data={"lines": [{} for _ in invoice.lines]})
    if form.validate_on_submit():
        order_id = invoice.order_id
        lines = [
            services.Credit(
                line.order_line.item,
                form.reason.data,
                returned=row.returned.data,
                unit_price=row.unit_price.data,
            )
            for line, row in form.filled(invoice.lines)
        ]
        with form.refusals():
            with transaction("credit_invoice", actor=actor(), now=now()):
                note = services.credit_invoice(
                    actor=actor(),
                    now=now(),
                    invoice=invoice,
                    number=form.number.data,
                    lines=lines,
                )
            flash(f"Credit note {note.number} is recorded. The council has been told.")
            return redirect(url_for("calloffs.show", order_id=order_id))
        invoice = queries.invoice_to_credit(actor(), invoice_id)
    return render_form("calloffs/credit.html", form=form, invoice=invoice, order=invoice.order)
