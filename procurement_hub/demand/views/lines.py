"""A council's own lines: register one, or take it back."""

import contextlib
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import queries, services
from procurement_hub.demand.forms import LineForm
from procurement_hub.demand.models import Commitment, DemandLine, DemandRound, RoundItem, RoundStatus
from procurement_hub.demand.views.blueprint import blueprint
from procurement_hub.savings.baselines import benchmark
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now

ANSWERS = (
    "commitment",
    "quantity",
    "current_price",
    "price_date",
    "current_quantity",
    "current_supplier",
    "evidence_note",
)


@blueprint.route("/<int:round_id>/items/<int:item_id>/register", methods=["GET", "POST"])
@access(Permission.REGISTER_DEMAND)
def register(round_id: int, item_id: int):
    demand_round = queries.round_for(actor(), round_id)
    asked = _asked(demand_round, item_id)
    line = _line_to_change(demand_round, item_id)
    item = asked.item  # before the transaction, which forgets what hangs on the round
    form = LineForm(data=_answers(line) | _own_price())
    if form.validate_on_submit():
        with form.refusals():
            sent = form.evidence.data
            evidence = form.evidence.store() if sent else None
            with transaction("register_demand", actor=actor(), now=now()):
                services.register_demand(
                    actor=actor(),
                    now=now(),
                    demand_round=demand_round,
                    item=item,
                    quantity=form.quantity.data,
                    commitment=form.commitment.data,
                    current_price=form.current_price.data,
                    current_quantity=form.current_quantity.data,
                    price_date=form.price_date.data,
                    current_supplier=form.current_supplier.data,
                    evidence_note=form.evidence_note.data,
                    evidence=evidence,
                    evidence_name=sent.filename if sent else "",
                )
            flash("Your demand is registered. You can change it until the round closes.")
            return redirect(url_for("demand.show", round_id=round_id))
        demand_round = queries.round_for(actor(), round_id)
        asked, line = _asked(demand_round, item_id), _line_to_change(demand_round, item_id)
    return render_form(
        "demand/register.html",
        form=form,
        demand_round=demand_round,
        asked=asked,
        line=line,
        others=benchmark(item_id, apart_from=actor().organisation_id, on=uk_date(now())),
    )


def _asked(demand_round: DemandRound, item_id: int) -> RoundItem:
    asked = next((row for row in demand_round.items if row.item_id == item_id), None)
    if asked is None:
        raise NotFound()
    return asked


def _answers(line: DemandLine | None) -> dict:
    """What the line says, or firm or soft as the link said for one that is not there yet."""
    if line is not None:
        return {name: getattr(line, name) for name in ANSWERS}
    wanted = request.args.get("commitment")
    return {"commitment": Commitment(wanted)} if wanted in set(Commitment) else {}


def _own_price() -> dict:
    """The price that a link from the council's own orders brings along; nonsense is left out."""
    found = {
        name: request.args[name].strip()[:300]
        for name in ("current_supplier", "evidence_note")
        if name in request.args
    }
    for name, read in (("current_price", Decimal), ("price_date", date.fromisoformat)):
        with contextlib.suppress(KeyError, ValueError, InvalidOperation):
            found[name] = read(request.args[name])
    return found


def _line_to_change(demand_round: DemandRound, item_id: int) -> DemandLine | None:
    """The council's line that the form starts from: the one asked for, or its only or firm one."""
    lines = [line for line in queries.own_lines(actor(), demand_round) if line.round_item.item_id == item_id]
    wanted = request.args.get("commitment")
    if wanted:
        return next((line for line in lines if line.commitment.value == wanted), None)
    lines.sort(key=lambda line: line.commitment is not Commitment.FIRM)
    return lines[0] if lines else None


@blueprint.route("/<int:round_id>/lines/<int:line_id>/withdraw", methods=["GET", "POST"])
@access(Permission.REGISTER_DEMAND)
def withdraw(round_id: int, line_id: int):
    demand_round = queries.round_for(actor(), round_id)
    line = queries.own_line(actor(), line_id)
    if line.round_item.round_id != round_id:
        raise NotFound()
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("withdraw_demand", actor=actor(), now=now()):
                services.withdraw_demand(actor=actor(), now=now(), line=line)
            flash("Your line of demand is taken back.")
            return redirect(url_for("demand.show", round_id=round_id))
        demand_round = queries.round_for(actor(), round_id)
        line = queries.own_line(actor(), line_id)
    is_open = demand_round.status is RoundStatus.OPEN
    return render_form(
        "demand/withdraw.html", form=form, demand_round=demand_round, line=line, is_open=is_open
    )


@blueprint.route("/lines/<int:line_id>/evidence")
@access(Permission.READ_ROUND)
def line_evidence(line_id: int):
    return send_stored(queries.evidence_of_line(actor(), line_id))
