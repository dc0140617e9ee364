"""The acts of call-off orders, receipts and invoices."""

from procurement_hub.calloffs import services as calloffs
from procurement_hub.scenario.acts.finding import decimal, item_of, lot_of, order_of
from procurement_hub.scenario.acts.registry import act


@act
def place_order(event, actor, now, _cast):
    calloffs.place_order(
        actor=actor,
        now=now,
        number=event["order"],
        lot=lot_of(event),
        lines=[(item_of(line), decimal(line["quantity"])) for line in event["lines"]],
        budget_code=event["budget_code"],
    )


@act
def approve_order(event, actor, now, _cast):
    calloffs.approve_order(actor=actor, now=now, order=order_of(event))


@act
def accept_order(event, actor, now, _cast):
    calloffs.accept_order(actor=actor, now=now, order=order_of(event))


@act
def decline_order(event, actor, now, _cast):
    calloffs.decline_order(actor=actor, now=now, order=order_of(event), reason=event["reason"])


@act
def cancel_order(event, actor, now, _cast):
    calloffs.cancel_order(actor=actor, now=now, order=order_of(event), reason=event["reason"])


@act
def receive(event, actor, now, _cast):
    calloffs.receive(
        actor=actor,
        now=now,
        order=order_of(event),
        lines=[(item_of(line), decimal(line["quantity"])) for line in event["lines"]],
    )


@act
def invoice(event, actor, now, _cast):
    calloffs.invoice(
        actor=actor,
        now=now,
        number=event["invoice"],
        order=order_of(event),
        lines=[
            (item_of(line), decimal(line["quantity"]), decimal(line["unit_price"])) for line in event["lines"]
        ],
    )
