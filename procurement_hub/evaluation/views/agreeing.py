"""The lead agrees each score with the panel: everybody's scores and reasons, then one for the bidder."""

from procurement_hub.accounts.permissions import Permission
from procurement_hub.core.errors import NotFound
from procurement_hub.evaluation import queries, services
from procurement_hub.evaluation.views.blueprint import blueprint
from procurement_hub.evaluation.views.marking import Marking, marked
from procurement_hub.web.access import access
from procurement_hub.web.session import actor

AGREEING = Marking(
    page="agree",
    noun="agreed score",
    words={
        "score": "Agreed score",
        "reason": "What the bidder reads as the reason",
        "hint": "The bidder reads these words. Point to the answer, and compare it with no other bid.",
    },
    sheet=queries.panel_sheet,
    waiting=lambda evaluation, sheet: sheet.ready_answers if evaluation.leads else [],
    given=lambda answer: answer.agreed,
    keep=services.agree_score,
)


@blueprint.route("/<int:tender_id>/bids/<int:bid_id>/agree", methods=["GET", "POST"])
@access(Permission.READ_EVALUATION)
def agree(tender_id: int, bid_id: int):
    """For the lead to agree; whoever else reads the whole evaluation sees the same without the boxes."""
    evaluation = queries.evaluation_for(actor(), tender_id)
    if not evaluation.reads_all or not evaluation.opened:
        raise NotFound()
    return marked(AGREEING, evaluation, bid_id)
