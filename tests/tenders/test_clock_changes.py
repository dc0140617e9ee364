"""Deadlines on the days around both changes of the UK's clocks: noon is noon where people live, the last
second counts, and the next does not."""

from datetime import UTC, datetime, timedelta

import pytest

from procurement_hub.tenders.desk import BidTooLate
from tests.tenders.scene import bid_of, published
from tests.tenders.test_bidding import newcomer
from tests.tenders.visiting import clock, put, submit, visit, write

BEFORE_WINTER = (datetime(2026, 10, 23, 11, tzinfo=UTC), "23 October 2026 at 12 noon (BST)")
AFTER_WINTER = (datetime(2026, 10, 26, 12, tzinfo=UTC), "26 October 2026 at 12 noon (GMT)")
BEFORE_SUMMER = (datetime(2027, 3, 25, 12, tzinfo=UTC), "25 March 2027 at 12 noon (GMT)")
AFTER_SUMMER = (datetime(2027, 3, 30, 11, tzinfo=UTC), "30 March 2027 at 12 noon (BST)")
DEADLINES = pytest.mark.parametrize(
    ("deadline", "words"), [BEFORE_WINTER, AFTER_WINTER, BEFORE_SUMMER, AFTER_SUMMER]
)
SECOND = timedelta(seconds=1)


@DEADLINES
def test_the_last_second_counts_and_the_next_does_not(app, deadline, words):
    scene = published(deadline_at=deadline)
    code = newcomer(scene, declared_at=deadline - timedelta(days=30))
    assert scene.submit(code, bid_of("PEN"), now=deadline - SECOND).at == deadline - SECOND
    with pytest.raises(BidTooLate, match=words.replace("(", r"\(").replace(")", r"\)")):
        scene.submit(code, bid_of("PEN"), now=deadline)


@DEADLINES
def test_a_page_opened_in_time_and_sent_a_second_late_is_refused(app, deadline, words, monkeypatch):
    scene = published(deadline_at=deadline)
    code = newcomer(scene, declared_at=deadline - timedelta(days=30))
    clock(monkeypatch, deadline - SECOND)
    bidder = visit(app, scene, code, "bidder")
    write(scene, bidder)
    assert words in bidder.get(f"/tenders/{scene.tender.id}/bid").text
    assert submit(scene, bidder).status_code == 302
    clock(monkeypatch, deadline + SECOND)
    assert put(scene, bidder, "answer:Q1", version=1, text="Late").status_code == 422
    page = bidder.post(f"/tenders/{scene.tender.id}/bid/{scene.lot.id}/check", data={"seen": "any"})
    assert page.status_code == 422
    assert f"The deadline was {words}. This bid was not received in time." in page.text
