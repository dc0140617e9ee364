"""Money of a framework that is shared over its councils: rebates and costs of the centre.

Each is asked for on one page, shown council by council on the next, and counted when the lead confirms.
What was asked for travels in the address, so that going back loses nothing."""

from decimal import Decimal, InvalidOperation

from flask import flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs import services
from procurement_hub.calloffs.forms import ConfirmRebateForm, CostForm, RebateForm
from procurement_hub.calloffs.forms.sharing import TIERS, written_day
from procurement_hub.calloffs.models import ShareBasis
from procurement_hub.calloffs.queries import sharing as queries
from procurement_hub.calloffs.views.blueprints import sharing_blueprint as blueprint
from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.core.money import format_pence
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Framework
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now
from procurement_hub.web.uploads import keep

P = Permission


@blueprint.get("/<int:framework_id>/money")
@access(P.SHARE_OUT, P.READ_MEMO)
def money(framework_id: int):
    framework = queries.own_framework(actor(), framework_id)
    return render_template(
        "sharing/money.html",
        framework=framework,
        rebates=queries.rebates_of(framework_id),
        costs=queries.shared_costs_of(framework_id),
    )


@blueprint.get("/rebates/<int:rebate_id>/statement")
@access(P.SHARE_OUT, P.READ_MEMO, P.READ_GAINS)
def statement(rebate_id: int):
    """For the centre, and for each council that has a part of the rebate."""
    return send_stored(queries.statement_for(actor(), rebate_id))


# --- a rebate -----------------------------------------------------------------------------------


@blueprint.route("/<int:framework_id>/rebates/new", methods=["GET", "POST"])
@access(P.SHARE_OUT)
def new_rebate(framework_id: int):
    framework = queries.own_framework(actor(), framework_id)
    form = RebateForm(data=_as_typed(_rebate_in_address()))
    suppliers = queries.suppliers_of(framework_id)
    form.supplier.choices = [(supplier.id, supplier.name) for supplier in suppliers]
    form.lot.choices = [(lot.id, f"{lot.number}: {lot.title}") for lot in framework.lots]
    if len(suppliers) == 1 and not form.supplier.raw_data:
        form.supplier.data = suppliers[0].id
    if form.validate_on_submit():
        asked = {
            "supplier_id": form.supplier.data,
            "lot_id": form.lot.data,
            "from_on": form.from_on.data,
            "to_on": form.to_on.data,
            "tiers": form.filled_tiers,
            "amount": form.amount.data,
            "retained_percent": form.retained_percent.data,
        }
        with form.refusals():
            _plan(framework, asked)
            return redirect(
                url_for(
                    "sharing.check_rebate",
                    framework_id=framework_id,
                    reference=form.reference.data,
                    **_in_address(asked),
                )
            )
    return render_form("sharing/rebate.html", form=form, framework=framework)


@blueprint.route("/<int:framework_id>/rebates/check", methods=["GET", "POST"])
@access(P.SHARE_OUT)
def check_rebate(framework_id: int):
    """Each council's part; the supplier's statement and the button count it."""
    framework = queries.own_framework(actor(), framework_id)
    asked, reference = _rebate_in_address(), request.args.get("reference", "")
    back = url_for("sharing.new_rebate", framework_id=framework_id, **request.args.to_dict())
    form = ConfirmRebateForm()
    if asked is None:
        return redirect(url_for("sharing.new_rebate", framework_id=framework_id))
    if form.validate_on_submit():
        arguments = _arguments(framework, asked)
        with form.refusals():
            kept = keep(form.statement.data, field="statement")
            with transaction("record_rebate", actor=actor(), now=now()):
                rebate = services.record_rebate(
                    actor=actor(),
                    now=now(),
                    framework=framework,
                    reference=reference,
                    statement=kept,
                    statement_name=form.statement.data.filename,
                    **arguments,
                )
            flash(f"Rebate {rebate.reference}: {format_pence(rebate.shared)} is counted for the councils.")
            return redirect(url_for("sharing.money", framework_id=framework_id))
        framework = queries.own_framework(actor(), framework_id)
    try:
        shared = _plan(framework, asked)
    except DomainError as refusal:
        shared = None
        if not form.form_errors:
            refusal.field = None
            form.refuse(refusal)
    return render_form(
        "sharing/check_rebate.html",
        form=form,
        framework=framework,
        asked=asked,
        reference=reference,
        supplier=queries.supplier_name(asked["supplier_id"]),
        shared=shared,
        back=back,
    )


def _as_typed(asked: dict | None) -> dict:
    """What the form begins with when somebody comes back to it."""
    if asked is None:
        return {}
    tiers = [{"above": above, "percent": percent} for above, percent in asked["tiers"]]
    return asked | {
        "supplier": asked["supplier_id"],
        "lot": asked["lot_id"],
        "reference": request.args.get("reference", ""),
        "tiers": tiers + [{}] * (TIERS - len(tiers)),
    }


def _plan(framework: Framework, asked: dict):
    return services.plan_rebate(actor=actor(), now=now(), framework=framework, **_arguments(framework, asked))


def _arguments(framework: Framework, asked: dict) -> dict:
    """What was asked for as the service takes it, with the lot itself."""
    lots = {lot.id: lot for lot in framework.lots}
    if asked["lot_id"] is not None and asked["lot_id"] not in lots:
        raise NotFound()
    rest = {name: value for name, value in asked.items() if name != "lot_id"}
    return rest | {"lot": lots.get(asked["lot_id"])}


def _in_address(asked: dict) -> dict:
    tiers = ",".join(f"{above}:{percent}" for above, percent in asked["tiers"])
    written = asked | {"tiers": tiers or None}
    return {name: str(value) for name, value in written.items() if value is not None}


def _rebate_in_address() -> dict | None:
    """The rebate that the address asks for; None when there is none or it cannot be read."""
    sent = request.args
    tiers = [part.split(":", 1) for part in sent.get("tiers", "").split(",") if ":" in part]
    try:
        asked = {
            "supplier_id": sent.get("supplier_id", type=int),
            "lot_id": sent.get("lot_id", type=int),
            "from_on": written_day(sent.get("from_on")),
            "to_on": written_day(sent.get("to_on")),
            "tiers": [(Decimal(above), Decimal(percent)) for above, percent in tiers],
            "amount": _decimal(sent, "amount"),
            "retained_percent": _decimal(sent, "retained_percent"),
        }
    except InvalidOperation:
        return None
    needed = (asked["supplier_id"], asked["from_on"], asked["to_on"], asked["retained_percent"])
    return None if None in needed else asked


def _decimal(sent: MultiDict, name: str) -> Decimal | None:
    value = Decimal(sent[name]) if sent.get(name) else None
    if value is not None and not value.is_finite():
        raise InvalidOperation
    return value


# --- a cost of the centre -----------------------------------------------------------------------


@blueprint.route("/<int:framework_id>/shared-costs/new", methods=["GET", "POST"])
@access(P.SHARE_OUT)
def new_cost(framework_id: int):
    framework = queries.own_framework(actor(), framework_id)
    councils = queries.councils_of(framework_id)
    form = CostForm(data=_cost_as_typed(councils))
    if form.validate_on_submit():
        shares = form.agreed([council.id for council in councils])
        with form.refusals():
            services.plan_cost(
                actor=actor(),
                now=now(),
                framework=framework,
                amount=form.amount.data,
                incurred_on=form.incurred_on.data,
                reason=form.reason.data,
                shares=shares,
            )
            return redirect(
                url_for(
                    "sharing.check_cost",
                    framework_id=framework_id,
                    amount=str(form.amount.data),
                    incurred_on=form.incurred_on.data.isoformat(),
                    reason=form.reason.data,
                    shares=_written(shares) if shares is not None else None,
                )
            )
    return render_form("sharing/cost.html", form=form, framework=framework, councils=councils)


@blueprint.route("/<int:framework_id>/shared-costs/check", methods=["GET", "POST"])
@access(P.SHARE_OUT)
def check_cost(framework_id: int):
    """Each council's part; the button charges it."""
    framework = queries.own_framework(actor(), framework_id)
    asked = _cost_in_address()
    if asked is None:
        return redirect(url_for("sharing.new_cost", framework_id=framework_id))
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("share_cost", actor=actor(), now=now()):
                services.share_cost(actor=actor(), now=now(), framework=framework, **asked)
            flash(f"The cost of {format_pence(asked['amount'])} is charged to the councils.")
            return redirect(url_for("sharing.money", framework_id=framework_id))
        framework = queries.own_framework(actor(), framework_id)
    parts = []
    try:
        parts = services.plan_cost(actor=actor(), now=now(), framework=framework, **asked)
    except DomainError as refusal:
        refusal.field = None
        form.refuse(refusal)
    return render_form(
        "sharing/check_cost.html",
        form=form,
        framework=framework,
        asked=asked,
        parts=parts,
        back=url_for("sharing.new_cost", framework_id=framework_id, **request.args.to_dict()),
    )


def _written(shares: dict[int, Decimal]) -> str:
    return ",".join(f"{council_id}:{percent}" for council_id, percent in shares.items())


def _cost_in_address() -> dict | None:
    sent = request.args
    try:
        amount = _decimal(sent, "amount")
        pairs = [part.split(":", 1) for part in sent.get("shares", "").split(",") if ":" in part]
        shares = {int(council): Decimal(percent) for council, percent in pairs} or None
    except (InvalidOperation, ValueError):
        return None
    incurred_on = written_day(sent.get("incurred_on"))
    if amount is None or incurred_on is None:
        return None
    return {
        "amount": amount,
        "incurred_on": incurred_on,
        "reason": sent.get("reason", ""),
        "shares": shares,
    }


def _cost_as_typed(councils) -> dict:
    asked = _cost_in_address() or {}
    shares = asked.get("shares") or {}
    return asked | {
        "basis": ShareBasis.AGREED if shares else ShareBasis.BASELINE_SPEND,
        "shares": [{"percent": shares.get(council.id)} for council in councils],
    }
