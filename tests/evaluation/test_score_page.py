"""An evaluator scores alone, on pages that name no bidder."""

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation.models import Score
from procurement_hub.tenders.models import BidAnswer
from tests.evaluation.visitors import (
    BIDDERS,
    KEPT,
    agree_page,
    evaluator_of,
    marks,
    result_page,
    score_page,
    show,
    text,
)
from tests.tenders.visiting import visit


def test_an_evaluator_never_reads_a_bidders_name(app, panel):
    with transaction():
        answer = db.session.scalars(
            db.select(BidAnswer).where(BidAnswer.bid_id == panel.bid("PEN").id).limit(1)
        ).one()
        answer.text = "At PEN Organisation we deliver weekly."
    client = evaluator_of(app, panel)
    pages = [client.get("/evaluations/"), client.get(show(panel))]
    pages += [client.get(score_page(panel, code)) for code in BIDDERS]
    for found in pages:
        assert found.status_code == 200
        for code, name in BIDDERS.items():
            assert name.lower() not in found.get_data(as_text=True).lower()
            assert code not in text(found)
    assert "At Bidder A we deliver weekly." in text(pages[2])


def test_labels_follow_the_order_of_bids_and_stay(app, panel):
    client = evaluator_of(app, panel)
    for code, label in zip(("PEN", "ALB", "TVS"), ("Bidder A", "Bidder B", "Bidder C"), strict=True):
        assert f"Score {label}" in text(client.get(score_page(panel, code)))


def test_all_scores_of_a_page_are_saved_at_once(app, panel):
    client = evaluator_of(app, panel)
    typed = marks(panel, Q1=(4, "Names the routes."), Q2=(3, "Leaves out Slough."))
    assert client.post(score_page(panel), data=typed).headers["Location"] == show(panel)
    kept = db.session.scalars(db.select(Score).order_by(Score.question_id)).all()
    assert [(each.score, each.reason) for each in kept] == [
        (4, "Names the routes."),
        (3, "Leaves out Slough."),
    ]
    again = client.get(score_page(panel)).get_data(as_text=True)
    assert 'value="4"' in again and "Leaves out Slough." in again


def test_what_nobody_touched_is_left_alone(app, panel):
    client = evaluator_of(app, panel)
    client.post(score_page(panel), data=marks(panel, Q1=(4, "Names the routes."), Q2=("", "")))
    assert db.session.scalar(db.select(db.func.count()).select_from(Score)) == 1
    client.post(score_page(panel), data=marks(panel, Q1=(4, "Names the routes."), Q2=("", "")))
    assert "Nothing had changed" in text(client.get(show(panel)))


def test_one_question_is_saved_by_its_own_button_and_the_rest_stays_typed(app, panel):
    client = evaluator_of(app, panel)
    typed = marks(panel, Q1=(4, "Names the routes."), Q2=("", KEPT))
    kept = client.post(score_page(panel), data=typed | {"only": panel.question("Q1").id})
    assert kept.status_code == 200
    assert "Saved: your score of Q1. The rest of this page is not saved yet." in text(kept)
    assert KEPT in text(kept)
    assert [each.score for each in db.session.scalars(db.select(Score))] == [4]


@pytest.mark.parametrize(
    ("score", "reason", "box", "sentence"),
    [
        ("6", KEPT, "score", "The score of Q1 must be 5 or less"),
        ("four", KEPT, "score", "The score of Q1 must be a number"),
        ("", KEPT, "score", "Enter the score of Q1"),
        ("4", "", "reason", "Give the reason for the score of Q1"),
    ],
)
def test_a_refused_score_is_told_beside_its_box_and_nothing_is_lost(app, panel, score, reason, box, sentence):
    client = evaluator_of(app, panel)
    typed = marks(panel, Q1=(score, reason), Q2=(3, "Typed for the other."))
    refused = client.post(score_page(panel), data=typed)
    body = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert f'href="#q{panel.question("Q1").id}-{box}"' in body
    assert reason in body and f'value="{score}"' in body if score else reason in body
    assert "Typed for the other." in body
    assert db.session.scalars(db.select(Score)).all() == []


def test_a_score_settled_meanwhile_is_refused_with_everything_kept(app, panel):
    client = evaluator_of(app, panel)
    panel.score("EV1", "PEN", "Q1", 4)
    panel.score("EV2", "PEN", "Q1", 4)
    panel.agree("PEN", "Q1", 4)
    refused = client.post(score_page(panel), data=marks(panel, Q1=(2, KEPT)))
    assert refused.status_code == 422
    assert "The panel has agreed the score of Q1 for this bid." in text(refused)
    assert KEPT in text(refused)


def test_others_scores_are_hidden_until_the_panel_agrees(app, panel):
    secret = "Only EV2 thinks so."
    panel.score("EV1", "PEN", "Q1", 4)
    panel.score("EV2", "PEN", "Q1", 1, secret)
    client = evaluator_of(app, panel)
    assert secret not in text(client.get(score_page(panel)))
    panel.agree("PEN", "Q1", 3, "Settled between us.")
    said = text(client.get(score_page(panel)))
    assert secret in said and "The panel agreed 3 : Settled between us." in said


@pytest.mark.parametrize("leaf", ["agree", "result", "release", "notice"])
def test_an_evaluator_has_no_business_on_the_leads_pages(app, panel, leaf):
    client = evaluator_of(app, panel)
    address = {"agree": agree_page(panel), "result": result_page(panel)}.get(leaf, f"{show(panel)}/{leaf}")
    assert client.get(address).status_code in (403, 404)


def test_an_evaluator_who_is_an_auditor_too_reads_as_an_evaluator(app, panel):
    client = visit(app, panel, "EV1", "evaluator", "auditor")
    assert "PEN organisation" not in text(client.get(show(panel)))
    assert client.get(agree_page(panel)).status_code == 404


def test_a_bid_of_another_tender_is_not_found(app, panel):
    assert evaluator_of(app, panel).get(f"{show(panel)}/bids/987654/score").status_code == 404
