"""How a supplier stands, and the checks that are kept of it (PA 2023 ss.45(6), 57; T5, T6, F09)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from procurement_hub.accounts.roles import Kind, Role
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import checks, services
from procurement_hub.exclusions.declaration import Answer, Subcontractor
from procurement_hub.exclusions.models import Decision, ExclusionCheck, Outcome
from procurement_hub.suppliers.models import ConnectedPerson, Connection
from tests.exclusions.scene import AFTER_REPLY, NOW, NUMBER, debar, decided, declare, make_scene
from tests.exclusions.scene import make_supplier as another_supplier
from tests.makers import make_organisation, make_person
from tests.selecting import selects

TODAY = AFTER_REPLY.date()
INSOLVENT = Answer("insolvency", True, "Administration", date(2026, 2, 3))


@pytest.fixture
def scene(app):
    return make_scene()


def stand(scene, on=TODAY, **more):
    return checks.stand(scene.supplier.id, on, **more)


def check(scene, supplier=None, at=AFTER_REPLY):
    with transaction():
        return checks.check(
            actor=scene.lead,
            now=at,
            supplier_id=(supplier or scene.supplier).id,
            subject_kind=checks.AWARD,
            subject_id=7,
            authority_id=scene.centre.id,
        )


def test_a_supplier_of_whom_nothing_is_known_is_clear(scene):
    found = stand(scene)
    assert (found.outcome, found.questions) == (Outcome.CLEAR, ())
    assert found.sentence == "No exclusion or debarment is in force."


def test_an_exclusion_counts_from_its_day_to_its_last_and_lifts_itself_after(scene):
    decided(scene)
    days = [TODAY - timedelta(days=1), TODAY, date(2027, 12, 4), date(2027, 12, 5)]
    assert [stand(scene, on).excluded for on in days] == [False, True, True, False]
    sentence = stand(scene).sentence
    assert sentence.startswith(
        "South East Centre of Excellence excluded it on 5 December 2026, until 4 December 2027: "
    )
    assert "Schedule 7 paragraph 12(3)" in sentence


def test_a_lifted_exclusion_counts_no_longer(scene):
    case = decided(scene)
    tomorrow = AFTER_REPLY + timedelta(days=1)
    with transaction():
        services.lift_decision(actor=scene.lead, now=tomorrow, case=case, reason="New management")
    assert stand(scene).excluded
    assert not stand(scene, tomorrow.date()).excluded


def test_excludable_is_not_excluded(scene):
    decided(scene, Decision.EXCLUDABLE, ends_on=None)
    found = stand(scene)
    assert found.outcome is Outcome.EXCLUDABLE
    assert not found.excluded


def test_a_decision_that_it_is_not_excluded_leaves_it_clear(scene):
    decided(scene, Decision.NOT_EXCLUDED)
    assert stand(scene).outcome is Outcome.CLEAR


def test_each_centre_decides_for_itself(scene):
    decided(scene)
    elsewhere = make_organisation(Kind.RCE)
    assert stand(scene, authority_id=scene.centre.id).excluded
    assert not stand(scene, authority_id=elsewhere.id).excluded
    assert stand(scene).excluded


def test_debarred_on_a_mandatory_ground_is_excluded_and_on_a_discretionary_one_excludable(scene):
    debar(scene.admin, company_number=NUMBER)
    assert stand(scene).excluded
    assert stand(scene).sentence.startswith(
        "On the debarment list from 1 November 2026 until it is removed (Entry 2026/004): "
    )
    other = another_supplier("Albion Office Supplies Ltd", "02750002")
    debar(scene.admin, company_number="02750002", ground="environment")
    assert checks.stand(other.id, TODAY).outcome is Outcome.EXCLUDABLE


def test_debarred_by_ppon_is_debarred(scene):
    with transaction():
        scene.supplier.ppon = "PBRL-1724-VNQT"
    debar(scene.admin, company_number="", ppon="PBRL-1724-VNQT")
    assert stand(scene).excluded


def test_the_heaviest_source_decides(scene):
    decided(scene, Decision.EXCLUDABLE, ends_on=None)
    debar(scene.admin, company_number=NUMBER)
    found = stand(scene)
    assert found.excluded
    assert [source.kind for source in found.sources] == ["debarment", "decision"]


def test_a_name_that_is_merely_alike_is_a_question_and_excludes_nobody(scene):
    debar(scene.admin, name="PENNINE PAPER LIMITED", company_number="09999999")
    found = stand(scene)
    assert found.outcome is Outcome.CLEAR
    [question] = found.questions
    assert question.sentence.startswith("Find out whether it is the PENNINE PAPER LIMITED of the debarment")


def test_a_debarred_subcontractor_is_a_question(scene):
    declare(scene.bidder, subcontractors=(Subcontractor("Thames Couriers", "05550123"),))
    debar(scene.admin, name="Other name Ltd", company_number="05550123")
    found = stand(scene)
    assert found.outcome is Outcome.CLEAR
    assert "Its subcontractor Thames Couriers is the Other name Ltd" in found.questions[0].sentence
    assert "(section 28)" in found.questions[0].sentence


def test_a_declared_ground_is_a_question_until_somebody_decides(scene):
    declare(scene.bidder, INSOLVENT)
    assert stand(scene).outcome is Outcome.CLEAR
    assert stand(scene).questions[0].code == "declared:insolvency"
    decided(scene, Decision.NOT_EXCLUDED, ground="insolvency")
    assert stand(scene).questions == ()


def test_what_was_decided_before_it_happened_decides_nothing(scene):
    decided(scene, Decision.NOT_EXCLUDED, ground="insolvency")
    later = AFTER_REPLY + timedelta(days=40)
    again = Answer("insolvency", True, "Administration again", later.date() - timedelta(days=1))
    declare(scene.bidder, again, at=later)
    assert [each.code for each in stand(scene, later.date()).questions] == ["declared:insolvency"]


def test_a_check_keeps_when_for_what_how_it_stood_and_why(scene):
    declare(scene.bidder, INSOLVENT)
    case = decided(scene)
    kept = check(scene)
    assert (kept.supplier_id, kept.subject_kind, kept.subject_id) == (scene.supplier.id, "award", 7)
    assert (kept.at, kept.outcome, kept.authority_id) == (AFTER_REPLY, Outcome.EXCLUDED, scene.centre.id)
    assert kept.sources.splitlines() == [f"excluded:decision:{case.id}", "declared:insolvency"]


@pytest.mark.parametrize(
    "act", ["UPDATE exclusion_check SET outcome = 'clear'", "DELETE FROM exclusion_check"]
)
def test_the_database_lets_nobody_change_a_check(scene, act):
    check(scene)
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(act))
    db.session.rollback()


def test_an_excluded_supplier_is_refused_in_the_words_of_the_law(scene):
    decided(scene)
    with pytest.raises(checks.ExcludedSupplier) as refused, transaction():
        checks.require_not_excluded(
            actor=scene.lead,
            now=AFTER_REPLY,
            supplier=scene.supplier,
            subject_kind=checks.AWARD,
            subject_id=7,
        )
    assert refused.value.sentence == (
        "Pennine Paper Ltd: This supplier is an excluded supplier. "
        "A framework cannot award to it (section 45(6))."
    )


def test_many_suppliers_are_checked_in_as_many_statements_as_one(scene):
    others = [another_supplier(f"Supplier {n} Ltd", f"0100000{n}") for n in range(6)]
    for supplier in others:
        bidder = make_person([Role.BIDDER], supplier)
        assert bidder
    with selects() as one:
        checks.stands([scene.supplier.id], TODAY)
    with selects() as many:
        found = checks.stands([scene.supplier.id, *(each.id for each in others)], TODAY)
    assert len(many) == len(one)
    assert len(found) == 7
    assert checks.stands([], TODAY) == {}


def note(scene, at: datetime = AFTER_REPLY, authority_id=None) -> Outcome:
    with transaction():
        return checks.note_order(
            now=at,
            supplier_id=scene.supplier.id,
            order_id=12,
            authority_id=authority_id or scene.centre.id,
        )


def test_an_order_s_check_says_the_same_as_a_full_one(scene):
    assert note(scene) is Outcome.CLEAR
    case = decided(scene, Decision.EXCLUDABLE, ends_on=None)
    assert note(scene) is Outcome.EXCLUDABLE
    debar(scene.admin, company_number=NUMBER)
    assert note(scene) is Outcome.EXCLUDED
    assert note(scene, at=NOW - timedelta(days=30)) is Outcome.CLEAR
    kept = db.session.scalars(db.select(ExclusionCheck).order_by(ExclusionCheck.id)).all()
    assert [row.sources for row in kept] == ["", f"excludable:decision:{case.id}", "excluded:debarment:1", ""]
    assert {(row.subject_kind, row.subject_id, row.authority_id) for row in kept} == {
        ("call_off", 12, scene.centre.id)
    }


def test_another_centre_s_exclusion_stops_no_order(scene):
    decided(scene)
    assert note(scene) is Outcome.EXCLUDED
    assert note(scene, authority_id=make_organisation(Kind.RCE).id) is Outcome.CLEAR


def test_an_order_s_check_is_one_statement_and_reads_nothing_besides(scene):
    with transaction(), selects() as asked:
        checks.note_order(now=NOW, supplier_id=scene.supplier.id, order_id=12, authority_id=scene.centre.id)
    assert asked == []


def test_which_of_several_are_excluded_is_asked_at_once(scene):
    other = another_supplier("Albion Office Supplies Ltd")
    decided(scene)
    both = [scene.supplier.id, other.id]
    assert checks.excluded_among(both, TODAY) == {scene.supplier.id}
    assert checks.excluded_among([], TODAY) == frozenset()


def test_a_connected_person_on_the_list_is_a_question(scene):
    with transaction():
        db.session.add(
            ConnectedPerson(
                organisation_id=scene.supplier.id, name="Blackwater Holdings", connection=Connection.PARENT
            )
        )
    debar(scene.admin, name="Blackwater Holdings Ltd")
    found = stand(scene)
    assert found.outcome is Outcome.CLEAR
    [question] = found.questions
    assert "Blackwater Holdings, connected with it (parent undertaking), is the Blackwater Holdings Ltd" in (
        question.sentence
    )
