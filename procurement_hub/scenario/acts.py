"""Each act of a scenario: its fields turned into one call of the service that a page calls."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select

from procurement_hub.accounts.models import Organisation
from procurement_hub.calloffs import services as calloffs
from procurement_hub.calloffs.models import Order
from procurement_hub.catalogue.models import Item
from procurement_hub.core.actor import Actor
from procurement_hub.core.calendar import uk_date
from procurement_hub.core.database import db
from procurement_hub.demand import services as demand
from procurement_hub.demand.models import Commitment, DemandRound
from procurement_hub.evaluation import services as evaluation
from procurement_hub.exclusions import services as exclusions
from procurement_hub.exclusions.declaration import Answer, Subcontractor, problems
from procurement_hub.exclusions.models import ExclusionCase
from procurement_hub.exclusions.queries import current_declaration
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Agreement, DirectAward, Framework, Lot
from procurement_hub.law.exclusion_grounds import declared_grounds
from procurement_hub.savings import services as savings
from procurement_hub.savings.models import Better, BudgetUse, Decision, EntryKind
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.answer_bank import services as answer_bank
from procurement_hub.tenders.models import Bid, Clarification, Criterion, CriterionKind, Question, Tender

Act = Callable[[dict, Actor, datetime, dict[str, Actor]], None]

ACTS: dict[str, Act] = {}
NAMELESS = {"submit_bid", "withdraw_bid", "ask_question", "follow_tender"}
"""Acts whose refusal may not say who tried, because the box is still sealed."""


def act(function: Act) -> Act:
    ACTS[function.__name__] = function
    return function


def _one(model, **values):
    return db.session.scalars(select(model).filter_by(**values)).one()


def _item(event: dict) -> Item | None:
    return _one(Item, code=event["item"]) if event.get("item") else None


def _framework(event: dict) -> Framework | None:
    return _one(Framework, code=event["framework"]) if event.get("framework") else None


def _lot(event: dict) -> Lot:
    return _one(Lot, framework_id=_framework(event).id, number=event["lot"])


def _tender(event: dict) -> Tender:
    return _one(Tender, framework_id=_framework(event).id)


def _organisation(code: str) -> Organisation:
    return _one(Organisation, code=code)


def _bid(event: dict) -> Bid:
    return _one(Bid, lot_id=_lot(event).id, supplier_id=_organisation(event["supplier"]).id)


def _question(event: dict) -> Question:
    return db.session.scalars(
        select(Question)
        .join(Criterion)
        .where(Criterion.tender_id == _tender(event).id, Question.code == event["question"])
    ).one()


def _order(event: dict) -> Order:
    return _one(Order, number=event["order"])


def _decimal(value) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


@act
def open_round(event, actor, now, _cast):
    demand.open_round(
        actor=actor,
        now=now,
        code=event["round"],
        title=event["title"],
        closes_on=_date(event["closes_on"]),
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
        demand_round=_one(DemandRound, code=event["round"]),
        item=_item(event),
        quantity=_decimal(event["quantity"]),
        commitment=Commitment(event["commitment"]),
        current_price=_decimal(event.get("current_price")),
        current_quantity=_decimal(event.get("current_quantity")),
        price_date=_date(event.get("price_date")),
        current_supplier=event.get("current_supplier", ""),
        evidence_note=event.get("evidence", ""),
    )


@act
def close_round(event, actor, now, _cast):
    demand.close_round(actor=actor, now=now, demand_round=_one(DemandRound, code=event["round"]))


@act
def draft_framework(event, actor, now, _cast):
    frameworks.draft_framework(
        actor=actor,
        now=now,
        code=event["framework"],
        title=event["title"],
        demand_round=_one(DemandRound, code=event["round"]),
        starts_on=_date(event["starts_on"]),
        ends_on=_date(event["ends_on"]),
        ceiling_gross=_decimal(event["ceiling_gross"]),
        vat_rate=_decimal(event["vat_rate"]),
        levy_percent=_decimal(event["levy_percent"]),
        entitled=[_organisation(code) for code in event["entitled"]],
        light_touch=event.get("light_touch", False),
        longer_term_reasons=event.get("longer_term_reasons", ""),
        lots=[
            frameworks.NewLot(
                number=lot["lot"],
                title=lot["title"],
                items=[_one(Item, code=code) for code in lot["items"]],
                max_suppliers=lot["max_suppliers"],
                direct_award=DirectAward(lot["direct_award"]) if lot["direct_award"] else None,
            )
            for lot in event["lots"]
        ],
    )


@act
def publish_tender(event, actor, now, _cast):
    tenders.publish_tender(
        actor=actor,
        now=now,
        framework=_framework(event),
        deadline_at=datetime.fromisoformat(event["deadline"]),
        electronic=event["electronic"],
        documents_complete=event["documents_complete"],
        deadline_reason=event.get("reason"),
        quality_first=event.get("quality_first", False),
        criteria=[
            tenders.NewCriterion(
                code=criterion["criterion"],
                title=criterion["title"],
                weight=_decimal(criterion["weight"]),
                kind=CriterionKind(criterion["kind"]),
                questions=[
                    tenders.NewQuestion(
                        code=question["question"],
                        title=question["title"],
                        weight=_decimal(question["weight"]),
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
                minimum=_decimal(required.get("minimum")),
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
        tender=_tender(event),
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
        actor=actor, now=now, tender=_tender(event), text=event["text"], reference=event["question_ref"]
    )


@act
def answer_question(event, actor, now, _cast):
    clarification = _one(Clarification, tender_id=_tender(event).id, reference=event["question_ref"])
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
                (_decimal(tier["from_quantity"]), _decimal(tier["unit_price"])) for tier in line["tiers"]
            ]
            for line in event["prices"]
        },
    )
    tenders.submit_bid(actor=actor, now=now, lot=_lot(event), content=content)
    if event.get("keep_answers"):
        _keep_answers(event, actor, now)


def _keep_answers(event, actor, now):
    framework, lot = _framework(event), _lot(event)
    questions = db.session.scalars(
        select(Question).join(Criterion).where(Criterion.tender_id == _tender(event).id).order_by(Question.id)
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
    tenders.withdraw_bid(actor=actor, now=now, lot=_lot(event))


@act
def open_bids(event, actor, now, cast):
    tender = _tender(event)
    tenders.start_opening(actor=actor, now=now, tender=tender)
    tenders.open_bids(actor=cast[event["second_officer"]], now=now, tender=tender)


@act
def open_prices(event, actor, now, cast):
    tender = _tender(event)
    evaluation.start_opening_prices(actor=actor, now=now, tender=tender)
    evaluation.open_prices(actor=cast[event["second_officer"]], now=now, tender=tender)


@act
def declare_interest(event, actor, now, _cast):
    evaluation.declare_interest(
        actor=actor,
        now=now,
        tender=_tender(event),
        conflict=event["conflict"],
        detail=event.get("detail", ""),
    )


@act
def score(event, actor, now, _cast):
    evaluation.score(
        actor=actor,
        now=now,
        bid=_bid(event),
        question=_question(event),
        score=event["score"],
        reason=event["reason"],
    )


@act
def agree_score(event, actor, now, _cast):
    evaluation.agree_score(
        actor=actor,
        now=now,
        bid=_bid(event),
        question=_question(event),
        score=event["score"],
        reason=event["reason"],
    )


@act
def recommend_award(event, actor, now, _cast):
    evaluation.recommend_award(actor=actor, now=now, lot=_lot(event), draw=event.get("draw", ""))


@act
def release_summaries(event, actor, now, _cast):
    evaluation.release_summaries(actor=actor, now=now, tender=_tender(event))


@act
def publish_award_notice(event, actor, now, _cast):
    evaluation.publish_award_notice(
        actor=actor, now=now, framework=_framework(event), reference=event["reference"]
    )


@act
def sign_agreement(event, actor, now, _cast):
    agreement = _one(Agreement, lot_id=_lot(event).id, supplier_id=actor.organisation_id)
    frameworks.sign_agreement(actor=actor, now=now, agreement=agreement)


@act
def countersign_agreement(event, actor, now, _cast):
    supplier = _organisation(event["supplier"])
    agreement = _one(Agreement, lot_id=_lot(event).id, supplier_id=supplier.id)
    frameworks.countersign_agreement(actor=actor, now=now, agreement=agreement)


@act
def place_order(event, actor, now, _cast):
    calloffs.place_order(
        actor=actor,
        now=now,
        number=event["order"],
        lot=_lot(event),
        lines=[(_item(line), _decimal(line["quantity"])) for line in event["lines"]],
        budget_code=event["budget_code"],
    )


@act
def approve_order(event, actor, now, _cast):
    calloffs.approve_order(actor=actor, now=now, order=_order(event))


@act
def accept_order(event, actor, now, _cast):
    calloffs.accept_order(actor=actor, now=now, order=_order(event))


@act
def decline_order(event, actor, now, _cast):
    calloffs.decline_order(actor=actor, now=now, order=_order(event), reason=event["reason"])


@act
def cancel_order(event, actor, now, _cast):
    calloffs.cancel_order(actor=actor, now=now, order=_order(event), reason=event["reason"])


@act
def receive(event, actor, now, _cast):
    calloffs.receive(
        actor=actor,
        now=now,
        order=_order(event),
        lines=[(_item(line), _decimal(line["quantity"])) for line in event["lines"]],
    )


@act
def invoice(event, actor, now, _cast):
    calloffs.invoice(
        actor=actor,
        now=now,
        number=event["invoice"],
        order=_order(event),
        lines=[
            (_item(line), _decimal(line["quantity"]), _decimal(line["unit_price"])) for line in event["lines"]
        ],
    )


COSTS = {"one_off": EntryKind.ONE_OFF_COST, "recurring": EntryKind.RECURRING_COST}


@act
def record_cost(event, actor, now, _cast):
    framework = _framework(event)
    savings.record_cost(
        actor=actor,
        now=now,
        kind=COSTS[event["kind"]],
        amount=_decimal(event["amount"]),
        item=_item(event),
        framework_id=framework.id if framework else None,
        reason=event["reason"],
    )


@act
def record_quality(event, actor, now, _cast):
    savings.record_quality(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item=_item(event),
        indicator=event["indicator"],
        better=Better(event["better"]),
        before=_decimal(event["before"]),
        after=_decimal(event["after"]),
        tolerance=_decimal(event["tolerance"]),
    )


@act
def release_budget(event, actor, now, _cast):
    savings.release_budget(
        actor=actor,
        now=now,
        financial_year=event["financial_year"],
        item=_item(event),
        amount=_decimal(event["amount"]),
        use=BudgetUse(event["use"]),
        reference=event["reference"],
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


@act
def declare_exclusion_grounds(event, actor, now, _cast):
    """Answer every ground, confirm, and so make the supplier's next version; "yes" lists what applies."""
    said = {each["ground"]: each for each in event.get("yes", [])}
    exclusions.save_answers(
        actor=actor,
        now=now,
        answers=[Answer(ground.code, ground.code in said) for ground in declared_grounds(uk_date(now))],
    )
    exclusions.save_details(
        actor=actor,
        now=now,
        answers=[
            Answer(
                each["ground"], True, each["what"], _date(each["happened_on"]), each.get("self_cleaning", "")
            )
            for each in said.values()
        ],
        subcontractors=[
            Subcontractor(each["name"], each.get("company_number", ""))
            for each in event.get("subcontractors", [])
        ],
    )
    exclusions.confirm_declaration(actor=actor, now=now, name=event["name"])


@act
def add_debarment(event, actor, now, _cast):
    exclusions.add_debarment(
        actor=actor,
        now=now,
        entry=exclusions.NewEntry(
            name=event["name"],
            company_number=event.get("company_number", ""),
            ground=event["ground"],
            listed_on=_date(event["listed_on"]),
            until=_date(event.get("until")),
            source=event["source"],
        ),
    )


@act
def open_case(event, actor, now, _cast):
    """Open a case about a supplier and invite it to answer."""
    case = exclusions.open_case(
        actor=actor,
        now=now,
        supplier=_organisation(event["supplier"]),
        ground=event["ground"],
        facts=event["facts"],
    )
    exclusions.invite_representations(actor=actor, now=now, case=case, reply_by=_date(event["reply_by"]))


@act
def answer_case(event, actor, now, _cast):
    case = _one(ExclusionCase, supplier_id=actor.organisation_id, ground=event["ground"])
    exclusions.answer_case(actor=actor, now=now, case=case, text=event["text"])
