"""Approved by one is usable by another with no re-entry; expired insurance drops the status (S3-55)."""

from datetime import timedelta

import pytest

from procurement_hub.approved_lists import queries, services
from procurement_hub.approved_lists.services import CannotBeReliedOn, OwnApproval
from procurement_hub.approved_lists.standing import State
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions.models import ExclusionCheck, Outcome
from procurement_hub.suppliers.models import Evidence, EvidenceReliance
from tests.approved_lists.scene import NEXT_MAY, PAYS, TODAY, mails, noon

DAY = timedelta(days=1)
LAPSED_ON = NEXT_MAY + DAY


def sweep(day):
    with transaction():
        return services.tell_of_changes(now=noon(day))


def subjects():
    return [mail["subject"] for mail in mails()]


def test_approved_by_a_is_usable_by_b_with_no_re_entry_and_expired_insurance_drops_the_status(scene):
    place = scene.approved(until=NEXT_MAY)
    evidence = db.session.scalars(db.select(Evidence.id).order_by(Evidence.id)).all()
    reliance = scene.rely(place, "WOK")
    assert db.session.scalars(db.select(Evidence.id).order_by(Evidence.id)).all() == evidence
    (shown,) = queries.reliances_of(scene.bidder(), queries.place_for(scene.bidder(), place.id))
    assert shown.id == reliance.id
    assert (shown.organisation.name, shown.relied_by.name) == (
        "WOK organisation",
        scene.buyer("WOK").person_name,
    )
    assert [check.what for check in shown.checks] == [
        "Public liability insurance of at least £5,000,000",
        "Accreditation: ISO 9001",
        PAYS,
    ]
    assert [check.valid_until for check in shown.checks] == [NEXT_MAY, None, None]
    assert scene.stands(place, NEXT_MAY).state is State.APPROVED
    assert scene.stands(place, LAPSED_ON).state is State.LAPSED
    with pytest.raises(CannotBeReliedOn) as refusal:
        scene.rely(place, "RDG", now=noon(LAPSED_ON))
    assert "expired: its last day was 3 May 2027" in refusal.value.sentence


def test_a_reliance_stands_in_the_supplier_s_wallet_too(scene):
    place = scene.approved()
    scene.rely(place)
    wok = scene.buyer("WOK").organisation_id
    rows = db.session.scalars(
        db.select(EvidenceReliance).where(EvidenceReliance.organisation_id == wok)
    ).all()
    assert len(rows) == 2
    assert rows[0].what == "Approved list of another: Paper and stationery"


def test_that_the_supplier_was_looked_up_among_the_excluded_is_kept_for_each(scene):
    place = scene.approved()
    scene.rely(place)
    kept = db.session.scalars(db.select(ExclusionCheck).order_by(ExclusionCheck.id)).all()
    assert [(check.subject_kind, check.subject_id, check.outcome) for check in kept] == [
        ("list_place", place.id, Outcome.CLEAR)
    ] * 2


def test_relying_twice_on_one_day_is_one_reliance(scene):
    place = scene.approved()
    first, second = scene.rely(place), scene.rely(place)
    assert first.id == second.id
    assert scene.rely(place, now=noon(TODAY + DAY)).id != first.id


def test_a_reliance_is_in_the_audit_trail_with_its_checks(scene):
    reliance = scene.rely(scene.approved())
    event = db.session.scalars(
        db.select(AuditEvent).where(AuditEvent.verb == "rely_on_approval", AuditEvent.outcome == "done")
    ).one()
    assert (event.subject_kind, event.subject_id) == ("list_reliance", reliance.id)
    assert "ISO 9001" in event.detail


def test_the_owner_does_not_rely_on_itself(scene):
    place = scene.approved()
    actor = scene.lead
    with pytest.raises(OwnApproval), transaction():
        services.rely_on_approval(actor=actor, now=noon(TODAY), place=place)


def test_only_a_buyer_relies(scene):
    place = scene.approved()
    for actor in (scene.actor("WOK", "approver"), scene.bidder()):
        with pytest.raises(NotPermitted), transaction():
            services.rely_on_approval(actor=actor, now=noon(TODAY), place=place)


def test_a_list_that_is_not_shared_is_its_owner_s_alone(scene):
    place = scene.approved(shared=False)
    with pytest.raises(NotFound):
        scene.rely(place)
    with pytest.raises(NotFound):
        queries.place_for(scene.buyer("WOK"), place.id)
    with pytest.raises(NotFound):
        queries.places_page(scene.buyer("WOK"), queries.list_for(place.list_id), TODAY)


def test_an_application_is_between_the_supplier_and_the_owner(scene):
    scene.insure()
    scene.accredit()
    place = scene.apply(scene.open_list())
    with pytest.raises(NotFound):
        scene.rely(place)
    with pytest.raises(NotFound):
        queries.place_for(scene.buyer("WOK"), place.id)
    with pytest.raises(NotFound):
        queries.place_for(scene.bidder("ALB"), place.id)
    page, _ = queries.places_page(scene.buyer("WOK"), queries.list_for(place.list_id), TODAY)
    assert page.rows == []
    page, standings = queries.places_page(scene.lead, queries.list_for(place.list_id), TODAY)
    assert [standings[row.id].state for row in page.rows] == [State.WAITING]


def test_other_councils_see_their_own_reliances_only(scene):
    place = scene.approved()
    scene.rely(place, "WOK")
    scene.rely(place, "RDG")
    seen = {
        who: len(queries.reliances_of(actor, queries.place_for(actor, place.id)))
        for who, actor in {"WOK": scene.buyer("WOK"), "SECE": scene.lead, "PEN": scene.bidder()}.items()
    }
    assert seen == {"WOK": 1, "SECE": 2, "PEN": 2}


def test_a_suspended_supplier_is_not_relied_on_until_it_ends_by_itself(scene):
    place = scene.approved()
    scene.suspend(place, days=30)
    with pytest.raises(CannotBeReliedOn) as refusal:
        scene.rely(place)
    assert "suspended from this list until 20 December 2026" in refusal.value.sentence
    scene.rely(place, now=noon(TODAY + 31 * DAY))


def test_a_debarred_supplier_is_not_relied_on(scene):
    place = scene.approved()
    scene.debar(until=TODAY + DAY)
    with pytest.raises(CannotBeReliedOn) as refusal:
        scene.rely(place)
    assert "On the debarment list" in refusal.value.sentence
    scene.rely(place, now=noon(TODAY + 2 * DAY))


def test_what_was_relied_on_stays_when_the_evidence_is_replaced(scene):
    place = scene.approved()
    scene.rely(place)
    relied_on = db.session.scalars(db.select(Evidence).order_by(Evidence.id)).first()
    scene.renew(relied_on, until=NEXT_MAY.replace(year=2028), now=noon(TODAY))
    (shown,) = queries.reliances_of(scene.bidder(), queries.place_for(scene.bidder(), place.id))
    assert shown.checks[0].evidence_id == relied_on.id


# --- the daily look -------------------------------------------------------------------------------


def test_a_lapse_is_told_once_to_the_supplier_and_the_owner(scene):
    place = scene.approved(until=NEXT_MAY)
    before = len(mails())
    assert sweep(NEXT_MAY) == 1
    assert len(mails()) == before
    assert sweep(LAPSED_ON) == 1
    told = mails()[before:]
    assert {mail["to"] for mail in told} == {"bidder@pen.example", "procurement_lead@sece.example"}
    assert {mail["subject"] for mail in told} == {
        "The approval of PEN organisation for Paper and stationery has lapsed"
    }
    assert sweep(LAPSED_ON) == 0
    assert sweep(LAPSED_ON + DAY) == 1
    assert len(mails()) == before + 2
    assert scene.stands(place, LAPSED_ON).state is State.LAPSED


def test_a_renewed_insurance_brings_the_supplier_back_and_is_told_once(scene):
    place = scene.approved(until=NEXT_MAY)
    sweep(LAPSED_ON)
    old = db.session.scalars(db.select(Evidence).order_by(Evidence.id)).first()
    scene.renew(old, until=NEXT_MAY.replace(year=2028), now=noon(LAPSED_ON))
    assert scene.stands(place, LAPSED_ON).usable
    before = len(mails())
    sweep(LAPSED_ON + DAY)
    sweep(LAPSED_ON + 2 * DAY)
    assert subjects()[before:] == ["PEN organisation is on Paper and stationery again"] * 2


def test_a_suspension_that_ends_by_itself_is_told(scene):
    place = scene.approved()
    scene.suspend(place, days=30)
    before = len(mails())
    sweep(TODAY + 30 * DAY)
    assert len(mails()) == before
    sweep(TODAY + 31 * DAY)
    assert subjects()[before:] == ["PEN organisation is on Paper and stationery again"] * 2


def test_a_debarment_is_told(scene):
    place = scene.approved()
    scene.debar()
    sweep(TODAY + DAY)
    assert subjects()[-1] == "PEN organisation cannot be invited from Paper and stationery"
    assert scene.stands(place, TODAY + DAY).state is State.EXCLUDED


def test_nothing_is_told_of_applications_and_closed_lists(scene):
    scene.insure()
    scene.accredit()
    approved_list = scene.open_list()
    place = scene.apply(approved_list)
    assert sweep(LAPSED_ON) == 0
    scene.approve(place)
    actor = scene.lead
    with transaction():
        services.close_list(actor=actor, now=noon(TODAY), approved_list=approved_list, reason="Done")
    assert sweep(LAPSED_ON) == 0
