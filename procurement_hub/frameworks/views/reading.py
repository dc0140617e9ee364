"""Frameworks for those who are signed in: the list, and one framework."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.calendar import uk_date
from procurement_hub.frameworks import queries
from procurement_hub.frameworks.gaps import gaps
from procurement_hub.frameworks.meter import meter
from procurement_hub.frameworks.models import FrameworkStatus
from procurement_hub.frameworks.permissions import may_amend, owns, reads_every_price
from procurement_hub.frameworks.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.session import actor, now


@blueprint.route("")
@access(Permission.READ_FRAMEWORK)
def index():
    page = queries.frameworks_page(actor(), after=request.args.get("after", type=int))
    return render_template("frameworks/index.html", page=page)


@blueprint.route("/<int:framework_id>")
@access(Permission.READ_FRAMEWORK)
def show(framework_id: int):
    framework = queries.framework_for(actor(), framework_id)
    entitled = queries.entitled_to(framework_id)
    named = any(organisation.id == actor().organisation_id for organisation in entitled)
    prices = reads_every_price(actor(), framework, entitled=named)
    awarded = framework.status in (FrameworkStatus.AWARDED, FrameworkStatus.LIVE)
    agreements = queries.agreements_of(framework_id) if awarded or owns(actor(), framework) else []
    why_not = None
    if actor().organisation_kind == Kind.COUNCIL and framework.status is FrameworkStatus.LIVE:
        why_not = queries.why_not_call_off(framework, None, actor().organisation_id, uk_date(now()))
    amendable = may_amend(actor(), framework)
    return render_template(
        "frameworks/show.html",
        framework=framework,
        entitled=entitled,
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
        why_not=why_not,
        may_order=actor().organisation_kind == Kind.COUNCIL
        and framework.status is FrameworkStatus.LIVE
        and why_not is None,
    )
