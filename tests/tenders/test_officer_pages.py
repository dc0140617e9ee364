"""The centre's pages: publishing, moving the deadline and the opening."""

import re
from datetime import UTC, datetime

import pytest

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.database import db
from procurement_hub.tenders.models import Bid, Tender
from tests.makers import make_person, sign_in
from tests.tenders.scene import OPENING, PUBLISHED, Scene, drafted
from tests.tenders.visiting import clock, visit

PUBLISHING = {
    "price_weight": "60",
    "quality-0-title": "Quality",
    "quality-0-questions-0-title": "Delivery",
    "quality-0-questions-0-weight": "25",
    "quality-0-questions-0-scale_max": "5",
    "quality-0-questions-1-title": "Environment",
    "quality-0-questions-1-weight": "15",
    "quality-0-questions-1-scale_max": "5",
    "deadline_at-day": "30",
    "deadline_at-month": "6",
    "deadline_at-year": "2026",
    "deadline_at-time": "12 noon",
    "electronic": "yes",
    "documents_complete": "yes",
}


@pytest.fixture
def publishing(app, monkeypatch):
    clock(monkeypatch, PUBLISHED)
    region, framework, lot = drafted()
    scene = Scene(region, framework, lot, None)
    return visit(app, scene, "SECE", "procurement_lead"), f"/tenders/publish/{framework.id}"


def test_a_lead_publishes_a_tender(publishing):
    lead, url = publishing
    assert lead.get(url).status_code == 200
    assert lead.post(url, data=PUBLISHING).status_code == 302
    tender = db.session.scalars(db.select(Tender)).one()
    assert lead.get(url).headers["Location"] == f"/tenders/{tender.id}"
    assert tender.deadline_at == datetime(2026, 6, 30, 11, tzinfo=UTC)


def test_weights_that_do_not_add_up_come_back_with_everything_typed(publishing):
    lead, url = publishing
    page = lead.post(url, data=PUBLISHING | {"price_weight": "55"})
    assert page.status_code == 422
    assert "Weights add up to 95%. They must add up to 100%." in page.text
    assert 'value="Environment"' in page.text


def test_question_rows_come_and_go_without_a_script(publishing):
    lead, url = publishing
    more = lead.post(url, data=PUBLISHING | {"rows": "question-0"}).text
    assert 'name="quality-0-questions-2-title"' in more
    fewer = lead.post(url, data=PUBLISHING | {"rows": "drop-0-0"}).text
    assert 'value="Delivery"' not in fewer
    assert 'value="Environment"' in fewer
    criterion = lead.post(url, data=PUBLISHING | {"rows": "criterion"}).text
    assert 'name="quality-1-title"' in criterion
    assert db.session.scalar(db.select(db.func.count()).select_from(Tender)) == 0


def test_the_enter_key_publishes_nothing_and_drops_no_row(publishing):
    lead, url = publishing
    first = re.search(
        r'<main.*?<button type="submit" name="(\w+)" value="(\w+)"', lead.get(url).text, re.DOTALL
    )
    page = lead.post(url, data=PUBLISHING | {first[1]: first[2]}).text
    assert 'value="Delivery"' in page
    assert 'value="Environment"' in page
    assert db.session.scalar(db.select(db.func.count()).select_from(Tender)) == 0


def test_another_centres_draft_is_not_found(app, publishing):
    _, url = publishing
    other = db.session.scalars(db.select(Organisation).where(Organisation.code == "NECE")).one()
    stranger = sign_in(app.test_client(), make_person(["procurement_lead"], other))
    assert stranger.get(url).status_code == 404


def test_a_deadline_is_moved_later_and_the_reason_is_public(client, scene, lead):
    moved = {
        "deadline_at-day": "2",
        "deadline_at-month": "7",
        "deadline_at-year": "2026",
        "deadline_at-time": "12 noon",
        "reason": "A power cut stopped bidders",
    }
    url = f"/tenders/{scene.tender.id}/deadline"
    assert lead.post(url, data=moved | {"deadline_at-month": "6"}).status_code == 422
    assert lead.post(url, data=moved).status_code == 302
    page = client.get(f"/tenders/{scene.tender.id}").text
    assert "2 July 2026 at 12 noon (BST)" in page
    assert "A power cut stopped bidders" in page


# --- the opening ----------------------------------------------------------------------------------


def test_two_officers_open_the_bids_on_the_page(app, scene, lead, monkeypatch):
    scene.submit("PEN")
    scene.submit("ALB")
    url = f"/tenders/{scene.tender.id}/opening"
    assert "Start the opening" not in lead.get(url).text
    clock(monkeypatch, OPENING)
    lead.post(url + "/start")
    alone = lead.post(url + "/confirm")
    assert alone.status_code == 422
    assert "second officer" in alone.text
    second = visit(app, scene, "OPN", "opening_officer")
    assert second.post(url + "/confirm").status_code == 302
    assert {bid.supplier_id for bid in db.session.scalars(db.select(Bid))} == {
        scene.region.organisations[code].id for code in ("PEN", "ALB")
    }


def test_opening_too_early_is_refused_and_noted(scene, lead):
    page = lead.post(f"/tenders/{scene.tender.id}/opening/start")
    assert page.status_code == 422
    assert "Bids stay sealed" in page.text
