"""The lead sees how far the panel is, and agrees the scores with it."""

import pytest

from procurement_hub.core.database import db
from procurement_hub.evaluation.models import AgreedScore
from tests.evaluation.visitors import KEPT, agree_page, lead_of, marks, show, text
from tests.tenders.scene import scored


def test_the_lead_sees_counts_until_everybody_has_scored(app, panel):
    client = lead_of(app, panel)
    panel.score("EV1", "PEN", "Q1", 1, "Far too thin.")
    said = text(client.get(show(panel)))
    assert "1 of 2" in said and "1 to 5" not in said
    waiting = text(client.get(agree_page(panel)))
    assert "Not scored yet by Person EV2" in waiting and "Far too thin." not in waiting
    panel.score("EV2", "PEN", "Q1", 5)
    assert "1 to 5 to agree" in text(client.get(show(panel)))
    ready = text(client.get(agree_page(panel)))
    assert "Far too thin." in ready and "4 apart" in ready and "Person EV1" in ready


def test_the_lead_agrees_a_score_with_its_reason(app, panel):
    client = lead_of(app, panel)
    for evaluator in ("EV1", "EV2"):
        panel.score(evaluator, "PEN", "Q1", 4)
    sent = client.post(agree_page(panel), data=marks(panel, Q1=(4, "A contact in each council.")))
    assert sent.status_code == 302
    agreed = db.session.scalars(db.select(AgreedScore)).one()
    assert (agreed.score, agreed.reason) == (4, "A contact in each council.")


def test_an_agreement_without_a_reason_is_refused_beside_its_box(app, panel):
    client = lead_of(app, panel)
    for evaluator in ("EV1", "EV2"):
        panel.score(evaluator, "PEN", "Q1", 4)
    refused = client.post(agree_page(panel), data=marks(panel, Q1=(4, "")))
    assert refused.status_code == 422
    assert f'href="#q{panel.question("Q1").id}-reason"' in refused.get_data(as_text=True)
    assert 'value="4"' in refused.get_data(as_text=True)


@pytest.mark.parametrize(
    ("reason", "named"),
    [("Weaker than ALB Organisation.", "ALB organisation"), ("Better than Bidder B.", "Bidder B")],
)
def test_a_reason_that_speaks_of_another_bidder_is_refused(app, panel, reason, named):
    client = lead_of(app, panel)
    for evaluator in ("EV1", "EV2"):
        panel.score(evaluator, "PEN", "Q1", 4)
    refused = client.post(agree_page(panel), data=marks(panel, Q1=(4, reason)))
    assert refused.status_code == 422
    assert f"Leave {named} out of the reason" in text(refused)
    assert f'href="#q{panel.question("Q1").id}-reason"' in refused.get_data(as_text=True)
    assert reason in text(refused)


def test_agreeing_too_soon_is_refused_with_everything_kept(app, panel):
    refused = lead_of(app, panel).post(agree_page(panel), data=marks(panel, Q1=(4, KEPT)))
    assert refused.status_code == 422
    assert "2 of 2 evaluators have not scored Q1 of this bid yet." in text(refused)
    assert KEPT in text(refused)


def test_the_next_act_leads_through_the_evaluation(app):
    scene = scored()
    client = lead_of(app, scene)
    assert "Recommend the award of lot 1" in text(client.get(show(scene)))
    scene.recommend()
    assert "Release the assessment summaries" in text(client.get(show(scene)))
    scene.release()
    assert "Record the award notice" in text(client.get(show(scene)))
    scene.notice()
    assert "its last day is 16 July 2026" in text(client.get(show(scene)))
