"""The acts on a council's year of gains."""

from procurement_hub.savings import services as savings
from procurement_hub.savings.models import Better, BudgetUse, Decision, EntryKind, GainNature
from procurement_hub.scenario.acts.finding import decimal, framework_of, item_of
from procurement_hub.scenario.acts.gates import indicator_of
from procurement_hub.scenario.acts.registry import act

COSTS = {"one_off": EntryKind.ONE_OFF_COST, "recurring": EntryKind.RECURRING_COST}


@act
def record_cost(event, actor, now, _cast):
    framework = framework_of(event)
    savings.record_cost(
        actor=actor,
        now=now,
        kind=COSTS[event["kind"]],
        amount=decimal(event["amount"]),
        item=item_of(event),
        framework_id=framework.id if framework else None,
        reason=event["reason"],
    )


@act
def record_quality(event, actor, now, _cast):
    savings.record_quality(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item=item_of(event),
        indicator=indicator_of(event),
        better=Better(event["better"]),
        before=decimal(event["before"]),
        after=decimal(event["after"]),
        tolerance=decimal(event["tolerance"]),
        nature=GainNature(event.get("nature", GainNature.SAME_FOR_LESS)),
    )


@act
def release_budget(event, actor, now, _cast):
    framework = framework_of(event)
    savings.release_budget(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item=item_of(event),
        amount=decimal(event["amount"]),
        use=BudgetUse(event["use"]),
        purpose=event.get("purpose", ""),
        reference=event["reference"],
        framework_id=framework.id if framework else None,
        uplift=decimal(event["uplift"]) if event.get("uplift") else None,
        inflation=decimal(event["inflation"]) if event.get("inflation") else None,
    )


@act
def sign_off_gains(event, actor, now, _cast):
    savings.sign_off_gains(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        decision=Decision(event["decision"]),
        reason=event["reason"],
    )


@act
def withdraw_sign_off(event, actor, now, _cast):
    savings.withdraw_sign_off(
        actor=actor, now=now, financial_year=event["financial_year"], reason=event["reason"]
    )
