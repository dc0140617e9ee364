"""Recommendation, summaries and the award notice (rules T7 to T9)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotPermitted, WrongState
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import services as evaluation
from procurement_hub.evaluation.models import BidResult, LotRecommendation
from procurement_hub.evaluation.services.noticing import NothingToAward, SummariesNotReleased
from procurement_hub.evaluation.services.recommending import (
    AlreadyRecommended,
    DrawNeeded,
    ScoresNotAgreed,
    SummariesReleased,
)
from procurement_hub.evaluation.services.releasing import LotsNotRecommended
from procurement_hub.frameworks.models import AgreedPrice, Agreement, FrameworkStatus
from procurement_hub.tenders.models import Bid
from tests.tenders.scene import AGREEING, AWARDING, TIERS, opened, published, scored


def results() -> list[tuple]:
    db.session.expire_all()
    rows = db.session.scalars(db.select(BidResult).order_by(BidResult.rank)).all()
    return [
        (
            db.session.get(Bid, row.bid_id).supplier_id,
            row.evaluated_total,
            round(row.total_score, 2),
            row.awarded,
        )
        for row in rows
    ]


def test_the_berkshire_bids_come_out_as_published(app):
    scene = scored()
    scene.recommend()
    pen, tvs, alb = (scene.region.organisations[code].id for code in ("PEN", "TVS", "ALB"))
    assert results() == [
        (pen, Decimal("266760.00"), Decimal("89.00"), True),
        (tvs, Decimal("282360.00"), Decimal("86.69"), False),
        (alb, Decimal("271440.00"), Decimal("85.97"), False),
    ]


def test_every_bidder_is_told_why(app):
    scene = scored()
    scene.recommend()
    told = [row.explanation for row in db.session.scalars(db.select(BidResult).order_by(BidResult.rank))]
    assert told[0].endswith("It wins the lot.")
    assert "came 3rd of 3 bids, with 85.97 points" in told[2]
    assert "PEN organisation, has 89.00 points, 3.03 more" in told[2]


def test_nothing_is_recommended_before_every_score_is_agreed(app):
    scene = opened()
    with pytest.raises(ScoresNotAgreed, match="Q1 of"):
        scene.recommend()


def test_nothing_is_recommended_before_the_opening(app):
    scene = published()
    with pytest.raises(WrongState, match="not been opened"):
        scene.recommend()


def test_a_lot_is_recommended_once(app):
    scene = scored()
    scene.recommend()
    with pytest.raises(AlreadyRecommended):
        scene.recommend()


def test_an_evaluator_may_not_recommend(app):
    scene = scored()
    with pytest.raises(NotPermitted), transaction():
        evaluation.recommend_award(actor=scene.evaluator("EV1"), now=AGREEING, lot=scene.lot)


# --- ties -----------------------------------------------------------------------------------------


@pytest.fixture
def tied(app, monkeypatch):
    monkeypatch.setitem(TIERS, "ALB", TIERS["PEN"])
    return scored(("PEN", "ALB"), {"PEN": (4, 3), "ALB": (4, 3)})


def test_equal_bids_need_a_recorded_draw(tied):
    with pytest.raises(DrawNeeded, match="Draw lots"):
        tied.recommend()
    tied.recommend(draw="PEN, ALB")
    assert results()[0][0] == tied.region.organisations["PEN"].id
    assert db.session.scalars(db.select(LotRecommendation)).one().draw == "PEN, ALB"


@pytest.mark.parametrize(("draw", "sentence"), [("PEN, XYZ", "XYZ is not"), ("PEN, PEN", "twice")])
def test_a_draw_names_the_bidders_once_each(tied, draw, sentence):
    with pytest.raises(Invalid, match=sentence):
        tied.recommend(draw=draw)


def test_a_draw_without_a_tie_is_refused(app):
    scene = scored()
    with pytest.raises(Invalid, match="No bids are tied"):
        scene.recommend(draw="PEN, ALB")


# --- undoing --------------------------------------------------------------------------------------


def withdraw(scene, reason="An answer was read against the wrong question."):
    with transaction():
        evaluation.withdraw_recommendation(actor=scene.lead, now=AGREEING, lot=scene.lot, reason=reason)


def test_a_recommendation_can_be_withdrawn_and_made_anew(app):
    scene = scored()
    scene.recommend()
    withdraw(scene)
    assert results() == []
    scene.agree("PEN", "Q1", 1)
    scene.recommend()
    assert results()[0][0] == scene.region.organisations["TVS"].id


def test_a_withdrawal_needs_a_reason(app):
    scene = scored()
    scene.recommend()
    with pytest.raises(Invalid):
        withdraw(scene, " ")


def test_a_recommendation_stands_once_bidders_have_read_it(app):
    scene = scored()
    scene.recommend()
    scene.release()
    with pytest.raises(SummariesReleased):
        withdraw(scene)


# --- summaries and notice -------------------------------------------------------------------------


def test_summaries_wait_for_every_lot(app):
    scene = scored()
    with pytest.raises(LotsNotRecommended, match="lot 1"):
        scene.release()


def test_summaries_go_to_all_bidders_at_one_moment(app):
    scene = scored()
    scene.recommend()
    assert scene.release() == 3
    moments = set(db.session.scalars(db.select(BidResult.summary_released_at)))
    assert moments == {AWARDING}
    with pytest.raises(SummariesReleased):
        scene.release(AWARDING + timedelta(hours=1))


def test_the_notice_waits_for_the_summaries(app):
    scene = scored()
    scene.recommend()
    with pytest.raises(SummariesNotReleased, match="summaries"):
        scene.notice()
    assert scene.framework.status is FrameworkStatus.TENDERING


def test_the_notice_makes_the_agreements_and_begins_the_standstill(app):
    scene = scored()
    scene.recommend()
    scene.release()
    scene.notice()
    db.session.expire_all()
    assert scene.framework.status is FrameworkStatus.AWARDED
    assert scene.framework.standstill_ends_on == date(2026, 7, 16)
    agreement = db.session.scalars(db.select(Agreement)).one()
    assert (agreement.supplier_id, agreement.rank) == (scene.region.organisations["PEN"].id, 1)
    assert db.session.scalars(db.select(AgreedPrice)).one().unit_price == Decimal("3.42")
    with pytest.raises(WrongState):
        scene.notice()


def test_the_notice_needs_its_reference(app):
    scene = scored()
    scene.recommend()
    scene.release()
    with pytest.raises(Invalid, match="reference"):
        scene.notice(reference=" ")


def test_a_competition_without_bids_awards_nothing(app):
    scene = opened(())
    scene.recommend()
    with pytest.raises(NothingToAward):
        scene.notice()
    assert "mail" not in db.session.scalars(db.select(OutboxMessage.kind)).all()
