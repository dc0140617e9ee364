"""Two officers open the box, each signing in again; before that this page does not even say how many
bids there are."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.accounts.views.again import AgainForm
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import documents, queries, services
from procurement_hub.tenders.queries.openings import opening_report, report_of
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/opening")
@access(Permission.OPEN_BIDS, Permission.RUN_TENDER, Permission.READ_AUDIT)
def opening(tender_id: int):
    return _page(tender_id, AgainForm(formdata=None))


@blueprint.route("/<int:tender_id>/opening/report.pdf")
@access(Permission.OPEN_BIDS, Permission.RUN_TENDER, Permission.READ_AUDIT)
def opening_report_pdf(tender_id: int):
    report = opening_report(actor(), tender_id)
    name = f"opening-{report.tender.framework.code}.pdf"
    return send_bytes(documents.opening_report(report), name, "application/pdf")


@blueprint.route("/<int:tender_id>/opening/start", methods=["POST"])
@access(Permission.OPEN_BIDS)
def start_opening(tender_id: int):
    tender = queries.own_tender(actor(), tender_id)
    form = AgainForm()
    if form.signed_in_again():
        with form.refusals():
            with transaction("start_opening", actor=actor(), now=now()):
                services.start_opening(actor=actor(), now=now(), tender=tender)
            flash("You have started the opening. A second officer must confirm it.")
            return redirect(url_for("tenders.opening", tender_id=tender_id))
    return _page(tender_id, form)


@blueprint.route("/<int:tender_id>/opening/confirm", methods=["POST"])
@access(Permission.OPEN_BIDS)
def confirm_opening(tender_id: int):
    tender = queries.own_tender(actor(), tender_id)
    form = AgainForm()
    if form.signed_in_again():
        with form.refusals():
            with transaction("open_bids", actor=actor(), now=now()):
                services.open_bids(actor=actor(), now=now(), tender=tender)
            flash("The bids are open.")
            return redirect(url_for("tenders.opening", tender_id=tender_id))
    return _page(tender_id, form)


def _page(tender_id: int, form: AgainForm):
    tender = queries.own_tender(actor(), tender_id)
    return render_form(
        "tenders/opening.html",
        form=form,
        tender=tender,
        report=report_of(tender),
        past_deadline=now() >= tender.deadline_at,
        officer=may(actor(), Permission.OPEN_BIDS),
        started_by_me=tender.opening_started_by_id == actor().person_id,
    )
