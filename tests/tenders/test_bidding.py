"""Drafts, submissions and withdrawals, and what they may not give away (law.md B1 to B3)."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import inspect

from procurement_hub.accounts.models import Organisation, Person
from procurement_hub.accounts.roles import Kind
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.keys import KeyMissing, KeyRing, SealBroken
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions.models import ExclusionCheck
from procurement_hub.frameworks import services as frameworks
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.desk import BidChangedElsewhere, BidTooLate
from procurement_hub.tenders.models import Bid, BidAnswer, BidPrice, BidReceipt, BidStatus, ReceiptAct, Tender
from procurement_hub.tenders.sealing import Box, Envelope
from procurement_hub.tenders.services import BidContent
from procurement_hub.tenders.services.bidding import NotDeclared, NothingSubmitted
from procurement_hub.tenders.working import Progress
from tests.makers import declare
from tests.tenders.scene import DEADLINE, IN_TIME, LAST_SECOND, bid_of, drafted, published


@pytest.fixture
def scene(app):
    return published()


def the_bid() -> Bid:
    db.session.expire_all()
    return db.session.scalars(db.select(Bid)).one()


# --- drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_is_not_submitted(scene):
    scene.save("PEN", text="Half an answ")
    assert the_bid().status is BidStatus.DRAFT
    assert the_bid().sealed is None
    assert scene.draft("PEN").text("Q1") == "Half an answ"


def test_an_answer_changed_by_a_colleague_is_not_overwritten(scene):
    scene.save("PEN", text="Mine")
    scene.save("PEN", text="Mine, longer", version=1)
    with pytest.raises(BidChangedElsewhere, match="Nothing was overwritten") as refused:
        scene.save("PEN", text="Theirs", version=1)
    assert refused.value.theirs.body["text"] == "Mine, longer"
    assert scene.draft("PEN").text("Q1") == "Mine, longer"


def test_two_first_saves_of_one_answer_do_not_overwrite_each_other(scene):
    scene.save("PEN")
    with pytest.raises(BidChangedElsewhere):
        scene.save("PEN", version=None)


def test_colleagues_at_two_answers_do_not_meet(scene):
    scene.save("PEN", "Q1", "One")
    scene.save("PEN", "Q2", "Two")
    scene.price("PEN")
    scene.save("PEN", "Q1", "One, again", version=1)
    assert [scene.draft("PEN").text(code) for code in ("Q1", "Q2")] == ["One, again", "Two"]


def test_a_part_is_complete_when_it_is_marked_so_and_no_longer_once_it_is_changed(scene):
    saved = scene.save("PEN", text="Whole", done=True)
    assert scene.draft("PEN").progress("answer:Q1") is Progress.COMPLETE
    scene.save("PEN", text="Whole, but", version=saved.version)
    assert scene.draft("PEN").progress("answer:Q1") is Progress.IN_PROGRESS


def test_an_empty_answer_cannot_be_marked_complete(scene):
    with pytest.raises(SeveralProblems, match="Answer Q1"):
        scene.save("PEN", text="   ", done=True)


@pytest.mark.parametrize("typed", ["3.4x", "", "1e9", "£"])
def test_half_a_price_is_kept_as_it_was_typed_and_is_no_price_yet(scene, typed):
    with transaction():
        tenders.save_prices(
            actor=scene.region.bidder("PEN"),
            now=IN_TIME,
            lot=scene.lot,
            typed={"A4-80": [["1", typed]]},
            version=None,
        )
    draft = scene.draft("PEN")
    assert draft.body("prices")["typed"] == {"A4-80": [["1", typed]]}
    assert draft.progress("prices") is Progress.IN_PROGRESS
    assert draft.content([]).prices == {}


@pytest.mark.parametrize(
    ("tiers", "sentence"),
    [
        ([("5", "1"), ("5", "2")], "must rise"),
        ([("0", "1")], "more than 0"),
        ([("1", "-3.60")], "more than £0"),
        ([("1", "NaN")], "more than £0"),
        ([("1", "0.0000001")], "6 decimal places"),
    ],
)
def test_prices_that_make_no_sense_are_not_finished(scene, tiers, sentence):
    with pytest.raises(SeveralProblems, match=sentence):
        scene.price("PEN", tiers)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BidContent(answers={"Q9": "?"}), "no question Q9"),
        (BidContent(prices={"PEN-1": [(Decimal(1), Decimal(1))]}), "no item PEN-1"),
        (BidContent(answers={"Q1": "x" * 20001}), "1 characters too long"),
        (BidContent(answers={"Q1": "a\x00b"}), "cannot be kept"),
        (BidContent(answers={"Q1": "a\ud800b"}), "cannot be kept"),
    ],
)
def test_what_could_not_be_opened_is_not_submitted(scene, content, sentence):
    with pytest.raises(SeveralProblems, match=sentence):
        scene.submit("PEN", content)


def test_an_answer_too_long_to_submit_is_still_kept(scene):
    scene.save("PEN", text="x" * 20_001)
    assert len(scene.draft("PEN").text("Q1")) == 20_001
    with pytest.raises(SeveralProblems, match="1 characters too long"):
        scene.save("PEN", text="x" * 20_001, version=1, done=True)


def test_who_looks_after_a_part_is_kept_with_the_draft(scene):
    with transaction():
        tenders.share_out(
            actor=scene.region.bidder("PEN"), now=IN_TIME, lot=scene.lot, owners={"answer:Q1": "Paula Penn"}
        )
    assert scene.draft("PEN").owner("answer:Q1") == "Paula Penn"


# --- ready is submitted ---------------------------------------------------------------------------


def write_whole(scene, code, now=IN_TIME):
    """Every part of the bid, each marked complete; the last save."""
    scene.save(code, "Q1", "One", done=True, now=now)
    scene.price(code, now=now)
    return scene.save(code, "Q2", "Two", done=True, now=now)


def test_a_bid_complete_at_the_last_second_without_a_click_is_opened(scene):
    scene.stand("PEN")
    saved = write_whole(scene, "PEN", now=LAST_SECOND)
    assert saved.receipt.at == LAST_SECOND
    scene.open()
    assert scene.bid("PEN").content_sha256 == saved.receipt.content_sha256


def test_without_the_declaration_a_complete_bid_is_not_submitted(scene):
    assert write_whole(scene, "PEN").receipt is None
    assert the_bid().status is BidStatus.DRAFT


def test_a_bid_that_is_complete_when_it_is_declared_goes_into_the_box_at_once(scene):
    write_whole(scene, "PEN")
    assert scene.stand("PEN").act is ReceiptAct.SUBMITTED


def test_while_a_part_is_being_changed_the_last_complete_version_stays_in_the_box(scene):
    scene.stand("PEN")
    first = write_whole(scene, "PEN").receipt
    assert scene.save("PEN", "Q1", "Half of a new", version=1).receipt is None
    assert the_bid().content_sha256 == first.content_sha256
    assert scene.draft("PEN").changed_since_submitted
    scene.open()
    assert _answers(scene.bid("PEN")) == ["One", "Two"]


def test_the_next_complete_version_replaces_the_one_before(scene):
    scene.stand("PEN")
    write_whole(scene, "PEN")
    assert scene.save("PEN", "Q1", "Better", version=1, done=True).receipt is not None
    scene.open()
    assert _answers(scene.bid("PEN")) == ["Better", "Two"]


def test_the_declaration_can_be_taken_back_and_the_box_keeps_what_it_has(scene):
    scene.stand("PEN")
    write_whole(scene, "PEN")
    with transaction():
        tenders.stop_standing(actor=scene.region.bidder("PEN"), now=IN_TIME, lot=scene.lot)
    assert scene.save("PEN", "Q1", "Better", version=1, done=True).receipt is None
    assert the_bid().status is BidStatus.SUBMITTED


def test_a_withdrawn_bid_no_longer_stands(scene):
    scene.stand("PEN")
    write_whole(scene, "PEN")
    scene.withdraw("PEN")
    assert scene.save("PEN", "Q1", "Better", version=1, done=True).receipt is None
    assert the_bid().status is BidStatus.WITHDRAWN


# --- submissions ----------------------------------------------------------------------------------


def test_a_receipt_has_the_moment_and_the_hash_of_what_was_sealed(scene):
    receipt = scene.submit("PEN")
    assert (receipt.act, receipt.at) == (ReceiptAct.SUBMITTED, IN_TIME)
    bid = the_bid()
    text = box_of(scene.tender).open_sealed(bid.sealed, lot_id=bid.lot_id, token=bid.token)
    assert sha256(text).hexdigest() == receipt.content_sha256 == bid.content_sha256
    assert BidContent.from_texts(text, _sealed_prices(scene)).prices == bid_of("PEN").prices
    assert BidContent.from_texts(text, None).answers == bid_of("PEN").answers


def test_the_same_bid_twice_gives_two_hashes_so_that_no_price_can_be_guessed(scene):
    assert scene.submit("PEN").content_sha256 != scene.submit("PEN").content_sha256


def test_an_incomplete_bid_is_refused_with_every_gap(scene):
    with pytest.raises(SeveralProblems) as refused:
        scene.submit("PEN", BidContent(answers={"Q1": "Yes", "Q2": "  "}))
    assert [field for field, _ in refused.value.problems] == ["answer:Q2", "price:A4-80"]


def test_a_first_tier_may_start_above_one(scene):
    scene.submit("PEN", bid_of("PEN", [("78000", "3.42")]))


def test_a_first_tier_above_the_firm_demand_is_refused(scene):
    with pytest.raises(SeveralProblems, match=r"starts at 78,000\.001, but councils have committed"):
        scene.submit("PEN", bid_of("PEN", [("78000.001", "3.42")]))


def test_a_bid_in_the_last_second_is_received(scene):
    assert scene.submit("PEN", now=LAST_SECOND).at == LAST_SECOND


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1), timedelta(days=1)])
def test_a_late_bid_is_refused(scene, late):
    with pytest.raises(BidTooLate) as refused:
        scene.submit("PEN", now=DEADLINE + late)
    assert refused.value.sentence == (
        "The deadline was 30 June 2026 at 12 noon (BST). This bid was not received in time."
    )
    assert db.session.scalar(db.select(db.func.count()).select_from(Bid)) == 0


@pytest.mark.parametrize("act", ["save", "withdraw"])
def test_nothing_moves_in_the_box_after_the_deadline(scene, act):
    scene.submit("PEN")
    with pytest.raises(BidTooLate):
        getattr(scene, act)("PEN", now=DEADLINE)


def test_the_last_submission_replaces_the_one_before(scene):
    scene.submit("ALB", bid_of("ALB", [("1", "9.99")]))
    scene.submit("ALB")
    scene.open()
    assert [str(price.unit_price) for price in _prices(scene.bid("ALB"))] == ["3.600000", "3.480000"]


def test_saving_after_submitting_leaves_the_submitted_bid_in_the_box(scene):
    scene.submit("ALB")
    scene.price("ALB", [("1", "9.99")], version=1)
    assert the_bid().status is BidStatus.SUBMITTED
    scene.open()
    assert len(_prices(scene.bid("ALB"))) == 2


def test_a_bid_checked_in_one_tab_and_changed_in_another_is_not_submitted(scene):
    write_whole(scene, "PEN")
    seen = scene.draft("PEN").seen
    scene.save("PEN", "Q1", "Changed", version=1)
    with pytest.raises(BidChangedElsewhere), transaction():
        tenders.submit_bid(actor=scene.region.bidder("PEN"), now=IN_TIME, lot=scene.lot, seen=seen)


def test_a_withdrawn_bid_leaves_the_box_and_can_come_back(scene):
    submitted = scene.submit("TVS")
    receipt = scene.withdraw("TVS")
    assert (receipt.act, receipt.content_sha256) == (ReceiptAct.WITHDRAWN, submitted.content_sha256)
    bid = the_bid()
    assert (bid.status, bid.sealed, bid.submitted_at) == (BidStatus.WITHDRAWN, None, None)
    scene.submit("TVS")
    assert the_bid().status is BidStatus.SUBMITTED


def test_a_draft_cannot_be_withdrawn(scene):
    scene.save("PEN")
    with pytest.raises(NothingSubmitted):
        scene.withdraw("PEN")


def test_a_buyer_may_not_bid(scene):
    with pytest.raises(NotPermitted), transaction():
        tenders.submit_bid(
            actor=scene.region.actor("WOK", "bidder"), now=IN_TIME, lot=scene.lot, content=bid_of("PEN")
        )


def test_a_framework_that_is_not_out_to_tender_takes_no_bids(app):
    region, _, lot = drafted()
    with pytest.raises(NotFound), transaction():
        tenders.submit_bid(actor=region.bidder("PEN"), now=IN_TIME, lot=lot, content=bid_of("PEN"))


def test_a_withdrawn_tender_takes_no_bids_and_opens_none(scene):
    scene.submit("PEN")
    with transaction():
        frameworks.withdraw(
            actor=scene.lead, now=IN_TIME, framework=scene.framework, reason="The need has gone."
        )
    with pytest.raises(WrongState, match="withdrawn"):
        scene.submit("ALB")
    with pytest.raises(WrongState, match="withdrawn"):
        scene.open()


# --- the declaration on exclusion grounds (T5) ----------------------------------------------------


def newcomer(scene, *, declared_at=None) -> str:
    """A supplier that has declared at that moment, or never; its code."""
    organisation = Organisation(code="NEW", name="NEW organisation", kind=Kind.SUPPLIER)
    person = Person(email="person@new.example", name="Person NEW", fs_uniquifier="NEW")
    with transaction():
        db.session.add_all([organisation, person])
        db.session.flush()
        if declared_at:
            declare(organisation, person, at=declared_at)
    scene.region.organisations["NEW"], scene.region.people["NEW"] = organisation, person
    return "NEW"


def test_a_bid_without_a_declaration_on_exclusion_grounds_is_not_submitted(scene):
    code = newcomer(scene)
    with pytest.raises(NotDeclared, match="Make your declaration"):
        scene.submit(code)
    scene.stand(code)
    assert write_whole(scene, code).receipt is None


def test_a_declaration_of_more_than_six_months_ago_is_reviewed_before_it_goes_into_a_bid(scene):
    code = newcomer(scene, declared_at=IN_TIME - timedelta(days=190))
    with pytest.raises(NotDeclared, match="more than 6 months ago"):
        scene.submit(code)


def test_the_opened_bid_shows_what_was_declared_and_who_signed_and_that_bidders_were_checked(scene):
    scene.submit("PEN")
    scene.open()
    bid = scene.bid("PEN")
    assert json.loads(bid.declaration)["confirmed_by"] == "Person PEN"
    assert bid.signatory == "Person PEN"
    check = db.session.scalars(db.select(ExclusionCheck)).one()
    assert (check.supplier_id, check.subject_kind, check.subject_id) == (bid.supplier_id, "bid", bid.id)


# --- what the database says before the opening ----------------------------------------------------

SECRET = "Our drivers know every school caretaker by name"


def test_no_answer_price_or_bidder_can_be_read_from_the_database_file(scene, db_url, tmp_path):
    content = BidContent(
        answers={"Q1": SECRET, "Q2": SECRET[::-1]}, prices={"A4-80": [(Decimal(1), Decimal("3.141593"))]}
    )
    scene.save("PEN", "Q1", SECRET)
    scene.submit("PEN", content)
    with transaction():
        tenders.ask_question(
            actor=scene.region.bidder("PEN"), now=IN_TIME, tender=scene.tender, text="May boxes hold five?"
        )
    if db_url.startswith("sqlite"):
        raw = b"".join(path.read_bytes() for path in tmp_path.glob("hub.db*"))
    else:
        raw = "\n".join(
            repr(tuple(row))
            for table in db.metadata.sorted_tables
            for row in db.session.execute(db.select(table))
        ).encode()
    assert b"sealed" in raw or b"submitted" in raw
    for word in (SECRET, SECRET[::-1], "3.141593", "3141593"):
        assert word.encode() not in raw


def test_no_row_of_a_bid_names_its_supplier_before_the_opening(scene):
    scene.submit("PEN")
    scene.withdraw("PEN")
    scene.submit("PEN")
    with transaction():
        tenders.ask_question(actor=scene.region.bidder("PEN"), now=IN_TIME, tender=scene.tender, text="Five?")
    supplier, person = scene.region.organisations["PEN"], scene.region.people["PEN"]
    events = db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.at == IN_TIME).order_by(AuditEvent.id)
    ).all()
    assert [event.verb for event in events] == ["submit_bid", "withdraw_bid", "submit_bid", "ask_question"]
    for event in events:
        assert (event.organisation_id, event.person_id, event.person_name) == (None, None, "")
        assert supplier.name not in event.detail + event.reason + event.organisation_name
        assert "supplier" not in json.loads(event.detail)
    for row in (the_bid(), *db.session.scalars(db.select(BidReceipt))):
        for column in inspect(type(row)).columns:
            value = getattr(row, column.key)
            if column.foreign_keys and "organisation" in str(column.foreign_keys):
                assert value is None
            if isinstance(value, str):
                assert supplier.code not in value.split()
                assert person.name not in value


def test_a_copy_of_the_database_without_the_secret_opens_nothing(scene):
    scene.submit("PEN")
    bid, tender = the_bid(), db.session.scalars(db.select(Tender)).one()
    stolen = Box(tender.id, tender.public_key, tender.wrapped_private_key, KeyRing(["a guess"]))
    with pytest.raises((KeyMissing, SealBroken)):
        stolen.open_sealed(bid.sealed, lot_id=bid.lot_id, token=bid.token)


def _sealed_prices(scene) -> bytes:
    bid = the_bid()
    return box_of(scene.tender).open_sealed(
        bid.sealed_prices, lot_id=bid.lot_id, token=bid.token, envelope=Envelope.PRICES
    )


def _answers(bid: Bid) -> list[str]:
    return list(
        db.session.scalars(
            db.select(BidAnswer.text).where(BidAnswer.bid_id == bid.id).order_by(BidAnswer.question_id)
        )
    )


def _prices(bid: Bid):
    return db.session.scalars(
        db.select(BidPrice).where(BidPrice.bid_id == bid.id).order_by(BidPrice.from_quantity)
    ).all()
