"""The acts on frameworks and the agreements under them."""

from procurement_hub.catalogue.models import Item
from procurement_hub.demand.models import DemandRound
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Agreement, DirectAward
from procurement_hub.scenario.acts.finding import day, decimal, lot_of, one, organisation
from procurement_hub.scenario.acts.registry import act


@act
def draft_framework(event, actor, now, _cast):
    frameworks.draft_framework(
        actor=actor,
        now=now,
        code=event["framework"],
        title=event["title"],
        demand_round=one(DemandRound, code=event["round"]),
        starts_on=day(event["starts_on"]),
        ends_on=day(event["ends_on"]),
        ceiling_gross=decimal(event["ceiling_gross"]),
        vat_rate=decimal(event["vat_rate"]),
        levy_percent=decimal(event["levy_percent"]),
        entitled=[organisation(code) for code in event["entitled"]],
        light_touch=event.get("light_touch", False),
        longer_term_reasons=event.get("longer_term_reasons", ""),
        lots=[
            frameworks.NewLot(
                number=lot["lot"],
                title=lot["title"],
                items=[one(Item, code=code) for code in lot["items"]],
                max_suppliers=lot["max_suppliers"],
                direct_award=DirectAward(lot["direct_award"]) if lot["direct_award"] else None,
            )
            for lot in event["lots"]
        ],
    )


@act
def sign_agreement(event, actor, now, _cast):
    agreement = one(Agreement, lot_id=lot_of(event).id, supplier_id=actor.organisation_id)
    frameworks.sign_agreement(actor=actor, now=now, agreement=agreement)


@act
def countersign_agreement(event, actor, now, _cast):
    supplier = organisation(event["supplier"])
    agreement = one(Agreement, lot_id=lot_of(event).id, supplier_id=supplier.id)
    frameworks.countersign_agreement(actor=actor, now=now, agreement=agreement)
