"""Practise bidding: where it is found, set up by a centre, and what would be opened at the end."""

from flask import flash, redirect, render_template, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries, services
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, actor_or_none, now


@blueprint.route("/practice")
@access.public
def practice():
    return _page(ActForm())


@blueprint.route("/practice/set-up", methods=["POST"])
@access(Permission.RUN_TENDER)
def set_up_practice():
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("set_up_practice", actor=actor(), now=now()):
                tender_id = services.set_up_practice(actor=actor(), now=now()).id
            flash("The practice tender is there. Suppliers find it under “Practise bidding”.")
            return redirect(url_for("tenders.show", tender_id=tender_id))
    return _page(form)


@blueprint.route("/practice/<int:tender_id>/begin", methods=["POST"])
@access(Permission.BID)
def begin_practice(tender_id: int):
    """On to the bid, with the deadline ahead whatever the clock says."""
    queries.practice_tender(tender_id)
    form = ActForm()
    if form.validate_on_submit():
        with transaction():
            services.roll_practice(now=now())
        return redirect(url_for("tenders.bid", tender_id=tender_id))
    return _page(form)


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/pretend")
@access(Permission.BID)
def pretend_opening(tender_id: int, lot_id: int):
    """What officers would see of this bid if the deadline had come. Nothing is stored or opened."""
    queries.practice_tender(tender_id)
    own = queries.own_bid(actor(), tender_id, lot_id)
    return render_template(
        "tenders/pretend_opening.html",
        own=own,
        tender=own.tender,
        framework=own.tender.framework,
        lot=own.lot,
        submitted=queries.submitted_content(own),
        at=now(),
    )


def _page(form: ActForm):
    rows = queries.practice_tenders()
    someone = actor_or_none()
    return render_form(
        "tenders/practice.html",
        form=form,
        rows=rows,
        bidder=may(someone, Permission.BID),
        may_set_up=may(someone, Permission.RUN_TENDER) and not queries.keeps_practice(someone, rows),
    )
