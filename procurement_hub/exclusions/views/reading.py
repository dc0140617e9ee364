"""What a centre reads: its cases and tasks, and one supplier with everything that is known."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.exclusions import checks, queries
from procurement_hub.exclusions.views.blueprint import blueprint
from procurement_hub.law.exclusion_grounds import GROUNDS
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.route("/")
@access(Permission.READ_EXCLUSIONS)
def index():
    return render_template(
        "exclusions/index.html",
        page=queries.cases_page(actor(), after=request.args.get("after", type=int)),
        notify=queries.to_notify(actor()),
        suppliers=queries.suppliers(),
        today=uk_date(now()),
        grounds=GROUNDS,
    )


@blueprint.route("/suppliers/<int:supplier_id>")
@access(Permission.READ_EXCLUSIONS)
def supplier(supplier_id: int):
    found = queries.supplier_for(supplier_id)
    stand = checks.stand(supplier_id, uk_date(now()), authority_id=actor().organisation_id)
    current = stand.declaration
    return render_template(
        "exclusions/supplier.html",
        supplier=found,
        stand=stand,
        declaration=current,
        assessment=queries.assess(current) if current else None,
        cases=queries.cases_about(actor(), supplier_id),
        labels=checks.LABELS,
        checks=queries.checks_of(actor(), supplier_id),
        today=uk_date(now()),
        grounds=GROUNDS,
    )
