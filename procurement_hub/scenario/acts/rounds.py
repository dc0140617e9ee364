"""The acts of a demand round."""

from procurement_hub.demand import services as demand
from procurement_hub.demand.models import Commitment, DemandRound
from procurement_hub.scenario.acts.finding import day, decimal, item_of, one
from procurement_hub.scenario.acts.registry import act


@act
def open_round(event, actor, now, _cast):
    demand.open_round(
        actor=actor,
        now=now,
        code=event["round"],
        title=event["title"],
        closes_on=day(event["closes_on"]),
        items=[
            demand.NewItem(
                code=item["item"],
                title=item["title"],
                unit=item["unit"],
                cpv=item["cpv"],
                specification=item.get("specification", ""),
            )
            for item in event["items"]
        ],
    )


@act
def register_demand(event, actor, now, _cast):
    demand.register_demand(
        actor=actor,
        now=now,
        demand_round=one(DemandRound, code=event["round"]),
        item=item_of(event),
        quantity=decimal(event["quantity"]),
        commitment=Commitment(event["commitment"]),
        current_price=decimal(event.get("current_price")),
        current_quantity=decimal(event.get("current_quantity")),
        price_date=day(event.get("price_date")),
        current_supplier=event.get("current_supplier", ""),
        evidence_note=event.get("evidence", ""),
    )


@act
def close_round(event, actor, now, _cast):
    demand.close_round(actor=actor, now=now, demand_round=one(DemandRound, code=event["round"]))
