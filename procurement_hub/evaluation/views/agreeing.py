"""The lead agrees each score with the panel: everybody's scores and reasons, then one for the bidder."""

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


@blueprint.route("/<int:tender_id>/bids/<int:bid_id>/agree", methods=["GET", "POST"])
@access(Permission.READ_EVALUATION)
def agree(tender_id: int, bid_id: int):
    """For the lead to agree; whoever else reads the whole evaluation sees the same without the boxes."""
    evaluation = queries.evaluation_for(actor(), tender_id)
    if not evaluation.reads_all or not evaluation.opened:
        raise NotFound()
    sheet = queries.panel_sheet(actor(), evaluation.tender, bid_id)
    waiting = sheet.ready_answers if evaluation.leads else []
    questions = marking.asked_about(sheet.answers, waiting)
    before = {
        each.question.id: (each.agreed.score, each.agreed.reason) for each in sheet.answers if each.agreed
    }
    form = _form(questions, before)
    one = marking.asked_alone(form, questions)
    if form.validate_on_submit():
        with form.refusals():
            marks = marking.changed(form, questions, before)
            told = marking.said(marks, "agreed score")
            left = marking.unsaved(form, questions, before)
            anchor = name_of(one) if one else None
            with transaction("agree_score", actor=actor(), now=now()):
                for question, given, reason in marks:
                    with marking.beside(question):
                        services.agree_score(
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
                    url_for("evaluation.agree", tender_id=tender_id, bid_id=bid_id, _anchor=anchor)
                )
            if not left:
                return redirect(url_for("evaluation.show", tender_id=tender_id))
        evaluation = queries.evaluation_for(actor(), tender_id)
        sheet = queries.panel_sheet(actor(), evaluation.tender, bid_id)
    return render_form("evaluation/agree.html", form=form, evaluation=evaluation, sheet=sheet)


def _form(questions, before):
    made = marks_form(
        questions,
        score="Agreed score",
        reason="What the bidder reads as the reason",
        hint="The bidder reads these words. Point to the answer, and compare it with no other bid.",
    )
    return made(data=marking.rows(questions, before))
