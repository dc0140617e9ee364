"""The acts beside purchases: credits, rebates, shared costs, new prices, leaving, other claims."""

from procurement_hub.calloffs import services as calloffs
from procurement_hub.calloffs.models import Invoice
from procurement_hub.core.calendar import format_date
from procurement_hub.core.pdf import Document
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Agreement, PriceChange, PriceChangeStatus
from procurement_hub.law.modifications import Ground
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import AvoidanceKind, Provision
from procurement_hub.scenario.acts.finding import (
    day,
    decimal,
    framework_of,
    item_of,
    lot_of,
    one,
    organisation,
)
from procurement_hub.scenario.acts.registry import act
from procurement_hub.web.uploads import store


@act
def credit_invoice(event, actor, now, _cast):
    calloffs.credit_invoice(
        actor=actor,
        now=now,
        invoice=one(Invoice, number=event["invoice"], supplier_id=actor.organisation_id),
        number=event["credit_note"],
        lines=[
            calloffs.Credit(
                item_of(line),
                line["reason"],
                returned=decimal(line.get("quantity")),
                unit_price=decimal(line.get("unit_price")),
            )
            for line in event["lines"]
        ],
    )


@act
def record_rebate(event, actor, now, _cast):
    """The supplier's statement is written here: a page with what the event says of it."""
    framework, supplier = framework_of(event), organisation(event["supplier"])
    tiers = [(decimal(above), decimal(percent)) for above, percent in event.get("tiers", ())]
    calloffs.record_rebate(
        actor=actor,
        now=now,
        framework=framework,
        lot=lot_of(event) if event.get("lot") else None,
        supplier_id=supplier.id,
        reference=event["rebate"],
        from_on=day(event["from"]),
        to_on=day(event["to"]),
        tiers=tiers,
        amount=decimal(event.get("amount")),
        retained_percent=decimal(event.get("retained_percent", 0)),
        statement=store().put(
            _statement(supplier.name, framework.title, event), media_type="application/pdf"
        ),
        statement_name=f"Rebate statement {event['rebate']}.pdf",
    )


def _statement(supplier: str, framework: str, event: dict) -> bytes:
    document = Document(f"Rebate statement {event['rebate']}", supplier, event["rebate"])
    document.facts(
        [
            ("Framework", framework),
            ("From", format_date(day(event["from"]))),
            ("To", format_date(day(event["to"]))),
        ]
    )
    document.paragraph("Made up for the demonstration.")
    return document.render()


@act
def share_cost(event, actor, now, _cast):
    shares = event.get("shares")
    calloffs.share_cost(
        actor=actor,
        now=now,
        framework=framework_of(event),
        amount=decimal(event["amount"]),
        incurred_on=day(event["date"]),
        reason=event["reason"],
        shares={organisation(code).id: decimal(part) for code, part in shares.items()} if shares else None,
    )


@act
def change_price(event, actor, now, _cast):
    frameworks.propose_price(
        actor=actor,
        now=now,
        agreement=_agreement_of(event, organisation(event["supplier"]).id),
        item=item_of(event),
        unit_price=decimal(event["unit_price"]),
        starts_on=day(event["from"]),
        ground=Ground(event.get("ground", Ground.PROVIDED_FOR)),
        reason=event["reason"],
    )


@act
def agree_price_change(event, actor, now, _cast):
    change = one(
        PriceChange,
        agreement_id=_agreement_of(event, actor.organisation_id).id,
        item_id=item_of(event).id,
        status=PriceChangeStatus.PROPOSED,
    )
    frameworks.agree_price(actor=actor, now=now, change=change)


def _agreement_of(event: dict, supplier_id: int) -> Agreement:
    return one(Agreement, lot_id=lot_of(event).id, supplier_id=supplier_id)


@act
def leave_framework(event, actor, now, _cast):
    frameworks.leave_framework(
        actor=actor,
        now=now,
        framework=framework_of(event),
        last_day=day(event["last_day"]),
        reason=event["reason"],
    )


@act
def record_off_framework(event, actor, now, _cast):
    savings.record_off_framework(
        actor=actor,
        now=now,
        item=item_of(event),
        quantity=decimal(event["quantity"]),
        unit_price=decimal(event["unit_price"]),
        supplied_on=day(event["supplied_on"]),
        supplier_name=event["supplier"],
        reason=event["reason"],
    )


@act
def record_avoidance(event, actor, now, _cast):
    framework = framework_of(event)
    savings.record_avoidance(
        actor=actor,
        now=now,
        kind=AvoidanceKind(event["kind"]),
        item=item_of(event),
        amount=decimal(event["amount"]),
        reason=event["reason"],
        framework_id=framework.id if framework else None,
    )


@act
def record_one_off_gain(event, actor, now, _cast):
    framework = framework_of(event)
    savings.record_one_off_gain(
        actor=actor,
        now=now,
        amount=decimal(event["amount"]),
        reason=event["reason"],
        item=item_of(event),
        framework_id=framework.id if framework else None,
    )


@act
def record_substitution(event, actor, now, _cast):
    framework = framework_of(event)
    savings.record_substitution(
        actor=actor,
        now=now,
        item=item_of(event),
        before=_provision(event["before"]),
        after=_provision(event["after"]),
        reason=event["reason"],
        displaced_costs=decimal(event.get("displaced_costs", 0)),
        framework_id=framework.id if framework else None,
    )


def _provision(figures: dict) -> Provision:
    return Provision(
        people=decimal(figures["people"]),
        units_each=decimal(figures["units_each"]),
        unit_price=decimal(figures["unit_price"]),
    )
