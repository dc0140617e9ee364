"""Drafts, submissions and withdrawals, and what they may not give away (law.md B1 to B3)."""

import json
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import inspect

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.keys import KeyMissing, KeyRing, SealBroken
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import services as frameworks
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.box import box_of
from procurement_hub.tenders.models import Bid, BidPrice, BidReceipt, BidStatus, ReceiptAct, Tender
from procurement_hub.tenders.sealing import Box
from procurement_hub.tenders.services import BidContent
from procurement_hub.tenders.services.bidding import BidChangedElsewhere, BidTooLate, NothingSubmitted
from tests.tenders.scene import DEADLINE, IN_TIME, LAST_SECOND, bid_of, drafted, published


@pytest.fixture
def scene(app):
    return published()


def the_bid() -> Bid:
    db.session.expire_all()
    return db.session.scalars(db.select(Bid)).one()


# --- drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_kept_and_is_not_submitted(scene):
    bid = scene.save("PEN", BidContent(answers={"Q1": "Half an answ"}))
    assert bid.status is BidStatus.DRAFT
    assert bid.sealed is None
    token = box_of(scene.tender).token(scene.region.organisations["PEN"].id)
    text = box_of(scene.tender).read_working_copy(bid.working_copy, lot_id=scene.lot.id, token=token)
    assert BidContent.from_text(text).answers == {"Q1": "Half an answ"}


def test_a_draft_changed_in_another_tab_is_not_overwritten(scene):
    first = scene.save("PEN")
    scene.save("PEN", version=first.working_version)
    with pytest.raises(BidChangedElsewhere, match="Nothing was overwritten"):
        scene.save("PEN", BidContent(), version=1)
    assert the_bid().working_version == 2


def test_a_second_first_save_is_refused(scene):
    scene.save("PEN")
    with pytest.raises(BidChangedElsewhere):
        scene.save("PEN", version=None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (BidContent(answers={"Q9": "?"}), "no question Q9"),
        (BidContent(prices={"PEN-1": [(Decimal(1), Decimal(1))]}), "no item PEN-1"),
        (BidContent(prices={"A4-80": [(Decimal(5), Decimal(1)), (Decimal(5), Decimal(2))]}), "must rise"),
        (BidContent(prices={"A4-80": [(Decimal(0), Decimal(1))]}), "more than 0"),
        (BidContent(prices={"A4-80": [(Decimal(1), Decimal("-3.60"))]}), "more than £0"),
        (BidContent(prices={"A4-80": [(Decimal(1), Decimal("NaN"))]}), "more than £0"),
        (BidContent(prices={"A4-80": [(Decimal(1), Decimal("0.0000001"))]}), "6 decimal places"),
        (BidContent(answers={"Q1": "x" * 20001}), "1 characters too long"),
        (BidContent(answers={"Q1": "a\x00b"}), "cannot be kept"),
        (BidContent(answers={"Q1": "a\ud800b"}), "cannot be kept"),
    ],
)
def test_what_could_not_be_opened_is_not_saved(scene, content, sentence):
    with pytest.raises(SeveralProblems, match=sentence):
        scene.save("PEN", content)


# --- submissions ----------------------------------------------------------------------------------


def test_a_receipt_has_the_moment_and_the_hash_of_what_was_sealed(scene):
    receipt = scene.submit("PEN")
    assert (receipt.act, receipt.at) == (ReceiptAct.SUBMITTED, IN_TIME)
    bid = the_bid()
    text = box_of(scene.tender).open_sealed(bid.sealed, lot_id=bid.lot_id, token=bid.token)
    assert sha256(text).hexdigest() == receipt.content_sha256 == bid.content_sha256
    assert BidContent.from_text(text) == bid_of("PEN")


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
    scene.save("ALB", bid_of("ALB", [("1", "9.99")]), version=1)
    assert the_bid().status is BidStatus.SUBMITTED
    scene.open()
    assert len(_prices(scene.bid("ALB"))) == 2


def test_a_bid_checked_in_one_tab_and_changed_in_another_is_not_submitted(scene):
    scene.save("PEN")
    with pytest.raises(BidChangedElsewhere), transaction():
        tenders.submit_bid(
            actor=scene.region.bidder("PEN"), now=IN_TIME, lot=scene.lot, content=bid_of("PEN"), version=0
        )


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


# --- what the database says before the opening ----------------------------------------------------

SECRET = "Our drivers know every school caretaker by name"


def test_no_answer_price_or_bidder_can_be_read_from_the_database_file(scene, db_url, tmp_path):
    content = BidContent(
        answers={"Q1": SECRET, "Q2": SECRET[::-1]}, prices={"A4-80": [(Decimal(1), Decimal("3.141593"))]}
    )
    scene.save("PEN", content)
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
    events = db.session.scalars(db.select(AuditEvent).where(AuditEvent.at == IN_TIME)).all()
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


def _prices(bid: Bid):
    return db.session.scalars(
        db.select(BidPrice).where(BidPrice.bid_id == bid.id).order_by(BidPrice.from_quantity)
    ).all()
