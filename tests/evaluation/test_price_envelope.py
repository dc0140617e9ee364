"""Quality before price: nobody who scores can know a price, and no score changes once one is known (B9)."""

import pytest

from procurement_hub.accounts.models import Membership
from procurement_hub.core import audit
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import services as evaluation
from procurement_hub.evaluation.services.panel import EvaluationOver
from procurement_hub.evaluation.services.pricing import PricesStaySealed
from procurement_hub.evaluation.services.recommending import PricesSealed
from procurement_hub.evaluation.services.scores import ScoreSettled
from procurement_hub.tenders.models import BidPrice, Tender
from procurement_hub.tenders.permissions import OfficerOfABidder
from procurement_hub.tenders.services.opening import (
    OpeningStarted,
    SecondOfficerNeeded,
)
from procurement_hub.tenders.unsealing import BidNotAsSubmitted
from tests.tenders.scene import AGREED, AGREEING, TIERS, bid_of, published
from tests.tenders.visiting import PASSWORD, clock, visit, visit_with_password

BIDDERS = ("PEN", "ALB")
BID = {"PEN": [("1", "7.3131"), ("50000", "7.1717")], "ALB": [("1", "7.9191")]}
AGAIN = {"password": PASSWORD}


@pytest.fixture
def scene(app):
    """Two bids opened, their prices still sealed, and two evaluators who have declared."""
    scene = published(quality_first=True)
    for code in BIDDERS:
        scene.submit(code, bid_of(code, BID[code]))
    scene.open()
    for evaluator in ("EV1", "EV2"):
        scene.declare(evaluator)
    return scene


def agree_all(scene):
    for code in BIDDERS:
        for question, score in zip(("Q1", "Q2"), AGREED[code], strict=True):
            for evaluator in ("EV1", "EV2"):
                scene.score(evaluator, code, question, score)
            scene.agree(code, question, score)


@pytest.fixture
def agreed(scene):
    agree_all(scene)
    return scene


def start(scene, actor=None, now=AGREEING):
    with transaction("start_opening_prices", actor=actor or scene.lead, now=now):
        evaluation.start_opening_prices(actor=actor or scene.lead, now=now, tender=scene.tender)


def confirm(scene, actor=None, now=AGREEING):
    with transaction("open_prices", actor=actor or scene.officer(), now=now):
        return evaluation.open_prices(actor=actor or scene.officer(), now=now, tender=scene.tender)


def prices() -> int:
    return db.session.scalar(db.select(db.func.count()).select_from(BidPrice))


def test_the_opening_leaves_the_prices_sealed(scene):
    assert scene.tender.opened_at is not None
    assert scene.tender.prices_opened_at is None
    assert prices() == 0


def test_an_ordinary_tender_opens_its_prices_with_the_bids(app):
    scene = published()
    scene.submit("PEN")
    scene.open()
    assert scene.tender.prices_opened_at == scene.tender.opened_at
    assert prices() == len(TIERS["PEN"])


def test_a_box_without_bids_has_no_prices_to_wait_for(app):
    scene = published(quality_first=True)
    scene.open()
    assert scene.tender.prices_opened_at is not None


@pytest.mark.parametrize("half", [start, confirm])
def test_prices_stay_sealed_while_a_score_is_not_agreed(scene, half):
    with pytest.raises(PricesStaySealed, match="4 are left"):
        half(scene)
    assert prices() == 0
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.outcome == "refused")).one()
    assert (event.subject_kind, event.subject_id) == ("tender", scene.tender.id)


def test_two_officers_open_the_prices_once_every_score_is_agreed(agreed):
    start(agreed)
    assert prices() == 0
    confirm(agreed)
    assert prices() == 3
    assert agreed.tender.prices_started_by_id == agreed.lead.person_id
    assert agreed.tender.prices_second_officer_id == agreed.officer().person_id
    assert list(audit.verify(db.session)) == []


def test_one_officer_alone_opens_no_price(agreed):
    with pytest.raises(SecondOfficerNeeded, match="Start the opening of the prices first"):
        confirm(agreed)
    start(agreed)
    with pytest.raises(OpeningStarted):
        start(agreed, agreed.officer())
    with pytest.raises(SecondOfficerNeeded, match="You started it"):
        confirm(agreed, agreed.lead)
    assert prices() == 0


def test_an_officer_who_also_acts_for_a_bidder_opens_no_price(agreed):
    person, supplier = agreed.region.people["OPN"], agreed.region.organisations["PEN"]
    with transaction():
        db.session.add(Membership(person_id=person.id, organisation_id=supplier.id))
    with pytest.raises(OfficerOfABidder):
        start(agreed, agreed.officer())


def test_an_evaluator_and_another_centre_open_no_price(agreed):
    with pytest.raises(NotPermitted):
        start(agreed, agreed.evaluator("EV1"))
    with pytest.raises(NotFound):
        start(agreed, agreed.region.actor("NECE", "opening_officer"))


def test_prices_are_opened_once_and_not_before_the_bids(agreed):
    start(agreed)
    confirm(agreed)
    with pytest.raises(WrongState, match="are open"):
        start(agreed)


def test_prices_changed_in_the_database_stop_their_opening(agreed):
    with transaction():
        bid = agreed.bid("PEN")
        bid.sealed_prices = bid.sealed_prices[:-1] + bytes([bid.sealed_prices[-1] ^ 1])
    start(agreed)
    with pytest.raises(BidNotAsSubmitted):
        confirm(agreed)
    assert prices() == 0


def test_nothing_is_ranked_while_prices_are_sealed(agreed):
    with pytest.raises(PricesSealed, match="still sealed"):
        agreed.recommend()
    start(agreed)
    confirm(agreed)
    agreed.recommend()


def test_no_score_changes_once_the_prices_are_open(agreed):
    agreed.agree("PEN", "Q1", 5)
    start(agreed)
    confirm(agreed)
    with pytest.raises(ScoreSettled, match="The prices were opened on 2 July 2026"):
        agreed.agree("PEN", "Q1", 4)
    with pytest.raises(ScoreSettled):
        agreed.score("EV1", "PEN", "Q1", 4)
    with pytest.raises(EvaluationOver):
        agreed.declare("SECE")


# --- pages ----------------------------------------------------------------------------------------


@pytest.fixture
def lead(app, scene, monkeypatch):
    clock(monkeypatch, AGREEING)
    return visit_with_password(app, scene, "SECE", "procurement_lead", "opening_officer")


def url(scene, rest=""):
    return f"/evaluations/{scene.tender.id}{rest}"


def test_no_page_shows_a_price_before_the_prices_are_open(app, scene, lead):
    evaluator = visit(app, scene, "EV1", "evaluator")
    agree_all(scene)
    bid = scene.bid("PEN").id
    pages = [
        lead.get(url(scene)),
        lead.get(url(scene, f"/bids/{bid}/agree")),
        lead.get(url(scene, f"/lots/{scene.lot.id}/result")),
        lead.get(url(scene, "/prices")),
        lead.get(f"/tenders/{scene.tender.id}/opening"),
        lead.get(f"/tenders/{scene.tender.id}"),
        evaluator.get(url(scene)),
        evaluator.get(url(scene, f"/bids/{bid}/score")),
    ]
    amounts = {price for code in BIDDERS for _, price in BID[code]}
    for page in pages:
        said = page.text.partition("<main")[2]
        assert not [amount for amount in amounts if amount in said]
    details = " ".join(db.session.scalars(db.select(AuditEvent.detail)))
    assert not [amount for amount in amounts if amount in details]


def test_the_lead_reads_who_has_not_finished(scene, lead):
    scene.score("EV1", "PEN", "Q1", 4)
    for page in (lead.get(url(scene)).text, lead.get(url(scene, "/prices")).text):
        assert (
            "Not finished scoring: <strong>Person EV1</strong> (1 of 4), <strong>Person EV2</strong> (0 of 4)"
            in page
        )


def test_two_officers_open_the_prices_on_the_page(app, scene, lead):
    agree_all(scene)
    assert "The prices of this tender are sealed" in lead.get(url(scene, f"/lots/{scene.lot.id}/result")).text
    assert lead.post(url(scene, "/prices/start")).status_code == 422
    assert lead.post(url(scene, "/prices/start"), data=AGAIN).status_code == 302
    assert lead.post(url(scene, "/prices/confirm"), data=AGAIN).status_code == 422
    second = visit_with_password(app, scene, "OPN", "opening_officer")
    assert second.post(url(scene, "/prices/confirm"), data=AGAIN).status_code == 302
    assert prices() > 0
    said = lead.get(f"/tenders/{scene.tender.id}/opening").text
    assert "Opened by Person SECE and Person OPN, 2 July 2026 at 10am (BST)" in said


def test_agreeing_anew_is_refused_by_the_form_once_prices_are_open(scene, lead):
    agree_all(scene)
    bid, question = scene.bid("PEN").id, scene.question("Q1").id
    sent = {f"q{question}-score": "5", f"q{question}-reason": "Seen again.", "only": str(question)}
    start(scene)
    confirm(scene)
    page = lead.post(url(scene, f"/bids/{bid}/agree"), data=sent)
    assert page.status_code == 422
    assert "so no score changes any more" in page.text


def test_prices_of_a_tender_that_opens_all_at_once_have_no_page(app, monkeypatch):
    scene = published()
    clock(monkeypatch, AGREEING)
    lead = visit(app, scene, "SECE", "procurement_lead", "opening_officer")
    assert lead.get(url(scene, "/prices")).status_code == 404


def test_the_tender_page_says_when_prices_are_opened(scene, client):
    assert "After every quality score is agreed" in client.get(f"/tenders/{scene.tender.id}").text
    assert db.session.get(Tender, scene.tender.id).quality_first
