"""Money beside the gains: costs of change, entries taken back, and budget released."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.errors import NotFound
from procurement_hub.core.money import format_pence
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import checklist, parts, queries, services, wording
from procurement_hub.savings.forms import CostForm, ReleaseForm
from procurement_hub.savings.standing import GainStanding, find
from procurement_hub.savings.views.blueprint import begun, blueprint, year_asked
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/costs/new", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY, Permission.RELEASE_BUDGET)
def cost():
    """A cost counts in the financial year whose page led here, or in the one that runs."""
    financial_year = year_asked()
    council_id = queries.reader_council(actor())
    items = queries.items_bought(council_id, financial_year)
    form = CostForm(data={"item": request.args.get("item", type=int)})
    form.item.choose(items)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("record_cost", actor=actor(), now=now()):
                services.record_cost(
                    actor=actor(),
                    now=now(),
                    kind=form.kind.data,
                    amount=form.amount.data,
                    reason=form.reason.data,
                    item=next((item for item in items if item.id == form.item.data), None),
                    displaced_from=form.displaced_from.data or "",
                    financial_year=financial_year,
                )
            flash(f"The cost of {format_pence(form.amount.data)} is charged to the year.")
            return redirect(url_for("savings.year", financial_year=financial_year))
    return render_form(
        "savings/cost.html",
        form=form,
        financial_year=financial_year,
        status=queries.year_status(council_id, financial_year),
    )


@blueprint.route("/entries/<int:entry_id>/take-back", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY, Permission.SIGN_OFF)
def take_back(entry_id: int):
    """An entry made in error is answered by its exact opposite; both stay in the ledger."""
    entry = queries.entry_for(actor(), entry_id)
    if not entry.is_own_cost and not may(actor(), Permission.SIGN_OFF):
        raise NotFound()
    form = ActForm(reason="Why is it taken back?")
    place = {"financial_year": entry.financial_year, "item_id": entry.item_id or 0}
    if form.validate_on_submit():
        with form.refusals():
            with transaction("reverse_entry", actor=actor(), now=now()):
                services.reverse_entry(actor=actor(), now=now(), entry=entry, reason=form.reason.data)
            flash("The entry is taken back. It and its opposite stay in the ledger.")
            return redirect(url_for("savings.item", **place))
        entry = queries.entry_for(actor(), entry_id)
    return render_form("savings/take_back.html", form=form, entry=entry, place=place, wording=wording)


@blueprint.route("/<int:financial_year>/budget", methods=["GET", "POST"])
@access(Permission.RELEASE_BUDGET)
def release(financial_year: int):
    """For one gain, with its item and framework in the address, or for an item as a whole."""
    begun(financial_year)
    council_id = queries.reader_council(actor())
    books = checklist.position(council_id, financial_year)
    gain = _gain_of_address(books)
    items = queries.items_bought(council_id, financial_year)
    form = ReleaseForm(data=_prefilled(gain))
    form.item.choose(items)
    if form.validate_on_submit():
        with form.refusals():
            with transaction("release_budget", actor=actor(), now=now()):
                services.release_budget(
                    actor=actor(),
                    now=now(),
                    financial_year=financial_year,
                    item=next(item for item in items if item.id == form.item.data),
                    amount=form.amount.data,
                    use=form.use.data,
                    purpose=form.purpose.data or "",
                    reference=form.reference.data,
                    framework_id=gain.framework_id if gain and gain.item_id == form.item.data else None,
                    uplift=form.uplift,
                    inflation=form.inflation.data,
                )
            flash(f"The release of {format_pence(form.amount.data)} is recorded.")
            return redirect(
                url_for("savings.desk" if gain else "savings.year", financial_year=financial_year)
            )
    return render_form(
        "savings/release.html",
        form=form,
        financial_year=financial_year,
        cashable=parts.figures_to_sign(books.standings).cashable,
        released=books.released,
        one=gain,
        inflation=gain.total.nc_inflation - gain.inflation if gain else 0,
        items=items,
        wording=wording,
    )


def _gain_of_address(books: checklist.Position) -> GainStanding | None:
    item_id, framework_id = (request.args.get(name, type=int) for name in ("item", "framework"))
    if framework_id is None:
        return None
    gain = find(books.gains, item_id, framework_id)
    if gain is None:
        raise NotFound()
    return gain


def _prefilled(gain: GainStanding | None) -> dict:
    """The gain's item and what of its cash is not on record yet, or the item of the address."""
    if gain is None:
        return {"item": request.args.get("item", type=int)}
    return {"item": gain.item_id, "amount": gain.needs_release or None}
