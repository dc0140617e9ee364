"""An outside reviewer asks about a gain, and the council answers before it signs."""

import pytest
from sqlalchemy.exc import IntegrityError

from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import queries, services
from procurement_hub.savings.models import ChallengeStatus, Outcome
from tests.market import NEXT_APRIL, Market
from tests.savings.desk import answer, challenge, decide
from tests.savings.gallery import paper_bought, record_release
from tests.savings.test_signing import sign


@pytest.fixture
def market(app) -> Market:
    market = paper_bought()
    record_release(market, "68.00")
    return market


def close(market, found, remark="Answered"):
    reviewer = market.actor("WOK", "reviewer")
    with transaction():
        services.close_challenge(actor=reviewer, now=NEXT_APRIL, challenge=found, remark=remark)


def ask_again(market, found, question="And the weight?"):
    reviewer = market.actor("WOK", "reviewer")
    with transaction():
        services.ask_again(actor=reviewer, now=NEXT_APRIL, challenge=found, question=question)


def test_a_year_is_not_signed_while_a_challenge_waits_for_its_answer(market):
    found = challenge(market)
    with pytest.raises(DomainError, match="a challenge that nobody has answered"):
        sign(market)
    answer(market, found)
    assert sign(market).id


def test_a_challenged_gain_is_not_accepted_as_cash_before_the_answer(market):
    found = challenge(market)
    with pytest.raises(DomainError, match="has not been answered"):
        decide(market, Outcome.CASHABLE)
    answer(market, found, by="s151")
    assert decide(market, Outcome.CASHABLE).id


def test_a_reviewer_who_is_not_satisfied_asks_on_and_the_year_waits_again(market):
    found = challenge(market)
    answer(market, found)
    ask_again(market, found)
    with pytest.raises(DomainError, match="nobody has answered"):
        sign(market)
    answer(market, found)
    close(market, found)
    assert found.status is ChallengeStatus.CLOSED
    assert sign(market).id


def test_everything_said_is_kept_with_names_and_moments(market):
    found = challenge(market)
    answer(market, found)
    close(market, found)
    reviewer = market.actor("WOK", "reviewer")
    db.session.expire_all()
    said = queries.challenge_for(reviewer, found.id).remarks
    assert [remark.kind.value for remark in said] == ["question", "answer", "closing"]
    assert [remark.said_by.name for remark in said] == ["reviewer@wok", "buyer@wok", "reviewer@wok"]


@pytest.mark.parametrize("act", ["UPDATE challenge_remark SET text = 'x'", "DELETE FROM challenge_remark"])
def test_what_was_said_is_never_changed(market, act):
    challenge(market)
    with pytest.raises(IntegrityError, match="append-only"), transaction():
        db.session.execute(db.text(act))


@pytest.mark.parametrize("role", ["buyer", "s151", "auditor", "leader"])
def test_only_a_reviewer_challenges(market, role):
    actor = market.actor("WOK", role)
    with pytest.raises(NotPermitted, match="outside reviewer"), transaction():
        services.challenge_gain(
            actor=actor,
            now=NEXT_APRIL,
            financial_year=2026,
            item_id=market.item.id,
            framework_id=market.framework.id,
            question="Why?",
        )


@pytest.mark.parametrize("role", ["approver", "auditor", "reviewer", "leader"])
def test_only_the_owner_of_the_gain_answers(market, role):
    found = challenge(market)
    with pytest.raises(NotPermitted, match="may not answer a challenge"):
        answer(market, found, by=role)


def test_a_question_and_an_answer_say_something(market):
    with pytest.raises(DomainError, match="Enter your question"):
        challenge(market, "  ")
    found = challenge(market)
    buyer = market.actor("WOK", "buyer")
    with pytest.raises(DomainError, match="Enter your answer"), transaction():
        services.answer_challenge(actor=buyer, now=NEXT_APRIL, challenge=found, answer="")


def test_a_question_is_answered_once_and_a_closed_challenge_is_over(market):
    found = challenge(market)
    answer(market, found)
    with pytest.raises(WrongState, match="is answered, so you cannot answer it"):
        answer(market, found)
    close(market, found)
    with pytest.raises(WrongState, match="is closed"):
        ask_again(market, found)


def test_another_council_s_challenge_is_not_there(market):
    found = challenge(market)
    with pytest.raises(NotFound):
        answer(market, found, code="WAM")
    with pytest.raises(NotFound):
        queries.challenge_for(market.actor("WAM", "s151"), found.id)


def test_a_gain_that_is_not_there_is_not_challenged(market):
    with pytest.raises(NotFound):
        challenge(market, code="WAM")
