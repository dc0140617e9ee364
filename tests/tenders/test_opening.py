"""The opening: after the deadline, by two officers, of exactly what was submitted (law.md B4)."""

import json

import pytest

from procurement_hub.accounts.models import Membership
from procurement_hub.core import audit
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.desk import BidTooLate
from procurement_hub.tenders.models import Bid, BidAnswer, BidPrice, BidStatus, TenderStatus
from procurement_hub.tenders.permissions import OfficerOfABidder
from procurement_hub.tenders.services.opening import (
    BidsStillSealed,
    OpeningStarted,
    SecondOfficerNeeded,
)
from procurement_hub.tenders.unsealing import BidNotAsSubmitted
from tests.tenders.scene import LAST_SECOND, OPENING, opened, published


@pytest.fixture
def scene(app):
    return published()


def start(scene, actor=None, now=OPENING):
    with transaction("start_opening", actor=actor or scene.lead, now=now):
        tenders.start_opening(actor=actor or scene.lead, now=now, tender=scene.tender)


def confirm(scene, actor=None, now=OPENING):
    with transaction("open_bids", actor=actor or scene.officer(), now=now):
        return tenders.open_bids(actor=actor or scene.officer(), now=now, tender=scene.tender)


def test_before_the_deadline_nobody_opens_the_box(scene):
    scene.submit("PEN")
    with pytest.raises(BidsStillSealed, match=r"The deadline is 30 June 2026 at 12 noon \(BST\)"):
        start(scene, now=LAST_SECOND)
    event = db.session.scalars(db.select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.verb, event.outcome.value) == ("start_opening", "refused")


def test_one_officer_alone_cannot_open_the_box(scene):
    scene.submit("PEN")
    start(scene)
    with pytest.raises(SecondOfficerNeeded, match="second officer must confirm"):
        confirm(scene, scene.lead)
    assert db.session.scalar(db.select(db.func.count()).select_from(BidAnswer)) == 0


def test_the_confirmation_needs_a_start(scene):
    with pytest.raises(SecondOfficerNeeded, match="Start the opening first"):
        confirm(scene)


def test_a_started_opening_waits_for_the_second_officer(scene):
    start(scene)
    with pytest.raises(OpeningStarted, match="second officer"):
        start(scene, scene.officer())


def test_two_officers_open_what_was_submitted(scene):
    for code in ("PEN", "ALB"):
        scene.submit(code)
    start(scene)
    bids = confirm(scene)
    assert scene.tender.status is TenderStatus.OPENED
    assert {bid.supplier_id for bid in bids} == {scene.region.organisations[c].id for c in ("PEN", "ALB")}
    answers = db.session.scalars(db.select(BidAnswer).where(BidAnswer.bid_id == scene.bid("PEN").id)).all()
    assert sorted(answer.text for answer in answers) == [
        "How PEN will do Q1 in every council.",
        "How PEN will do Q2 in every council.",
    ]
    assert db.session.scalar(db.select(db.func.count()).select_from(BidPrice)) == 6


def test_drafts_and_withdrawn_bids_are_never_opened(scene):
    scene.submit("PEN")
    scene.save("ALB")
    scene.submit("TVS")
    scene.withdraw("TVS")
    opened_bids = scene.open()
    assert len(opened_bids) == 1
    unopened = db.session.scalars(db.select(Bid).where(Bid.status != BidStatus.SUBMITTED)).all()
    assert [bid.supplier_id for bid in unopened] == [None, None]


def test_a_box_without_bids_can_be_opened(scene):
    assert scene.open() == []


def test_a_box_is_opened_once(app):
    scene = opened()
    with pytest.raises(WrongState, match="This tender is opened"):
        start(scene)


def test_both_officers_are_in_the_audit_and_the_chain_holds(app):
    scene = opened(("PEN",))
    events = db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.at == OPENING).order_by(AuditEvent.id)
    ).all()
    assert [(event.verb, event.person_id) for event in events] == [
        ("start_opening", scene.lead.person_id),
        ("check_exclusion", scene.officer().person_id),
        ("open_bids", scene.officer().person_id),
    ]
    assert list(json.loads(events[2].detail)["bids"].values()) == [scene.bid("PEN").content_sha256]
    assert list(audit.verify(db.session)) == []


@pytest.mark.parametrize("column", ["sealed", "content_sha256", "token"])
def test_a_bid_changed_in_the_database_stops_the_opening(scene, column):
    scene.submit("PEN")
    with transaction():
        bid = db.session.scalars(db.select(Bid)).one()
        value = getattr(bid, column)
        other = bytes([value[0] ^ 1]) + value[1:] if column == "sealed" else "0" * 64
        setattr(bid, column, other)
    start(scene)
    with pytest.raises(BidNotAsSubmitted, match="Nothing was opened"):
        confirm(scene)


def test_an_evaluator_may_not_open(scene):
    with pytest.raises(NotPermitted):
        start(scene, scene.evaluator("EV1"))


def test_an_officer_of_another_centre_does_not_find_the_box(scene):
    with pytest.raises(NotFound):
        start(scene, scene.region.actor("NECE", "opening_officer"))


def also_acts_for(scene, code, supplier):
    with transaction():
        person, organisation = scene.region.people[code], scene.region.organisations[supplier]
        db.session.add(Membership(person_id=person.id, organisation_id=organisation.id))


@pytest.mark.parametrize("half", [start, confirm])
def test_an_officer_who_also_acts_for_a_bidder_opens_nothing(scene, half):
    scene.submit("PEN")
    if half is confirm:
        start(scene)
    also_acts_for(scene, "OPN", "PEN")
    with pytest.raises(OfficerOfABidder, match="two other officers") as refusal:
        half(scene, scene.officer())
    assert "PEN" not in refusal.value.sentence


def test_an_officer_who_acts_for_a_supplier_that_did_not_bid_may_open(scene):
    scene.submit("PEN")
    also_acts_for(scene, "OPN", "ALB")
    assert len(scene.open()) == 1


def test_an_opened_bid_cannot_be_withdrawn_should_the_clock_be_put_back(app):
    scene = opened(("PEN",))
    with pytest.raises(BidTooLate):
        scene.withdraw("PEN", now=LAST_SECOND)
    assert scene.bid("PEN").status is BidStatus.SUBMITTED
