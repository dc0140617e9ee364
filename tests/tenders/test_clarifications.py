"""Questions without names and answers for everybody (T11)."""

from datetime import timedelta

import pytest

from procurement_hub.core.errors import Invalid, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.services.clarifications import AlreadyAnswered, AnsweredTooLate, QuestionsClosed
from tests.tenders.scene import DEADLINE, IN_TIME, published

CUT_OFF = DEADLINE - timedelta(days=5)


@pytest.fixture
def scene(app):
    return published(questions_until=CUT_OFF)


def ask(scene, code="ALB", text="May reams come in boxes of five?", now=IN_TIME, reference=None):
    with transaction():
        return tenders.ask_question(
            actor=scene.region.bidder(code), now=now, tender=scene.tender, text=text, reference=reference
        )


def answer(scene, clarification, text="Yes, priced per ream.", now=IN_TIME, actor=None):
    with transaction():
        tenders.answer_question(actor=actor or scene.lead, now=now, clarification=clarification, text=text)


def test_questions_are_numbered_in_the_order_asked(scene):
    assert [ask(scene).reference, ask(scene, "PEN").reference] == ["C1", "C2"]
    assert ask(scene, reference="Q-7").reference == "Q-7"


def test_a_question_after_the_cut_off_is_refused(scene):
    with pytest.raises(QuestionsClosed, match="25 June 2026"):
        ask(scene, now=CUT_OFF)


def test_an_empty_question_is_refused(scene):
    with pytest.raises(Invalid):
        ask(scene, text=" ")


def test_a_council_may_not_ask_as_a_bidder(scene):
    with pytest.raises(NotPermitted), transaction():
        tenders.ask_question(actor=scene.region.buyer("WOK"), now=IN_TIME, tender=scene.tender, text="?")


def test_an_answer_is_given_once(scene):
    question = ask(scene)
    answer(scene, question)
    assert question.answer == "Yes, priced per ream."
    with pytest.raises(AlreadyAnswered):
        answer(scene, question, "No.")


def test_an_answer_after_the_deadline_is_refused(scene):
    question = ask(scene)
    with pytest.raises(AnsweredTooLate):
        answer(scene, question, now=DEADLINE)


def test_only_the_lead_answers(scene):
    question = ask(scene)
    with pytest.raises(NotPermitted):
        answer(scene, question, actor=scene.region.bidder("PEN"))
