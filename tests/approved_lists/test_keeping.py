"""Opening, amending, revising and closing a list."""

from datetime import timedelta
from decimal import Decimal

import pytest

from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.services import (
    AskedTwice,
    NewCriterion,
    NothingAsked,
    NothingChanged,
    NoTimeToMeetIt,
)
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotFound, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.suppliers.models import EvidenceKind
from tests.approved_lists.scene import ISO, NOW, PUBLIC, SAYS, TODAY, mails

STRICTER = NewCriterion(EvidenceKind.PUBLIC_LIABILITY, minimum=Decimal(10_000_000))


def revise(scene, approved_list, *criteria, by=None, days=30, reason="Insurers advise it"):
    actor = by or scene.lead
    with transaction():
        return services.revise_criteria(
            actor=actor,
            now=NOW,
            approved_list=approved_list,
            criteria=criteria or (STRICTER, ISO, SAYS),
            comply_by=TODAY + timedelta(days=days),
            reason=reason,
        )


def amend(scene, approved_list, by=None, **changes):
    terms = {"title": "Paper", "purpose": "Paper for councils", "cpv": ["30197643-5"], "shared": False}
    actor = by or scene.lead
    with transaction():
        services.amend_list(actor=actor, now=NOW, approved_list=approved_list, **(terms | changes))


def close(scene, approved_list, by=None, reason="A framework replaces it"):
    actor = by or scene.lead
    with transaction():
        services.close_list(actor=actor, now=NOW, approved_list=approved_list, reason=reason)


def test_a_list_is_opened_with_a_reference_its_codes_and_its_criteria(scene):
    approved_list = scene.open_list(cpv=["30190000-7", "22800000", "3019"])
    assert approved_list.code == "AL-2026-001"
    assert [row.prefix for row in queries.list_for(approved_list.id).cpv_prefixes] == ["228", "3019"]
    (version,) = queries.versions_of([approved_list.id])[approved_list.id]
    assert [row.position for row in version.criteria] == [0, 1, 2]
    assert scene.open_list().code == "AL-2026-002"


def test_a_council_keeps_lists_of_its_own(scene):
    approved_list = scene.open_list(by=scene.buyer("WOK"))
    assert queries.own_list(scene.buyer("WOK"), approved_list.id) is approved_list
    with pytest.raises(NotFound):
        queries.own_list(scene.buyer("RDG"), approved_list.id)


@pytest.mark.parametrize(
    "who", [("SECE", "opening_officer"), ("WOK", "approver"), ("PEN", "bidder"), ("WOK", "auditor")]
)
def test_only_a_lead_or_a_buyer_opens_a_list(scene, who):
    with pytest.raises(NotPermitted):
        scene.open_list(by=scene.actor(*who))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "  "}, "title"),
        ({"title": "x" * 301}, "title"),
        ({"purpose": ""}, "purpose"),
        ({"purpose": "x" * 5001}, "purpose"),
        ({"cpv": []}, "cpv"),
        ({"cpv": ["paper"]}, "cpv"),
        ({"cpv": ["3"]}, "cpv"),
        ({"cpv": ["123456789"]}, "cpv"),
        ({"cpv": ["3019"] * 51}, "cpv"),
        ({"criteria": [NewCriterion()]}, "criteria-0-statement"),
        ({"criteria": [NewCriterion(statement="x" * 301)]}, "criteria-0-statement"),
        (
            {"criteria": [NewCriterion(EvidenceKind.PUBLIC_LIABILITY, minimum=Decimal(0))]},
            "criteria-0-minimum",
        ),
        ({"criteria": [NewCriterion(EvidenceKind.ACCREDITATION)]}, "criteria-0-named"),
        ({"criteria": [PUBLIC, NewCriterion(EvidenceKind.OTHER, named="  ")]}, "criteria-1-named"),
        ({"criteria": [NewCriterion(EvidenceKind.POLICY, named="x" * 101)]}, "criteria-0-named"),
        ({"criteria": [NewCriterion(statement=str(n)) for n in range(31)]}, None),
    ],
)
def test_a_list_that_makes_no_sense_is_refused_beside_its_field(scene, changes, field):
    with pytest.raises(Invalid) as refusal:
        scene.open_list(**changes)
    assert refusal.value.field == field


def test_a_list_asks_for_something(scene):
    actor = scene.lead
    with pytest.raises(NothingAsked), transaction():
        services.open_list(actor=actor, now=NOW, title="T", purpose="P", cpv=["30"], criteria=[])


@pytest.mark.parametrize(
    "twice",
    [
        (PUBLIC, STRICTER),
        (ISO, NewCriterion(EvidenceKind.ACCREDITATION, named="iso9001")),
        (SAYS, NewCriterion(statement=SAYS.statement.upper())),
    ],
)
def test_the_same_is_not_asked_twice(scene, twice):
    with pytest.raises(AskedTwice):
        scene.open_list(*twice)


def test_a_list_is_amended_by_its_owner(scene):
    approved_list = scene.open_list()
    amend(scene, approved_list)
    found = queries.list_for(approved_list.id)
    assert (found.title, found.shared) == ("Paper", False)
    assert [row.prefix for row in found.cpv_prefixes] == ["30197643"]
    with pytest.raises(NotFound):
        amend(scene, approved_list, by=scene.buyer("WOK"))


def test_new_criteria_are_a_new_version_and_the_old_one_stays(scene):
    approved_list = scene.list_of(scene.approved())
    revise(scene, approved_list)
    first, second = queries.versions_of([approved_list.id])[approved_list.id]
    assert (first.number, second.number) == (1, 2)
    assert first.criteria[0].minimum == 5_000_000
    assert second.criteria[0].minimum == 10_000_000
    assert second.comply_by == TODAY + timedelta(days=30)


def test_suppliers_on_the_list_are_told_what_changes_and_until_when(scene):
    approved_list = scene.list_of(scene.approved())
    revise(scene, approved_list)
    told = mails()[-1]
    assert told["to"] == "bidder@pen.example"
    assert "20 December 2026" in told["text"]
    assert "Insurers advise it" in told["text"]


def test_members_get_time_to_meet_new_criteria(scene):
    place = scene.approved()
    revise(scene, scene.list_of(place))
    assert scene.stands(place, TODAY + timedelta(days=30)).usable
    assert scene.stands(place, TODAY + timedelta(days=30)).coming
    assert not scene.stands(place, TODAY + timedelta(days=31)).usable


def test_a_statement_that_stays_needs_no_second_answer(scene):
    place = scene.approved()
    scene.insure(amount=10_000_000)
    revise(scene, scene.list_of(place))
    assert scene.stands(place, TODAY + timedelta(days=31)).usable


@pytest.mark.parametrize("days", [0, -1])
def test_criteria_do_not_change_overnight(scene, days):
    approved_list = scene.open_list()
    with pytest.raises(NoTimeToMeetIt):
        revise(scene, approved_list, days=days)


def test_the_same_criteria_are_no_new_version(scene):
    approved_list = scene.open_list()
    with pytest.raises(NothingChanged):
        revise(scene, approved_list, SAYS, ISO, PUBLIC)


def test_criteria_change_for_a_reason_and_by_the_owner(scene):
    approved_list = scene.open_list()
    with pytest.raises(Invalid):
        revise(scene, approved_list, reason=" ")
    with pytest.raises(NotFound):
        revise(scene, approved_list, by=scene.buyer("WOK"))


def test_a_closed_list_is_closed_for_good(scene):
    place = scene.approved()
    approved_list = queries.list_for(place.list_id)
    close(scene, approved_list)
    assert mails()[-1]["subject"] == "Paper and stationery is closed"
    for act in (close, amend, revise):
        with pytest.raises(WrongState):
            act(scene, approved_list)
    with pytest.raises(WrongState):
        scene.apply(approved_list, "ALB")
    with pytest.raises(WrongState):
        scene.rely(place)


def test_a_list_is_closed_for_a_reason_and_by_its_owner(scene):
    approved_list = scene.open_list()
    with pytest.raises(Invalid):
        close(scene, approved_list, reason="")
    with pytest.raises(NotFound):
        close(scene, approved_list, by=scene.buyer("RDG"))


def test_an_application_to_a_list_closed_meanwhile_cannot_be_approved(scene):
    scene.insure()
    scene.accredit()
    approved_list = scene.open_list()
    place = scene.apply(approved_list)
    close(scene, approved_list)
    with pytest.raises(WrongState):
        scene.approve(place)


def test_everybody_finds_open_lists_and_only_the_owner_its_closed_ones(scene):
    paper, closed = scene.open_list(), scene.open_list(title="Old")
    close(scene, closed)
    assert queries.lists_page(None).rows == [paper]
    assert queries.lists_page(scene.bidder()).rows == [paper]
    assert queries.lists_page(scene.lead).rows == [closed, paper]


@pytest.mark.parametrize(
    ("cpv", "found"),
    [("30197643-5", True), ("30000000-9", True), ("3019", True), ("45", False), ("302", False)],
)
def test_a_list_is_found_by_broader_and_narrower_codes(scene, cpv, found):
    approved_list = scene.open_list(cpv=["3019"])
    rows = queries.lists_page(None, prefix=queries.cpv_prefix(cpv)).rows
    assert rows == ([approved_list] if found else [])


def test_each_act_on_a_list_is_in_the_audit_trail(scene):
    approved_list = scene.open_list()
    amend(scene, approved_list)
    revise(scene, approved_list)
    close(scene, approved_list)
    events = db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.subject_kind == "approved_list").order_by(AuditEvent.id)
    ).all()
    assert [event.verb for event in events] == ["open_list", "amend_list", "revise_criteria", "close_list"]
    assert events[-1].reason == "A framework replaces it"
