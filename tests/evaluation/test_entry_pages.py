"""Who gets in to an evaluation, and declares what first."""

import pytest

from procurement_hub.core.database import db
from procurement_hub.evaluation.models import LotRecommendation, PanelMember
from tests.evaluation.visitors import (
    agree_page,
    evaluator_of,
    lead_of,
    marks,
    result_page,
    score_page,
    show,
    text,
)
from tests.makers import make_person, sign_in
from tests.tenders.scene import REASON, published, scored
from tests.tenders.visiting import visit

# --- who gets in ----------------------------------------------------------------------------------


def test_the_list_shows_an_evaluator_what_waits_for_them(app, panel):
    client = evaluator_of(app, panel)
    panel.score("EV1", "PEN", "Q1", 4)
    said = text(client.get("/evaluations/"))
    assert "Copier paper framework" in said
    assert "You have scored 1 of 6 answers" in said


def test_the_list_shows_the_lead_how_far_each_is(app, scene):
    assert "0 of 1 lot recommended" in text(lead_of(app, scene).get("/evaluations/"))


def test_the_list_of_another_centre_is_empty(app, scene):
    client = visit(app, scene, "NECE", "procurement_lead")
    assert "There is nothing to evaluate" in text(client.get("/evaluations/"))


@pytest.mark.parametrize(
    ("code", "role", "status"),
    [
        ("NECE", "procurement_lead", 404),
        ("KEN", "evaluator", 404),
        ("WOK", "buyer", 403),
        ("PEN", "bidder", 403),
    ],
)
def test_an_evaluation_is_closed_to_everybody_else(app, scene, code, role, status):
    assert visit(app, scene, code, role).get(show(scene)).status_code == status


def test_nobody_is_let_in_without_signing_in(app, scene):
    assert "/sign-in" in app.test_client().get(show(scene)).headers["Location"]


def test_an_auditor_reads_everything_and_changes_nothing(app):
    scene = scored()
    auditor = sign_in(app.test_client(), make_person(["auditor"], scene.region.organisations["SECE"]))
    assert "PEN organisation" in text(auditor.get(show(scene)))
    read = auditor.get(agree_page(scene))
    assert REASON in text(read) and "<textarea" not in read.get_data(as_text=True)
    assert auditor.post(result_page(scene), data={}).status_code == 403
    assert auditor.post(agree_page(scene), data=marks(scene, Q1=(1, "Mine."))).status_code == 403
    assert auditor.get(f"{show(scene)}/release").status_code == 403
    assert db.session.scalars(db.select(LotRecommendation)).all() == []


def test_an_opening_officer_reads_the_evaluation(app, scene):
    assert "ALB organisation" in text(visit(app, scene, "OPN", "opening_officer").get(show(scene)))


def test_before_the_opening_the_page_says_nothing_of_bids(app):
    scene = published()
    scene.submit("PEN")
    said = text(lead_of(app, scene).get(show(scene)))
    assert "Two officers open the bids after 30 June 2026 at 12 noon (BST)" in said
    assert "PEN" not in said and "Answers and scores" not in said
    assert lead_of(app, scene).get(result_page(scene)).status_code == 404


# --- declaring ------------------------------------------------------------------------------------


def test_an_evaluator_declares_first(app, scene):
    client = evaluator_of(app, scene)
    assert "Declare your interests" in text(client.get(show(scene)))
    assert client.get(score_page(scene)).headers["Location"] == show(scene)
    assert client.post(f"{show(scene)}/declare", data={"conflict": "no"}).headers["Location"] == show(scene)
    assert [member.conflict for member in db.session.scalars(db.select(PanelMember))] == [False]
    assert "You have scored 0 of 6 answers" in text(client.get(show(scene)))


def test_a_conflict_without_words_is_refused_beside_its_box(app, scene):
    client = evaluator_of(app, scene)
    refused = client.post(f"{show(scene)}/declare", data={"conflict": "yes", "detail": ""})
    assert refused.status_code == 422
    assert 'href="#detail"' in refused.get_data(as_text=True)
    assert "Describe the conflict of interest." in text(refused)


def test_a_conflicted_evaluator_reads_why_they_cannot_score(app, scene):
    client = evaluator_of(app, scene)
    client.post(f"{show(scene)}/declare", data={"conflict": "yes", "detail": "My sister works for a bidder."})
    said = text(client.get(show(scene)))
    assert "you may not score these bids (Procurement Act 2023, section 82)" in said
    assert "My sister works for a bidder." in said
    assert client.get(score_page(scene)).headers["Location"] == show(scene)
