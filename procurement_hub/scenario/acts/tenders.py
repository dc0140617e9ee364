"""The acts of a tender until its bids and prices are open."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.core.database import db
from procurement_hub.evaluation import services as evaluation
from procurement_hub.exclusions.declaration import problems
from procurement_hub.exclusions.queries import current_declaration
from procurement_hub.scenario.acts.exclusions import declare_exclusion_grounds
from procurement_hub.scenario.acts.finding import decimal, framework_of, lot_of, one, tender_of
from procurement_hub.scenario.acts.registry import act
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.answer_bank import services as answer_bank
from procurement_hub.tenders.models import Clarification, Criterion, CriterionKind, Question


@act
def publish_tender(event, actor, now, _cast):
    tenders.publish_tender(
        actor=actor,
        now=now,
        framework=framework_of(event),
        deadline_at=datetime.fromisoformat(event["deadline"]),
        electronic=event["electronic"],
        documents_complete=event["documents_complete"],
        deadline_reason=event.get("reason"),
        quality_first=event.get("quality_first", False),
        criteria=[
            tenders.NewCriterion(
                code=criterion["criterion"],
                title=criterion["title"],
                weight=decimal(criterion["weight"]),
                kind=CriterionKind(criterion["kind"]),
                questions=[
                    tenders.NewQuestion(
                        code=question["question"],
                        title=question["title"],
                        weight=decimal(question["weight"]),
                        scale_max=question["scale_max"],
                    )
                    for question in criterion.get("questions", [])
                ],
            )
            for criterion in event["criteria"]
        ],
        requirements=[
            tenders.NewRequirement(
                kind=EvidenceKind(required["kind"]),
                named=required.get("named", ""),
                minimum=decimal(required.get("minimum")),
                must=required["must"],
            )
            for required in event.get("requirements", [])
        ],
    )


@act
def publish_addendum(event, actor, now, _cast):
    tenders.publish_addendum(
        actor=actor,
        now=now,
        tender=tender_of(event),
        reason=event["reason"],
        description=event.get("description"),
        questions=event.get("questions"),
        notice=event.get("notice", ""),
    )


@act
def set_up_practice(_event, actor, now, _cast):
    tenders.set_up_practice(actor=actor, now=now)


@act
def ask_question(event, actor, now, _cast):
    tenders.ask_question(
        actor=actor, now=now, tender=tender_of(event), text=event["text"], reference=event["question_ref"]
    )


@act
def answer_question(event, actor, now, _cast):
    clarification = one(Clarification, tender_id=tender_of(event).id, reference=event["question_ref"])
    tenders.answer_question(actor=actor, now=now, clarification=clarification, text=event["text"])


@act
def submit_bid(event, actor, now, _cast):
    """A supplier that has not declared on exclusion grounds lately does so with its bid: none applies."""
    if problems(current_declaration(actor.organisation_id), now):
        declare_exclusion_grounds({"name": actor.person_name}, actor, now, _cast)
    content = tenders.BidContent(
        answers=dict(event["answers"]),
        prices={
            line["item"]: [
                (decimal(tier["from_quantity"]), decimal(tier["unit_price"])) for tier in line["tiers"]
            ]
            for line in event["prices"]
        },
    )
    tenders.submit_bid(actor=actor, now=now, lot=lot_of(event), content=content)
    if event.get("keep_answers"):
        _keep_answers(event, actor, now)


def _keep_answers(event, actor, now):
    framework, lot = framework_of(event), lot_of(event)
    questions = db.session.scalars(
        select(Question)
        .join(Criterion)
        .where(Criterion.tender_id == tender_of(event).id)
        .order_by(Question.id)
    )
    answers = [
        answer_bank.Given(
            question.title, event["answers"][question.code], framework.title, f"{lot.number}: {lot.title}"
        )
        for question in questions
    ]
    answer_bank.keep(actor=actor, now=now, answers=answers)


@act
def withdraw_bid(event, actor, now, _cast):
    tenders.withdraw_bid(actor=actor, now=now, lot=lot_of(event))


@act
def open_bids(event, actor, now, cast):
    tender = tender_of(event)
    tenders.start_opening(actor=actor, now=now, tender=tender)
    tenders.open_bids(actor=cast[event["second_officer"]], now=now, tender=tender)


@act
def open_prices(event, actor, now, cast):
    tender = tender_of(event)
    evaluation.start_opening_prices(actor=actor, now=now, tender=tender)
    evaluation.open_prices(actor=cast[event["second_officer"]], now=now, tender=tender)
