"""The suppliers of a list, one supplier's place, the decision on it, and relying on it."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.forms import DecideForm
from procurement_hub.approved_lists.models import ListPlace
from procurement_hub.approved_lists.permissions import acts, is_suppliers, owns, reads_evidence, reads_reasons
from procurement_hub.approved_lists.standing import Standing
from procurement_hub.approved_lists.views.blueprint import blueprint
from procurement_hub.approved_lists.wording import why_not_usable
from procurement_hub.core import audit
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.session import actor, now

P = Permission


@blueprint.get("/<int:list_id>/suppliers")
@access(P.READ_APPROVALS)
def suppliers(list_id: int):
    approved_list = queries.list_for(list_id)
    page, standings = queries.places_page(
        actor(), approved_list, uk_date(now()), after=request.args.get("after", type=int)
    )
    return render_template(
        "approved_lists/suppliers.html",
        approved_list=approved_list,
        page=page,
        standings=standings,
        owner=owns(actor(), approved_list),
        today=uk_date(now()),
    )


@blueprint.get("/places/<int:place_id>")
@access(P.READ_APPROVALS, P.BID)
def place(place_id: int):
    return _page(*loaded(place_id), ActForm())


@blueprint.route("/places/<int:place_id>/decide", methods=["GET", "POST"])
@access(P.APPROVE_SUPPLIER)
def decide(place_id: int):
    found, standing = loaded(place_id, "decide")
    form = DecideForm()
    if form.validate_on_submit():
        approves = form.decision.data == "approve"
        service = services.approve_supplier if approves else services.refuse_supplier
        with form.refusals():
            with transaction(service.__name__, actor=actor(), now=now()):
                service(actor=actor(), now=now(), place=found, reason=form.reason.data)
            flash(
                "The supplier is approved and has been told."
                if approves
                else "The application is refused. The supplier has been told why."
            )
            return redirect(url_for("approved_lists.place", place_id=place_id))
        found, standing = loaded(place_id)
    return render_form("approved_lists/decide.html", form=form, place=found, standing=standing)


@blueprint.post("/places/<int:place_id>/rely")
@access(P.RELY_ON_APPROVAL)
def rely(place_id: int):
    found, standing = loaded(place_id)
    form = ActForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("rely_on_approval", actor=actor(), now=now()):
                services.rely_on_approval(actor=actor(), now=now(), place=found)
            flash("It is recorded that you rely on this approval. The supplier gives you nothing again.")
            return redirect(url_for("approved_lists.place", place_id=place_id))
        found, standing = loaded(place_id)
    return _page(found, standing, form)


@blueprint.get("/places/<int:place_id>/evidence/<int:evidence_id>")
@access(P.READ_APPROVALS)
def evidence(place_id: int, evidence_id: int):
    """A document that the supplier applies with: for the list's owner, which decides by it."""
    found, standing = loaded(place_id)
    if not reads_evidence(actor(), found):
        raise NotFound()
    return send_stored(queries.evidence_behind(standing, evidence_id))


def loaded(place_id: int, act: str | None = None) -> tuple[ListPlace, Standing]:
    """The place and how it stands; a page for an act that cannot be done now is not there."""
    found = queries.place_for(actor(), place_id)
    standing = queries.standing_of(found, uk_date(now()))
    if act and request.method == "GET" and act not in acts(actor(), found, standing):
        raise NotFound()
    return found, standing


def _page(found: ListPlace, standing: Standing, form: ActForm):
    someone = actor()
    inside = reads_reasons(someone, found)
    reliances = queries.reliances_of(someone, found)
    relied = () if inside else {check.evidence_id for made in reliances for check in made.checks}
    return render_form(
        "approved_lists/place.html",
        form=form,
        place=found,
        standing=standing,
        why_not=why_not_usable(found.supplier.name, standing) if not is_suppliers(someone, found) else "",
        acts=acts(someone, found, standing),
        inside=inside,
        supplier=is_suppliers(someone, found),
        reads_evidence=reads_evidence(someone, found),
        reliances=reliances,
        relied=relied,
        events=audit.history(db.session, "list_place", found.id) if inside else [],
        today=uk_date(now()),
    )
