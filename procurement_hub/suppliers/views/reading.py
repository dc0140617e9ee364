"""Looking suppliers up: the search, and a supplier's page as councils and centres read it."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.suppliers import queries
from procurement_hub.suppliers.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.route("")
@access(Permission.READ_SUPPLIERS)
def index():
    text = request.args.get("q", "")[:100]
    page = queries.search(actor(), text, after=request.args.get("after", type=int))
    return render_template("suppliers/index.html", page=page, text=text)


@blueprint.route("/<int:supplier_id>")
@access(Permission.READ_SUPPLIERS)
def show(supplier_id: int):
    return render_template(
        "suppliers/show.html",
        supplier=queries.supplier_for(actor(), supplier_id),
        contacts=queries.contacts_of(supplier_id),
        persons=queries.connected_persons_of(supplier_id),
        pieces=queries.wallet(actor(), supplier_id),
        today=uk_date(now()),
    )
