"""Acts at the gates, in as few words as a test can bear."""

from decimal import Decimal

from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services, standing
from procurement_hub.savings.models import Better, Challenge, FloorBasis, GainDecision, Outcome
from procurement_hub.savings.standing import GainStanding
from tests.market import NEXT_APRIL, Market

YEAR = 2026


def gain_of(market: Market, code: str = "WOK") -> GainStanding:
    db.session.expire_all()
    found = standing.standings(market.council_id(code), YEAR)
    return standing.find(found, market.item.id, market.framework.id)


def decide(
    market: Market, outcome: Outcome, code: str = "WOK", *, by: Actor | None = None, **more
) -> GainDecision:
    actor = by or market.actor(code, "s151")
    with transaction():
        return services.decide_gain(
            actor=actor,
            now=more.pop("now", NEXT_APRIL),
            financial_year=YEAR,
            item_id=market.item.id,
            framework_id=market.framework.id,
            outcome=outcome,
            code=more.pop("under", None),
            reason=more.pop("reason", "Read with its papers"),
            **more,
        )


def challenge(market: Market, question: str = "Is it the same paper?", code: str = "WOK") -> Challenge:
    actor = market.actor(code, "reviewer")
    with transaction():
        return services.challenge_gain(
            actor=actor,
            now=NEXT_APRIL,
            financial_year=YEAR,
            item_id=market.item.id,
            framework_id=market.framework.id,
            question=question,
        )


def answer(market: Market, found: Challenge, *, by: str = "buyer", code: str = "WOK") -> None:
    actor = market.actor(code, by)
    with transaction():
        services.answer_challenge(
            actor=actor, now=NEXT_APRIL, challenge=found, answer="It is: see the data sheet"
        )


def choose(market: Market, *, at=NEXT_APRIL, code: str = "WOK", approved="OTIF", **more):
    actor = market.actor(code, "buyer")
    with transaction():
        return services.choose_quality_check(
            actor=actor,
            now=at,
            item=market.item,
            framework_id=more.pop("framework_id", market.framework.id),
            better=more.pop("better", Better.HIGHER),
            tolerance=Decimal(more.pop("tolerance", "1")),
            code=approved,
            **more,
        )


def floor(market: Market, price: str, *, by: str = "buyer"):
    actor = market.actor("WOK", by)
    with transaction():
        return services.set_price_floor(
            actor=actor,
            now=NEXT_APRIL,
            item=market.item,
            unit_price=Decimal(price),
            basis=FloorBasis.LOWER_QUARTILE,
            source="Cost of care exercise, 7 providers",
        )


def hours(market: Market, before: str, after: str):
    actor = market.actor("WOK", "buyer")
    with transaction():
        return services.record_hours(
            actor=actor,
            now=NEXT_APRIL,
            financial_year=YEAR,
            item=market.item,
            before=Decimal(before),
            after=Decimal(after),
            source="Reviews of packages",
        )


def review(market: Market, role: str = "approver", reason: str = "Rounds are shorter, visits are not"):
    actor = market.actor("WOK", role)
    with transaction():
        return services.review_price(
            actor=actor,
            now=NEXT_APRIL,
            financial_year=YEAR,
            item=market.item,
            framework_id=market.framework.id,
            reason=reason,
        )
