"""Rounds: the list, opening one, reading one, and closing it."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.accounts.roles import Kind
from procurement_hub.catalogue.queries import search_cpv
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import queries, services
from procurement_hub.demand.forms import MOST_ITEMS, RoundForm
from procurement_hub.demand.permissions import may_close, reads_every_line
from procurement_hub.demand.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.rows import rearranged
from procurement_hub.web.session import actor, now


@blueprint.route("")
@access(Permission.READ_ROUND)
def index():
    page = queries.rounds_page(actor(), after=request.args.get("after", type=int))
    is_council = actor().organisation_kind == Kind.COUNCIL
    answered = queries.answered_by(actor(), page.rows) if is_council else set()
    return render_template(
        "demand/index.html", page=page, answered=answered, is_council=is_council, today=uk_date(now())
    )


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.RUN_ROUND)
def new():
    changed = rearranged("items")
    if changed is not None:
        return _asked_again(RoundForm(changed))
    form = RoundForm()
    if "search" in request.form:
        return _asked_again(form, searched=True)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("open_round", actor=actor(), now=now()):
                demand_round = services.open_round(
                    actor=actor(),
                    now=now(),
                    title=form.title.data,
                    closes_on=form.closes_on.data,
                    items=[
                        services.NewItem(
                            code=row.form.code.data,
                            title=row.form.title.data,
                            unit=row.form.unit.data,
                            cpv=row.form.cpv.data,
                            specification=row.form.specification.data,
                        )
                        for row in form.items
                    ],
                )
            flash(f"Demand round {demand_round.code} is open.")
            return redirect(url_for("demand.show", round_id=demand_round.id))
    return render_form("demand/new.html", form=form, found=None, most=MOST_ITEMS)


def _asked_again(form: RoundForm, searched: bool = False):
    """The form as typed, with its rows changed or codes found: nothing was sent for good."""
    found = search_cpv(form.cpv_search.data or "") if searched else None
    return render_template("demand/new.html", form=form, found=found, most=MOST_ITEMS)


@blueprint.route("/<int:round_id>")
@access(Permission.READ_ROUND)
def show(round_id: int):
    return render_template("demand/show.html", **_whole(round_id))


@blueprint.route("/<int:round_id>/remind", methods=["POST"])
@access(Permission.RUN_ROUND)
def remind(round_id: int):
    demand_round = queries.round_for(actor(), round_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("remind_councils", actor=actor(), now=now()):
                sent = services.remind_councils(actor=actor(), now=now(), demand_round=demand_round)
            flash(f"Reminders are on their way: {sent}.")
            return redirect(url_for("demand.show", round_id=round_id))
    return render_form("demand/show.html", form=form, **_whole(round_id))


def _whole(round_id: int) -> dict:
    demand_round = queries.round_for(actor(), round_id)
    every_line = reads_every_line(actor(), demand_round)
    context = {
        "demand_round": demand_round,
        "remind_form": ActForm(),
        "sums": queries.sums_of(demand_round),
        "every_line": every_line,
        "may_close": may_close(actor(), demand_round),
        "today": uk_date(now()),
    }
    if every_line:
        context["answers"] = queries.answers_page(demand_round, after=request.args.get("after", type=int))
        context["silent"] = queries.silent_councils(demand_round)
    elif actor().organisation_kind == Kind.COUNCIL:
        context["lines"] = queries.own_lines(actor(), demand_round)
    return context


@blueprint.route("/<int:round_id>/close", methods=["GET", "POST"])
@access(Permission.RUN_ROUND)
def close(round_id: int):
    demand_round = queries.round_for(actor(), round_id)
    if not may_close(actor(), demand_round):
        raise NotFound()
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("close_round", actor=actor(), now=now()):
                services.close_round(actor=actor(), now=now(), demand_round=demand_round)
            flash(f"Demand round {demand_round.code} is closed. Its totals and baselines are fixed.")
            return redirect(url_for("demand.show", round_id=round_id))
    demand_round = queries.round_for(actor(), round_id)
    return render_form(
        "demand/close.html",
        form=form,
        demand_round=demand_round,
        sums=queries.sums_of(demand_round),
        silent=queries.silent_councils(demand_round),
        today=uk_date(now()),
    )
