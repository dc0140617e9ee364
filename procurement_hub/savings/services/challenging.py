"""A reviewer's question on a gain, its answer, and the close of it (needs S2-02)."""

from datetime import datetime

from sqlalchemy import select

from procurement_hub.accounts.permissions import Permission, require
from procurement_hub.core import audit
from procurement_hub.core.actor import Actor
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound, NotPermitted
from procurement_hub.savings import queries
from procurement_hub.savings.models import Challenge, ChallengeRemark, ChallengeStatus, RemarkKind
from procurement_hub.savings.queries.gates import GainKey
from procurement_hub.savings.recording import said
from procurement_hub.savings.workflow import CHALLENGE
from procurement_hub.savings.years import hold_year


def challenge_gain(
    *,
    actor: Actor,
    now: datetime,
    financial_year: int,
    item_id: int,
    framework_id: int | None,
    question: str,
) -> Challenge:
    """Ask a question about a gain of the council. Until it is answered the year is not signed off."""
    require(actor, Permission.CHALLENGE_GAINS)
    question = said(question, "question", "Enter your question.")
    key = GainKey(actor.organisation_id, item_id, framework_id)
    if not queries.gain_exists(key, financial_year):
        raise NotFound()
    # The year's lock: a question and a signature never cross.
    hold_year(actor.organisation_id, financial_year)
    challenge = Challenge(
        council_id=actor.organisation_id,
        financial_year=financial_year,
        item_id=item_id,
        framework_id=framework_id,
        status=ChallengeStatus.OPEN,
        raised_at=now,
        raised_by_id=actor.person_id,
    )
    db.session.add(challenge)
    db.session.flush()
    return _say(actor, now, challenge, RemarkKind.QUESTION, question, "challenge_gain")


def ask_again(*, actor: Actor, now: datetime, challenge: Challenge, question: str) -> Challenge:
    """The reviewer is not satisfied with the answer, and asks on."""
    require(actor, Permission.CHALLENGE_GAINS)
    question = said(question, "question", "Enter your question.")
    hold_year(challenge.council_id, challenge.financial_year)
    _move(actor, challenge, "ask_again")
    return _say(actor, now, challenge, RemarkKind.QUESTION, question, "ask_again")


def answer_challenge(*, actor: Actor, now: datetime, challenge: Challenge, answer: str) -> Challenge:
    """The owner of the gain answers: the buyer or the finance officer, but not who asked."""
    require(actor, Permission.ANSWER_CHALLENGE)
    answer = said(answer, "answer", "Enter your answer.")
    if challenge.raised_by_id == actor.person_id:
        raise NotPermitted("You asked this question, so somebody else must answer it.")
    _move(actor, challenge, "answer")
    return _say(actor, now, challenge, RemarkKind.ANSWER, answer, "answer_challenge")


def close_challenge(*, actor: Actor, now: datetime, challenge: Challenge, remark: str) -> Challenge:
    """The reviewer is satisfied, or withdraws the question, and says so."""
    require(actor, Permission.CHALLENGE_GAINS)
    remark = said(remark, "remark", "Enter why the challenge is closed.")
    _move(actor, challenge, "close")
    return _say(actor, now, challenge, RemarkKind.CLOSING, remark, "close_challenge")


def _move(actor: Actor, challenge: Challenge, action: str) -> None:
    """Move the challenge, locked, so that two answers never cross."""
    if challenge.council_id != actor.organisation_id:
        raise NotFound()
    db.session.scalars(
        select(Challenge)
        .where(Challenge.id == challenge.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    CHALLENGE.move(challenge, action)


def _say(
    actor: Actor, now: datetime, challenge: Challenge, kind: RemarkKind, text: str, verb: str
) -> Challenge:
    db.session.add(
        ChallengeRemark(
            challenge_id=challenge.id, kind=kind, text=text, said_at=now, said_by_id=actor.person_id
        )
    )
    db.session.flush()
    audit.record(
        actor,
        verb,
        challenge,
        now=now,
        reason=text,
        detail={"financial_year": challenge.financial_year, "item": challenge.item_id},
    )
    return challenge
