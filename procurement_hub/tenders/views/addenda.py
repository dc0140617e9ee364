"""The lead changes a published tender in numbered steps; everybody compares; bidders confirm."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.errors import SeveralProblems
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import changing, queries, services
from procurement_hub.tenders.differences import differences
from procurement_hub.tenders.forms import AddendumForm
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web import uploads
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_stored
from procurement_hub.web.forms import ActForm, leaves, render_form
from procurement_hub.web.session import actor, actor_or_none, now


@blueprint.route("/<int:tender_id>/addenda")
@access.public
def addenda(tender_id: int):
    """Every addendum with what it changed, the last one first."""
    return _all_of(tender_id, ActForm())


@blueprint.route("/<int:tender_id>/addenda/<int:number>/read", methods=["POST"])
@access(Permission.BID)
def confirm_addendum(tender_id: int, number: int):
    tender = queries.published(tender_id).tender
    addendum = queries.addendum_numbered(tender, number)
    form = ActForm()
    if form.validate_on_submit():
        with transaction("confirm_reading", actor=actor().unnamed(), now=now()):
            services.confirm_reading(actor=actor(), now=now(), addendum=addendum)
        flash(f"You have confirmed that you read addendum {number}.")
        if queries.unread_addenda(actor(), tender):
            return redirect(url_for("tenders.addenda", tender_id=tender_id))
        return redirect(url_for("tenders.bid", tender_id=tender_id))
    return _all_of(tender_id, form)


@blueprint.route("/<int:tender_id>/addenda/documents/<int:change_id>")
@access.public
def addendum_document(tender_id: int, change_id: int):
    tender = queries.published(tender_id).tender
    return send_stored(queries.added_document(tender, change_id).document)


@blueprint.route("/<int:tender_id>/addenda/new", methods=["GET", "POST"])
@access(Permission.RUN_TENDER)
def new_addendum(tender_id: int):
    """Change texts, look at the differences, publish."""
    queries.own_tender(actor(), tender_id)
    tender = queries.published(tender_id).tender
    framework, asked = tender.framework, queries.questions_of(tender)
    form = AddendumForm.of(framework.description, asked)
    then = request.form.get("then")
    if then != "edit" and form.validate_on_submit():
        with form.refusals(), _beside_its_box(form):
            if then == "publish":
                number = _publish(tender, form)
                flash(f"Addendum {number} is published. Every bidder must confirm that it has read it.")
                return redirect(url_for("tenders.addenda", tender_id=tender_id))
            changes = changing.changes_of(
                asked,
                description=framework.description,
                new_description=form.description.data,
                new_questions=form.texts,
                notice=form.notice.data,
            )
            return render_template(
                "tenders/check_addendum.html",
                tender=tender,
                framework=framework,
                checked=form,
                typed=[field for field in leaves(form) if field.name not in ("csrf_token", "document")],
                changes=changes,
                differences=differences,
            )
        tender = queries.published(tender_id).tender
    return render_form(
        "tenders/new_addendum.html",
        form=form,
        tender=tender,
        framework=tender.framework,
        rule=changing.RULE,
        days_left=(tender.deadline_at - now()).days,
    )


def _publish(tender, form: AddendumForm) -> int:
    document = None
    if form.document.data:
        document = uploads.keep(form.document.data, field="document"), form.document.data.filename
    with transaction("publish_addendum", actor=actor(), now=now()):
        addendum = services.publish_addendum(
            actor=actor(),
            now=now(),
            tender=tender,
            reason=form.reason.data,
            description=form.description.data,
            questions=form.texts,
            notice=form.notice.data,
            document=document,
        )
        return addendum.number


def _all_of(tender_id: int, form: ActForm):
    published = queries.published(tender_id)
    tender, someone = published.tender, actor_or_none()
    own_centre = someone is not None and someone.organisation_id == published.framework.organisation_id
    return render_form(
        "tenders/addenda.html",
        form=form,
        tender=tender,
        framework=published.framework,
        additions=queries.addenda_in_full(tender, someone),
        differences=differences,
        rule=changing.RULE,
        lead=own_centre and may(someone, Permission.RUN_TENDER) and published.takes_bids(now()),
    )


@contextmanager
def _beside_its_box(form: AddendumForm) -> Iterator[None]:
    """Refusals of the texts name a question by its code; on the page that is a box."""
    try:
        yield
    except SeveralProblems as refusal:
        raise form.placed(refusal) from None
