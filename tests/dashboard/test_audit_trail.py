"""What the page of the audit trail tells, and what of sealed bids it does not (law.md B1, B5)."""

import pytest

from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.content import BidContent
from tests.tenders.scene import IN_TIME, Scene, bid_of, published
from tests.tenders.visiting import clock, visit


@pytest.fixture
def scene(app, monkeypatch) -> Scene:
    clock(monkeypatch, IN_TIME)
    return published()


@pytest.fixture
def auditor(app, scene):
    return visit(app, scene, "NECE", "auditor")


def incomplete(scene):
    """A bid whose first price starts above what councils committed to."""
    whole = bid_of("PEN")
    unreachable = {code: [(tiers[0][0] * 10**6, tiers[0][1])] for code, tiers in whole.prices.items()}
    actor = scene.region.bidder("PEN")
    with pytest.raises(DomainError), transaction("submit_bid", actor=actor.unnamed(), now=IN_TIME):
        tenders.submit_bid(
            actor=actor, now=IN_TIME, lot=scene.lot, content=BidContent(whole.answers, unreachable)
        )


def test_before_the_opening_the_trail_does_not_tell_that_anybody_bid(scene, auditor):
    before = auditor.get("/audit-trail").text
    scene.submit("PEN")
    scene.save("ALB")
    scene.withdraw("PEN")
    incomplete(scene)
    after = auditor.get("/audit-trail").text
    for words in ("Save bid", "Submit bid", "Withdraw bid"):
        assert words not in after
    assert after.count("<tr") == before.count("<tr")


def test_after_the_opening_the_acts_on_its_bids_are_there_without_a_name(scene, auditor):
    scene.submit("PEN")
    incomplete(scene)
    scene.open()
    page = auditor.get("/audit-trail").text
    assert page.count("Submit bid") == 2
    assert "A supplier, name sealed" in page
    assert "PEN organisation" not in page


def test_a_refused_bid_leaves_nothing_of_its_content_in_the_trail(scene):
    incomplete(scene)
    refused = db.session.scalars(db.select(AuditEvent).where(AuditEvent.outcome == "refused")).one()
    assert refused.reason == "The bid was not complete, or held something that cannot be kept."
    assert refused.person_id is None
