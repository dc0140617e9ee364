"""Keeping a list: opening it, amending it, revising its criteria, closing it."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.forms import MOST_ROWS, STATEMENT, CriteriaForm, DetailsForm, ListForm
from procurement_hub.approved_lists.models import ApprovedList, ListStatus
from procurement_hub.approved_lists.views.blueprint import blueprint
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.web.access import access
from procurement_hub.web.forms import ActForm, render_form
from procurement_hub.web.rows import rearranged
from procurement_hub.web.session import actor, now


@blueprint.route("/new", methods=["GET", "POST"])
@access(Permission.KEEP_APPROVED_LIST)
def new():
    changed = rearranged("criteria")
    form = ListForm(changed) if changed is not None else ListForm(data={"shared": True})
    if changed is None and form.validate_on_submit():
        with form.refusals():
            with transaction("open_list", actor=actor(), now=now()):
                approved_list = services.open_list(
                    actor=actor(),
                    now=now(),
                    title=form.title.data,
                    purpose=form.purpose.data,
                    cpv=form.codes(),
                    criteria=[row.form.criterion() for row in form.criteria],
                    shared=form.shared.data,
                )
            flash(f"List {approved_list.code} is open. Suppliers can apply.")
            return redirect(url_for("approved_lists.show", list_id=approved_list.id))
    return render_form("approved_lists/new.html", form=form, most=MOST_ROWS)


@blueprint.route("/<int:list_id>/amend", methods=["GET", "POST"])
@access(Permission.KEEP_APPROVED_LIST)
def amend(list_id: int):
    approved_list = _own_open_list(list_id)
    form = DetailsForm(
        data={
            "title": approved_list.title,
            "purpose": approved_list.purpose,
            "cpv": ", ".join(row.prefix for row in approved_list.cpv_prefixes),
            "shared": approved_list.shared,
        }
    )
    if form.validate_on_submit():
        with form.refusals():
            with transaction("amend_list", actor=actor(), now=now()):
                services.amend_list(
                    actor=actor(),
                    now=now(),
                    approved_list=approved_list,
                    title=form.title.data,
                    purpose=form.purpose.data,
                    cpv=form.codes(),
                    shared=form.shared.data,
                )
            flash("The list is changed.")
            return redirect(url_for("approved_lists.show", list_id=list_id))
        approved_list = queries.own_list(actor(), list_id)
    return render_form("approved_lists/amend.html", form=form, approved_list=approved_list)


@blueprint.route("/<int:list_id>/criteria", methods=["GET", "POST"])
@access(Permission.KEEP_APPROVED_LIST)
def criteria(list_id: int):
    """A new version of the criteria; the form begins with the present ones."""
    approved_list = _own_open_list(list_id)
    changed = rearranged("criteria")
    form = CriteriaForm(changed) if changed is not None else CriteriaForm(data=_present(list_id))
    if changed is None and form.validate_on_submit():
        with form.refusals():
            with transaction("revise_criteria", actor=actor(), now=now()):
                version = services.revise_criteria(
                    actor=actor(),
                    now=now(),
                    approved_list=approved_list,
                    criteria=[row.form.criterion() for row in form.criteria],
                    comply_by=form.comply_by.data,
                    reason=form.reason.data,
                )
            flash(f"Version {version.number} of the criteria is in force. The suppliers have been told.")
            return redirect(url_for("approved_lists.show", list_id=list_id))
        approved_list = queries.own_list(actor(), list_id)
    return render_form("approved_lists/criteria.html", form=form, approved_list=approved_list, most=MOST_ROWS)


@blueprint.route("/<int:list_id>/close", methods=["GET", "POST"])
@access(Permission.KEEP_APPROVED_LIST)
def close(list_id: int):
    approved_list = _own_open_list(list_id)
    form = ActForm(reason="Why is it closed?", hint="The suppliers on the list read this.")
    if form.validate_on_submit():
        with form.refusals():
            with transaction("close_list", actor=actor(), now=now()):
                services.close_list(
                    actor=actor(), now=now(), approved_list=approved_list, reason=form.reason.data
                )
            flash("The list is closed. Its suppliers have been told.")
            return redirect(url_for("approved_lists.show", list_id=list_id))
        approved_list = queries.own_list(actor(), list_id)
    return render_form("approved_lists/close.html", form=form, approved_list=approved_list)


def _own_open_list(list_id: int) -> ApprovedList:
    approved_list = queries.own_list(actor(), list_id)
    if request.method == "GET" and approved_list.status is not ListStatus.OPEN:
        raise NotFound()
    return approved_list


def _present(list_id: int) -> dict:
    """The newest criteria as the form's rows."""
    newest = queries.versions_of([list_id])[list_id][-1]
    rows = [
        {
            "asked": criterion.evidence_kind or STATEMENT,
            "minimum": criterion.minimum,
            "named": criterion.named,
            "statement": criterion.statement or "",
        }
        for criterion in newest.criteria[:MOST_ROWS]
    ]
    return {"criteria": rows}
