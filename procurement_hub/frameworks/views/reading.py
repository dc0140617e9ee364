"""Frameworks for those who are signed in: the list, and one framework."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.accounts.roles import Kind
from procurement_hub.core import audit
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.frameworks import queries
from procurement_hub.frameworks.gaps import gaps
from procurement_hub.frameworks.meter import meter
from procurement_hub.frameworks.models import FrameworkStatus
from procurement_hub.frameworks.permissions import may_amend, owns, reads_every_price
from procurement_hub.frameworks.standstill import standstill_reason
from procurement_hub.frameworks.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.route("")
@access(Permission.READ_FRAMEWORK)
def index():
    page = queries.frameworks_page(actor(), after=request.args.get("after", type=int))
    authority = actor().organisation_kind in (Kind.COUNCIL, Kind.PARTNER)
    named = queries.naming(actor().organisation_id, page.rows) if authority else set()
    return render_template("frameworks/index.html", page=page, authority=authority, named=named)


@blueprint.route("/<int:framework_id>")
@access(Permission.READ_FRAMEWORK)
def show(framework_id: int):
    framework = queries.framework_for(actor(), framework_id)
    authorities = queries.named_in(framework_id)
    entitled = [body for body, _ in authorities]
    left = {body.id: last_day for body, last_day in authorities if last_day is not None}
    named = any(organisation.id == actor().organisation_id for organisation in entitled)
    prices = reads_every_price(actor(), framework, entitled=named)
    supplier = actor().organisation_kind == Kind.SUPPLIER
    awarded = framework.status in (FrameworkStatus.AWARDED, FrameworkStatus.LIVE)
    agreements = queries.agreements_of(framework_id) if awarded or owns(actor(), framework) else []
    if supplier:
        agreements = [agreed for agreed in agreements if agreed.supplier_id == actor().organisation_id]
    why_not = {}
    if actor().organisation_kind == Kind.COUNCIL:
        why_not = queries.why_not_by_lot(
            framework,
            agreements,
            uk_date(now()),
            is_named=named,
            last_day=left.get(actor().organisation_id),
        )
    amendable = may_amend(actor(), framework)
    return render_template(
        "frameworks/show.html",
        framework=framework,
        entitled=entitled,
        named=named,
        left=left,
        today=uk_date(now()),
        agreements=agreements,
        prices=prices,
        meter=meter(framework.ceiling_gross, framework.committed_gross),
        lot_meters={
            lot.id: meter(lot.ceiling_gross, lot.committed_gross)
            for lot in framework.lots
            if lot.ceiling_gross is not None
        },
        amendable=amendable,
        gaps=gaps(framework) if amendable else [],
        owner=owns(actor(), framework),
        events=audit.history(db.session, "framework", framework_id) if owns(actor(), framework) else [],
        tender_id=queries.tender_of(framework),
        supplier=supplier,
        centre=actor().organisation_kind == Kind.RCE,
        why_not=why_not,
        standstill=standstill_reason(framework, uk_date(now())) if awarded else None,
    )
