"""Can we win? What a supplier needs to decide about a tender, and what it decided."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers.standing import Dependency, Outcome
from procurement_hub.tenders import services
from procurement_hub.tenders.forms.bank import DecisionForm
from procurement_hub.tenders.queries import winning
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/bid/decide", methods=["GET", "POST"])
@access(Permission.BID)
def decide(tender_id: int):
    prospect = winning.prospect(actor(), tender_id, now())
    decision = prospect.decision
    form = DecisionForm(
        data={"bids": "yes" if decision.bids else "no", "reason": decision.reason} if decision else None
    )
    if form.validate_on_submit():
        with form.refusals():
            bids = form.bids.data == "yes"
            with transaction():
                services.decide(
                    actor=actor(), now=now(), tender_id=tender_id, bids=bids, reason=form.reason.data
                )
            if bids:
                flash("Noted: you bid. Here is what there is to do.")
                return redirect(url_for("tenders.bid", tender_id=tender_id))
            flash("Noted: not this time. You can change your mind until the deadline.")
            return redirect(url_for("tenders.decide", tender_id=tender_id))
    return render_form(
        "tenders/winning.html",
        form=form,
        prospect=prospect,
        tender=prospect.tender,
        framework=prospect.framework,
        minutes=winning,
        takes_bids=now() < prospect.tender.deadline_at,
        outcomes=Outcome,
        dependencies=Dependency,
        at=now(),
    )
