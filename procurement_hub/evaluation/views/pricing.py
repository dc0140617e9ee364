"""Two officers open the prices, each signing in again, once every score is agreed (law.md B9)."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.views.again import AgainForm
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import queries, services
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.tenders import queries as tenders
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/prices")
@access(Permission.OPEN_BIDS, Permission.LEAD_EVALUATION, Permission.READ_AUDIT)
def prices(tender_id: int):
    return _page(tender_id, AgainForm(formdata=None))


@blueprint.route("/<int:tender_id>/prices/start", methods=["POST"])
@access(Permission.OPEN_BIDS)
def start_opening_prices(tender_id: int):
    tender = tenders.own_tender(actor(), tender_id)
    form = AgainForm()
    if form.signed_in_again():
        with form.refusals():
            with transaction("start_opening_prices", actor=actor(), now=now()):
                services.start_opening_prices(actor=actor(), now=now(), tender=tender)
            flash("You have started the opening of the prices. A second officer must confirm it.")
            return redirect(url_for("evaluation.prices", tender_id=tender_id))
    return _page(tender_id, form)


@blueprint.route("/<int:tender_id>/prices/confirm", methods=["POST"])
@access(Permission.OPEN_BIDS)
def open_prices(tender_id: int):
    tender = tenders.own_tender(actor(), tender_id)
    form = AgainForm()
    if form.signed_in_again():
        with form.refusals():
            with transaction("open_prices", actor=actor(), now=now()):
                services.open_prices(actor=actor(), now=now(), tender=tender)
            flash("The prices are open. The agreed scores are locked.")
            return redirect(url_for("evaluation.prices", tender_id=tender_id))
    return _page(tender_id, form)


def _page(tender_id: int, form: AgainForm):
    tender = tenders.own_tender(actor(), tender_id)
    if not tender.quality_first:
        raise NotFound()
    evaluation = queries.Evaluation(tender, member=None, serves=False, leads=False, reads_all=True)
    whole = queries.whole_progress(evaluation)
    return render_form(
        "evaluation/prices.html",
        form=form,
        tender=tender,
        whole=whole,
        lead=may(actor(), Permission.LEAD_EVALUATION),
        officer=may(actor(), Permission.OPEN_BIDS),
        started_by_me=tender.prices_started_by_id == actor().person_id,
    )
