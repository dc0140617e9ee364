"""An evaluator scores one bid alone: every question, its answer, a score and a reason."""

from flask import redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.evaluation import queries, services
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.evaluation.views.marking import Marking, marked
from procurement_hub.web.access import access
from procurement_hub.web.session import actor

SCORING = Marking(
    page="score",
    noun="score",
    words={
        "score": "Your score",
        "reason": "Your reason",
        "hint": "Point to what the answer says, or leaves out.",
    },
    sheet=queries.own_sheet,
    waiting=lambda evaluation, sheet: sheet.open_answers,
    given=lambda answer: answer.own,
    keep=services.score,
)


@blueprint.route("/<int:tender_id>/bids/<int:bid_id>/score", methods=["GET", "POST"])
@access(Permission.SCORE)
def score(tender_id: int, bid_id: int):
    evaluation = queries.evaluation_for(actor(), tender_id)
    if not evaluation.serves:
        raise NotFound()
    if not evaluation.scores:
        return redirect(url_for("evaluation.show", tender_id=tender_id))
    return marked(SCORING, evaluation, bid_id)
