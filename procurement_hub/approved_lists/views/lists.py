"""Reading lists: all of them, one with what it asks, and whether it is enough for a purchase."""

from flask import render_template, request

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.approved_lists import queries
from procurement_hub.approved_lists.forms import EnoughForm
from procurement_hub.approved_lists.inviting import may_invite
from procurement_hub.approved_lists.permissions import may_read_suppliers, owns
from procurement_hub.approved_lists.views.blueprint import blueprint
from procurement_hub.core import audit
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor_or_none, now


@blueprint.get("")
@access.public
def index():
    someone = actor_or_none()
    prefix = queries.cpv_prefix(request.args.get("cpv", ""))
    page = queries.lists_page(someone, after=request.args.get("after", type=int), prefix=prefix)
    bids = may(someone, Permission.BID)
    return render_template(
        "approved_lists/index.html",
        page=page,
        cpv=request.args.get("cpv", "") if prefix else "",
        places=queries.own_places(someone, uk_date(now())) if bids else [],
        bids=bids,
        today=uk_date(now()),
    )


@blueprint.get("/<int:list_id>")
@access.public
def show(list_id: int):
    """What the list asks. A supplier sees beside each criterion whether it meets it from its wallet."""
    someone, today = actor_or_none(), uk_date(now())
    approved_list = queries.list_for(list_id)
    versions = queries.versions_of([list_id])[list_id]
    place, standing, checks, excluded = None, None, None, ""
    if may(someone, Permission.BID):
        place = queries.place_on(approved_list, someone.organisation_id)
        if place:
            standing = queries.standings_of([place], today, versions={list_id: versions})[place.id]
        if not place or place.status not in queries.CURRENT:
            checks, excluded = queries.checks_for(versions[-1], someone.organisation_id, today)
    return render_template(
        "approved_lists/show.html",
        approved_list=approved_list,
        versions=versions,
        place=place,
        standing=standing,
        checks=checks,
        excluded=excluded,
        anonymous=someone is None,
        owner=owns(someone, approved_list),
        reads_suppliers=may_read_suppliers(someone, approved_list),
        events=audit.history(db.session, "approved_list", list_id) if owns(someone, approved_list) else [],
        today=today,
    )


@blueprint.route("/<int:list_id>/enough", methods=["GET", "POST"])
@access(Permission.READ_APPROVALS)
def enough(list_id: int):
    """Is this list enough for your purchase? Nothing is kept of the question."""
    approved_list = queries.list_for(list_id)
    form, answer = EnoughForm(), None
    if form.validate_on_submit():
        answer = may_invite(
            approved_list,
            estimated_gross=form.estimated_gross.data,
            kind=form.kind.data,
            on=uk_date(now()),
        )
    return render_form(
        "approved_lists/enough.html",
        form=form,
        approved_list=approved_list,
        answer=answer,
        today=uk_date(now()),
    )
