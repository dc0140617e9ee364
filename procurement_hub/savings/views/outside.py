"""What was bought beside the frameworks: noted, struck out, and shown with the share bought under them."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import financial_year_of, uk_date
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services
from procurement_hub.savings.claim_forms import PurchaseForm
from procurement_hub.savings.views.blueprint import begun, blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.get("/<int:financial_year>/outside")
@access(Permission.READ_GAINS)
def outside(financial_year: int):
    begun(financial_year)
    council_id = queries.reader_council(actor())
    return render_template(
        "savings/outside.html",
        financial_year=financial_year,
        leaks=queries.leakage(council_id, financial_year),
        purchases=queries.purchases(council_id, financial_year),
    )


@blueprint.route("/outside/new", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY)
def new_purchase():
    this_year = financial_year_of(uk_date(now()))
    items = queries.items_bought(queries.reader_council(actor()), this_year)
    form = PurchaseForm()
    form.item.choose(items)
    if form.validate_on_submit():
        item = next(item for item in items if item.id == form.item.data)
        with form.refusals():
            with transaction("record_off_framework", actor=actor(), now=now()):
                purchase = services.record_off_framework(
                    actor=actor(),
                    now=now(),
                    item=item,
                    quantity=form.quantity.data,
                    unit_price=form.unit_price.data,
                    supplied_on=form.supplied_on.data,
                    supplier_name=form.supplier_name.data,
                    reason=form.reason.data,
                )
            flash("The purchase is noted. It is no gain and is shown beside the gains of its year.")
            return redirect(url_for("savings.outside", financial_year=purchase.financial_year))
    return render_form("savings/purchase.html", form=form, financial_year=this_year)


@blueprint.route("/outside/<int:purchase_id>/strike", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY)
def strike_purchase(purchase_id: int):
    purchase = queries.purchase_for(actor(), purchase_id)
    form = ActForm(reason="Why is it struck out?")
    if form.validate_on_submit():
        with form.refusals():
            with transaction("strike_off_framework", actor=actor(), now=now()):
                services.strike_off_framework(
                    actor=actor(), now=now(), purchase=purchase, reason=form.reason.data
                )
            flash("The purchase is struck out. It stays to be read.")
            return redirect(url_for("savings.outside", financial_year=purchase.financial_year))
        purchase = queries.purchase_for(actor(), purchase_id)
    return render_form("savings/strike_purchase.html", form=form, purchase=purchase)
