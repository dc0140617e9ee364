"""A bidder's own results: the list, one assessment summary, the same as a document, and the answers
that are worth keeping."""

from flask import flash, redirect, render_template, request, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.calendar import ONE_DAY
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import documents, queries
from procurement_hub.evaluation.forms import KeepAnswersForm, scored
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.tenders.answer_bank import services as bank
from procurement_hub.web.access import access
from procurement_hub.web.downloads import send_bytes
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/results")
@access(Permission.BID)
def results():
    page = queries.own_results(actor(), after=request.args.get("after", type=int))
    return render_template("evaluation/results.html", page=page)


@blueprint.route("/results/<int:bid_id>")
@access(Permission.BID)
def my_result(bid_id: int):
    summary = queries.own_summary(actor(), bid_id)
    ends_on = summary.framework.standstill_ends_on
    return render_template(
        "evaluation/my_result.html", summary=summary, sign_from=ends_on + ONE_DAY if ends_on else None
    )


@blueprint.route("/results/<int:bid_id>/keep", methods=["GET", "POST"])
@access(Permission.BID)
def keep_answers(bid_id: int):
    """Good answers go into the bidder's answer bank with their scores."""
    summary = queries.own_summary(actor(), bid_id)
    answers = queries.own_answers(actor(), bid_id)
    form = KeepAnswersForm.of(summary.own.answers)
    if form.validate_on_submit():
        chosen = [
            (marked.question, answers.get(marked.question.id, ""), scored(marked))
            for marked in summary.own.answers
            if marked.question.code in form.codes.data
        ]
        given = bank.given_in(summary.tender, summary.own.bid.lot, chosen)
        with form.refusals():
            with transaction():
                kept = bank.keep(actor=actor(), now=now(), answers=given)
            flash(f"{kept} answer{'s' if kept != 1 else ''} kept in your answer bank with the score.")
            return redirect(url_for("evaluation.my_result", bid_id=bid_id))
    return render_form("evaluation/keep_answers.html", form=form, summary=summary)


@blueprint.route("/results/<int:bid_id>/summary.pdf")
@access(Permission.BID)
def summary_pdf(bid_id: int):
    summary = queries.own_summary(actor(), bid_id)
    data = documents.assessment_summary(summary)
    lot = summary.own.bid.lot.number
    return send_bytes(data, f"assessment-{summary.framework.code}-lot-{lot}.pdf", "application/pdf")
