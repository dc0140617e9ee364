"""The acts of an evaluation, from interests to the award notice."""

from procurement_hub.evaluation import services as evaluation
from procurement_hub.scenario.acts.finding import bid_of, framework_of, lot_of, question_of, tender_of
from procurement_hub.scenario.acts.registry import act


@act
def declare_interest(event, actor, now, _cast):
    evaluation.declare_interest(
        actor=actor,
        now=now,
        tender=tender_of(event),
        conflict=event["conflict"],
        detail=event.get("detail", ""),
    )


@act
def score(event, actor, now, _cast):
    evaluation.score(
        actor=actor,
        now=now,
        bid=bid_of(event),
        question=question_of(event),
        score=event["score"],
        reason=event["reason"],
    )


@act
def agree_score(event, actor, now, _cast):
    evaluation.agree_score(
        actor=actor,
        now=now,
        bid=bid_of(event),
        question=question_of(event),
        score=event["score"],
        reason=event["reason"],
    )


@act
def recommend_award(event, actor, now, _cast):
    evaluation.recommend_award(actor=actor, now=now, lot=lot_of(event), draw=event.get("draw", ""))


@act
def release_summaries(event, actor, now, _cast):
    evaluation.release_summaries(actor=actor, now=now, tender=tender_of(event))


@act
def publish_award_notice(event, actor, now, _cast):
    evaluation.publish_award_notice(
        actor=actor, now=now, framework=framework_of(event), reference=event["reference"]
    )
