"""The lead publishes a framework's tender and moves its deadline."""

from flask import flash, redirect, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import FrameworkStatus
from procurement_hub.tenders import queries, services
from procurement_hub.tenders.forms import DeadlineForm, PublishForm
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/publish/<int:framework_id>", methods=["GET", "POST"])
@access(Permission.RUN_TENDER)
def publish(framework_id: int):
    framework = queries.own_framework(actor(), framework_id)
    if framework.status is not FrameworkStatus.DRAFT:
        return redirect(url_for("tenders.show", tender_id=queries.tender_of(framework).id))
    form = PublishForm()
    if wish := request.form.get("rows"):
        form.reshape(wish)
    elif form.validate_on_submit():
        with form.refusals():
            with transaction("publish_tender", actor=actor(), now=now()):
                tender = services.publish_tender(
                    actor=actor(),
                    now=now(),
                    framework=framework,
                    deadline_at=form.deadline_at.data,
                    questions_until=form.questions_until.data,
                    electronic=form.electronic.data == "yes",
                    documents_complete=form.documents_complete.data == "yes",
                    deadline_reason=form.deadline_reason.data,
                    explanation=form.explanation.data,
                    criteria=form.criteria,
                    requirements=form.required,
                    quality_first=form.quality_first.data == "yes",
                )
            flash("The tender is published. Anybody can read it now.")
            return redirect(url_for("tenders.show", tender_id=tender.id))
    return render_form(
        "tenders/publish.html", form=form, framework=queries.own_framework(actor(), framework_id)
    )


@blueprint.route("/<int:tender_id>/deadline", methods=["GET", "POST"])
@access(Permission.RUN_TENDER)
def deadline(tender_id: int):
    tender = queries.own_tender(actor(), tender_id)
    form = DeadlineForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("extend_deadline", actor=actor(), now=now()):
                services.extend_deadline(
                    actor=actor(),
                    now=now(),
                    tender=tender,
                    deadline_at=form.deadline_at.data,
                    reason=form.reason.data,
                )
            flash("The deadline is moved for every bidder. The reason is on the tender's page.")
            return redirect(url_for("tenders.show", tender_id=tender_id))
    return render_form("tenders/deadline.html", form=form, tender=queries.own_tender(actor(), tender_id))
