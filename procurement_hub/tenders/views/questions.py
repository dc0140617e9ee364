"""Suppliers ask, the lead answers, everybody reads."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries, services
from procurement_hub.tenders.forms import AnswerForm, AskForm
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/questions/new", methods=["GET", "POST"])
@access(Permission.BID)
def ask(tender_id: int):
    published = queries.published(tender_id)
    form = AskForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("ask_question", actor=actor().unnamed(), now=now()):
                services.ask_question(actor=actor(), now=now(), tender=published.tender, text=form.text.data)
            flash("Your question is sent. It is on the tender's page without your name.")
            return redirect(url_for("tenders.show", tender_id=tender_id, _anchor="questions"))
        published = queries.published(tender_id)
    return render_form("tenders/ask.html", form=form, tender=published.tender, framework=published.framework)


@blueprint.route("/<int:tender_id>/questions/<int:clarification_id>/answer", methods=["GET", "POST"])
@access(Permission.RUN_TENDER)
def answer(tender_id: int, clarification_id: int):
    tender, clarification = queries.clarification_of(actor(), tender_id, clarification_id)
    form = AnswerForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("answer_question", actor=actor(), now=now()):
                services.answer_question(
                    actor=actor(), now=now(), clarification=clarification, text=form.text.data
                )
            flash("The answer is on the tender's page for everybody.")
            return redirect(url_for("tenders.show", tender_id=tender_id, _anchor="questions"))
        tender, clarification = queries.clarification_of(actor(), tender_id, clarification_id)
    return render_form("tenders/answer.html", form=form, tender=tender, clarification=clarification)
