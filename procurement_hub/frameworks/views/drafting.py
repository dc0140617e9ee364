"""Drafting: choose a closed round, draft a framework from it, amend it, give it up."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import queries as demand
from procurement_hub.demand.models import DemandRound, RoundStatus
from procurement_hub.demand.permissions import runs_round
from procurement_hub.frameworks import queries, services
from procurement_hub.frameworks.forms import COMPETITION, MOST_LOTS, FrameworkForm, route_of
from procurement_hub.frameworks.models import DirectAward, Framework, FrameworkStatus
from procurement_hub.frameworks.permissions import may_amend, owns
from procurement_hub.frameworks.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.rows import rearranged
from procurement_hub.web.session import actor, now

USUAL_VAT = Decimal(20)
USUAL_YEARS = 4


@blueprint.route("/new")
@access(Permission.DRAFT_FRAMEWORK)
def new():
    """Choose the closed round; `?round_id=` has chosen it already."""
    if chosen := request.args.get("round_id", type=int):
        return redirect(url_for("frameworks.draft", round_id=chosen))
    return render_template("frameworks/new.html", rounds=queries.rounds_to_draft_from(actor()))


@blueprint.route("/draft/<int:round_id>", methods=["GET", "POST"])
@access(Permission.DRAFT_FRAMEWORK)
def draft(round_id: int):
    demand_round = _closed_round(round_id)
    changed = rearranged("lots")
    if changed is not None:
        return _page(demand_round, FrameworkForm(changed))
    form = FrameworkForm(data=_proposal(demand_round) if request.method == "GET" else None)
    _offer(form, demand_round)
    if form.validate_on_submit():
        terms = _terms(form, demand_round)
        with form.refusals():
            with transaction("draft_framework", actor=actor(), now=now()):
                framework = services.draft_framework(
                    actor=actor(), now=now(), demand_round=demand_round, **terms
                )
            flash(f"Framework {framework.code} is drafted.")
            return redirect(url_for("frameworks.show", framework_id=framework.id))
    return _page(_closed_round(round_id), form)


@blueprint.route("/<int:framework_id>/edit", methods=["GET", "POST"])
@access(Permission.DRAFT_FRAMEWORK)
def edit(framework_id: int):
    framework = _own_draft(framework_id)
    if request.method == "GET" and framework.status is not FrameworkStatus.DRAFT:
        flash(f"{framework.code} has been published, so its terms are fixed.")
        return redirect(url_for("frameworks.show", framework_id=framework_id))
    demand_round = demand.round_for(actor(), framework.round_id)
    changed = rearranged("lots")
    if changed is not None:
        return _page(demand_round, FrameworkForm(changed), framework)
    form = FrameworkForm(data=_as_drafted(framework) if request.method == "GET" else None)
    _offer(form, demand_round)
    if form.validate_on_submit():
        terms = _terms(form, demand_round)
        with form.refusals():
            with transaction("amend_draft", actor=actor(), now=now()):
                services.amend_draft(actor=actor(), now=now(), framework=framework, **terms)
            flash("The draft is saved.")
            return redirect(url_for("frameworks.show", framework_id=framework_id))
        framework = queries.framework_for(actor(), framework_id)
        demand_round = demand.round_for(actor(), framework.round_id)
    return _page(demand_round, form, framework)


@blueprint.route("/<int:framework_id>/withdraw", methods=["GET", "POST"])
@access(Permission.DRAFT_FRAMEWORK)
def withdraw(framework_id: int):
    framework = _own_draft(framework_id)
    form = ActForm(reason="Why is this draft given up?")
    if form.validate_on_submit():
        with form.refusals():
            with transaction("withdraw_framework", actor=actor(), now=now()):
                services.withdraw(actor=actor(), now=now(), framework=framework, reason=form.reason.data)
            flash("The draft is withdrawn.")
            return redirect(url_for("frameworks.index"))
        framework = queries.framework_for(actor(), framework_id)
    return render_form("frameworks/withdraw.html", form=form, framework=framework)


def _closed_round(round_id: int) -> DemandRound:
    demand_round = demand.round_for(actor(), round_id)
    if not runs_round(actor(), demand_round) or demand_round.status is not RoundStatus.CLOSED:
        raise NotFound()
    return demand_round


def _own_draft(framework_id: int) -> Framework:
    framework = queries.framework_for(actor(), framework_id)
    if not owns(actor(), framework):
        raise NotFound()
    if framework.status is FrameworkStatus.DRAFT and not may_amend(actor(), framework):
        raise NotFound()
    return framework


def _offer(form: FrameworkForm, demand_round: DemandRound) -> None:
    items = [(row.item_id, f"{row.item.title} ({row.item.code})") for row in demand_round.items]
    form.offer(items, [(body.id, body.name) for body in queries.authorities()])


def _page(demand_round: DemandRound, form: FrameworkForm, framework: Framework | None = None):
    _offer(form, demand_round)
    vat_rate = USUAL_VAT if form.vat_rate.data is None else form.vat_rate.data
    return render_form(
        "frameworks/draft.html",
        form=form,
        demand_round=demand_round,
        framework=framework,
        value=queries.demand_value(demand_round, vat_rate),
        years=_years(form),
        most=MOST_LOTS,
    )


def _years(form: FrameworkForm) -> int:
    """The years that the term reaches into, the usual four while it is not known."""
    first, last = form.starts_on.data, form.ends_on.data
    if first is None or last is None or last < first:
        return USUAL_YEARS
    return last.year - first.year + ((last.month, last.day) >= (first.month, first.day))


def _proposal(demand_round: DemandRound) -> dict:
    """What a first draft starts with: one lot with all that has firm demand, for those who asked."""
    return {
        "title": f"{demand_round.title} framework",
        "vat_rate": USUAL_VAT,
        "entitled": queries.councils_with_demand(demand_round.id),
        "lots": [
            {
                "number": "1",
                "title": demand_round.title,
                "items": [row.item_id for row in demand_round.items if row.firm_total],
                "max_suppliers": 1,
                "direct_award": DirectAward.SOLE_SUPPLIER.value,
            }
        ],
    }


def _as_drafted(framework: Framework) -> dict:
    plain = (
        "title",
        "starts_on",
        "ends_on",
        "longer_term_reasons",
        "light_touch",
        "ceiling_gross",
        "vat_rate",
        "levy_percent",
        "description",
        "price_mechanism",
        "selection_process",
    )
    return {name: getattr(framework, name) for name in plain} | {
        "entitled": [body.id for body in queries.entitled_to(framework.id)],
        "lots": [
            {
                "number": lot.number,
                "title": lot.title,
                "items": [line.item_id for line in lot.items],
                "max_suppliers": lot.max_suppliers,
                "direct_award": lot.direct_award.value if lot.direct_award else COMPETITION,
                "ceiling_gross": lot.ceiling_gross,
            }
            for lot in framework.lots
        ],
    }


def _terms(form: FrameworkForm, demand_round: DemandRound) -> dict:
    """The form as arguments of draft_framework and amend_draft."""
    items = {row.item_id: row.item for row in demand_round.items}
    bodies = {body.id: body for body in queries.authorities()}
    return {
        "title": form.title.data,
        "starts_on": form.starts_on.data,
        "ends_on": form.ends_on.data,
        "ceiling_gross": form.ceiling_gross.data,
        "vat_rate": form.vat_rate.data,
        "levy_percent": form.levy_percent.data,
        "entitled": [bodies[key] for key in form.entitled.data],
        "lots": [
            services.NewLot(
                number=row.form.number.data,
                title=row.form.title.data,
                items=[items[key] for key in row.form.items.data],
                max_suppliers=row.form.max_suppliers.data,
                direct_award=route_of(row.form.direct_award.data),
                ceiling_gross=row.form.ceiling_gross.data,
            )
            for row in form.lots
        ],
        "description": form.description.data,
        "price_mechanism": form.price_mechanism.data,
        "selection_process": form.selection_process.data,
        "light_touch": form.light_touch.data,
        "longer_term_reasons": form.longer_term_reasons.data,
    }
