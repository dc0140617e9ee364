"""The centre's pages: publishing, moving the deadline and the opening."""

import io
import re
from datetime import UTC, datetime

import pypdf
import pytest
from page import ValidationProfile, validate_pdf_bytes

from procurement_hub.accounts.models import Demonstration, Organisation
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders.models import Bid, Tender
from tests.makers import make_person, sign_in
from tests.tenders.scene import OPENING, PUBLISHED, Scene, drafted
from tests.tenders.visiting import PASSWORD, clock, the_bid, visit, visit_with_password

AGAIN = {"password": PASSWORD}

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
    "quality_first": "no",
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


@pytest.mark.parametrize(("answer", "after_scores"), [({}, False), ({"quality_first": "yes"}, True)])
def test_the_lead_says_when_prices_are_opened(publishing, answer, after_scores):
    lead, url = publishing
    assert lead.post(url, data=PUBLISHING | answer).status_code == 302
    assert db.session.scalars(db.select(Tender)).one().quality_first is after_scores


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


@pytest.fixture
def officers(app, scene, monkeypatch):
    """The lead, who may open, and a second officer, after the deadline, each with a password."""
    clock(monkeypatch, OPENING)
    roles = ("procurement_lead", "opening_officer")
    return (
        visit_with_password(app, scene, "SECE", *roles),
        visit_with_password(app, scene, "OPN", "opening_officer"),
    )


def test_two_officers_open_the_bids_on_the_page(scene, lead, officers):
    scene.submit("PEN")
    scene.submit("ALB")
    url = f"/tenders/{scene.tender.id}/opening"
    first, second = officers
    first.post(url + "/start", data=AGAIN)
    alone = first.post(url + "/confirm", data=AGAIN)
    assert alone.status_code == 422
    assert "second officer" in alone.text
    assert second.post(url + "/confirm", data=AGAIN).status_code == 302
    assert {bid.supplier_id for bid in db.session.scalars(db.select(Bid))} == {
        scene.region.organisations[code].id for code in ("PEN", "ALB")
    }


def test_before_the_deadline_the_page_has_nothing_to_press(scene, lead):
    assert "Start the opening" not in lead.get(f"/tenders/{scene.tender.id}/opening").text


@pytest.mark.parametrize("half", ["start", "confirm"])
def test_opening_too_early_is_refused_and_in_the_audit_and_the_report(app, scene, monkeypatch, half):
    scene.submit("PEN")
    first = visit_with_password(app, scene, "SECE", "procurement_lead", "opening_officer")
    url = f"/tenders/{scene.tender.id}/opening"
    page = first.post(f"{url}/{half}", data=AGAIN)
    assert page.status_code == 422
    assert "Bids stay sealed" in page.text
    assert the_bid().supplier_id is None
    verb = {"start": "start_opening", "confirm": "open_bids"}[half]
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.outcome == "refused")).one()
    assert (event.verb, event.subject_kind, event.subject_id) == (verb, "tender", scene.tender.id)
    scene.open()
    clock(monkeypatch, OPENING)
    report = first.get(url).text
    assert "24 June 2026 at 4:00:00pm (BST), Person SECE: The deadline is" in report


def test_each_half_needs_the_officers_own_password(scene, officers):
    scene.submit("PEN")
    first, second = officers
    url = f"/tenders/{scene.tender.id}/opening"
    for wrong in ({}, {"password": "something else entirely"}):
        page = first.post(url + "/start", data=wrong)
        assert page.status_code == 422
    assert "This is not your password" in page.text
    assert db.session.get(Tender, scene.tender.id).opening_started_at is None
    assert first.post(url + "/start", data=AGAIN).status_code == 302
    assert second.post(url + "/confirm", data={"password": "wrong"}).status_code == 422
    assert the_bid().supplier_id is None
    assert second.post(url + "/confirm", data=AGAIN).status_code == 302


def test_ten_wrong_passwords_lock_the_right_one_out_too(scene, officers):
    first, _ = officers
    url = f"/tenders/{scene.tender.id}/opening/start"
    for _ in range(10):
        first.post(url, data={"password": "something else entirely"})
    assert first.post(url, data=AGAIN).status_code == 422
    assert db.session.get(Tender, scene.tender.id).opening_started_at is None


def test_in_a_demonstration_without_passwords_the_button_confirms_and_says_so(app, scene, monkeypatch):
    with transaction():
        db.session.add(Demonstration(id=1, made_at=PUBLISHED))
    clock(monkeypatch, OPENING)
    first = visit(app, scene, "SECE", "procurement_lead", "opening_officer")
    url = f"/tenders/{scene.tender.id}/opening"
    assert "In this demonstration nobody has a password" in first.get(url).text
    assert first.post(url + "/start").status_code == 302


def test_the_report_says_what_was_opened_and_its_pdf_says_the_same(scene, officers):
    scene.submit("PEN")
    scene.save("ALB")
    scene.submit("TVS")
    scene.withdraw("TVS")
    scene.open()
    first, _ = officers
    url = f"/tenders/{scene.tender.id}/opening"
    page = first.get(url).text
    content = first.get(url + "/report.pdf").data
    checked = validate_pdf_bytes(content, profile=ValidationProfile.PDF_UA_1)
    assert checked.is_compliant, [failure.message for failure in checked.failures]
    pdf = pypdf.PdfReader(io.BytesIO(content))
    printed = " ".join("\n".join(sheet.extract_text() for sheet in pdf.pages).split())
    digest = scene.bid("PEN").content_sha256
    for said in ("PEN organisation", "24 June 2026 at 4:00:00pm (BST)", "2 of 2 questions, prices of 1 item"):
        assert said in page
        assert said in printed
    assert digest in page
    assert digest[:32] in printed
    assert "Person OPN, 30 June 2026 at 2pm (BST)" in printed
    for unopened in ("ALB organisation", "TVS organisation"):
        assert unopened not in page + printed


def test_before_the_opening_there_is_no_report(scene, officers):
    scene.submit("PEN")
    first, _ = officers
    url = f"/tenders/{scene.tender.id}/opening"
    assert first.get(url + "/report.pdf").status_code == 404
    assert "PEN organisation" not in first.get(url).text
