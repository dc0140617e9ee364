"""The pages of the answer bank, of the decision to bid, and around the price grid."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers.models import EvidenceKind
from procurement_hub.tenders.answer_bank import queries, services
from procurement_hub.tenders.answer_bank.services import Given
from procurement_hub.tenders.models import TenderRequirement
from procurement_hub.tenders.working import answer_part
from tests.stage import counted
from tests.tenders.scene import DEADLINE, IN_TIME
from tests.tenders.visiting import answer, clock, lot_url, price, submit, visit, write

VANS = "Electric vans call at every site twice a week."


def bank(scene, code="ALB"):
    return queries.entries_of(scene.region.organisations[code].id)


def keep(scene, question="Question Q1", text=VANS, code="ALB", score=""):
    given = Given(question, text, "Laptops 2025", "1: Laptops", score)
    with transaction():
        services.keep(actor=scene.region.bidder(code), now=IN_TIME, answers=[given])
    return bank(scene, code)[0]


def bring_in(scene, client, entry, *, version=""):
    return client.post(lot_url(scene, "/answers/Q1/bank"), data={"version": version, "entry": entry})


# --- keeping --------------------------------------------------------------------------------------


def test_a_button_on_the_answer_saves_it_and_keeps_it(scene, bidder):
    response = answer(scene, bidder, "Q1", VANS, then="keep")
    assert response.location.endswith("/answers/Q1")
    assert [entry.text for entry in bank(scene)] == [VANS]
    assert scene.draft("ALB").text("Q1") == VANS


def test_the_check_page_offers_to_keep_all_answers_ticked(scene, bidder):
    write(scene, bidder)
    page = bidder.get(lot_url(scene, "/check")).text
    assert re.search(r'<input[^>]*name="keep"[^>]*checked', page)


def test_submitting_keeps_all_answers_if_the_box_is_ticked(scene, bidder):
    write(scene, bidder)
    seen = re.search('name="seen" type="hidden" value="([^"]*)"', bidder.get(lot_url(scene, "/check")).text)
    bidder.post(lot_url(scene, "/check"), data={"seen": seen[1], "keep": "yes"})
    assert {entry.question for entry in bank(scene)} == {"Question Q1", "Question Q2"}


def test_submitting_keeps_nothing_if_the_box_is_not_ticked(scene, bidder):
    write(scene, bidder)
    submit(scene, bidder)
    assert bank(scene) == []


def test_a_standing_bid_keeps_each_version_that_goes_into_the_box(scene, bidder):
    bidder.post(lot_url(scene, "/standing"), data={"agreed": "yes", "keep": "yes"})
    assert bank(scene) == []
    write(scene, bidder)
    assert len(bank(scene)) == 2
    version = scene.draft("ALB").version(answer_part("Q1"))
    answer(scene, bidder, "Q1", "We deliver daily.", version=version)
    newest = next(entry for entry in bank(scene) if entry.question == "Question Q1")
    assert (newest.version, newest.text) == (2, "We deliver daily.")


# --- the bank -------------------------------------------------------------------------------------


def test_the_bank_shows_answers_with_their_scores(scene, bidder):
    keep(scene, score="scored 4 of 5")
    page = bidder.get("/tenders/answer-bank").text
    assert VANS in page and "Scored 4 of 5" in page


def test_an_empty_bank_says_how_it_fills(scene, bidder):
    assert "It is empty." in bidder.get("/tenders/answer-bank").text


def test_the_bank_is_searched_by_words(scene, bidder):
    keep(scene)
    assert VANS in bidder.get("/tenders/answer-bank?q=VANS+twice").text
    assert "No answer has these words." in bidder.get("/tenders/answer-bank?q=bicycle").text


def test_an_answer_is_changed_and_deleted_on_its_page(scene, bidder):
    url = f"/tenders/answer-bank/{keep(scene).id}"
    bidder.post(url, data={"version": "1", "question": "Question Q1", "text": "By barge."})
    page = bidder.get(url).text
    assert "By barge." in page and VANS in page
    late = bidder.post(url, data={"version": "1", "question": "Question Q1", "text": "By balloon."})
    assert late.status_code == 422 and "By balloon." in late.text
    assert bidder.post(f"{url}/delete").location == "/tenders/answer-bank"
    assert bidder.get(url).status_code == 404


def test_another_suppliers_answer_is_not_found(app, scene, bidder):
    url = f"/tenders/answer-bank/{keep(scene).id}"
    other = visit(app, scene, "PEN", "bidder")
    assert other.get(url).status_code == 404
    assert other.post(f"{url}/delete").status_code == 404
    assert VANS not in other.get("/tenders/answer-bank").text


def test_a_full_bank_costs_no_more_statements_than_one_answer(app, scene, bidder):
    keep(scene)

    def statements(url):
        with counted(app) as asked:
            assert bidder.get(url).status_code == 200
        return asked.total()

    pages = [
        "/tenders/answer-bank",
        lot_url(scene, "/answers/Q1"),
        lot_url(scene, "/answers/Q1/bank"),
        lot_url(scene, "/fill"),
        f"/tenders/{scene.tender.id}/bid/decide",
    ]
    few = [statements(page) for page in pages]
    for number in range(40):
        keep(scene, f"Question number {number}")
    assert [statements(page) for page in pages] == few
    assert max(few) <= 10


# --- bringing in ----------------------------------------------------------------------------------


def test_the_answer_page_offers_what_the_bank_has(scene, bidder):
    assert "Bring in an earlier answer" not in bidder.get(lot_url(scene, "/answers/Q1")).text
    keep(scene)
    assert "Bring in an earlier answer" in bidder.get(lot_url(scene, "/answers/Q1")).text


def test_an_earlier_answer_is_shown_with_its_differences_in_words_that_are_heard(scene, bidder):
    keep(scene)
    answer(scene, bidder, "Q1", "Diesel vans call at every site twice a week.", then="save")
    page = bidder.get(lot_url(scene, "/answers/Q1/bank")).text
    assert re.search(r"<del><span class=\"govuk-visually-hidden\">\[removed: </span>Diesel<", page)
    assert re.search(r"<ins><span class=\"govuk-visually-hidden\">\[added: </span>Electric<", page)
    assert "100% alike" in page


def test_using_one_fills_the_draft_marks_it_and_can_be_undone(scene, bidder):
    entry = keep(scene)
    answer(scene, bidder, "Q1", "What I had", then="save")
    assert bring_in(scene, bidder, entry.id, version="1").status_code == 302
    page = bidder.get(lot_url(scene, "/answers/Q1")).text
    assert "From your bank, to review" in page and "What I had" in page
    assert "From your bank, to review" in bidder.get(f"/tenders/{scene.tender.id}/bid").text
    bring_in(scene, bidder, "before", version="2")
    assert scene.draft("ALB").text("Q1") == "What I had"
    assert "From your bank, to review" not in bidder.get(lot_url(scene, "/answers/Q1")).text


def test_using_one_over_a_colleagues_newer_text_is_refused(scene, bidder):
    entry = keep(scene)
    scene.save("ALB", text="A colleague's")
    response = bring_in(scene, bidder, entry.id, version="")
    assert response.status_code == 422
    assert "Nothing was overwritten" in response.text
    assert scene.draft("ALB").text("Q1") == "A colleague's"


def test_one_press_fills_in_every_question_that_has_a_match(scene, bidder):
    keep(scene, "Question Q1", "One.")
    keep(scene, "Question Q2", "Two.")
    page = bidder.get(lot_url(scene, "/fill")).text
    assert len(re.findall(r'name="codes" type="checkbox" value="Q\d" checked', page)) == 2
    assert "50%" in page
    bidder.post(lot_url(scene, "/fill"), data={"codes": ["Q1", "Q2"]})
    assert [scene.draft("ALB").text(code) for code in ("Q1", "Q2")] == ["One.", "Two."]


def test_the_check_page_names_answers_that_nobody_reviewed(scene, bidder):
    bring_in(scene, bidder, keep(scene).id)
    assert "not reviewed yet" in bidder.get(lot_url(scene, "/check")).text


def test_nothing_comes_in_once_the_deadline_has_passed(scene, bidder, monkeypatch):
    entry = keep(scene)
    clock(monkeypatch, DEADLINE)
    assert bring_in(scene, bidder, entry.id).status_code == 422
    assert scene.draft("ALB").text("Q1") == ""


# --- can we win -----------------------------------------------------------------------------------


def require_(scene, *wanted):
    with transaction():
        for position, (kind, named, minimum, must) in enumerate(wanted):
            db.session.add(
                TenderRequirement(
                    tender_id=scene.tender.id,
                    position=position,
                    kind=kind,
                    named=named,
                    minimum=minimum and Decimal(minimum),
                    must=must,
                )
            )


@pytest.fixture
def decide(scene):
    return f"/tenders/{scene.tender.id}/bid/decide"


def test_it_counts_the_questions_that_are_new(scene, bidder, decide):
    assert "2 of 2 questions are new to you" in bidder.get(decide).text
    keep(scene)
    assert "1 of 2 questions is new to you" in bidder.get(decide).text


def test_it_is_linked_from_the_tender_and_from_the_bid(scene, bidder, decide):
    assert decide in bidder.get(f"/tenders/{scene.tender.id}").text
    assert decide in bidder.get(f"/tenders/{scene.tender.id}/bid").text


def test_what_is_missing_is_said_and_insurance_is_only_for_the_start(scene, bidder, decide):
    require_(scene, (EvidenceKind.PUBLIC_LIABILITY, "", 5_000_000, True))
    page = bidder.get(decide).text
    assert "Public liability insurance of £5,000,000" in page
    assert "Missing" in page
    assert "by the start of the contract; nobody needs it before" in page


def test_what_bidders_must_have_is_public(client, scene):
    require_(scene, (EvidenceKind.ACCREDITATION, "ISO 9001", None, True))
    page = client.get(f"/tenders/{scene.tender.id}").text
    assert "ISO 9001, or an equivalent" in page and "Needed to win a place" in page


def test_the_check_page_warns_and_does_not_stand_in_the_way(scene, bidder):
    require_(scene, (EvidenceKind.ACCREDITATION, "ISO 9001", None, True))
    write(scene, bidder)
    page = bidder.get(lot_url(scene, "/check")).text
    assert "must be disregarded" in page and "You can submit all the same" in page
    assert submit(scene, bidder).status_code == 302


def test_not_this_time_is_noted_with_its_reason_and_can_be_changed(scene, bidder, decide):
    bidder.post(decide, data={"bids": "no", "reason": "Our vans are full until May."})
    page = bidder.get(decide).text
    assert "not this time" in page and "Our vans are full until May." in page
    response = bidder.post(decide, data={"bids": "yes", "reason": ""})
    assert response.location == f"/tenders/{scene.tender.id}/bid"
    assert "Our vans are full" not in bidder.get(decide).text


def test_a_decision_is_read_by_its_own_supplier_only(app, scene, bidder, decide):
    bidder.post(decide, data={"bids": "no", "reason": "Our vans are full until May."})
    assert "vans" not in visit(app, scene, "PEN", "bidder").get(decide).text
    rows = db.session.execute(db.text("SELECT token, locked FROM bid_decision")).all()
    assert len(rows) == 1
    assert b"vans" not in bytes(rows[0].locked)
    assert str(rows[0].token) != str(scene.region.organisations["ALB"].id)
    events = db.session.execute(db.text("SELECT count(*) FROM audit_event WHERE verb = 'decide'")).scalar()
    assert events == 0


# --- prices ---------------------------------------------------------------------------------------


def test_pasted_rows_fill_the_grid_and_save_nothing(scene, bidder):
    pasted = "A4-80\t1\t£3.60\nA4-80\t75,000\t3.48"
    page = bidder.post(lot_url(scene, "/prices"), data={"version": "", "then": "paste", "pasted": pasted})
    assert page.status_code == 200
    assert "2 rows put in the grid" in page.text and "Nothing is saved yet" in page.text
    assert 'value="75,000"' in page.text and "£271,440.00" in page.text
    assert scene.draft("ALB").parts == {}


def test_a_pasted_row_that_is_wrong_is_named_and_everything_typed_stays(scene, bidder):
    data = {"version": "", "then": "paste", "pasted": "B5\t1\t3.60", "prices-0-tiers-0-unit_price": "3.6"}
    page = bidder.post(lot_url(scene, "/prices"), data=data)
    assert page.status_code == 422
    assert "Row 1: there is no item “B5” in this lot." in page.text
    assert "B5\t1\t3.60" in page.text and 'value="3.6"' in page.text


def test_a_price_that_looks_like_a_box_is_hinted_at_and_can_be_completed(scene, bidder):
    changed = {"prices-0-tiers-0-unit_price": "17.40"}
    price(scene, bidder, then="save", **changed)
    assert "box of 5?" in bidder.get(lot_url(scene, "/prices")).text
    assert price(scene, bidder, version="1", **changed).status_code == 302
    assert scene.draft("ALB").body("prices")["done"]


def test_the_practice_score_is_worked_out_on_the_saved_prices(scene, bidder):
    price(scene, bidder)
    page = bidder.get(lot_url(scene, "/practice-score?lowest=250,000")).text
    assert "55.26 of 60 points" in page
    assert bidder.get(lot_url(scene, "/practice-score?lowest=0")).status_code == 422


def test_without_prices_there_is_nothing_to_practise_on(scene, bidder):
    assert "Enter a price for every item" in bidder.get(lot_url(scene, "/practice-score?lowest=1")).text


def test_the_pages_stay_readable_after_the_deadline(scene, bidder, monkeypatch):
    keep(scene)
    clock(monkeypatch, DEADLINE + timedelta(hours=1))
    for rest in ("/answers/Q1", "/answers/Q1/bank", "/fill", "/practice-score", "/prices", "/check"):
        assert bidder.get(lot_url(scene, rest)).status_code == 200
