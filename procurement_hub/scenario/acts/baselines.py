"""The acts on baselines and price indices."""

from procurement_hub.core.calendar import uk_date
from procurement_hub.demand import services as demand
from procurement_hub.demand.models import DemandRound
from procurement_hub.savings import queries, services
from procurement_hub.savings.baselines import Curve, OldPrice, RefusedPrice
from procurement_hub.savings.method import BaselineType
from procurement_hub.savings.models import IndexSeries
from procurement_hub.scenario.acts.finding import day, decimal, item_of, one
from procurement_hub.scenario.acts.registry import act


@act
def set_baseline(event, actor, now, _cast):
    """{round, item, type: B1…B8 or list_price…, unit_price, price_date, annual_quantity, supplier, evidence,
    clause_percent | clause_index, compared_price, factor, basis, tenders: [], curve: {…}}"""
    demand.set_baseline(
        actor=actor,
        now=now,
        demand_round=one(DemandRound, code=event["round"]),
        item=item_of(event),
        price=_price(event),
    )


@act
def revise_baseline(event, actor, now, _cast):
    """The same fields and a reason; the version before is the council's latest."""
    demand_round, item = one(DemandRound, code=event["round"]), item_of(event)
    services.revise_baseline(
        actor=actor,
        now=now,
        baseline=queries.versions_of(actor.organisation_id, demand_round.id, item.id)[0],
        price=_price(event),
        reason=event["reason"],
    )


def _price(event: dict) -> OldPrice:
    curve = event.get("curve")
    index = event.get("clause_index")
    return OldPrice(
        type=_kind(event.get("type", BaselineType.OWN_LAST_PRICE.value)),
        price_date=day(event.get("price_date")),
        unit_price=decimal(event.get("unit_price")),
        annual_quantity=decimal(event.get("annual_quantity")),
        supplier_name=event.get("supplier", ""),
        evidence_note=event.get("evidence", ""),
        clause_percent=decimal(event.get("clause_percent")),
        clause_series=one(IndexSeries, code=index.upper()) if index else None,
        compared_price=decimal(event.get("compared_price")),
        factor=decimal(event.get("factor")),
        basis=event.get("basis", ""),
        tenders=tuple(decimal(price) for price in event.get("tenders", ())),
        curve=Curve(**{name: decimal(value) for name, value in curve.items()}) if curve else None,
    )


def _kind(name: str) -> BaselineType | RefusedPrice:
    return RefusedPrice(name) if name in set(RefusedPrice) else BaselineType(name)


@act
def publish_index(event, actor, now, _cast):
    """{index, title, unit, vintage, source, values: {"2024": "100.000"}}; vintage is the day of the act
    unless given."""
    services.publish_index(
        actor=actor,
        now=now,
        code=event["index"],
        title=event.get("title", ""),
        unit=event.get("unit", ""),
        vintage=day(event.get("vintage")) or uk_date(now),
        source=event["source"],
        values={int(year): decimal(value) for year, value in event["values"].items()},
    )


@act
def approve_index(event, actor, now, _cast):
    """{index, category: first digits of a CPV code, "" for every one, absent for no new choice; reason}"""
    services.approve_index(
        actor=actor,
        now=now,
        series=one(IndexSeries, code=event["index"].upper()),
        category=event.get("category"),
        reason=event["reason"],
    )
