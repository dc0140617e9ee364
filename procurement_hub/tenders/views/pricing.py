"""What surrounds the price grid: rows pasted into it, what it comes to, and a practice score."""

from decimal import Decimal

from flask import request

from procurement_hub.accounts.permissions import Permission
from procurement_hub.tenders import price_checks, queries
from procurement_hub.tenders.forms.bank import PracticeForm
from procurement_hub.tenders.practice_score import practise
from procurement_hub.tenders.queries import OwnBid
from procurement_hub.tenders.views.blueprint import blueprint
from procurement_hub.tenders.views.desk import page_of
from procurement_hub.tenders.working import PRICES
from procurement_hub.web.access import access
from procurement_hub.web.session import actor


def checked(own: OwnBid, typed) -> dict:
    """What these prices come to and what in them looks like a slip, for the page of the grid."""
    tiers = price_checks.sound_tiers(typed)
    framework = own.tender.framework
    return {
        "totals": price_checks.totals(own.lot.items, tiers),
        "hints": price_checks.hints(
            own.lot.items,
            tiers,
            ceiling_gross=own.lot.ceiling_gross or framework.ceiling_gross,
            vat_rate=framework.vat_rate,
        ),
    }


@blueprint.route("/<int:tender_id>/bid/<int:lot_id>/practice-score")
@access(Permission.BID)
def practice_score(tender_id: int, lot_id: int):
    """`?lowest=250000`: nothing of it is kept."""
    own = queries.own_bid(actor(), tender_id, lot_id)
    total = checked(own, own.draft.body(PRICES).get("typed", {}))["totals"].total
    form = PracticeForm(request.args)
    practice = None
    if "lowest" in request.args and form.validate():
        lowest = form.lowest.data
        if lowest <= 0:
            form.lowest.errors = ["The total must be more than £0"]
        elif total:
            practice = practise(own.tender.criteria, total=total, lowest=Decimal(lowest))
    return page_of(own, "practice_score", form, total=total, practice=practice)
