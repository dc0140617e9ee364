"""A supplier's bid: its home, its tasks, and the acts that put it in the box or take it out.

Nothing here is logged."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.tenders import queries, services
from procurement_hub.tenders.forms import ShareForm, StandForm, SubmitForm, WithdrawForm
from procurement_hub.tenders.models import BidReceipt
from procurement_hub.tenders.queries import winning
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.views.desk import page_of, received
from procurement_hub.tenders.views.keeping import keep_submitted
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/bid")
@access(Permission.BID)
def bid(tender_id: int):
    """The lots of a tender with what this supplier has to do and has done for each."""
    lots = queries.own_bids_of(actor(), tender_id)
    tender = lots[0].tender
    return render_template(
        "tenders/bid.html",
        tender=tender,
        framework=tender.framework,
        takes_bids=queries.takes_bids(tender, now()),
        lots=lots,
        receipts=queries.receipts_of([own.bid for own in lots if own.bid]),
        news=queries.news_for(actor(), tender),
        health=queries.health(now()),
        at=now(),
    )


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/check", methods=["GET", "POST"])
@access(Permission.BID)
def check_bid(tender_id: int, lot_id: int):
    form = SubmitForm(data={"keep": True})
    if form.validate_on_submit():
        with form.refusals():
            lot = queries.lot_of(tender_id, lot_id)
            with received("submit_bid") as at:
                receipt = services.submit_bid(
                    actor=actor(), now=at, lot=lot, seen=form.seen.data or "nothing"
                )
            if form.keep.data:
                keep_submitted(tender_id, lot_id)
            return redirect(receipt_url(tender_id, receipt))
    own = queries.own_bid(actor(), tender_id, lot_id)
    form.seen.data = own.draft.seen
    return page_of(own, "check_bid", form, must_haves=winning.must_haves(actor(), own.tender))


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/standing", methods=["GET", "POST"])
@access(Permission.BID)
def stand(tender_id: int, lot_id: int):
    """Ready is submitted: once declared, whichever version is complete at the deadline is opened."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = StandForm(data={"keep": True})
    if form.validate_on_submit():
        with form.refusals():
            with received("stand") as at:
                receipt = services.stand(actor=actor(), now=at, lot=own.lot, keep=form.keep.data)
            if receipt and form.keep.data:
                keep_submitted(tender_id, lot_id)
            if receipt:
                return redirect(receipt_url(tender_id, receipt))
            flash("From now on this bid is submitted whenever every part of it is complete.")
            return redirect(url_for("tenders.bid", tender_id=tender_id))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return page_of(own, "stand", form)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/standing/stop", methods=["GET", "POST"])
@access(Permission.BID)
def stop_standing(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with received("stop_standing") as at:
                services.stop_standing(actor=actor(), now=at, lot=own.lot)
            flash("Switched off. From now on a new version is in the box only when you submit it.")
            return redirect(url_for("tenders.bid", tender_id=tender_id))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return page_of(own, "stop_standing", form)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/tasks", methods=["GET", "POST"])
@access(Permission.BID)
def share_out(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = ShareForm.of(own, queries.colleagues(actor()))
    if form.validate_on_submit():
        with form.refusals():
            with received("share_out") as at:
                services.share_out(actor=actor(), now=at, lot=own.lot, owners=form.chosen(own))
            flash("Everybody in your organisation can see who does what.")
            return redirect(url_for("tenders.bid", tender_id=tender_id))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return page_of(own, "share_out", form)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/withdraw", methods=["GET", "POST"])
@access(Permission.BID)
def withdraw_bid(tender_id: int, lot_id: int):
    own = queries.own_bid(actor(), tender_id, lot_id)
    form = WithdrawForm()
    if form.validate_on_submit():
        if form.sure.data == "no":
            return redirect(url_for("tenders.bid", tender_id=tender_id))
        with form.refusals():
            with received("withdraw_bid") as at:
                receipt = services.withdraw_bid(actor=actor(), now=at, lot=own.lot)
            flash(
                "Your bid is withdrawn. Your draft is kept, and you can submit it again before the deadline."
            )
            return redirect(receipt_url(tender_id, receipt))
        own = queries.own_bid(actor(), tender_id, lot_id)
    return page_of(own, "withdraw_bid", form)


def receipt_url(tender_id: int, receipt: BidReceipt) -> str:
    return url_for(
        "tenders.receipt", tender_id=tender_id, act=receipt.act.value, digest=receipt.content_sha256
    )
