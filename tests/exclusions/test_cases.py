"""An exclusion case: heard before it is decided, decided with reasons, and lifting itself (T6)."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted, WrongState
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.models import CaseStatus, Decision
from procurement_hub.exclusions.permissions import acts
from tests.exclusions.scene import AFTER_REPLY, NOW, REPLY_BY, decided, invited, make_scene, opened
from tests.makers import actor_for, make_organisation, make_person

LAST_DAY = date(2027, 12, 4)


@pytest.fixture
def scene(app):
    return make_scene()


def decide(scene, case, decision=Decision.EXCLUDED, *, at=AFTER_REPLY, ends_on=LAST_DAY, **more):
    with transaction():
        return services.decide_case(
            actor=more.pop("actor", scene.lead),
            now=at,
            case=case,
            decision=decision,
            reasons=more.pop("reasons", "It did not improve."),
            ends_on=ends_on,
            **more,
        )


def answer(scene, case, *, at=NOW, text="We have new vans."):
    with transaction():
        return services.answer_case(actor=scene.bidder, now=at, case=case, text=text)


def letters():
    return [json.loads(row.payload) for row in db.session.scalars(db.select(OutboxMessage))]


def test_nothing_is_decided_before_representations_were_invited(scene):
    with pytest.raises(services.RepresentationsNotInvited, match="Invite the supplier to make repres"):
        decide(scene, opened(scene))


def test_nothing_is_decided_while_the_supplier_may_still_reply(scene):
    case = invited(scene)
    last_moment = datetime(2026, 12, 4, 23, 59, 59, tzinfo=UTC)
    with pytest.raises(services.ReplyAwaited, match="can reply until the end of 4 December 2026"):
        decide(scene, case, at=last_moment)
    assert decide(scene, case, at=last_moment + timedelta(seconds=1)).status is CaseStatus.DECIDED


def test_a_reply_opens_the_way_to_a_decision_at_once(scene):
    case = invited(scene)
    answer(scene, case)
    assert decide(scene, case, at=NOW).decision is Decision.EXCLUDED


def test_the_supplier_is_told_by_mail_of_the_invitation_and_of_the_decision_with_its_reasons(scene):
    decided(scene)
    asked, told = letters()
    assert asked["to"] == told["to"] == "carol@pen.example"
    assert "until the end of 4 December 2026" in asked["text"]
    assert "excluded. The decision lasts until the end of 4 December 2027." in told["text"]
    assert "It did not improve." in told["text"]


def test_a_case_that_was_never_put_to_the_supplier_is_ended_without_a_word_to_it(scene):
    case = opened(scene)
    with transaction():
        services.close_case(actor=scene.lead, now=NOW, case=case, reason="A namesake")
    assert letters() == []


def test_the_reply_date_must_lie_ahead(scene):
    case = opened(scene)
    with pytest.raises(DomainError, match="must be after today"), transaction():
        services.invite_representations(actor=scene.lead, now=NOW, case=case, reply_by=NOW.date())


def test_an_associated_person_may_be_replaced_before_the_supplier_is_excluded(scene):
    with pytest.raises(DomainError, match="last day on which the supplier can replace Bob Black"):
        invited(scene, associated="Bob Black")
    case = invited(scene, associated="Bob Black", replace_by=date(2026, 12, 18))
    answer(scene, case)
    with pytest.raises(services.MayStillBeReplaced, match="can replace Bob Black until the end of 18 Dec"):
        decide(scene, case, at=datetime(2026, 12, 18, 12, tzinfo=UTC))
    assert decide(scene, case, at=datetime(2026, 12, 19, 9, tzinfo=UTC)).decision is Decision.EXCLUDED


def test_a_supplier_whose_associated_person_is_gone_need_not_wait_to_hear_so(scene):
    case = invited(scene, associated="Bob Black", replace_by=date(2026, 12, 18))
    answer(scene, case, text="Bob Black has left.")
    assert decide(scene, case, Decision.NOT_EXCLUDED, at=NOW).decision is Decision.NOT_EXCLUDED


def test_there_is_nobody_to_replace_when_the_supplier_itself_is_caught(scene):
    with pytest.raises(DomainError, match="nobody to replace"):
        invited(scene, replace_by=date(2026, 12, 18))


@pytest.mark.parametrize("reasons", ["", "   "])
def test_a_decision_needs_reasons(scene, reasons):
    with pytest.raises(DomainError, match="Give the reasons"):
        decide(scene, invited(scene), reasons=reasons)


def test_an_exclusion_needs_a_last_day_within_what_the_law_looks_back(scene):
    case = invited(scene, "insolvency")
    with pytest.raises(DomainError, match="Enter the last day of the exclusion"):
        decide(scene, case, ends_on=None)
    with pytest.raises(DomainError, match="must not be before today"):
        decide(scene, case, ends_on=date(2026, 12, 4))
    with pytest.raises(DomainError, match="within 3 years"):
        decide(scene, case, ends_on=date(2029, 12, 6))
    assert decide(scene, case, ends_on=date(2029, 12, 5)).ends_on == date(2029, 12, 5)


def test_nothing_lasts_of_a_supplier_that_is_not_excluded(scene):
    case = decided(scene, Decision.NOT_EXCLUDED)
    assert (case.ends_on, case.notification_due_on) == (None, None)


def test_national_security_needs_a_minister(scene):
    case = invited(scene, "national_security")
    with pytest.raises(DomainError, match=r"Minister's agreement.*\(section 29\)"):
        decide(scene, case)
    assert decide(scene, case, minister_reference="PRU/7").minister_reference == "PRU/7"


def test_a_ground_of_a_minister_alone_makes_no_case(scene):
    with pytest.raises(services.ForAMinister, match="Schedule 6 paragraph 35"):
        opened(scene, "listed_national_security")


def test_a_case_is_about_a_supplier_a_ground_and_facts(scene):
    with pytest.raises(NotFound):
        opened(scene, supplier=scene.centre)
    with pytest.raises(DomainError, match="Choose the ground"):
        opened(scene, "lateness")
    with pytest.raises(DomainError, match="Write down the facts"), transaction():
        services.open_case(actor=scene.lead, now=NOW, supplier=scene.supplier, ground="insolvency", facts=" ")


def test_the_minister_is_to_be_told_within_thirty_days_and_it_is_noted_once(scene):
    case = decided(scene)
    assert case.notification_due_on == date(2027, 1, 3)
    assert [each.id for each in queries.to_notify(scene.lead)] == [case.id]
    with pytest.raises(DomainError, match="Enter the reference"), transaction():
        services.record_notification(actor=scene.lead, now=AFTER_REPLY, case=case, reference=" ")
    with transaction():
        services.record_notification(actor=scene.lead, now=AFTER_REPLY, case=case, reference="PRU/1")
    assert queries.to_notify(scene.lead) == []
    with pytest.raises(WrongState, match="recorded already"), transaction():
        services.record_notification(actor=scene.lead, now=AFTER_REPLY, case=case, reference="PRU/1")


def test_only_an_exclusion_is_notified(scene):
    case = decided(scene, Decision.EXCLUDABLE)
    assert case.notification_due_on is None
    with pytest.raises(WrongState, match="Only an exclusion"), transaction():
        services.record_notification(actor=scene.lead, now=AFTER_REPLY, case=case, reference="PRU/1")


def test_what_waits_for_the_lead_is_heard_or_to_be_notified(scene):
    case = invited(scene)
    assert queries.waiting_at_the_centre(scene.lead, NOW) == []
    assert [each.id for each in queries.waiting_at_the_centre(scene.lead, AFTER_REPLY)] == [case.id]
    answer(scene, case)
    assert [each.id for each in queries.waiting_at_the_centre(scene.lead, NOW)] == [case.id]
    decide(scene, case, Decision.NOT_EXCLUDED)
    assert queries.waiting_at_the_centre(scene.lead, AFTER_REPLY) == []


def test_a_supplier_answers_once_and_not_after_the_decision(scene):
    case = invited(scene)
    with pytest.raises(DomainError, match="Write your answer"):
        answer(scene, case, text=" ")
    answer(scene, case)
    with pytest.raises(WrongState, match="is answered"):
        answer(scene, case)
    late = decided(scene, ground="environment")
    with pytest.raises(WrongState, match="is decided"):
        answer(scene, late, at=AFTER_REPLY)


def test_a_late_answer_counts_while_nothing_is_decided(scene):
    case = invited(scene)
    assert answer(scene, case, at=AFTER_REPLY).answer == "We have new vans."


def test_the_supplier_sees_a_case_from_the_invitation_on_and_others_never(scene):
    case = opened(scene)
    with pytest.raises(NotFound):
        queries.case_for(scene.bidder, case.id)
    with transaction():
        services.invite_representations(actor=scene.lead, now=NOW, case=case, reply_by=REPLY_BY)
    assert queries.case_for(scene.bidder, case.id).facts
    assert [each.id for each in queries.own_cases(scene.bidder)] == [case.id]
    rival = actor_for(make_person([Role.BIDDER], make_organisation(Kind.SUPPLIER)))
    elsewhere = actor_for(make_person([Role.PROCUREMENT_LEAD], make_organisation(Kind.RCE)))
    for stranger in (rival, elsewhere):
        with pytest.raises(NotFound):
            queries.case_for(stranger, case.id)
    assert queries.case_for(scene.actor("auditor"), case.id)


def test_only_the_lead_of_that_centre_decides(scene):
    case = invited(scene)
    elsewhere = actor_for(make_person([Role.PROCUREMENT_LEAD], make_organisation(Kind.RCE)))
    with pytest.raises(NotFound):
        decide(scene, case, actor=elsewhere)
    for who in ("auditor", "admin", "bidder"):
        with pytest.raises(NotPermitted):
            decide(scene, case, actor=scene.actor(who))
        assert "decide" not in acts(scene.actor(who), case)
    assert "decide" in acts(scene.lead, case)


def test_a_decision_can_be_lifted_with_a_reason_and_the_supplier_is_told(scene):
    case = decided(scene)
    with pytest.raises(DomainError, match="Give the reason"), transaction():
        services.lift_decision(actor=scene.lead, now=AFTER_REPLY, case=case, reason="")
    with transaction():
        services.lift_decision(actor=scene.lead, now=AFTER_REPLY, case=case, reason="New management")
    assert case.status is CaseStatus.LIFTED
    assert "New management" in letters()[-1]["text"]


def test_there_is_nothing_to_lift_of_a_supplier_that_was_not_excluded(scene):
    case = decided(scene, Decision.NOT_EXCLUDED)
    with pytest.raises(WrongState, match="nothing to lift"), transaction():
        services.lift_decision(actor=scene.lead, now=AFTER_REPLY, case=case, reason="x")


def test_a_decided_case_is_neither_decided_again_nor_closed(scene):
    case = decided(scene)
    with pytest.raises(WrongState, match="is decided"):
        decide(scene, case)
    with pytest.raises(WrongState, match="is decided"), transaction():
        services.close_case(actor=scene.lead, now=AFTER_REPLY, case=case, reason="x")


def test_the_whole_of_a_case_is_in_its_history(scene):
    case = invited(scene)
    answer(scene, case)
    decide(scene, case)
    with transaction():
        services.record_notification(actor=scene.lead, now=AFTER_REPLY, case=case, reference="PRU/1")
    events = audit.history(db.session, "exclusion_case", case.id)
    assert [event.verb for event in events] == [
        "open_case",
        "invite_representations",
        "answer_case",
        "decide_case",
        "record_notification",
    ]
    assert events[3].reason == "It did not improve."
    assert list(audit.verify(db.session)) == []
