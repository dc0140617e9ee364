"""A council's own earlier prices of an item, to take one as its baseline in a click."""

from flask import flash, redirect, url_for

from procurement_hub.accounts.permissions import Permission
from procurement_hub.calloffs.own_prices import OwnPrice, own_prices
from procurement_hub.calloffs.views.blueprints import blueprint
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.errors import NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import queries as demand_queries
from procurement_hub.demand import services as demand
from procurement_hub.demand.models import DemandRound, RoundStatus
from procurement_hub.savings import queries as gains
from procurement_hub.savings.method import BaselineType
from procurement_hub.web.access import access
from procurement_hub.web.fields import TextField
from procurement_hub.web.forms import HubForm, render_form
from procurement_hub.web.session import actor, now


class PriceForm(HubForm):
    """Which of the prices is taken; each button sends its own key."""

    price = TextField("Price", missing="Choose one of the prices")


@blueprint.route("/own-prices/<int:round_id>/<int:item_id>", methods=["GET", "POST"])
@access(Permission.SET_BASELINE)
def baseline_prices(round_id: int, item_id: int):
    """While the round takes demand a price goes into the council's answer; afterwards it is frozen."""
    demand_round = demand_queries.round_for(actor(), round_id)
    asked = next((row for row in demand_round.items if row.item_id == item_id), None)
    if asked is None:
        raise NotFound()
    item = asked.item
    prices = own_prices(actor().organisation_id, item_id, round_id=round_id)
    versions = gains.versions_of(actor().organisation_id, round_id, item_id)
    form = PriceForm()
    if form.validate_on_submit():
        chosen = next((price for price in prices if price.key == form.price.data), None)
        if chosen is None:
            raise NotFound()
        with form.refusals():
            with transaction("set_baseline", actor=actor(), now=now()):
                demand.set_baseline(
                    actor=actor(), now=now(), demand_round=demand_round, item=item, price=chosen.as_baseline
                )
            flash("The baseline is frozen. It is kept as it is; a correction is another version of it.")
            return redirect(url_for("demand.baselines", round_id=round_id))
        demand_round = demand_queries.round_for(actor(), round_id)
    return render_form(
        "calloffs/baseline_prices.html",
        form=form,
        demand_round=demand_round,
        item=item,
        prices=prices,
        places=None if _is_set_here(demand_round, versions) else _places(demand_round, item_id, prices),
    )


def _is_set_here(demand_round: DemandRound, versions) -> bool:
    return not _takes_demand(demand_round) and not versions


def _takes_demand(demand_round: DemandRound) -> bool:
    return demand_round.status is RoundStatus.OPEN and demand_round.closes_on >= uk_date(now())


def _places(demand_round: DemandRound, item_id: int, prices: list[OwnPrice]) -> dict[str, str]:
    """For each price, the form that it is filled into: the council's answer, or the next version."""
    where = {"round_id": demand_round.id, "item_id": item_id}
    if _takes_demand(demand_round):
        return {
            price.key: url_for(
                "demand.register", **where, **_filled_in(price, "current_price", "current_supplier")
            )
            for price in prices
        }
    kind = BaselineType.OWN_LAST_PRICE.value
    return {
        price.key: url_for(
            "demand.set_baseline", **where, kind=kind, **_filled_in(price, "unit_price", "supplier_name")
        )
        for price in prices
    }


def _filled_in(price: OwnPrice, price_field: str, supplier_field: str) -> dict[str, str]:
    return {
        price_field: str(price.unit_price),
        "price_date": price.paid_on.isoformat(),
        supplier_field: price.supplier,
        "evidence_note": price.where,
    }
