"""The pages of an evaluation: what each role sees and does not, what is refused and where it says so."""

import io
import re
from contextlib import contextmanager
from decimal import Decimal

import page as verapdf
import pypdf
import pytest
from sqlalchemy import event

from procurement_hub.accounts.models import Membership, MembershipRole, Organisation, Person
from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.calendar import format_date, uk_date
from procurement_hub.core.database import db, utcnow
from procurement_hub.core.transaction import transaction
from procurement_hub.evaluation import services as evaluation
from procurement_hub.evaluation.models import AgreedScore, BidResult, LotRecommendation, PanelMember, Score
from procurement_hub.frameworks.models import FrameworkStatus
from procurement_hub.law.standstill import sign_from, standstill_end
from procurement_hub.tenders.models import Bid, BidAnswer, BidPrice, BidStatus, Question
from tests.makers import make_person, sign_in
from tests.tenders.scene import AGREED, REASON, SCORING, TIERS, opened, published, scored

BIDDERS = {"PEN": "PEN organisation", "ALB": "ALB organisation", "TVS": "TVS organisation"}
KEPT = "Words that must not be lost."


def client_of(app, scene, code, *roles):
    """A client signed in as the scene's person `code`, with these roles."""
    person, organisation = scene.region.people[code], scene.region.organisations[code]
    held = db.session.scalar(
        db.select(Membership.id).where(
            Membership.person_id == person.id, Membership.organisation_id == organisation.id
        )
    )
    if held is None:
        with transaction():
            db.session.add(
                Membership(
                    person_id=person.id,
                    organisation_id=organisation.id,
                    held_roles=[MembershipRole(role=Role(role)) for role in roles],
                )
            )
    return sign_in(app.test_client(), person)


def lead_of(app, scene):
    return client_of(app, scene, "SECE", "procurement_lead", "opening_officer")


def evaluator_of(app, scene, code="EV1"):
    return client_of(app, scene, code, "evaluator")


def bidder_of(app, scene, code):
    return client_of(app, scene, code, "bidder")


def text(response) -> str:
    """What the page says, without its mark-up."""
    plain = re.sub(r"<[^>]+>", " ", response.get_data(as_text=True))
    return re.sub(r"\s+", " ", plain)


def show(scene) -> str:
    return f"/evaluations/{scene.tender.id}"


def score_page(scene, code="PEN") -> str:
    return f"{show(scene)}/bids/{scene.bid(code).id}/score"


def agree_page(scene, code="PEN") -> str:
    return f"{show(scene)}/bids/{scene.bid(code).id}/agree"


def result_page(scene) -> str:
    return f"{show(scene)}/lots/{scene.lot.id}/result"


def marks(scene, **typed) -> dict:
    """marks(scene, Q1=(4, "why")) as the boxes of the page send it."""
    sent = {}
    for code, (score, reason) in typed.items():
        name = f"q{scene.question(code).id}"
        sent |= {f"{name}-score": str(score), f"{name}-reason": reason}
    return sent


@contextmanager
def counted():
    """The statements that the application sends meanwhile."""
    sent = []

    def note(connection, cursor, statement, *_):
        sent.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


@pytest.fixture
def scene(app):
    return opened()


@pytest.fixture
def panel(scene):
    """Two evaluators without a conflict."""
    scene.declare("EV1")
    scene.declare("EV2")
    return scene


@pytest.fixture
def released(app):
    scene = scored()
    scene.recommend()
    scene.release()
    return scene


# --- who gets in ----------------------------------------------------------------------------------


def test_the_list_shows_an_evaluator_what_waits_for_them(app, panel):
    client = evaluator_of(app, panel)
    panel.score("EV1", "PEN", "Q1", 4)
    said = text(client.get("/evaluations/"))
    assert "Copier paper framework" in said
    assert "You have scored 1 of 6 answers" in said


def test_the_list_shows_the_lead_how_far_each_is(app, scene):
    assert "0 of 1 lot recommended" in text(lead_of(app, scene).get("/evaluations/"))


def test_the_list_of_another_centre_is_empty(app, scene):
    client = client_of(app, scene, "NECE", "procurement_lead")
    assert "There is nothing to evaluate" in text(client.get("/evaluations/"))


@pytest.mark.parametrize(
    ("code", "role", "status"),
    [
        ("NECE", "procurement_lead", 404),
        ("KEN", "evaluator", 404),
        ("WOK", "buyer", 403),
        ("PEN", "bidder", 403),
    ],
)
def test_an_evaluation_is_closed_to_everybody_else(app, scene, code, role, status):
    assert client_of(app, scene, code, role).get(show(scene)).status_code == status


def test_nobody_is_let_in_without_signing_in(app, scene):
    assert "/sign-in" in app.test_client().get(show(scene)).headers["Location"]


def test_an_auditor_reads_everything_and_changes_nothing(app):
    scene = scored()
    auditor = sign_in(app.test_client(), make_person(["auditor"], scene.region.organisations["SECE"]))
    assert "PEN organisation" in text(auditor.get(show(scene)))
    read = auditor.get(agree_page(scene))
    assert REASON in text(read) and "<textarea" not in read.get_data(as_text=True)
    assert auditor.post(result_page(scene), data={}).status_code == 403
    assert auditor.post(agree_page(scene), data=marks(scene, Q1=(1, "Mine."))).status_code == 403
    assert auditor.get(f"{show(scene)}/release").status_code == 403
    assert db.session.scalars(db.select(LotRecommendation)).all() == []


def test_an_opening_officer_reads_the_evaluation(app, scene):
    assert "ALB organisation" in text(client_of(app, scene, "OPN", "opening_officer").get(show(scene)))


def test_before_the_opening_the_page_says_nothing_of_bids(app):
    scene = published()
    scene.submit("PEN")
    said = text(lead_of(app, scene).get(show(scene)))
    assert "Two officers open the bids after 30 June 2026 at 12 noon (BST)" in said
    assert "PEN" not in said and "Answers and scores" not in said
    assert lead_of(app, scene).get(result_page(scene)).status_code == 404


# --- declaring ------------------------------------------------------------------------------------


def test_an_evaluator_declares_first(app, scene):
    client = evaluator_of(app, scene)
    assert "Declare your interests" in text(client.get(show(scene)))
    assert client.get(score_page(scene)).headers["Location"] == show(scene)
    assert client.post(f"{show(scene)}/declare", data={"conflict": "no"}).headers["Location"] == show(scene)
    assert [member.conflict for member in db.session.scalars(db.select(PanelMember))] == [False]
    assert "You have scored 0 of 6 answers" in text(client.get(show(scene)))


def test_a_conflict_without_words_is_refused_beside_its_box(app, scene):
    client = evaluator_of(app, scene)
    refused = client.post(f"{show(scene)}/declare", data={"conflict": "yes", "detail": ""})
    assert refused.status_code == 422
    assert 'href="#detail"' in refused.get_data(as_text=True)
    assert "Describe the conflict of interest." in text(refused)


def test_a_conflicted_evaluator_reads_why_they_cannot_score(app, scene):
    client = evaluator_of(app, scene)
    client.post(f"{show(scene)}/declare", data={"conflict": "yes", "detail": "My sister works for a bidder."})
    said = text(client.get(show(scene)))
    assert "you may not score these bids (Procurement Act 2023, section 82)" in said
    assert "My sister works for a bidder." in said
    assert client.get(score_page(scene)).headers["Location"] == show(scene)


# --- scoring alone --------------------------------------------------------------------------------


def test_an_evaluator_never_reads_a_bidders_name(app, panel):
    with transaction():
        answer = db.session.scalars(
            db.select(BidAnswer).where(BidAnswer.bid_id == panel.bid("PEN").id).limit(1)
        ).one()
        answer.text = "At PEN Organisation we deliver weekly."
    client = evaluator_of(app, panel)
    pages = [client.get("/evaluations/"), client.get(show(panel))]
    pages += [client.get(score_page(panel, code)) for code in BIDDERS]
    for found in pages:
        assert found.status_code == 200
        for code, name in BIDDERS.items():
            assert name.lower() not in found.get_data(as_text=True).lower()
            assert code not in text(found)
    assert "At Bidder A we deliver weekly." in text(pages[2])


def test_labels_follow_the_order_of_bids_and_stay(app, panel):
    client = evaluator_of(app, panel)
    for code, label in zip(("PEN", "ALB", "TVS"), ("Bidder A", "Bidder B", "Bidder C"), strict=True):
        assert f"Score {label}" in text(client.get(score_page(panel, code)))


def test_all_scores_of_a_page_are_saved_at_once(app, panel):
    client = evaluator_of(app, panel)
    typed = marks(panel, Q1=(4, "Names the routes."), Q2=(3, "Leaves out Slough."))
    assert client.post(score_page(panel), data=typed).headers["Location"] == show(panel)
    kept = db.session.scalars(db.select(Score).order_by(Score.question_id)).all()
    assert [(each.score, each.reason) for each in kept] == [
        (4, "Names the routes."),
        (3, "Leaves out Slough."),
    ]
    again = client.get(score_page(panel)).get_data(as_text=True)
    assert 'value="4"' in again and "Leaves out Slough." in again


def test_what_nobody_touched_is_left_alone(app, panel):
    client = evaluator_of(app, panel)
    client.post(score_page(panel), data=marks(panel, Q1=(4, "Names the routes."), Q2=("", "")))
    assert db.session.scalar(db.select(db.func.count()).select_from(Score)) == 1
    client.post(score_page(panel), data=marks(panel, Q1=(4, "Names the routes."), Q2=("", "")))
    assert "Nothing had changed" in text(client.get(show(panel)))


def test_one_question_is_saved_by_its_own_button_and_the_rest_stays_typed(app, panel):
    client = evaluator_of(app, panel)
    typed = marks(panel, Q1=(4, "Names the routes."), Q2=("", KEPT))
    kept = client.post(score_page(panel), data=typed | {"only": panel.question("Q1").id})
    assert kept.status_code == 200
    assert "Saved: your score of Q1. The rest of this page is not saved yet." in text(kept)
    assert KEPT in text(kept)
    assert [each.score for each in db.session.scalars(db.select(Score))] == [4]


@pytest.mark.parametrize(
    ("score", "reason", "box", "sentence"),
    [
        ("6", KEPT, "score", "The score of Q1 must be 5 or less"),
        ("four", KEPT, "score", "The score of Q1 must be a number"),
        ("", KEPT, "score", "Enter the score of Q1"),
        ("4", "", "reason", "Give the reason for the score of Q1"),
    ],
)
def test_a_refused_score_is_told_beside_its_box_and_nothing_is_lost(app, panel, score, reason, box, sentence):
    client = evaluator_of(app, panel)
    typed = marks(panel, Q1=(score, reason), Q2=(3, "Typed for the other."))
    refused = client.post(score_page(panel), data=typed)
    body = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert sentence in text(refused)
    assert f'href="#q{panel.question("Q1").id}-{box}"' in body
    assert reason in body and f'value="{score}"' in body if score else reason in body
    assert "Typed for the other." in body
    assert db.session.scalars(db.select(Score)).all() == []


def test_a_score_settled_meanwhile_is_refused_with_everything_kept(app, panel):
    client = evaluator_of(app, panel)
    panel.score("EV1", "PEN", "Q1", 4)
    panel.score("EV2", "PEN", "Q1", 4)
    panel.agree("PEN", "Q1", 4)
    refused = client.post(score_page(panel), data=marks(panel, Q1=(2, KEPT)))
    assert refused.status_code == 422
    assert "The panel has agreed the score of Q1 for this bid." in text(refused)
    assert KEPT in text(refused)


def test_others_scores_are_hidden_until_the_panel_agrees(app, panel):
    secret = "Only EV2 thinks so."
    panel.score("EV1", "PEN", "Q1", 4)
    panel.score("EV2", "PEN", "Q1", 1, secret)
    client = evaluator_of(app, panel)
    assert secret not in text(client.get(score_page(panel)))
    panel.agree("PEN", "Q1", 3, "Settled between us.")
    said = text(client.get(score_page(panel)))
    assert secret in said and "The panel agreed 3 : Settled between us." in said


@pytest.mark.parametrize("leaf", ["agree", "result", "release", "notice"])
def test_an_evaluator_has_no_business_on_the_leads_pages(app, panel, leaf):
    client = evaluator_of(app, panel)
    address = {"agree": agree_page(panel), "result": result_page(panel)}.get(leaf, f"{show(panel)}/{leaf}")
    assert client.get(address).status_code in (403, 404)


def test_an_evaluator_who_is_an_auditor_too_reads_as_an_evaluator(app, panel):
    client = client_of(app, panel, "EV1", "evaluator", "auditor")
    assert "PEN organisation" not in text(client.get(show(panel)))
    assert client.get(agree_page(panel)).status_code == 404


def test_a_bid_of_another_tender_is_not_found(app, panel):
    assert evaluator_of(app, panel).get(f"{show(panel)}/bids/987654/score").status_code == 404


# --- the control room -----------------------------------------------------------------------------


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


# --- the award ------------------------------------------------------------------------------------


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


# --- the bidder -----------------------------------------------------------------------------------


def test_before_the_release_a_bidder_reads_nothing(app):
    scene = scored()
    scene.recommend()
    client = bidder_of(app, scene, "ALB")
    assert "You have no results yet" in text(client.get("/evaluations/results"))
    address = f"/evaluations/results/{scene.bid('ALB').id}"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/summary.pdf").status_code == 404


def test_a_bidder_reads_its_own_scores_reasons_and_those_of_the_winner(app, released):
    client = bidder_of(app, released, "ALB")
    assert "Not awarded" in text(client.get("/evaluations/results"))
    said = text(client.get(f"/evaluations/results/{released.bid('ALB').id}"))
    assert "You are not awarded a place" in said
    assert "came 3rd of 3 bids, with 85.97 points" in said
    assert "60 × £266,760.00 ÷ £271,440.00 = 58.97" in said
    assert "which gives 15 × 4 ÷ 5 = 12.00 points" in said
    assert said.count(REASON) == 4
    assert "PEN organisation, awarded a place" in said and "89.00 points" in said
    assert "8 working days from the day of the award notice" in said
    assert "TVS organisation" not in said


def test_the_winner_reads_only_its_own_assessment(app, released):
    said = text(bidder_of(app, released, "PEN").get(f"/evaluations/results/{released.bid('PEN').id}"))
    assert "You are awarded a place" in said and said.count(REASON) == 2


def test_the_result_gives_the_standstill_once_the_notice_is_out(app, released):
    released.notice()
    said = text(bidder_of(app, released, "ALB").get(f"/evaluations/results/{released.bid('ALB').id}"))
    assert "Ends on 16 July 2026; agreements can be signed from 17 July 2026" in said


def test_another_suppliers_summary_is_not_found(app, released):
    client = bidder_of(app, released, "ALB")
    address = f"/evaluations/results/{released.bid('TVS').id}"
    assert client.get(address).status_code == 404
    assert client.get(f"{address}/summary.pdf").status_code == 404


@pytest.mark.parametrize("role", ["procurement_lead", "evaluator"])
def test_results_are_for_bidders(app, released, role):
    assert client_of(app, released, "SECE", role).get("/evaluations/results").status_code == 403


def test_the_summary_is_a_document_that_everybody_can_read(app, released):
    released.notice()
    sent = bidder_of(app, released, "ALB").get(f"/evaluations/results/{released.bid('ALB').id}/summary.pdf")
    assert sent.mimetype == "application/pdf"
    report = verapdf.validate_pdf_bytes(sent.data, profile=verapdf.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, [(failure.rule_id, failure.message) for failure in report.failures]
    said = " ".join(sheet.extract_text() for sheet in pypdf.PdfReader(io.BytesIO(sent.data)).pages)
    said = re.sub(r"\s+", " ", said)
    for words in ("ALB organisation", "PEN organisation", "85.97", "89.00", "16 July 2026", REASON):
        assert words in said
    assert "TVS organisation" not in said


# --- cost -----------------------------------------------------------------------------------------


def crowd(scene, bids: int, questions: int, evaluators: int) -> None:
    """Grow the scene to so many bids, questions and evaluators, each answer scored by everybody."""
    first = scene.question("Q1")
    tender_id, lot_id, criterion_id = scene.tender.id, scene.lot.id, first.criterion_id
    pattern = scene.bid("PEN")
    copied = {
        column.name: getattr(pattern, column.name)
        for column in Bid.__table__.columns
        if column.name not in ("id", "token", "supplier_id")
    }
    with transaction():
        suppliers = [
            Organisation(code=f"S{n}", name=f"Crowd supplier {n}", kind=Kind.SUPPLIER)
            for n in range(bids - 3)
        ]
        people = [
            Person(email=f"e{n}@crowd.example", name=f"Crowd evaluator {n}", fs_uniquifier=f"crowd{n}")
            for n in range(evaluators - 2)
        ]
        asked = [
            Question(
                criterion_id=criterion_id,
                code=f"X{n}",
                title=f"Crowd {n}",
                weight=first.weight,
                scale_max=5,
                position=10 + n,
            )
            for n in range(questions - 2)
        ]
        db.session.add_all([*suppliers, *people, *asked])
        db.session.flush()
        made = [Bid(**copied, token=f"crowd{supplier.id}", supplier_id=supplier.id) for supplier in suppliers]
        members = [
            PanelMember(
                tender_id=tender_id,
                person_id=person.id,
                organisation_name="Crowd",
                conflict=False,
                declared_at=SCORING,
            )
            for person in people
        ]
        db.session.add_all([*made, *members])
        db.session.flush()
    every_bid = db.session.scalars(
        db.select(Bid.id).where(Bid.lot_id == lot_id, Bid.status == BidStatus.SUBMITTED)
    ).all()
    every_question = db.session.scalars(db.select(Question.id)).all()
    every_member = db.session.scalars(db.select(PanelMember.id)).all()
    answered = set(map(tuple, db.session.execute(db.select(BidAnswer.bid_id, BidAnswer.question_id))))
    given = db.session.execute(db.select(Score.bid_id, Score.question_id, Score.panel_member_id))
    given = set(map(tuple, given))
    agreed = set(map(tuple, db.session.execute(db.select(AgreedScore.bid_id, AgreedScore.question_id))))
    pairs = [(bid, question) for bid in every_bid for question in every_question]
    item_id = db.session.scalar(db.select(BidPrice.item_id).limit(1))
    with transaction():
        db.session.execute(
            db.insert(BidPrice),
            [
                {
                    "bid_id": bid.id,
                    "item_id": item_id,
                    "from_quantity": Decimal(1),
                    "unit_price": 4 + Decimal(n) / 100,
                }
                for n, bid in enumerate(made)
            ],
        )
        db.session.execute(
            db.insert(BidAnswer),
            [
                {"bid_id": bid, "question_id": question, "text": "Weekly."}
                for bid, question in pairs
                if (bid, question) not in answered
            ],
        )
        db.session.execute(
            db.insert(Score),
            [
                {
                    "bid_id": bid,
                    "question_id": question,
                    "panel_member_id": member,
                    "score": 3,
                    "reason": "Clear.",
                    "scored_at": SCORING,
                }
                for bid, question in pairs
                for member in every_member
                if (bid, question, member) not in given
            ],
        )
        db.session.execute(
            db.insert(AgreedScore),
            [
                {
                    "bid_id": bid,
                    "question_id": question,
                    "score": 3,
                    "reason": "Clear.",
                    "agreed_at": SCORING,
                    "agreed_by_id": scene.region.people["SECE"].id,
                }
                for bid, question in pairs
                if (bid, question) not in agreed
            ],
        )


def costs(clients: dict, addresses: list[tuple[str, str]]) -> list[int]:
    found = []
    for who, address in addresses:
        with counted() as sent:
            response = clients[who].get(address)
        assert response.status_code == 200, address
        found.append(len([statement for statement in sent if statement.lstrip().startswith("SELECT")]))
    return found


def test_no_page_costs_more_statements_with_forty_bids_and_thirty_questions(app):
    scene = scored()
    clients = {
        "lead": lead_of(app, scene),
        "council": evaluator_of(app, scene, "EV2"),
        "bidder": bidder_of(app, scene, "ALB"),
    }
    addresses = [
        ("lead", "/evaluations/"),
        ("lead", show(scene)),
        ("lead", agree_page(scene)),
        ("lead", result_page(scene)),
        ("council", show(scene)),
        ("council", score_page(scene)),
    ]
    small = costs(clients, addresses)
    crowd(scene, bids=40, questions=30, evaluators=4)
    assert costs(clients, addresses) == small
    assert max(small) <= 10
    scene.recommend()
    after = [
        ("lead", result_page(scene)),
        ("lead", f"{show(scene)}/release"),
        ("lead", f"{show(scene)}/notice"),
    ]
    assert max(costs(clients, after)) <= 10
    with transaction():
        evaluation.release_summaries(actor=scene.lead, now=SCORING, tender=scene.tender)
    mine = [
        ("bidder", "/evaluations/results"),
        ("bidder", f"/evaluations/results/{scene.bid('ALB').id}"),
        ("bidder", f"/evaluations/results/{scene.bid('ALB').id}/summary.pdf"),
    ]
    assert max(costs(clients, mine)) <= 10


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
