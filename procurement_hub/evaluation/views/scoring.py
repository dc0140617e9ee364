"""An evaluator scores one bid alone: every question, its answer, a score and a reason."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import queries, services
from procurement_hub.evaluation.forms import marks_form, name_of
from procurement_hub.evaluation.views import marking
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.web.access import access
from procurement_hub.web.forms import render_form
from procurement_hub.web.session import actor, now


@blueprint.route("/<int:tender_id>/bids/<int:bid_id>/score", methods=["GET", "POST"])
@access(Permission.SCORE)
def score(tender_id: int, bid_id: int):
    evaluation = queries.evaluation_for(actor(), tender_id)
    if not evaluation.serves:
        raise NotFound()
    if not evaluation.scores:
        return redirect(url_for("evaluation.show", tender_id=tender_id))
    sheet = queries.own_sheet(actor(), evaluation.tender, bid_id)
    questions = marking.asked_about(sheet.answers, sheet.open_answers)
    before = {each.question.id: (each.own.score, each.own.reason) for each in sheet.answers if each.own}
    form = _form(questions, before)
    one = marking.asked_alone(form, questions)
    if form.validate_on_submit():
        with form.refusals():
            marks = marking.changed(form, questions, before)
            told = marking.said(marks, "score")
            left = marking.unsaved(form, questions, before)
            anchor = name_of(one) if one else None
            with transaction("score", actor=actor(), now=now()):
                for question, given, reason in marks:
                    with marking.beside(question):
                        services.score(
                            actor=actor(),
                            now=now(),
                            bid=sheet.bid,
                            question=question,
                            score=given,
                            reason=reason,
                        )
            flash(told + (" The rest of this page is not saved yet." if left else ""))
            if anchor and not left:
                return redirect(
                    url_for("evaluation.score", tender_id=tender_id, bid_id=bid_id, _anchor=anchor)
                )
            if not left:
                return redirect(url_for("evaluation.show", tender_id=tender_id))
        evaluation = queries.evaluation_for(actor(), tender_id)
        sheet = queries.own_sheet(actor(), evaluation.tender, bid_id)
    return render_form("evaluation/score.html", form=form, evaluation=evaluation, sheet=sheet)


def _form(questions, before):
    made = marks_form(
        questions,
        score="Your score",
        reason="Your reason",
        hint="Point to what the answer says, or leaves out.",
    )
    return made(data=marking.rows(questions, before))
