"""Claims that no invoice makes: costs avoided, money that came once, and a cheaper way to meet a need."""

from decimal import Decimal

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.money import format_pence
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services
from procurement_hub.savings.claim_forms import ONCE, ClaimForm, SubstitutionForm
from procurement_hub.savings.method import AvoidanceKind
from procurement_hub.savings.views.blueprint import blueprint, year_asked
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/claims/new", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY, Permission.RELEASE_BUDGET)
def claim():
    """Counted in the financial year whose page led here, or in the one that runs."""
    financial_year, items = _year_and_items()
    form = ClaimForm()
    form.item.choose(items)
    form.ask_about(queries.rebates_accrued(queries.reader_council(actor())))
    if form.validate_on_submit():
        money = {
            "amount": form.amount.data,
            "reason": form.reason.data,
            "financial_year": financial_year,
        }
        money["item"] = next(item for item in items if item.id == form.item.data)
        with form.refusals():
            once = form.kind.data == ONCE
            rebate_id = form.paid_out_of if once else None
            with transaction("claim", actor=actor(), now=now()):
                if once:
                    services.record_one_off_gain(actor=actor(), now=now(), **money, rebate_id=rebate_id)
                else:
                    services.record_avoidance(
                        actor=actor(), now=now(), kind=AvoidanceKind(form.kind.data), **money
                    )
            flash(f"{format_pence(form.amount.data)} is recorded in the books of the year.")
            return redirect(url_for("savings.item", financial_year=financial_year, item_id=form.item.data))
    return _page("savings/claim.html", form, financial_year)


@blueprint.route("/substitutions/new", methods=["GET", "POST"])
@access(Permission.RECORD_QUALITY, Permission.RELEASE_BUDGET)
def substitution():
    """Counted in the financial year whose page led here, once its quality check is there."""
    financial_year, items = _year_and_items()
    form = SubstitutionForm()
    form.item.choose(items)
    if form.validate_on_submit():
        item = next(item for item in items if item.id == form.item.data)
        with form.refusals():
            with transaction("record_substitution", actor=actor(), now=now()):
                services.record_substitution(
                    actor=actor(),
                    now=now(),
                    item=item,
                    before=form.before,
                    after=form.after,
                    displaced_costs=form.displaced_costs.data or Decimal(0),
                    reason=form.reason.data,
                    financial_year=financial_year,
                )
            flash("The substitution is counted in the books of the year.")
            return redirect(url_for("savings.item", financial_year=financial_year, item_id=form.item.data))
    return _page("savings/substitution.html", form, financial_year)


def _page(template: str, form, financial_year: int):
    status = queries.year_status(queries.reader_council(actor()), financial_year)
    return render_form(template, form=form, financial_year=financial_year, status=status)


def _year_and_items():
    financial_year = year_asked()
    return financial_year, queries.items_bought(queries.reader_council(actor()), financial_year)
