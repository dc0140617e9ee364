"""From the ranking to the award notice, on the lead's pages."""

from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db, utcnow
from procurement_hub.evaluation.models import BidResult
from procurement_hub.frameworks.models import FrameworkStatus
from procurement_hub.law.standstill import sign_from, standstill_end
from tests.evaluation.visitors import (
    agree_page,
    bidder_of,
    evaluator_of,
    lead_of,
    marks,
    result_page,
    score_page,
    show,
    text,
)
from tests.tenders.scene import AGREED, REASON, TIERS, scored


def test_the_result_shows_the_ranking_and_its_sums(app):
    scene = scored()
    client = lead_of(app, scene)
    assert "Every score is agreed." in text(client.get(result_page(scene)))
    assert client.post(result_page(scene), data={"draw": ""}).status_code == 302
    said = text(client.get(result_page(scene)))
    assert "Recommended winner: PEN organisation" in said
    assert "60 × £266,760.00 ÷ £271,440.00 = 58.97" in said
    for points in ("89.00", "86.69", "85.97"):
        assert points in said


def test_recommending_too_soon_is_refused_with_what_is_missing(app, panel):
    client = lead_of(app, panel)
    assert "yet to agree 6 scores" in text(client.get(result_page(panel)))
    refused = client.post(result_page(panel), data={})
    assert refused.status_code == 422
    assert "The panel has not agreed the score of Q1 of PEN organisation" in text(refused)


def test_a_tie_asks_for_the_draw_and_keeps_it_on_record(app, monkeypatch):
    monkeypatch.setitem(TIERS, "ALB", TIERS["PEN"])
    scene = scored(("PEN", "ALB"), {"PEN": (4, 3), "ALB": (4, 3)})
    client = lead_of(app, scene)
    assert 'name="draw"' not in client.get(result_page(scene)).get_data(as_text=True)
    refused = client.post(result_page(scene), data={})
    assert refused.status_code == 422 and 'href="#draw"' in refused.get_data(as_text=True)
    wrong = client.post(result_page(scene), data={"draw": "ALB, XYZ"})
    assert "XYZ is not the code" in text(wrong) and 'value="ALB, XYZ"' in wrong.get_data(as_text=True)
    assert client.post(result_page(scene), data={"draw": "ALB, PEN"}).status_code == 302
    said = text(client.get(result_page(scene)))
    assert "Tied bids were drawn in this order: ALB, PEN." in said
    assert "Recommended winner: ALB organisation" in said


def test_a_recommendation_is_withdrawn_with_a_reason(app):
    scene = scored()
    scene.recommend()
    client = lead_of(app, scene)
    address = f"{show(scene)}/lots/{scene.lot.id}/withdraw"
    assert client.post(address, data={"reason": ""}).status_code == 422
    assert client.post(address, data={"reason": "An answer was misread."}).status_code == 302
    assert db.session.scalars(db.select(BidResult)).all() == []


def test_summaries_are_released_all_at_once(app):
    scene = scored()
    client = lead_of(app, scene)
    early = client.post(f"{show(scene)}/release")
    assert early.status_code == 422 and "Recommend the award first for lot 1." in text(early)
    scene.recommend()
    assert "Release all 3 summaries now" in text(client.get(f"{show(scene)}/release"))
    assert client.post(f"{show(scene)}/release").status_code == 302
    assert len(set(db.session.scalars(db.select(BidResult.summary_released_at)))) == 1
    assert client.post(f"{show(scene)}/release").status_code == 422


def test_the_notice_shows_the_standstill_before_it_begins(app, released):
    client = lead_of(app, released)
    today = uk_date(utcnow())
    said = text(client.get(f"{show(released)}/notice"))
    assert f"Last day of the standstill {format_date(standstill_end(today))}" in said
    assert f"First day of signing {format_date(sign_from(today))}" in said
    empty = client.post(f"{show(released)}/notice", data={"reference": " "})
    assert empty.status_code == 422 and 'href="#reference"' in empty.get_data(as_text=True)
    assert client.post(f"{show(released)}/notice", data={"reference": "2026-000001"}).status_code == 302
    assert released.framework.status is FrameworkStatus.AWARDED
    assert released.framework.standstill_ends_on == standstill_end(today)


def test_the_notice_waits_for_the_summaries_and_keeps_its_reference(app):
    scene = scored()
    scene.recommend()
    refused = lead_of(app, scene).post(f"{show(scene)}/notice", data={"reference": "2026-000007"})
    assert refused.status_code == 422
    assert "Release the assessment summaries to all bidders first" in text(refused)
    assert 'value="2026-000007"' in refused.get_data(as_text=True)


def test_a_whole_panel_works_through_the_pages_to_the_award(app, scene):
    """Two evaluators, the lead and a bidder, from the declaration to the summary, by pages alone."""
    for code in ("EV1", "EV2"):
        client = evaluator_of(app, scene, code)
        client.post(f"{show(scene)}/declare", data={"conflict": "no"})
        for bidder, (q1, q2) in AGREED.items():
            typed = marks(scene, Q1=(q1, REASON), Q2=(q2, REASON))
            assert client.post(score_page(scene, bidder), data=typed).status_code == 302
    lead = lead_of(app, scene)
    for bidder, (q1, q2) in AGREED.items():
        typed = marks(scene, Q1=(q1, REASON), Q2=(q2, REASON))
        assert lead.post(agree_page(scene, bidder), data=typed).status_code == 302
    assert lead.post(result_page(scene), data={"draw": ""}).status_code == 302
    assert lead.post(f"{show(scene)}/release").status_code == 302
    assert lead.post(f"{show(scene)}/notice", data={"reference": "2026-000001"}).status_code == 302
    said = text(bidder_of(app, scene, "PEN").get(f"/evaluations/results/{scene.bid('PEN').id}"))
    assert "You are awarded a place" in said
