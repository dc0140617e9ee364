"""Suspending a supplier: a reason, a comment, an end that comes by itself, an appeal to another officer."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.models import ListSuspension
from procurement_hub.approved_lists.permissions import acts
from procurement_hub.approved_lists.services import NotSuspended, SaidAlready, SameOfficer, SuspendedAlready
from procurement_hub.approved_lists.standing import State
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from tests.approved_lists.scene import NOW, TODAY, mails, noon

DAY = timedelta(days=1)


def comment(scene, place, text="The lorry broke down", code="PEN", now=NOW):
    actor = scene.bidder(code)
    with transaction():
        services.comment_on_suspension(actor=actor, now=now, place=place, comment=text)


def appeal(scene, place, text="Two of the three were on time", code="PEN", now=NOW):
    actor = scene.bidder(code)
    with transaction():
        services.appeal_suspension(actor=actor, now=now, place=place, appeal=text)


def decide(scene, place, allowed, by=None, reason="The delivery notes show it", now=NOW):
    actor = by or scene.second
    with transaction():
        services.decide_appeal(actor=actor, now=now, place=place, allowed=allowed, reason=reason)


def lift(scene, place, by=None, reason="Put right"):
    actor = by or scene.lead
    with transaction():
        services.lift_suspension(actor=actor, now=NOW, place=place, reason=reason)


def suspend(scene, place, *, by=None, reason="Late", comment_by=TODAY + DAY, ends_on=TODAY + 10 * DAY):
    actor = by or scene.lead
    with transaction():
        return services.suspend_supplier(
            actor=actor, now=NOW, place=place, reason=reason, comment_by=comment_by, ends_on=ends_on
        )


@pytest.fixture
def place(scene):
    return scene.approved()


@pytest.fixture
def suspended(scene, place):
    scene.suspend(place, days=30)
    return place


def test_the_supplier_is_told_why_until_when_and_what_it_can_do(scene, suspended):
    assert scene.stands(suspended).state is State.SUSPENDED
    told = mails()[-1]
    assert told["to"] == "bidder@pen.example"
    for words in ("Late three times", "20 December 2026", "comment until 30 November 2026", "appeal"):
        assert words in told["text"]


def test_a_suspension_ends_by_itself(scene, suspended):
    assert scene.stands(suspended, TODAY + 30 * DAY).state is State.SUSPENDED
    assert scene.stands(suspended, TODAY + 31 * DAY).state is State.APPROVED
    with pytest.raises(NotSuspended):
        appeal(scene, suspended, now=noon(TODAY + 31 * DAY))


def test_one_suspension_at_a_time(scene, suspended):
    with pytest.raises(SuspendedAlready):
        scene.suspend(suspended)


def test_a_supplier_can_be_suspended_again_when_the_first_is_over(scene, suspended):
    lift(scene, suspended)
    scene.suspend(suspended, days=60)
    assert scene.stands(suspended, TODAY + 60 * DAY).state is State.SUSPENDED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"ends_on": TODAY - DAY}, "ends_on"),
        ({"ends_on": TODAY + 367 * DAY}, "ends_on"),
        ({"comment_by": TODAY}, "comment_by"),
        ({"comment_by": TODAY + 11 * DAY}, "comment_by"),
    ],
)
def test_a_suspension_has_a_reason_a_time_to_comment_and_an_end(scene, place, changes, field):
    with pytest.raises(Invalid) as refusal:
        suspend(scene, place, **changes)
    assert refusal.value.field == field


def test_only_the_owner_s_keeper_suspends_and_lifts(scene, place):
    with pytest.raises(NotFound):
        suspend(scene, place, by=scene.buyer("WOK"))
    with pytest.raises(NotPermitted):
        suspend(scene, place, by=scene.second)
    suspend(scene, place)
    with pytest.raises(NotFound):
        lift(scene, place, by=scene.buyer("WOK"))
    with pytest.raises(NotPermitted):
        lift(scene, place, by=scene.second)


def test_an_application_cannot_be_suspended(scene):
    scene.insure()
    scene.accredit()
    place = scene.apply(scene.open_list())
    with pytest.raises(WrongState):
        suspend(scene, place)


def test_a_lapsed_supplier_can_be_suspended(scene, place):
    with transaction():
        services.suspend_supplier(
            actor=scene.lead,
            now=noon(TODAY + 300 * DAY),
            place=place,
            reason="Late",
            comment_by=TODAY + 301 * DAY,
            ends_on=TODAY + 310 * DAY,
        )
    assert scene.stands(place, TODAY + 310 * DAY).state is State.SUSPENDED
    assert scene.stands(place, TODAY + 311 * DAY).state is State.LAPSED


def test_the_supplier_comments_once_while_it_is_invited_to(scene, suspended):
    comment(scene, suspended)
    assert mails()[-1]["to"] == "procurement_lead@sece.example"
    with pytest.raises(SaidAlready):
        comment(scene, suspended)


def test_the_last_day_to_comment_is_the_one_that_was_given(scene, place):
    suspend(scene, place, comment_by=TODAY + DAY)
    with pytest.raises(NotSuspended):
        comment(scene, place, now=noon(TODAY + 2 * DAY))
    comment(scene, place, now=noon(TODAY + DAY))


def test_an_appeal_goes_to_who_did_not_suspend(scene, suspended):
    appeal(scene, suspended)
    assert mails()[-1]["to"] == "opening_officer@sece.example"
    with pytest.raises(SaidAlready):
        appeal(scene, suspended)


@pytest.mark.parametrize("say", [comment, appeal])
def test_comment_and_appeal_are_the_supplier_s_own_and_not_empty(scene, suspended, say):
    with pytest.raises(Invalid):
        say(scene, suspended, text="  ")
    with pytest.raises(NotFound):
        say(scene, suspended, code="ALB")


def test_an_appeal_that_is_allowed_ends_the_suspension_at_once(scene, suspended):
    appeal(scene, suspended)
    decide(scene, suspended, True)
    assert scene.stands(suspended).usable
    assert "The delivery notes show it" in mails()[-1]["text"]


def test_an_appeal_that_is_dismissed_leaves_the_suspension_to_its_end(scene, suspended):
    appeal(scene, suspended)
    decide(scene, suspended, False)
    assert scene.stands(suspended, TODAY + 30 * DAY).state is State.SUSPENDED
    assert scene.stands(suspended, TODAY + 31 * DAY).usable
    with pytest.raises(SaidAlready):
        decide(scene, suspended, True)


def test_who_suspended_does_not_decide_the_appeal(scene, suspended):
    appeal(scene, suspended)
    with pytest.raises(SameOfficer):
        decide(scene, suspended, True, by=scene.lead)
    whole = queries.place_for(scene.lead, suspended.id)
    standing = queries.standing_of(whole, TODAY)
    assert "decide_appeal" not in acts(scene.lead, whole, standing)
    assert "decide_appeal" in acts(scene.second, whole, standing)
    assert queries.waiting_for(scene.lead, 10) == []
    assert [(found.id, appeal) for found, appeal in queries.waiting_for(scene.second, 10)] == [
        (suspended.id, True)
    ]


def test_the_database_refuses_an_appeal_decided_by_who_suspended(scene, suspended):
    appeal(scene, suspended)
    with pytest.raises(IntegrityError), transaction():
        suspension = db.session.scalars(db.select(ListSuspension)).one()
        suspension.appeal_allowed, suspension.appeal_reason = True, "Because"
        suspension.appeal_decided_at, suspension.appeal_decided_by_id = NOW, suspension.suspended_by_id
        db.session.flush()


def test_an_appeal_is_decided_by_the_owner_with_reasons_when_there_is_one(scene, suspended):
    with pytest.raises(NotSuspended):
        decide(scene, suspended, True)
    appeal(scene, suspended)
    with pytest.raises(Invalid):
        decide(scene, suspended, True, reason="")
    with pytest.raises(NotFound):
        decide(scene, suspended, True, by=scene.actor("WOK", "approver"))
    with pytest.raises(NotPermitted):
        decide(scene, suspended, True, by=scene.buyer("WOK"))


def test_a_council_s_approver_decides_an_appeal_against_its_buyer(scene):
    place = scene.approved(by=scene.buyer("WOK"))
    suspend(scene, place, by=scene.buyer("WOK"))
    appeal(scene, place)
    decide(scene, place, True, by=scene.actor("WOK", "approver"))
    assert scene.stands(place).usable


def test_the_owner_ends_a_suspension_early_with_a_reason(scene, suspended):
    with pytest.raises(Invalid):
        lift(scene, suspended, reason="")
    lift(scene, suspended)
    assert scene.stands(suspended).usable
    assert mails()[-1]["subject"] == "Your suspension from Paper and stationery has ended"
    with pytest.raises(NotSuspended):
        lift(scene, suspended)


def test_nothing_is_said_to_a_suspension_that_is_not_there(scene, place):
    for act in (comment, appeal, lift):
        with pytest.raises(NotSuspended):
            act(scene, place)


def test_the_whole_story_is_in_the_audit_trail(scene, suspended):
    comment(scene, suspended)
    appeal(scene, suspended)
    decide(scene, suspended, True)
    verbs = db.session.scalars(
        db.select(AuditEvent.verb)
        .where(AuditEvent.subject_kind == "list_place", AuditEvent.outcome == "done")
        .order_by(AuditEvent.id)
    ).all()
    assert verbs[2:] == ["suspend_supplier", "comment_on_suspension", "appeal_suspension", "decide_appeal"]
