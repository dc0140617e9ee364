"""A supplier's pages: writing, checking, submitting and withdrawing a bid, and the price sheet."""

import io
from hashlib import sha256

import pytest
from openpyxl import Workbook, load_workbook

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders.models import BidReceipt, BidStatus
from procurement_hub.tenders.working import Progress
from tests.tenders.scene import DEADLINE, LAST_SECOND
from tests.tenders.visiting import (
    ANSWERS,
    PRICES,
    answer,
    clock,
    lot_url,
    price,
    put,
    receipt_url,
    seen,
    submit,
    the_bid,
    write,
)


def test_a_bid_is_written_checked_submitted_and_receipted(scene, bidder):
    assert bidder.get(f"/tenders/{scene.tender.id}/bid").status_code == 200
    assert write(scene, bidder).headers["Location"].endswith(f"/bid#lot-{scene.lot.number}")
    page = bidder.get(lot_url(scene, "/check")).text
    assert "not submitted" in page
    assert "£3.48" in page
    answer = submit(scene, bidder)
    receipt = bidder.get(answer.headers["Location"]).text
    assert the_bid().status is BidStatus.SUBMITTED
    assert "24 June 2026 at 4:00:00pm (BST)" in receipt
    assert the_bid().content_sha256 in receipt
    assert "Submitted" in bidder.get("/tenders/my-bids").text


def test_the_home_of_a_bid_says_what_is_left_and_what_happens_at_the_deadline(scene, bidder):
    url = f"/tenders/{scene.tender.id}/bid"
    assert "1 of 4 parts complete" in bidder.get(url).text
    answer(scene, bidder, "Q1", "Half", then="save")
    page = bidder.get(url).text
    assert "as it is, this bid will not be opened" in page
    assert "3 parts left" in page
    write(scene, bidder)  # Q1 was saved since the version that this one knows, so it stays as it is
    assert "3 of 4 parts complete" in bidder.get(url).text
    answer(scene, bidder, "Q1", "Whole", version="1")
    assert "It is not submitted yet" in bidder.get(url).text
    submit(scene, bidder)
    assert "this bid will be opened" in bidder.get(url).text


def test_ready_is_submitted_once_it_is_declared(scene, bidder):
    url = lot_url(scene, "/standing")
    assert bidder.post(url, data={}).status_code == 422
    bidder.post(url, data={"agreed": "yes"})
    assert "when the last part is complete" in bidder.get(f"/tenders/{scene.tender.id}/bid").text
    receipt = write(scene, bidder)
    assert "/receipts/submitted/" in receipt.headers["Location"]
    assert the_bid().status is BidStatus.SUBMITTED
    bidder.post(lot_url(scene, "/standing/stop"), data={})
    assert not the_bid().standing
    assert the_bid().status is BidStatus.SUBMITTED


def test_the_receipts_content_has_the_receipts_hash(scene, bidder):
    write(scene, bidder)
    submit(scene, bidder)
    receipt = db.session.scalars(db.select(BidReceipt)).one()
    content = bidder.get(f"{receipt_url(scene, receipt)}/content.json")
    assert sha256(content.data).hexdigest() == receipt.content_sha256
    prices = bidder.get(f"{receipt_url(scene, receipt)}/prices.json")
    assert content.json["prices_sha256"] == sha256(prices.data).hexdigest()


def test_another_suppliers_receipt_is_not_found(app, scene, bidder):
    receipt = scene.submit("PEN")
    assert bidder.get(receipt_url(scene, receipt)).status_code == 404


def test_another_suppliers_draft_is_never_shown(app, scene, bidder):
    scene.save("PEN", text="How PEN will do it")
    scene.price("PEN")
    assert "How PEN" not in bidder.get(lot_url(scene, "/answers/Q1")).text
    assert "3.71" not in bidder.get(lot_url(scene, "/prices")).text


def test_an_answer_to_no_question_is_not_found(scene, bidder):
    assert bidder.get(lot_url(scene, "/answers/Q9")).status_code == 404


def test_refused_prices_keep_what_was_typed_and_save_nothing(scene, bidder):
    page = price(scene, bidder, **{"prices-0-tiers-1-unit_price": "three pounds"})
    assert page.status_code == 422
    assert "three pounds" in page.text
    assert the_bid() is None


def test_half_a_price_is_kept_in_the_draft_to_the_letter(scene, bidder):
    saved = price(scene, bidder, then="save", **{"prices-0-tiers-1-unit_price": "three pounds"})
    assert saved.status_code == 302
    assert "three pounds" in bidder.get(lot_url(scene, "/prices")).text


def test_falling_quantities_are_refused_beside_the_item(scene, bidder):
    page = price(scene, bidder, **{"prices-0-tiers-1-from_quantity": "1"})
    assert page.status_code == 422
    assert "must rise from one tier to the next" in page.text
    assert 'href="#prices-0-tiers-0-from_quantity"' in page.text


def test_a_tier_can_be_added_without_a_script(scene, bidder):
    page = bidder.post(lot_url(scene, "/prices"), data={"version": "", **PRICES, "tier": "0"})
    assert page.status_code == 200
    assert 'name="prices-0-tiers-2-from_quantity"' in page.text
    assert "75,000" in page.text
    assert the_bid() is None


def test_an_answer_open_in_two_tabs_is_not_overwritten_and_both_are_shown(scene, bidder):
    answer(scene, bidder, "Q1", "From this tab")
    page = answer(scene, bidder, "Q1", "From the other tab")
    assert page.status_code == 422
    assert "Nothing was overwritten" in page.text
    assert "From this tab" in page.text
    assert "From the other tab" in page.text
    assert 'name="version" type="hidden" value="1"' in page.text
    assert answer(scene, bidder, "Q1", "From both tabs", version="1").status_code == 302


def test_an_incomplete_bid_shows_what_is_missing_and_no_button(scene, bidder):
    answer(scene, bidder, "Q1", "Half", then="save")
    page = bidder.get(lot_url(scene, "/check")).text
    assert "Answer Q2" in page
    assert "Submit this bid" not in page
    refused = bidder.post(lot_url(scene, "/check"), data={"seen": scene.draft("ALB").seen})
    assert refused.status_code == 422
    assert the_bid().status is BidStatus.DRAFT


def test_a_bid_at_the_deadline_second_is_refused_without_a_name(scene, bidder, monkeypatch):
    write(scene, bidder)
    mark = seen(scene, bidder)
    clock(monkeypatch, DEADLINE)
    page = bidder.post(lot_url(scene, "/check"), data={"seen": mark})
    assert page.status_code == 422
    assert "This bid was not received in time" in page.text
    event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.verb, event.outcome.value, event.person_id) == ("submit_bid", "refused", None)
    assert event.organisation_name == "A supplier"


def test_a_withdrawal_is_confirmed_first(scene, bidder):
    write(scene, bidder)
    submit(scene, bidder)
    url = lot_url(scene, "/withdraw")
    assert bidder.post(url, data={}).status_code == 422
    bidder.post(url, data={"sure": "no"})
    assert the_bid().status is BidStatus.SUBMITTED
    bidder.post(url, data={"sure": "yes"})
    assert the_bid().status is BidStatus.WITHDRAWN


def test_who_does_what_is_said_on_the_home_of_the_bid(scene, bidder):
    person = scene.region.people["ALB"].name
    assert bidder.post(lot_url(scene, "/tasks"), data={"owners-0": person}).status_code == 302
    assert f"{person} looks after this" in bidder.get(f"/tenders/{scene.tender.id}/bid").text
    assert bidder.post(lot_url(scene, "/tasks"), data={"owners-0": "Somebody else"}).status_code == 422


# --- saved while it is typed ----------------------------------------------------------------------


def test_what_is_typed_is_saved_with_the_time(scene, bidder):
    answer = put(scene, bidder, "answer:Q1", version=None, text="Half an answ")
    assert answer.json == {"version": 1, "saved": "16:00:00"}
    assert scene.draft("ALB").text("Q1") == "Half an answ"
    assert put(scene, bidder, "prices", version=None, typed={"A4-80": [["1", "3."]]}).status_code == 200


def test_a_colleagues_text_comes_back_instead_of_being_overwritten(scene, bidder):
    put(scene, bidder, "answer:Q1", version=None, text="Mine")
    answer = put(scene, bidder, "answer:Q1", version=None, text="Theirs")
    assert answer.status_code == 409
    assert (answer.json["version"], answer.json["text"]) == (1, "Mine")
    assert scene.draft("ALB").text("Q1") == "Mine"


def test_what_arrives_at_the_deadline_second_is_not_saved(scene, bidder, monkeypatch):
    clock(monkeypatch, LAST_SECOND)
    assert put(scene, bidder, "answer:Q1", version=None, text="In time").status_code == 200
    clock(monkeypatch, DEADLINE)
    late = put(scene, bidder, "answer:Q1", version=1, text="Late")
    assert late.status_code == 422
    assert "was not received in time" in late.json["sentence"]
    assert scene.draft("ALB").text("Q1") == "In time"


@pytest.mark.parametrize(
    "sent",
    [[], "text", {"text": "x", "version": "1"}, {"version": 1.5}, {"version": True}],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(scene, bidder, sent):
    answer = bidder.put(lot_url(scene, "/parts/answer:Q1"), json=sent)
    assert answer.status_code == 400
    assert answer.json["sentence"]
    assert the_bid() is None


@pytest.mark.parametrize(
    "typed", [[], {"A4-80": 3}, {"A4-80": [["1"]]}, {"A4-80": [[{}, 2]]}, {"XX-1": [["1", "2"]]}]
)
def test_a_grid_of_another_shape_never_breaks_the_page(scene, bidder, typed):
    assert put(scene, bidder, "prices", version=None, typed=typed).status_code in (200, 400)
    assert bidder.get(lot_url(scene, "/prices")).status_code == 200


def test_nobody_saves_a_part_that_there_is_not(scene, bidder):
    for part in ("team", "standing", "box", "answer:Q9"):
        assert put(scene, bidder, part, version=None, text="x").status_code == 404


def test_a_session_that_has_ended_saves_nothing_and_is_told_so(app, scene):
    answer = app.test_client().put(lot_url(scene, "/parts/answer:Q1"), json={"version": None, "text": "x"})
    assert answer.status_code == 401


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
    write(scene, bidder)
    filled = sheet(scene, bidder, [("F4", 10), ("G4", 3.5), ("F5", 80000), ("G5", "3.25"), ("F6", None)])
    assert upload(scene, bidder, filled, "1").status_code == 302
    page = bidder.get(lot_url(scene, "/prices")).text
    assert "3.25" in page
    assert "3.48" not in page
    assert scene.draft("ALB").progress("prices") is Progress.IN_PROGRESS
    assert scene.draft("ALB").text("Q1") == ANSWERS[0]


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


@pytest.mark.parametrize("version", ["²", "9" * 5000, "-1", "1e3"])
def test_a_version_that_is_no_number_is_refused_like_a_stale_one(scene, bidder, version):
    write(scene, bidder)
    assert answer(scene, bidder, "Q1", "Again", version=version).status_code == 422
    assert price(scene, bidder, version=version).status_code == 422
    assert bidder.post(lot_url(scene, "/prices"), data={"tier": version}).status_code in (200, 422)
    assert bidder.post(lot_url(scene, "/check"), data={"seen": version}).status_code == 422
    assert the_bid().status is BidStatus.DRAFT


def with_tiers(scene, client, number):
    """The price sheet with so many tiers for the lot's item, cheaper the further down."""
    cells = []
    for row in range(4, 4 + number):
        cells += [(f"A{row}", "A4-80"), (f"F{row}", 1000 * row), (f"G{row}", 5 - row / 100)]
    return sheet(scene, client, cells)


def test_as_many_tiers_as_the_page_has_come_in_by_the_price_sheet(scene, bidder):
    assert upload(scene, bidder, with_tiers(scene, bidder, 12)).status_code == 302
    assert bidder.get(lot_url(scene, "/prices")).status_code == 200


def test_more_tiers_than_the_page_has_are_refused(scene, bidder):
    answer = upload(scene, bidder, with_tiers(scene, bidder, 13))
    assert answer.status_code == 422
    assert "12 tiers at most" in answer.text


def test_a_title_that_begins_like_a_formula_is_words_in_the_price_sheet(scene, bidder):
    with transaction():
        db.session.merge(scene.framework).title = '=HYPERLINK("https://evil.example")'
    book = load_workbook(io.BytesIO(bidder.get(lot_url(scene, "/price-sheet.xlsx")).data))
    assert book.active["A1"].data_type == "s"
