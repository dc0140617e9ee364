"""A supplier follows a tender, or stops."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services
from procurement_hub.tenders.models import Tender
from procurement_hub.tenders.queries.following import interest_in, nothing_to_follow, tender_for_letters
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/following", methods=["GET", "POST"])
@access(Permission.BID)
def following(tender_id: int):
    """Follows what is not followed, and the other way round; `then` says which the person meant."""
    tender = _tender(tender_id)
    form = ActForm()
    if form.validate_on_submit():
        stop = request.form.get("then") == "stop"
        verb, act = ("unfollow_tender", services.unfollow) if stop else ("follow_tender", services.follow)
        with form.refusals():
            with transaction(verb, actor=actor().unnamed(), now=now()):
                act(actor=actor(), now=now(), tender=tender)
            flash(
                "You no longer follow this tender."
                if stop
                else "You follow this tender. Its news and reminders come to you by e-mail."
            )
            return redirect(url_for("tenders.show", tender_id=tender_id))
        tender = _tender(tender_id)
    return render_form(
        "tenders/following.html",
        form=form,
        tender=tender,
        framework=tender.framework,
        takes_bids=nothing_to_follow(tender.framework, tender, now()) is None,
        interest=interest_in(tender, actor()),
    )


def _tender(tender_id: int) -> Tender:
    tender = tender_for_letters(tender_id)
    if tender is None:
        raise NotFound()
    return tender
