"""Nothing is awarded to, agreed with or ordered from an excluded supplier (PA 2023 ss.19(3)(b), 45(6);
F6, T5, T6)."""

from datetime import date, datetime, timedelta

import pytest

from procurement_hub.calloffs import services as calloffs
from procurement_hub.calloffs.models import Order
from procurement_hub.calloffs.route import NeedsCompetition
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import services as evaluation
from procurement_hub.evaluation.models import BidResult
from procurement_hub.evaluation.queries import lot_result
from procurement_hub.evaluation.services.noticing import DecisionNeeded
from procurement_hub.evaluation.services.recommending import SummariesReleased
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.checks import ExcludedSupplier
from procurement_hub.exclusions.declaration import Answer
from procurement_hub.exclusions.models import Decision, ExclusionCheck, Outcome
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Agreement, DirectAward
from tests.calloffs.test_route import market_with, order, supplier
from tests.exclusions.scene import declare
from tests.market import AUGUST, paper_market
from tests.region import SIGNING, awarded_framework, make_region
from tests.tenders.scene import AGREEING, AWARDING, SCORING, scored

T6 = r"This supplier is an excluded supplier\. A framework cannot award to it \(section 45\(6\)\)\."
T6_AT = r"organisation: " + T6


def exclude(region, code: str, *, at: datetime, decision=Decision.EXCLUDED, ground="poor_performance"):
    """The centre's decision about a supplier, heard the month before."""
    heard = at - timedelta(days=40)
    with transaction():
        case = services.open_case(
            actor=region.lead,
            now=heard,
            supplier=region.organisations[code],
            ground=ground,
            facts="Nine of twelve deliveries were missed.",
        )
        services.invite_representations(
            actor=region.lead, now=heard, case=case, reply_by=heard.date() + timedelta(days=14)
        )
    with transaction():
        ends_on = at.date() + timedelta(days=365)
        return services.decide_case(
            actor=region.lead, now=at, case=case, decision=decision, reasons="As heard.", ends_on=ends_on
        )


def winners() -> list[tuple[int, bool]]:
    db.session.expire_all()
    rows = db.session.execute(db.select(BidResult.bid_id, BidResult.awarded).order_by(BidResult.rank))
    return [tuple(row) for row in rows]


# --- award ----------------------------------------------------------------------------------------


def test_the_bid_of_an_excluded_supplier_is_disregarded_and_the_next_one_wins(app):
    scene = scored()
    exclude(scene.region, "PEN", at=SCORING)
    scene.recommend()
    assert winners() == [(scene.bid("TVS").id, True), (scene.bid("ALB").id, False)]
    lowest = db.session.get(BidResult, scene.bid("ALB").id)
    assert lowest.price_score == 60  # PEN's lower prices are nobody's measure
    kept = queries.checks_on("recommendation", [scene.bid(code).id for code in ("PEN", "ALB", "TVS")])
    assert {kept[scene.bid(code).id].outcome for code in ("ALB", "TVS")} == {Outcome.CLEAR}
    assert kept[scene.bid("PEN").id].outcome is Outcome.EXCLUDED


def test_an_excludable_supplier_can_win(app):
    scene = scored()
    exclude(scene.region, "PEN", at=SCORING, decision=Decision.EXCLUDABLE)
    scene.recommend()
    assert winners()[0] == (scene.bid("PEN").id, True)


def test_a_winner_excluded_before_the_notice_gets_no_agreement_and_the_lot_is_recommended_anew(app):
    scene = scored()
    scene.recommend()
    scene.release()
    with pytest.raises(SummariesReleased), transaction():
        evaluation.withdraw_recommendation(actor=scene.lead, now=AGREEING, lot=scene.lot, reason="x")
    exclude(scene.region, "PEN", at=AWARDING)
    with pytest.raises(ExcludedSupplier, match=T6_AT):
        scene.notice()
    assert db.session.scalars(db.select(Agreement)).all() == []
    with transaction():
        evaluation.withdraw_recommendation(
            actor=scene.lead, now=AWARDING, lot=scene.lot, reason="The winner is excluded."
        )
    with transaction():
        evaluation.recommend_award(actor=scene.lead, now=AWARDING, lot=scene.lot)
    scene.release()
    scene.notice()
    [agreement] = db.session.scalars(db.select(Agreement)).all()
    assert agreement.supplier_id == scene.region.organisations["TVS"].id


def test_the_notice_waits_for_a_decision_about_what_a_winner_declares(app):
    scene = scored()
    declare(
        scene.region.bidder("PEN"),
        Answer("contract_breach", True, "A settlement in 2025", date(2025, 9, 1)),
        at=SCORING,
    )
    scene.recommend()
    scene.release()
    with pytest.raises(DecisionNeeded, match="declares a discretionary ground and nothing has been decided"):
        scene.notice()
    exclude(scene.region, "PEN", at=AWARDING, decision=Decision.NOT_EXCLUDED, ground="contract_breach")
    scene.notice()
    assert db.session.scalars(db.select(Agreement)).one().supplier_id == scene.region.organisations["PEN"].id


def test_each_award_and_agreement_keeps_its_check(app):
    region = make_region()
    _, agreement = awarded_framework(region)
    with transaction():
        frameworks.sign_agreement(actor=region.bidder("PEN"), now=SIGNING, agreement=agreement)
    with transaction():
        frameworks.countersign_agreement(actor=region.lead, now=SIGNING, agreement=agreement)
    kept = db.session.scalars(db.select(ExclusionCheck).order_by(ExclusionCheck.id)).all()
    assert [(row.subject_kind, row.outcome) for row in kept] == [
        ("award", Outcome.CLEAR),
        ("agreement", Outcome.CLEAR),
    ]


def test_no_agreement_is_countersigned_with_a_supplier_excluded_since_the_award(app):
    region = make_region()
    _, agreement = awarded_framework(region)
    with transaction():
        frameworks.sign_agreement(actor=region.bidder("PEN"), now=SIGNING, agreement=agreement)
    exclude(region, "PEN", at=SIGNING)
    with pytest.raises(ExcludedSupplier, match=T6_AT), transaction():
        frameworks.countersign_agreement(actor=region.lead, now=SIGNING, agreement=agreement)


# --- call-offs ------------------------------------------------------------------------------------


def test_nothing_is_ordered_from_the_one_supplier_of_a_lot_while_it_is_excluded(app):
    market = paper_market()
    case = exclude(market.region, "PEN", at=AUGUST)
    with pytest.raises(ExcludedSupplier, match=T6_AT):
        market.place("WOK", 10)
    assert db.session.scalars(db.select(Order)).all() == []
    day_after = datetime.combine(case.ends_on + timedelta(days=1), AUGUST.timetz())
    assert market.place("WOK", 10, at=day_after).supplier_id == market.region.organisations["PEN"].id


def test_an_excluded_supplier_is_passed_over_and_the_route_and_the_checks_say_so(app):
    market = market_with(DirectAward.RANKING)
    exclude(market.region, "PEN", at=AUGUST)
    placed = order(market, paper=10)
    assert supplier(market, placed) == "ALB"
    assert placed.route.endswith("; 1 supplier excluded (section 45(6)).")
    kept = db.session.scalars(
        db.select(ExclusionCheck)
        .where(ExclusionCheck.subject_kind == "call_off", ExclusionCheck.subject_id == placed.id)
        .order_by(ExclusionCheck.id)
    ).all()
    codes = {each.id: code for code, each in market.region.organisations.items()}
    assert [(codes[row.supplier_id], row.outcome) for row in kept] == [
        ("PEN", Outcome.EXCLUDED),
        ("ALB", Outcome.CLEAR),
    ]


def test_when_the_others_declined_an_excluded_supplier_is_still_not_asked(app):
    market = market_with(DirectAward.RANKING)
    exclude(market.region, "ALB", at=AUGUST)
    first = order(market, paper=10)
    market.approve(first, "WOK")
    bidder = market.actor("PEN", "bidder")
    with transaction():
        calloffs.decline_order(actor=bidder, now=AUGUST, order=first, reason="No stock")
    with pytest.raises(NeedsCompetition, match="Every supplier of the lot has declined"):
        order(market, paper=10, instead_of=first)


def test_an_order_is_not_approved_once_its_supplier_is_excluded(app):
    market = paper_market()
    placed = market.place("WOK", 10)
    exclude(market.region, "PEN", at=AUGUST)
    with pytest.raises(ExcludedSupplier, match=T6):
        market.approve(placed, "WOK")


def test_each_order_keeps_its_check(app):
    market = paper_market()
    placed = market.place("WOK", 10)
    market.approve(placed, "WOK")
    kept = db.session.scalars(
        db.select(ExclusionCheck)
        .where(ExclusionCheck.subject_id == placed.id)
        .where(ExclusionCheck.subject_kind.in_(["call_off", "approval"]))
        .order_by(ExclusionCheck.id)
    ).all()
    assert [(row.subject_kind, row.outcome) for row in kept] == [
        ("call_off", Outcome.CLEAR),
        ("approval", Outcome.CLEAR),
    ]
    assert {row.authority_id for row in kept} == {market.region.organisations["SECE"].id}


def test_the_result_of_a_lot_says_whose_bid_is_disregarded_before_and_after(app):
    scene = scored()
    exclude(scene.region, "PEN", at=SCORING)
    before = lot_result(scene.tender, scene.lot.id, on=AGREEING.date())
    assert before.disregarded == {scene.bid("PEN").id}
    assert lot_result(scene.tender, scene.lot.id, on=SCORING.date() - timedelta(days=1)).disregarded == set()
    scene.recommend()
    assert lot_result(scene.tender, scene.lot.id, on=date(2040, 1, 1)).disregarded == {scene.bid("PEN").id}
