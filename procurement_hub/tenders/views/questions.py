"""Suppliers ask, the lead answers, everybody reads."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission, may
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import queries, services
from procurement_hub.tenders.anonymity import telltales
from procurement_hub.tenders.forms import AnswerForm, AskForm, SendQuestionForm
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, actor_or_none, now


@blueprint.route("/<int:tender_id>/questions")
@access.public
def questions(tender_id: int):
    """Every question and answer, with a search."""
    published = queries.published(tender_id)
    tender, someone = published.tender, actor_or_none()
    own_centre = someone is not None and someone.organisation_id == published.framework.organisation_id
    words = request.args.get("words", "")[:200].strip()
    unanswered = request.args.get("show") == "unanswered"
    found = queries.find_questions(tender, words=words, unanswered=unanswered)
    bidder = may(someone, Permission.BID)
    return render_template(
        "tenders/questions.html",
        published=published,
        tender=tender,
        framework=published.framework,
        found=found,
        words=words,
        unanswered=unanswered,
        own=queries.own_among(someone, tender, found),
        bidder=bidder,
        draft=queries.own_draft(someone, tender) if bidder else None,
        lead=own_centre and may(someone, Permission.RUN_TENDER),
        takes_bids=published.takes_bids(now()),
        takes_questions=published.takes_questions(now()),
    )


@blueprint.route("/<int:tender_id>/questions/new", methods=["GET", "POST"])
@access(Permission.BID)
def ask(tender_id: int):
    """Write a question. It is kept for the supplier alone until it is sent."""
    published = queries.published(tender_id)
    draft = queries.own_draft(actor(), published.tender)
    form = AskForm(data={"text": draft.text if draft else ""})
    throw_away = request.form.get("then") == "throw-away"
    if request.method == "POST" and (throw_away or form.validate()):
        with form.refusals():
            text = "" if throw_away else form.text.data
            with transaction("draft_question", actor=actor().unnamed(), now=now()):
                services.draft_question(actor=actor(), now=now(), tender=published.tender, text=text)
            if request.form.get("then") == "check":
                return redirect(url_for("tenders.check_question", tender_id=tender_id))
            if throw_away:
                flash("Your draft is thrown away.")
            else:
                flash("Your question is kept as a draft. Only your organisation can read it.")
            return redirect(url_for("tenders.questions", tender_id=tender_id))
        published = queries.published(tender_id)
    return render_form(
        "tenders/ask.html",
        form=form,
        draft=draft,
        published=published,
        tender=published.tender,
        framework=published.framework,
        takes_questions=published.takes_questions(now()),
    )


@blueprint.route("/<int:tender_id>/questions/check", methods=["GET", "POST"])
@access(Permission.BID)
def check_question(tender_id: int):
    """How the question will be published, then sending it."""
    published = queries.published(tender_id)
    draft = queries.own_draft(actor(), published.tender)
    if draft is None:
        return redirect(url_for("tenders.ask", tender_id=tender_id))
    form = SendQuestionForm()
    if form.validate_on_submit():
        with form.refusals():
            with transaction("ask_question", actor=actor().unnamed(), now=now()):
                question = services.ask_question(
                    actor=actor(),
                    now=now(),
                    tender=published.tender,
                    text=draft.text,
                    naming_is_meant=form.naming_is_meant.data,
                )
                reference = question.reference
            flash(f"Your question is published as {reference}, without your name.")
            return redirect(url_for("tenders.questions", tender_id=tender_id))
        published = queries.published(tender_id)
    return render_form(
        "tenders/check_question.html",
        form=form,
        draft=draft,
        told=telltales(actor(), draft.text),
        tender=published.tender,
        framework=published.framework,
        takes_questions=published.takes_questions(now()),
        at=now(),
    )


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
            return redirect(url_for("tenders.questions", tender_id=tender_id))
        tender, clarification = queries.clarification_of(actor(), tender_id, clarification_id)
    return render_form("tenders/answer.html", form=form, tender=tender, clarification=clarification)
