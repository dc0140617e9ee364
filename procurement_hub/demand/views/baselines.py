"""The baselines of a round: those that closing it froze, and setting or revising one's own."""

import contextlib
import json
from datetime import date
from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.catalogue.models import Item
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import Invalid, NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import queries, services
from procurement_hub.demand.forms import BaselineForm, KindForm
from procurement_hub.demand.models import DemandRound, RoundItem
from procurement_hub.demand.permissions import reads_every_line
from procurement_hub.demand.views.blueprint import blueprint
from procurement_hub.savings import queries as gains
from procurement_hub.savings import services as savings
from procurement_hub.savings.baselines import Curve, OldPrice, benchmark, counting, preview
from procurement_hub.savings.baselines.kinds import refuse_what_is_no_baseline
from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models import Baseline
from procurement_hub.savings.queries.indices import series_names
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import problems, render_form
from procurement_hub.web.session import actor, now

KEPT = (
    "unit_price",
    "compared_price",
    "factor",
    "basis",
    "price_date",
    "clause_percent",
    "annual_quantity",
    "supplier_name",
    "evidence_note",
)


@blueprint.route("/<int:round_id>/baselines")
@access(Permission.READ_ROUND)
def baselines(round_id: int):
    demand_round = queries.round_for(actor(), round_id)
    page = queries.baselines_page(actor(), demand_round, after=request.args.get("after", type=int))
    return render_template(
        "demand/baselines.html",
        demand_round=demand_round,
        page=page,
        every_line=reads_every_line(actor(), demand_round),
        own=_counting(demand_round),
    )


@blueprint.route("/baselines/<int:baseline_id>/evidence")
@access(Permission.READ_ROUND)
def baseline_evidence(baseline_id: int):
    return send_stored(queries.evidence_of_baseline(actor(), baseline_id))


@blueprint.route("/<int:round_id>/items/<int:item_id>/baseline", methods=["GET", "POST"])
@access(Permission.SET_BASELINE)
def baseline_kind(round_id: int, item_id: int):
    """Asks what kind of price it is, and says why some are refused."""
    demand_round, asked, versions = _own(round_id, item_id)
    form = KindForm()
    if form.validate_on_submit():
        with form.refusals():
            refuse_what_is_no_baseline(OldPrice(form.type.data, None))
            return redirect(
                url_for("demand.set_baseline", round_id=round_id, item_id=item_id, kind=form.type.data.value)
            )
    return render_form(
        "demand/baseline_kind.html", form=form, demand_round=demand_round, asked=asked, versions=versions
    )


@blueprint.route("/<int:round_id>/items/<int:item_id>/baseline/<kind>", methods=["GET", "POST"])
@access(Permission.SET_BASELINE)
def set_baseline(round_id: int, item_id: int, kind: str):
    """Asks for the price, shows what the rule says about it, and freezes it when that is confirmed."""
    demand_round, asked, versions = _own(round_id, item_id)
    if kind not in set(BaselineType):
        raise NotFound()
    kind = BaselineType(kind)
    latest = versions[0] if versions else None
    series = series_names()
    item = asked.item
    form = BaselineForm(data=_first_answers(latest, kind))
    form.keep(kind, revising=latest is not None, series=series)
    context = {"demand_round": demand_round, "asked": asked, "kind": kind, "latest": latest}
    if form.validate_on_submit():
        with form.refusals():
            price = _price(form, kind, series)
            if "freeze" in request.form:
                _freeze(form, demand_round, item, latest, price)
                flash("The baseline is frozen. It is kept as it is; a correction is another version of it.")
                return redirect(url_for("demand.baselines", round_id=round_id))
            seen = preview(
                price, item=item, council_id=actor().organisation_id, round_id=round_id, today=uk_date(now())
            )
            carried = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
            return render_template(
                "demand/baseline_check.html", form=form, seen=seen, price=price, carried=carried, **context
            )
    if problems(form):
        demand_round, asked, versions = _own(round_id, item_id)
        context |= {"demand_round": demand_round, "asked": asked}
        context["latest"] = versions[0] if versions else None
    return render_form(
        "demand/baseline.html",
        form=form,
        others=benchmark(item_id, apart_from=actor().organisation_id, on=uk_date(now())),
        **context,
    )


def _counting(demand_round: DemandRound) -> dict | None:
    """Item → the version of the reader's own council that counts; None for a reader who has none."""
    if not may(actor(), Permission.SET_BASELINE):
        return None
    return counting(actor().organisation_id, demand_round.id, [row.item_id for row in demand_round.items])


def _own(round_id: int, item_id: int) -> tuple[DemandRound, RoundItem, list[Baseline]]:
    demand_round = queries.round_for(actor(), round_id)
    asked = next((row for row in demand_round.items if row.item_id == item_id), None)
    if asked is None:
        raise NotFound()
    return demand_round, asked, list(gains.versions_of(actor().organisation_id, round_id, item_id))


def _first_answers(latest: Baseline | None, kind: BaselineType) -> dict:
    """What the form starts with: the version before, if it is of the same kind, and over it what a link
    from one's own orders brings along. Anything in an address that makes no sense is left out."""
    found: dict = {}
    if latest is not None and latest.type == kind:
        figures = json.loads(latest.figures or "{}")
        found = {name: getattr(latest, name) for name in KEPT}
        found["tenders"] = "\n".join(figures.pop("tenders", []))
        found["clause_index"] = latest.clause_series_id
        found |= {name: Decimal(value) for name, value in figures.items()}
    found |= {
        name: request.args[name].strip()[:300]
        for name in ("supplier_name", "evidence_note")
        if name in request.args
    }
    for name, read in (("unit_price", Decimal), ("price_date", date.fromisoformat)):
        with contextlib.suppress(KeyError, ValueError, InvalidOperation):
            found[name] = read(request.args[name])
    return found


def _price(form: BaselineForm, kind: BaselineType, series) -> OldPrice:
    given = form.data
    return OldPrice(
        type=kind,
        price_date=given.get("price_date"),
        unit_price=given.get("unit_price"),
        annual_quantity=given["annual_quantity"],
        supplier_name=given.get("supplier_name") or "",
        evidence_note=given.get("evidence_note") or "",
        clause_percent=given.get("clause_percent"),
        clause_series=next((one for one in series if one.id == given.get("clause_index")), None),
        compared_price=given.get("compared_price"),
        factor=given.get("factor"),
        basis=given.get("basis") or "",
        tenders=_tenders(given.get("tenders") or ""),
        curve=_curve(given),
    )


def _tenders(text: str) -> tuple[Decimal, ...]:
    try:
        return tuple(
            Decimal(line.strip().lstrip("£").replace(",", "")) for line in text.split("\n") if line.strip()
        )
    except InvalidOperation:
        raise Invalid("Enter each tender's price as a number on a line of its own.", "tenders") from None


def _curve(given: dict) -> Curve | None:
    parts = [given.get(name) for name in ("fixed", "scale", "exponent")]
    if all(part is None for part in parts):
        return None
    if None in parts or given["annual_quantity"] is None:
        raise Invalid(
            "A discount curve needs its three figures and the quantity that you bought in a year.", "fixed"
        )
    return Curve(*parts, given["annual_quantity"])


def _freeze(
    form: BaselineForm, demand_round: DemandRound, item: Item, latest: Baseline | None, price: OldPrice
) -> None:
    sent = form.evidence.data if form.evidence else None
    evidence = form.evidence.store() if sent else None
    given = {
        "actor": actor(),
        "now": now(),
        "price": price,
        "evidence": evidence,
        "evidence_name": sent.filename if sent else "",
    }
    verb = "set_baseline" if latest is None else "revise_baseline"
    with transaction(verb, actor=actor(), now=now()):
        if latest is None:
            services.set_baseline(demand_round=demand_round, item=item, **given)
        else:
            savings.revise_baseline(baseline=latest, reason=form.reason.data, **given)
