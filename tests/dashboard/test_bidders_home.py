"""The home of a supplier says what stands in each open tender."""

import pytest

from tests.tenders.scene import IN_TIME, published
from tests.tenders.visiting import answer, clock, submit, visit, write


@pytest.fixture
def scene(app, monkeypatch):
    clock(monkeypatch, IN_TIME)
    return published()


def test_an_open_tender_says_whether_the_own_bid_is_in_the_box(app, scene):
    bidder = visit(app, scene, "ALB", "bidder")
    scene.submit("PEN")
    assert "You have not begun a bid." in bidder.get("/").text
    answer(scene, bidder, "Q1", "Half", then="save")
    page = bidder.get("/").text
    assert "You have a draft; it is not submitted." in page
    assert f'href="/tenders/{scene.tender.id}/bid"' in page
    answer(scene, bidder, "Q1", "Whole", version="1")
    write(scene, bidder)
    submit(scene, bidder)
    assert "Your bid is in the box." in bidder.get("/").text
