"""The copier-paper competition up to a given step, for the tests of tenders and evaluation."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import services as evaluation
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.tenders import queries
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.models import Bid, CriterionKind, Question, Tender
from procurement_hub.tenders.services import BidContent, NewCriterion, NewQuestion
from procurement_hub.tenders.working import Draft
from tests.makers import declare
from tests.region import Region, make_region, paper_draft

PUBLISHED = datetime(2026, 6, 1, 8, tzinfo=UTC)
DEADLINE = datetime(2026, 6, 30, 11, tzinfo=UTC)  # 12 noon (BST)
IN_TIME = datetime(2026, 6, 24, 15, tzinfo=UTC)
LAST_SECOND = DEADLINE - timedelta(seconds=1)
OPENING = datetime(2026, 6, 30, 13, tzinfo=UTC)
SCORING = datetime(2026, 7, 1, 10, tzinfo=UTC)
AGREEING = datetime(2026, 7, 2, 9, tzinfo=UTC)
AWARDING = datetime(2026, 7, 6, 9, tzinfo=UTC)

REASON = "The plan names routes, days and a contact for each council."
TIERS = {
    "PEN": [("1", "3.71"), ("50000", "3.55"), ("75000", "3.42"), ("100000", "3.29")],
    "ALB": [("1", "3.60"), ("75000", "3.48")],
    "TVS": [("1", "3.95"), ("50000", "3.62")],
}
AGREED = {"PEN": (4, 3), "ALB": (3, 4), "TVS": (3, 5)}


def quality(weight="40", questions=(("Q1", "25"), ("Q2", "15"))) -> NewCriterion:
    return NewCriterion(
        "quality",
        "Quality",
        Decimal(weight),
        CriterionKind.QUALITY,
        [NewQuestion(code, f"Question {code}", Decimal(part), 5) for code, part in questions],
    )


def price(weight="60") -> NewCriterion:
    return NewCriterion("price", "Price", Decimal(weight), CriterionKind.PRICE)


def bid_of(code: str, tiers=None) -> BidContent:
    return BidContent(
        answers={q: f"How {code} will do {q} in every council." for q in ("Q1", "Q2")},
        prices={"A4-80": [(Decimal(q), Decimal(p)) for q, p in tiers or TIERS.get(code, TIERS["PEN"])]},
    )


@dataclass
class Scene:
    """A tender of the region's framework, and verbs that each run in their own transaction."""

    region: Region
    framework: Framework
    lot: Lot
    tender: Tender

    @property
    def lead(self) -> Actor:
        return self.region.lead

    def officer(self, code: str = "OPN") -> Actor:
        return self.region.actor(code, "opening_officer")

    def evaluator(self, code: str) -> Actor:
        return self.region.actor(code, "evaluator")

    def save(self, code, question="Q1", text="Half an answ", *, version=None, done=False, now=IN_TIME):
        with transaction():
            return tenders.save_answer(
                actor=self.region.bidder(code),
                now=now,
                lot=self.lot,
                code=question,
                text=text,
                version=version,
                done=done,
            )

    def price(self, code, tiers=None, *, version=None, now=IN_TIME):
        """Finish the prices; `tiers` as in TIERS."""
        prices = bid_of(code, tiers).prices
        with transaction():
            return tenders.save_prices(
                actor=self.region.bidder(code),
                now=now,
                lot=self.lot,
                typed=tenders.plain_tiers(prices),
                tiers=prices,
                version=version,
            )

    def stand(self, code, now=IN_TIME):
        with transaction():
            return tenders.stand(actor=self.region.bidder(code), now=now, lot=self.lot)

    def submit(self, code, content=None, now=IN_TIME):
        with transaction():
            return tenders.submit_bid(
                actor=self.region.bidder(code), now=now, lot=self.lot, content=content or bid_of(code)
            )

    def draft(self, code) -> Draft:
        """What this supplier has saved."""
        return queries.own_bid(self.region.bidder(code), self.tender.id, self.lot.id).draft

    def withdraw(self, code, now=IN_TIME):
        with transaction():
            return tenders.withdraw_bid(actor=self.region.bidder(code), now=now, lot=self.lot)

    def open(self, now=OPENING) -> list[Bid]:
        with transaction():
            tenders.start_opening(actor=self.lead, now=now, tender=self.tender)
        with transaction():
            return tenders.open_bids(actor=self.officer(), now=now, tender=self.tender)

    def bid(self, code) -> Bid:
        supplier = self.region.organisations[code]
        return db.session.scalars(
            db.select(Bid).where(Bid.lot_id == self.lot.id, Bid.supplier_id == supplier.id)
        ).one()

    def question(self, code) -> Question:
        return db.session.scalars(db.select(Question).where(Question.code == code)).one()

    def declare(self, code, conflict=False, detail=""):
        with transaction():
            return evaluation.declare_interest(
                actor=self.evaluator(code), now=SCORING, tender=self.tender, conflict=conflict, detail=detail
            )

    def score(self, evaluator, bidder, question, score, reason=REASON):
        with transaction():
            return evaluation.score(
                actor=self.evaluator(evaluator),
                now=SCORING,
                bid=self.bid(bidder),
                question=self.question(question),
                score=score,
                reason=reason,
            )

    def agree(self, bidder, question, score, reason=REASON):
        with transaction():
            return evaluation.agree_score(
                actor=self.lead,
                now=AGREEING,
                bid=self.bid(bidder),
                question=self.question(question),
                score=score,
                reason=reason,
            )

    def recommend(self, lot=None, draw=""):
        with transaction():
            return evaluation.recommend_award(actor=self.lead, now=AGREEING, lot=lot or self.lot, draw=draw)

    def release(self, now=AWARDING):
        with transaction():
            return evaluation.release_summaries(actor=self.lead, now=now, tender=self.tender)

    def notice(self, now=AWARDING, reference="2026-000001"):
        with transaction():
            evaluation.publish_award_notice(
                actor=self.lead, now=now, framework=self.framework, reference=reference
            )


def enlarge(region: Region) -> None:
    """A third supplier, a second opening officer, and evaluators in the centre and a council."""
    organisations = {"TVS": Organisation(code="TVS", name="TVS organisation", kind=Kind.SUPPLIER)}
    people = {
        code: Person(email=f"person@{code.lower()}.example", name=f"Person {code}", fs_uniquifier=code)
        for code in ("TVS", "OPN", "EV1", "EV2")
    }
    with transaction():
        db.session.add_all([*organisations.values(), *people.values()])
        db.session.flush()
        declare(organisations["TVS"], people["TVS"])
    region.people.update(people)
    region.organisations.update(
        organisations
        | {"OPN": region.organisations["SECE"], "EV1": region.organisations["SECE"]}
        | {"EV2": region.organisations["WOK"]}
    )


def drafted() -> tuple[Region, Framework, Lot]:
    region = make_region()
    enlarge(region)
    framework = paper_draft(region)
    return region, framework, db.session.scalars(db.select(Lot)).one()


def publish(region: Region, framework: Framework, **changes) -> Tender:
    terms = {
        "now": PUBLISHED,
        "deadline_at": DEADLINE,
        "electronic": True,
        "documents_complete": True,
        "criteria": [price(), quality()],
    }
    with transaction():
        return tenders.publish_tender(actor=region.lead, framework=framework, **(terms | changes))


def published(**changes) -> Scene:
    region, framework, lot = drafted()
    return Scene(region, framework, lot, publish(region, framework, **changes))


def opened(bidders=("PEN", "ALB", "TVS")) -> Scene:
    scene = published()
    for code in bidders:
        scene.submit(code)
    scene.open()
    return scene


def scored(bidders=("PEN", "ALB", "TVS"), agreed=AGREED) -> Scene:
    """Opened, scored by two evaluators, and every score agreed."""
    scene = opened(bidders)
    for evaluator in ("EV1", "EV2"):
        scene.declare(evaluator)
        for code in bidders:
            for question, score in zip(("Q1", "Q2"), agreed[code], strict=True):
                scene.score(evaluator, code, question, score)
    for code in bidders:
        for question, score in zip(("Q1", "Q2"), agreed[code], strict=True):
            scene.agree(code, question, score)
    return scene
