"""Where the pages of approved lists hang, and what all of them say."""

from flask import Blueprint

from procurement_hub.approved_lists.inviting import FOR_WHAT, thresholds_on
from procurement_hub.approved_lists.wording import criterion_in_words, finding_in_words, inside, to_supplier

blueprint = Blueprint("approved_lists", __name__, url_prefix="/approved-lists")


@blueprint.context_processor
def wording() -> dict:
    """For the templates of this area: how criteria and findings are said, and what lists are for."""
    return {
        "APPROVED_LISTS": {
            "for_what": FOR_WHAT,
            "thresholds_on": thresholds_on,
            "criterion": criterion_in_words,
            "finding": finding_in_words,
            "to_supplier": to_supplier,
            "inside": inside,
        }
    }
