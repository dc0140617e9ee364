"""No page of an evaluation costs more with many bids than with few."""

from decimal import Decimal

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import services as evaluation
from procurement_hub.evaluation.models import AgreedScore, PanelMember, Score
from procurement_hub.tenders.models import Bid, BidAnswer, BidPrice, BidStatus, Question
from tests.evaluation.visitors import (
    agree_page,
    bidder_of,
    evaluator_of,
    lead_of,
    result_page,
    score_page,
    show,
)
from tests.selecting import selects
from tests.tenders.scene import SCORING, scored


def crowd(scene, bids: int, questions: int, evaluators: int) -> None:
    """Grow the scene to so many bids, questions and evaluators, each answer scored by everybody."""
    first = scene.question("Q1")
    tender_id, lot_id, criterion_id = scene.tender.id, scene.lot.id, first.criterion_id
    pattern = scene.bid("PEN")
    copied = {
        column.name: getattr(pattern, column.name)
        for column in Bid.__table__.columns
        if column.name not in ("id", "token", "supplier_id")
    }
    with transaction():
        suppliers = [
            Organisation(code=f"S{n}", name=f"Crowd supplier {n}", kind=Kind.SUPPLIER)
            for n in range(bids - 3)
        ]
        people = [
            Person(email=f"e{n}@crowd.example", name=f"Crowd evaluator {n}", fs_uniquifier=f"crowd{n}")
            for n in range(evaluators - 2)
        ]
        asked = [
            Question(
                criterion_id=criterion_id,
                code=f"X{n}",
                title=f"Crowd {n}",
                weight=first.weight,
                scale_max=5,
                position=10 + n,
            )
            for n in range(questions - 2)
        ]
        db.session.add_all([*suppliers, *people, *asked])
        db.session.flush()
        made = [Bid(**copied, token=f"crowd{supplier.id}", supplier_id=supplier.id) for supplier in suppliers]
        members = [
            PanelMember(
                tender_id=tender_id,
                person_id=person.id,
                organisation_name="Crowd",
                conflict=False,
                declared_at=SCORING,
            )
            for person in people
        ]
        db.session.add_all([*made, *members])
        db.session.flush()
    every_bid = db.session.scalars(
        db.select(Bid.id).where(Bid.lot_id == lot_id, Bid.status == BidStatus.SUBMITTED)
    ).all()
    every_question = db.session.scalars(db.select(Question.id)).all()
    every_member = db.session.scalars(db.select(PanelMember.id)).all()
    answered = set(map(tuple, db.session.execute(db.select(BidAnswer.bid_id, BidAnswer.question_id))))
    given = db.session.execute(db.select(Score.bid_id, Score.question_id, Score.panel_member_id))
    given = set(map(tuple, given))
    agreed = set(map(tuple, db.session.execute(db.select(AgreedScore.bid_id, AgreedScore.question_id))))
    pairs = [(bid, question) for bid in every_bid for question in every_question]
    item_id = db.session.scalar(db.select(BidPrice.item_id).limit(1))
    with transaction():
        db.session.execute(
            db.insert(BidPrice),
            [
                {
                    "bid_id": bid.id,
                    "item_id": item_id,
                    "from_quantity": Decimal(1),
                    "unit_price": 4 + Decimal(n) / 100,
                }
                for n, bid in enumerate(made)
            ],
        )
        db.session.execute(
            db.insert(BidAnswer),
            [
                {"bid_id": bid, "question_id": question, "text": "Weekly."}
                for bid, question in pairs
                if (bid, question) not in answered
            ],
        )
        db.session.execute(
            db.insert(Score),
            [
                {
                    "bid_id": bid,
                    "question_id": question,
                    "panel_member_id": member,
                    "score": 3,
                    "reason": "Clear.",
                    "scored_at": SCORING,
                }
                for bid, question in pairs
                for member in every_member
                if (bid, question, member) not in given
            ],
        )
        db.session.execute(
            db.insert(AgreedScore),
            [
                {
                    "bid_id": bid,
                    "question_id": question,
                    "score": 3,
                    "reason": "Clear.",
                    "agreed_at": SCORING,
                    "agreed_by_id": scene.region.people["SECE"].id,
                }
                for bid, question in pairs
                if (bid, question) not in agreed
            ],
        )


def costs(clients: dict, addresses: list[tuple[str, str]]) -> list[int]:
    found = []
    for who, address in addresses:
        with selects() as sent:
            response = clients[who].get(address)
        assert response.status_code == 200, address
        found.append(len([statement for statement in sent if statement.lstrip().startswith("SELECT")]))
    return found


def test_no_page_costs_more_statements_with_forty_bids_and_thirty_questions(app):
    scene = scored()
    clients = {
        "lead": lead_of(app, scene),
        "council": evaluator_of(app, scene, "EV2"),
        "bidder": bidder_of(app, scene, "ALB"),
    }
    addresses = [
        ("lead", "/evaluations/"),
        ("lead", show(scene)),
        ("lead", agree_page(scene)),
        ("lead", result_page(scene)),
        ("council", show(scene)),
        ("council", score_page(scene)),
    ]
    small = costs(clients, addresses)
    crowd(scene, bids=40, questions=30, evaluators=4)
    assert costs(clients, addresses) == small
    assert max(small) <= 10
    scene.recommend()
    after = [
        ("lead", result_page(scene)),
        ("lead", f"{show(scene)}/release"),
        ("lead", f"{show(scene)}/notice"),
    ]
    assert max(costs(clients, after)) <= 10
    with transaction():
        evaluation.release_summaries(actor=scene.lead, now=SCORING, tender=scene.tender)
    mine = [
        ("bidder", "/evaluations/results"),
        ("bidder", f"/evaluations/results/{scene.bid('ALB').id}"),
        ("bidder", f"/evaluations/results/{scene.bid('ALB').id}/summary.pdf"),
    ]
    assert max(costs(clients, mine)) <= 10
