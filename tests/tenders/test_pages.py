"""The pages of tenders: what each visitor sees and may do."""

import io
import re
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from openpyxl import Workbook, load_workbook

from procurement_hub.accounts.models import Organisation
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.models import Bid, BidReceipt, BidStatus, Clarification, Tender
from tests.makers import make_person, sign_in
from tests.statements import selects
from tests.tenders.scene import DEADLINE, IN_TIME, OPENING, PUBLISHED, Scene, drafted, published
from tests.tenders.visiting import clock, visit

ANSWERS = {"answers-0": "We deliver on two days a week.", "answers-1": "Electric vans."}
PRICES = {
    "prices-0-tiers-0-from_quantity": "1",
    "prices-0-tiers-0-unit_price": "£3.60",
    "prices-0-tiers-1-from_quantity": "75,000",
    "prices-0-tiers-1-unit_price": "3.48",
}


@pytest.fixture
def scene(app, monkeypatch) -> Scene:
    clock(monkeypatch, IN_TIME)
    return published()


@pytest.fixture
def bidder(app, scene):
    return visit(app, scene, "ALB", "bidder")


@pytest.fixture
def lead(app, scene):
    return visit(app, scene, "SECE", "procurement_lead", "opening_officer")


def lot_url(scene, rest=""):
    return f"/tenders/{scene.tender.id}/bid/{scene.lot.id}{rest}"


def receipt_url(scene, receipt):
    return f"/tenders/{scene.tender.id}/receipts/{receipt.act.value}/{receipt.content_sha256}"


def write(scene, client, **more):
    fields = {"version": "", **ANSWERS, **PRICES, "then": "check", **more}
    return client.post(lot_url(scene), data=fields)


def the_bid() -> Bid | None:
    db.session.expire_all()
    return db.session.scalars(db.select(Bid)).one_or_none()


# --- everybody ------------------------------------------------------------------------------------


def test_anybody_finds_and_reads_an_open_tender(client, scene):
    assert "Copier paper framework" in client.get("/tenders").text
    page = client.get(f"/tenders/{scene.tender.id}")
    assert page.status_code == 200
    for words in (
        "£400,000 including VAT",
        "30 June 2026 at 12 noon (BST)",
        "78,000",
        "RDG organisation",
        "Q1: Question Q1",
        "60 × 100,000 ÷ 110,000 = 54.55 points",
        "1 August 2026 to 31 July 2030",
    ):
        assert words in page.text


def test_a_closed_tender_is_on_the_closed_list_only(client, scene, monkeypatch):
    clock(monkeypatch, DEADLINE)
    assert "Copier paper framework" not in client.get("/tenders").text
    assert "Copier paper framework" in client.get("/tenders?show=closed").text


def test_no_page_before_the_opening_tells_who_bid_or_how_many(app, client, scene, lead):
    scene.submit("PEN")
    scene.submit("ALB")
    auditor = visit(app, scene, "EV1", "auditor")
    for visitor in (client, lead, auditor):
        for path in ("/tenders", f"/tenders/{scene.tender.id}", f"/tenders/{scene.tender.id}/opening"):
            page = visitor.get(path, follow_redirects=True).text
            assert "PEN organisation" not in page
            assert not re.search(r"\b2 bids\b", page)


@pytest.mark.parametrize(
    "path", ["", "/publish/{f}", "/{t}/deadline", "/{t}/opening", "/{t}/bid", "/my-bids"]
)
def test_a_stranger_is_sent_to_sign_in_but_for_public_pages(client, scene, path):
    answer = client.get("/tenders" + path.format(f=scene.framework.id, t=scene.tender.id))
    assert (answer.status_code == 200) == (path == "")
    if path:
        assert "/account/sign-in" in answer.headers["Location"]


def test_a_buyer_may_not_open_the_bid_pages(app, scene):
    buyer = visit(app, scene, "WOK", "buyer")
    assert buyer.get(f"/tenders/{scene.tender.id}/bid").status_code == 403
    assert buyer.get(f"/tenders/{scene.tender.id}/opening").status_code == 403


# --- questions ------------------------------------------------------------------------------------


def test_a_question_and_its_answer_are_public_without_a_name(app, client, scene, bidder, lead):
    asked = bidder.post(f"/tenders/{scene.tender.id}/questions/new", data={"text": "Boxes of five?"})
    assert asked.status_code == 302
    assert "ALB" not in client.get(f"/tenders/{scene.tender.id}").text
    question = db.session.scalars(db.select(Clarification)).one()
    url = f"/tenders/{scene.tender.id}/questions/{question.id}/answer"
    assert lead.post(url, data={"text": ""}).status_code == 422
    lead.post(url, data={"text": "Yes, priced per ream."})
    page = client.get(f"/tenders/{scene.tender.id}").text
    assert "Boxes of five?" in page
    assert "Yes, priced per ream." in page


# --- a bid ----------------------------------------------------------------------------------------


def test_a_bid_is_written_checked_submitted_and_receipted(scene, bidder):
    assert bidder.get(lot_url(scene)).status_code == 200
    assert write(scene, bidder).headers["Location"].endswith("/check")
    page = bidder.get(lot_url(scene, "/check")).text
    assert "not submitted" in page
    assert "£3.48" in page
    answer = bidder.post(lot_url(scene, "/check"), data={"version": "1"})
    receipt = bidder.get(answer.headers["Location"]).text
    assert the_bid().status is BidStatus.SUBMITTED
    assert "24 June 2026 at 4:00:00pm (BST)" in receipt
    assert the_bid().content_sha256 in receipt
    assert "Submitted" in bidder.get("/tenders/my-bids").text


def test_the_receipts_content_has_the_receipts_hash(scene, bidder):
    write(scene, bidder)
    bidder.post(lot_url(scene, "/check"), data={"version": "1"})
    receipt = db.session.scalars(db.select(BidReceipt)).one()
    content = bidder.get(f"{receipt_url(scene, receipt)}/content.json")
    assert sha256(content.data).hexdigest() == receipt.content_sha256


def test_another_suppliers_receipt_is_not_found(app, scene, bidder):
    receipt = scene.submit("PEN")
    assert bidder.get(receipt_url(scene, receipt)).status_code == 404


def test_another_suppliers_draft_is_never_shown(app, scene, bidder):
    scene.save("PEN")
    page = bidder.get(lot_url(scene)).text
    assert "How PEN" not in page
    assert "3.71" not in page


def test_a_refused_draft_keeps_what_was_typed_and_saves_nothing(scene, bidder):
    page = write(scene, bidder, **{"prices-0-tiers-1-unit_price": "three pounds"})
    assert page.status_code == 422
    assert "three pounds" in page.text
    assert "We deliver on two days a week." in page.text
    assert the_bid() is None


def test_falling_quantities_are_refused_beside_the_item(scene, bidder):
    page = write(scene, bidder, **{"prices-0-tiers-1-from_quantity": "1"})
    assert page.status_code == 422
    assert "must rise from one tier to the next" in page.text
    assert 'href="#prices-0-tiers-0-from_quantity"' in page.text


def test_a_tier_can_be_added_without_a_script(scene, bidder):
    page = bidder.post(lot_url(scene), data={"version": "", **ANSWERS, **PRICES, "tier": "0"})
    assert page.status_code == 200
    assert 'name="prices-0-tiers-2-from_quantity"' in page.text
    assert "We deliver on two days a week." in page.text
    assert the_bid() is None


def test_a_draft_open_in_two_tabs_is_not_overwritten(scene, bidder):
    write(scene, bidder)
    page = write(scene, bidder, **{"answers-0": "From the other tab"})
    assert page.status_code == 422
    assert "Nothing was overwritten" in page.text
    assert "From the other tab" in page.text


def test_an_incomplete_bid_shows_what_is_missing_and_no_button(scene, bidder):
    bidder.post(lot_url(scene), data={"version": "", "answers-0": "Half", "then": "save"})
    page = bidder.get(lot_url(scene, "/check")).text
    assert "Answer Q2" in page
    assert "Submit this bid" not in page
    refused = bidder.post(lot_url(scene, "/check"), data={"version": "1"})
    assert refused.status_code == 422
    assert the_bid().status is BidStatus.DRAFT


def test_a_bid_at_the_deadline_second_is_refused_without_a_name(scene, bidder, monkeypatch):
    write(scene, bidder)
    clock(monkeypatch, DEADLINE)
    page = bidder.post(lot_url(scene, "/check"), data={"version": "1"})
    assert page.status_code == 422
    assert "This bid was not received in time" in page.text
    event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.verb, event.outcome.value, event.person_id) == ("submit_bid", "refused", None)
    assert event.organisation_name == "A supplier"


def test_a_withdrawal_is_confirmed_first(scene, bidder):
    write(scene, bidder)
    bidder.post(lot_url(scene, "/check"), data={"version": "1"})
    url = lot_url(scene, "/withdraw")
    assert bidder.post(url, data={}).status_code == 422
    bidder.post(url, data={"sure": "no"})
    assert the_bid().status is BidStatus.SUBMITTED
    bidder.post(url, data={"sure": "yes"})
    assert the_bid().status is BidStatus.WITHDRAWN


# --- the price sheet ------------------------------------------------------------------------------


def sheet(scene, client, changes=()):
    """The downloaded price sheet with cells changed."""
    book = load_workbook(io.BytesIO(client.get(lot_url(scene, "/price-sheet.xlsx")).data))
    for cell, value in changes:
        book.active[cell] = value
    data = io.BytesIO()
    book.save(data)
    data.seek(0)
    return data


def upload(scene, client, data, version=""):
    return client.post(
        lot_url(scene, "/price-sheet"),
        data={"version": version, "sheet": (data, "prices.xlsx")},
        content_type="multipart/form-data",
    )


def test_prices_come_in_by_the_price_sheet_and_answers_stay(scene, bidder):
    write(scene, bidder, then="save")
    filled = sheet(scene, bidder, [("F4", 10), ("G4", 3.5), ("F5", 80000), ("G5", "3.25"), ("F6", None)])
    assert upload(scene, bidder, filled, "1").status_code == 302
    page = bidder.get(lot_url(scene, "/check")).text
    assert "£3.25" in page
    assert "We deliver on two days a week." in page
    assert "£3.48" not in page


def test_a_price_sheet_with_wrong_rows_names_them_and_saves_nothing(scene, bidder):
    wrong = [("F4", "many"), ("G4", 3.5), ("F5", 5), ("G5", -1), ("A6", "XX-1"), ("F6", 1), ("G6", 1)]
    page = upload(scene, bidder, sheet(scene, bidder, wrong))
    assert page.status_code == 422
    for words in (
        "Row 4, A4-80: the quantity is not a number",
        "Row 5, A4-80: the price must be more",
        "no item XX-1",
    ):
        assert words in page.text
    assert the_bid() is None


@pytest.mark.parametrize("data", [b"PK\x03\x04 not a workbook", b"quantity,price\n1,2\n"])
def test_a_file_that_is_no_price_sheet_is_refused(scene, bidder, data):
    page = upload(scene, bidder, io.BytesIO(data))
    assert page.status_code == 422
    assert 'href="#sheet"' in page.text
    assert the_bid() is None


def test_another_workbook_is_no_price_sheet(scene, bidder):
    book, data = Workbook(), io.BytesIO()
    book.active.append(["Item", "Price"])
    book.save(data)
    page = upload(scene, bidder, io.BytesIO(data.getvalue()))
    assert page.status_code == 422
    assert "This is not the price sheet of this page" in page.text


# --- publishing -----------------------------------------------------------------------------------


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


# --- speed ----------------------------------------------------------------------------------------


def test_statements_do_not_grow_with_questions_and_bids(scene, client, bidder):
    page = f"/tenders/{scene.tender.id}"
    own = [f"{page}/bid", lot_url(scene), lot_url(scene, "/check"), "/tenders/my-bids"]
    with selects() as few:
        client.get(page)
    for number in range(12):
        with transaction():
            tenders.ask_question(
                actor=scene.region.bidder("PEN"), now=IN_TIME, tender=scene.tender, text=f"Question {number}?"
            )
    with selects() as many:
        client.get(page)
    assert len(many) == len(few) <= 10
    write(scene, bidder)
    for path in own:
        with selects() as made:
            bidder.get(path)
        assert len(made) <= 10
