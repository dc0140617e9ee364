"""The acts at the gates: quality chosen and explained, gains decided and challenged, prices watched."""

from procurement_hub.core.actor import Actor
from procurement_hub.core.errors import NotFound
from procurement_hub.savings import queries
from procurement_hub.savings import services as savings
from procurement_hub.savings.indicators import BY_CODE
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Better, Challenge, FloorBasis, Outcome, QualityCheck
from procurement_hub.savings.queries.gates import GainKey
from procurement_hub.scenario.acts.finding import decimal, framework_of, item_of
from procurement_hub.scenario.acts.registry import act


@act
def choose_quality_check(event, actor, now, _cast):
    """`indicator` is an approved code such as OTIF, or words of its own with an `explanation`."""
    approved = BY_CODE.get(event["indicator"])
    savings.choose_quality_check(
        actor=actor,
        now=now,
        item=item_of(event),
        framework_id=framework_of(event).id,
        code=approved.code if approved else None,
        indicator="" if approved else event["indicator"],
        better=approved.better if approved else Better(event["better"]),
        tolerance=decimal(event["tolerance"]),
        explanation=event.get("explanation", "" if approved else "Chosen with the service that uses it."),
    )


@act
def explain_quality(event, actor, now, _cast):
    """Explains the check of that indicator that counts."""
    checks = queries.checks_that_count(actor.organisation_id, event["financial_year"])
    item, indicator = item_of(event), indicator_of(event)
    savings.explain_quality(
        actor=actor,
        now=now,
        check=_the(
            QualityCheck,
            [check for check in checks if (check.item_id, check.indicator) == (item.id, indicator)],
        ),
        explanation=event["explanation"],
    )


@act
def decide_gain(event, actor, now, _cast):
    savings.decide_gain(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item_id=item_of(event).id,
        framework_id=_framework_id(event),
        outcome=Outcome(event["outcome"]),
        code=Disallowance(event["code"]) if event.get("code") else None,
        reason=event.get("reason", ""),
    )


@act
def challenge_gain(event, actor, now, _cast):
    savings.challenge_gain(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item_id=item_of(event).id,
        framework_id=_framework_id(event),
        question=event["question"],
    )


@act
def ask_again(event, actor, now, _cast):
    savings.ask_again(actor=actor, now=now, challenge=_challenge(event, actor), question=event["question"])


@act
def answer_challenge(event, actor, now, _cast):
    savings.answer_challenge(actor=actor, now=now, challenge=_challenge(event, actor), answer=event["answer"])


@act
def close_challenge(event, actor, now, _cast):
    savings.close_challenge(
        actor=actor,
        now=now,
        challenge=_challenge(event, actor),
        remark=event.get("remark", "The answer is sufficient."),
    )


@act
def set_price_floor(event, actor, now, _cast):
    savings.set_price_floor(
        actor=actor,
        now=now,
        item=item_of(event),
        unit_price=decimal(event["unit_price"]),
        basis=FloorBasis(event.get("basis", FloorBasis.COST_MODEL)),
        source=event["source"],
    )


@act
def record_hours(event, actor, now, _cast):
    savings.record_hours(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item=item_of(event),
        before=decimal(event["before"]),
        after=decimal(event["after"]),
        source=event["source"],
    )


@act
def review_price(event, actor, now, _cast):
    savings.review_price(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item=item_of(event),
        framework_id=_framework_id(event),
        reason=event["reason"],
    )


def _framework_id(event: dict) -> int | None:
    framework = framework_of(event)
    return framework.id if framework else None


def indicator_of(event: dict) -> str:
    """The words of an indicator, which an event may name by its approved code."""
    approved = BY_CODE.get(event["indicator"])
    return approved.title if approved else event["indicator"]


def _challenge(event: dict, actor: Actor) -> Challenge:
    """The newest challenge to the gain."""
    key = GainKey(actor.organisation_id, item_of(event).id, _framework_id(event))
    return _the(Challenge, queries.challenges_of_gain(key, event["financial_year"])[:1])


def _the(kind: type, found: list):
    if not found:
        raise NotFound(f"There is no such {kind.__name__}.")
    return found[0]
