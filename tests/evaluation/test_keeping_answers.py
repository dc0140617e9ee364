"""After the result a bidder keeps its good answers, with the scores that they got."""

import pytest

from procurement_hub.tenders.answer_bank import queries
from tests.tenders.scene import scored
from tests.tenders.visiting import visit


@pytest.fixture
def released(app):
    scene = scored()
    scene.recommend()
    scene.release()
    return scene


def address(scene, code="ALB"):
    return f"/evaluations/results/{scene.bid(code).id}/keep"


def bank(scene, code="ALB"):
    return {entry.question: entry for entry in queries.entries_of(scene.region.organisations[code].id)}


def test_the_result_leads_to_keeping_answers(app, released):
    client = visit(app, released, "ALB", "bidder")
    page = client.get(address(released).removesuffix("/keep")).text
    assert address(released) in page


def test_good_answers_are_ticked_and_shown_with_their_scores(app, released):
    page = visit(app, released, "ALB", "bidder").get(address(released)).text
    assert "Scored 3 of 5" in page and "Scored 4 of 5" in page
    assert page.count(" checked") == 2


def test_what_is_ticked_is_kept_with_its_score(app, released):
    client = visit(app, released, "ALB", "bidder")
    response = client.post(address(released), data={"codes": "Q2"})
    assert response.status_code == 302
    [entry] = bank(released).values()
    assert (entry.question, entry.score) == ("Question Q2", "scored 4 of 5")
    assert entry.text == "How ALB will do Q2 in every council."
    assert "Scored 4 of 5" in client.get("/tenders/answer-bank").text


def test_nothing_ticked_is_refused(app, released):
    client = visit(app, released, "ALB", "bidder")
    assert client.post(address(released), data={}).status_code == 422
    assert bank(released) == {}


def test_another_bidders_answers_are_not_found(app, released):
    client = visit(app, released, "ALB", "bidder")
    assert client.get(address(released, "PEN")).status_code == 404
    assert client.post(address(released, "PEN"), data={"codes": "Q1"}).status_code == 404


def test_before_the_release_there_is_nothing_to_keep(app):
    scene = scored()
    client = visit(app, scene, "ALB", "bidder")
    assert client.get(address(scene)).status_code == 404
