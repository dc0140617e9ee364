"""A supplier applies from its wallet, and the owner's officer decides."""

import pytest
from sqlalchemy.exc import IntegrityError

from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.models import ListPlace, PlaceStatus
from procurement_hub.approved_lists.services import AppliedAlready, CriteriaNotMet, SupplierExcluded
from procurement_hub.approved_lists.standing import State
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers.models import Evidence, EvidenceReliance
from tests.approved_lists.scene import ISO, NEXT_MAY, NOW, PAYS, PUBLIC, TODAY, mails, noon
from tests.makers import actor_for, make_person


def refuse(scene, place, reason="The certificate is another company's"):
    actor = scene.lead
    with transaction():
        services.refuse_supplier(actor=actor, now=NOW, place=place, reason=reason)


def withdraw(scene, place, code="PEN"):
    actor = scene.bidder(code)
    with transaction():
        services.withdraw_application(actor=actor, now=NOW, place=place)


def answer(scene, place, agreed, code="PEN"):
    actor = scene.bidder(code)
    with transaction():
        services.answer_statements(actor=actor, now=NOW, place=place, answers={PAYS: agreed})


@pytest.fixture
def applied(scene):
    scene.insure()
    scene.accredit()
    return scene.apply(scene.open_list())


def test_a_supplier_sees_what_it_has_before_it_applies(scene):
    scene.insure()
    approved_list = scene.open_list()
    version = queries.versions_of([approved_list.id])[approved_list.id][-1]
    checks, excluded = queries.checks_for(version, scene.bidder().organisation_id, TODAY)
    assert [check.met for check in checks] == [True, False, False]
    assert excluded == ""


def test_an_application_gives_nothing_but_the_answers(scene, applied):
    assert applied.status is PlaceStatus.APPLIED
    assert db.session.scalar(db.select(db.func.count()).select_from(Evidence)) == 2
    whole = queries.place_for(scene.bidder(), applied.id)
    assert [(answer.statement, answer.agreed) for answer in whole.answers] == [(PAYS, True)]
    assert mails()[-1]["to"] == "procurement_lead@sece.example"


def test_what_is_missing_is_named_all_at_once(scene):
    approved_list = scene.open_list()
    scene.insure(amount=1_000_000)
    with pytest.raises(SeveralProblems) as refusal:
        scene.apply(approved_list, answers={})
    problems = refusal.value.problems
    assert [field for field, _ in problems] == [None, None, "statements-0-agreed"]
    assert "too little: £1,000,000" in problems[0][1]
    assert "missing" in problems[1][1]


def test_a_statement_wants_a_yes(scene):
    scene.insure()
    scene.accredit()
    approved_list = scene.open_list()
    with pytest.raises(SeveralProblems) as refusal:
        scene.apply(approved_list, answers={PAYS: False})
    assert refusal.value.problems == [("statements-0-agreed", f"The list asks for a yes: {PAYS}")]


def test_only_a_supplier_applies(scene):
    approved_list = scene.open_list()
    actor = scene.buyer("WOK")
    with pytest.raises(NotPermitted), transaction():
        services.apply_for_list(actor=actor, now=NOW, approved_list=approved_list, answers={})


def test_a_supplier_that_waits_does_not_apply_again(scene, applied):
    with pytest.raises(AppliedAlready):
        scene.apply(scene.list_of(applied))


def test_a_supplier_that_is_approved_or_suspended_does_not_apply_again(scene, applied):
    scene.approve(applied)
    with pytest.raises(AppliedAlready):
        scene.apply(scene.list_of(applied))
    scene.suspend(applied)
    with pytest.raises(AppliedAlready):
        scene.apply(scene.list_of(applied))


def test_the_database_keeps_one_application_at_a_time(scene, applied):
    with pytest.raises(IntegrityError), transaction():
        db.session.add(
            ListPlace(
                list_id=applied.list_id,
                supplier_id=applied.supplier_id,
                version_number=1,
                status=PlaceStatus.APPLIED,
                applied_at=NOW,
                applied_by_id=applied.applied_by_id,
            )
        )
        db.session.flush()


def test_a_supplier_that_was_refused_or_left_may_apply_again(scene, applied):
    refuse(scene, applied)
    again = scene.apply(scene.list_of(applied))
    withdraw(scene, again)
    assert scene.apply(scene.list_of(applied)).id > again.id


def test_an_excluded_supplier_cannot_apply(scene):
    scene.insure()
    scene.accredit()
    approved_list = scene.open_list()
    scene.debar()
    with pytest.raises(SupplierExcluded) as refusal:
        scene.apply(approved_list)
    assert "excluded supplier" in refusal.value.sentence


# --- the decision ---------------------------------------------------------------------------------


def test_an_approval_says_who_when_and_why(scene, applied):
    scene.approve(applied, reason="Certificates seen")
    place = queries.place_for(scene.lead, applied.id)
    assert place.status is PlaceStatus.APPROVED
    assert (place.decided_by.name, place.decided_at) == (scene.lead.person_name, NOW)
    assert place.decision_reason == "Certificates seen"
    assert "Certificates seen" in mails()[-1]["text"]


def test_the_owner_s_reliance_stands_in_the_supplier_s_wallet(scene, applied):
    scene.approve(applied)
    relied = db.session.scalars(db.select(EvidenceReliance).order_by(EvidenceReliance.evidence_id)).all()
    assert {row.organisation_id for row in relied} == {scene.lead.organisation_id}
    assert [row.what for row in relied] == ["Approved list: Paper and stationery"] * 2


def test_a_council_s_approver_approves_for_its_own_list(scene):
    place = scene.approved(by=scene.buyer("WOK"))
    assert scene.stands(place).usable
    scene.insure("ALB")
    scene.accredit("ALB")
    other = scene.apply(scene.list_of(place), "ALB")
    scene.approve(other, by=scene.actor("WOK", "approver"))


def test_a_refusal_says_why(scene, applied):
    refuse(scene, applied)
    assert scene.stands(applied).state is State.REFUSED
    assert "another company's" in mails()[-1]["text"]


def test_a_decision_needs_a_reason(scene, applied):
    with pytest.raises(Invalid):
        scene.approve(applied, reason=" ")
    with pytest.raises(Invalid):
        refuse(scene, applied, reason="")


def test_an_application_is_decided_once(scene, applied):
    scene.approve(applied)
    with pytest.raises(WrongState):
        scene.approve(applied)
    with pytest.raises(WrongState):
        refuse(scene, applied)


def test_somebody_else_s_application_is_not_there(scene, applied):
    with pytest.raises(NotFound):
        scene.approve(applied, by=scene.buyer("WOK"))


@pytest.mark.parametrize("who", [("SECE", "opening_officer"), ("SECE", "auditor"), ("PEN", "bidder")])
def test_only_officers_who_may_decide(scene, applied, who):
    with pytest.raises(NotPermitted):
        scene.approve(applied, by=scene.actor(*who))


def test_evidence_that_ran_out_since_the_application_is_not_approved(scene, applied):
    with pytest.raises(CriteriaNotMet) as refusal:
        scene.approve(applied, now=noon(NEXT_MAY.replace(day=4)))
    assert "expired: its last day was 3 May 2027" in refusal.value.sentence


def test_a_debarred_supplier_is_not_approved(scene, applied):
    scene.debar()
    with pytest.raises(SupplierExcluded):
        scene.approve(applied)
    assert scene.stands(applied).exclusion


def test_criteria_that_changed_since_the_application_count_at_the_decision(scene):
    scene.insure()
    approved_list = scene.open_list(PUBLIC)
    place = scene.apply(approved_list, answers={})
    actor = scene.lead
    with transaction():
        services.revise_criteria(
            actor=actor,
            now=NOW,
            approved_list=approved_list,
            criteria=[PUBLIC, ISO],
            comply_by=NEXT_MAY,
            reason="Quality",
        )
    with pytest.raises(CriteriaNotMet):
        scene.approve(place)
    scene.accredit()
    scene.approve(place)
    assert queries.place_for(scene.lead, place.id).version_number == 2


# --- afterwards -----------------------------------------------------------------------------------


def test_a_no_takes_a_supplier_off_the_list_and_a_yes_brings_it_back(scene):
    place = scene.approved()
    answer(scene, place, False)
    assert scene.stands(place).state is State.LAPSED
    answer(scene, place, True)
    assert scene.stands(place).usable


def test_only_the_supplier_itself_answers_and_leaves(scene):
    place = scene.approved()
    with pytest.raises(NotFound):
        answer(scene, place, False, code="ALB")
    with pytest.raises(NotFound):
        withdraw(scene, place, code="ALB")


def test_who_has_left_is_asked_nothing_and_cannot_leave_twice(scene):
    place = scene.approved()
    withdraw(scene, place)
    assert mails()[-1]["subject"] == "PEN organisation has left Paper and stationery"
    with pytest.raises(WrongState):
        withdraw(scene, place)
    with pytest.raises(WrongState):
        answer(scene, place, True)


def test_each_act_on_a_place_is_in_the_audit_trail(scene, applied):
    scene.approve(applied)
    answer(scene, applied, False)
    withdraw(scene, applied)
    events = db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.subject_kind == "list_place").order_by(AuditEvent.id)
    ).all()
    assert [event.verb for event in events] == [
        "apply_for_list",
        "approve_supplier",
        "answer_statements",
        "withdraw_application",
    ]


def test_two_officers_of_one_owner_see_the_same_applications(scene, applied):
    colleague = make_person(["procurement_lead"], scene.organisations["SECE"])
    waiting = queries.waiting_for(actor_for(colleague), 10)
    assert [(place.id, appeal) for place, appeal in waiting] == [(applied.id, False)]
    assert queries.waiting_for(scene.buyer("WOK"), 10) == []
    assert queries.waiting_for(scene.actor("SECE", "auditor"), 10) == []
