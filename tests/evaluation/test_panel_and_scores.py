"""Declarations, scores given alone, and scores agreed (rules T4 and T7)."""

import pytest

from procurement_hub.accounts.models import Membership
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import services as evaluation
from procurement_hub.evaluation.models import PanelMember, Score
from procurement_hub.evaluation.services.panel import EvaluationOver
from procurement_hub.evaluation.services.scores import (
    ConflictOfInterest,
    InterestNotDeclared,
    OffTheScale,
    OwnOrganisationsBid,
    ScoreSettled,
    ScoresMissing,
)
from procurement_hub.tenders.models import Bid
from tests.tenders.scene import SCORING, opened, published, scored


@pytest.fixture
def scene(app):
    return opened()


def test_nobody_scores_before_declaring_interests(scene):
    with pytest.raises(InterestNotDeclared, match="Declare your interests"):
        scene.score("EV1", "PEN", "Q1", 4)


def test_a_declared_conflict_keeps_the_person_from_scoring(scene):
    scene.declare("EV1", conflict=True, detail="My sister works for PEN.")
    with pytest.raises(ConflictOfInterest):
        scene.score("EV1", "PEN", "Q1", 4)


def test_a_conflict_must_be_described(scene):
    with pytest.raises(Invalid, match="Describe"):
        scene.declare("EV1", conflict=True, detail=" ")


def test_a_declaration_can_be_made_anew(scene):
    scene.declare("EV1")
    scene.declare("EV1", conflict=True, detail="A bidder has offered me work.")
    assert [member.conflict for member in db.session.scalars(db.select(PanelMember))] == [True]


def test_an_evaluator_of_a_council_that_is_not_entitled_does_not_serve(scene):
    scene.region.people["KEN"] = scene.region.people["EV2"]
    with pytest.raises(NotFound):
        scene.declare("KEN")


def test_a_buyer_does_not_serve(scene):
    with pytest.raises(NotPermitted), transaction():
        evaluation.declare_interest(
            actor=scene.region.buyer("WOK"), now=SCORING, tender=scene.tender, conflict=False, detail=""
        )


@pytest.mark.parametrize("score", [-1, 6, True, 2.5])
def test_a_score_off_the_scale_is_refused(scene, score):
    scene.declare("EV1")
    with pytest.raises(OffTheScale, match=r"Score from 0 to 5\."):
        scene.score("EV1", "PEN", "Q1", score)


def test_a_score_needs_a_reason(scene):
    scene.declare("EV1")
    with pytest.raises(Invalid, match="reason"):
        scene.score("EV1", "PEN", "Q1", 4, reason="  ")


def test_a_score_may_change_until_it_is_agreed(scene):
    scene.declare("EV1")
    scene.score("EV1", "PEN", "Q1", 4)
    scene.score("EV1", "PEN", "Q1", 2)
    assert [score.score for score in db.session.scalars(db.select(Score))] == [2]
    scene.agree("PEN", "Q1", 3)
    with pytest.raises(ScoreSettled):
        scene.score("EV1", "PEN", "Q1", 5)


def test_a_score_is_agreed_only_when_everybody_has_scored(scene):
    scene.declare("EV1")
    scene.declare("EV2")
    scene.score("EV1", "PEN", "Q1", 4)
    with pytest.raises(ScoresMissing, match="1 of 2 evaluators has not scored Q1"):
        scene.agree("PEN", "Q1", 4)
    scene.score("EV2", "PEN", "Q1", 5)
    assert scene.agree("PEN", "Q1", 4).score == 4


def test_an_evaluator_with_a_conflict_is_not_waited_for(scene):
    scene.declare("EV1")
    scene.declare("EV2", conflict=True, detail="My sister works for PEN.")
    scene.score("EV1", "PEN", "Q1", 4)
    assert scene.agree("PEN", "Q1", 4).score == 4


def test_without_a_panel_nothing_is_agreed(scene):
    with pytest.raises(ScoresMissing, match="Nobody"):
        scene.agree("PEN", "Q1", 4)


def test_an_agreed_score_can_be_agreed_anew_until_the_recommendation(app):
    scene = scored()
    scene.agree("PEN", "Q1", 5)
    scene.recommend()
    with pytest.raises(ScoreSettled, match="Withdraw the recommendation first"):
        scene.agree("PEN", "Q1", 4)


def test_the_panel_is_closed_by_a_recommendation(app):
    scene = scored()
    scene.recommend()
    with pytest.raises(EvaluationOver):
        scene.declare("EV1", conflict=True, detail="Too late.")


def test_a_sealed_bid_cannot_be_scored(app):
    scene = published()
    scene.submit("PEN")
    scene.declare("EV1")
    sealed = db.session.scalars(db.select(Bid)).one()
    with pytest.raises(NotFound), transaction():
        evaluation.score(
            actor=scene.evaluator("EV1"),
            now=SCORING,
            bid=sealed,
            question=scene.question("Q1"),
            score=4,
            reason="Seen too early.",
        )


def test_a_bidders_colleague_scores_no_bid_of_theirs_whomever_they_act_for(scene):
    scene.declare("EV2")
    with transaction():
        person, bidder = scene.region.people["EV2"], scene.region.organisations["PEN"]
        db.session.add(Membership(person_id=person.id, organisation_id=bidder.id))
    with pytest.raises(OwnOrganisationsBid, match="organisation that you act for"):
        scene.score("EV2", "PEN", "Q1", 5)
    assert scene.score("EV2", "ALB", "Q1", 3).score == 3
