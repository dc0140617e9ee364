"""A supplier declares in a draft and confirms versions that never change (F02, T5)."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from procurement_hub.accounts.roles import Role
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted, SeveralProblems, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.exclusions import queries, services
from procurement_hub.exclusions.declaration import Answer, Subcontractor
from procurement_hub.law.exclusion_grounds import declared_grounds
from tests.exclusions.scene import NOW, declare, make_scene
from tests.makers import actor_for, make_person

FIRED = Answer("insolvency", True, "We were in administration.", date(2026, 2, 3), "New owners")


@pytest.fixture
def scene(app):
    return make_scene()


def save(bidder, *answers):
    with transaction():
        services.save_answers(actor=bidder, now=NOW, answers=answers)


def confirm(bidder, name="Carol Heaton", at=NOW):
    with transaction():
        return services.confirm_declaration(actor=bidder, now=at, name=name)


def test_a_supplier_that_has_declared_nothing_has_no_declaration(scene):
    assert queries.current_declaration(scene.supplier.id) is None


def test_a_confirmed_declaration_is_the_current_one(scene):
    declare(scene.bidder, FIRED, subcontractors=(Subcontractor("Thames Couriers", "5550123"),))
    current = queries.current_declaration(scene.supplier.id)
    assert (current.version, current.confirmed_by, current.confirmed_at) == (1, "Carol Heaton", NOW)
    assert current.yes == [FIRED]
    assert current.subcontractors == (Subcontractor("Thames Couriers", "05550123"),)
    assert queries.problems(current, NOW) == []
    assert queries.draft_of(scene.supplier.id) is None


def test_a_new_version_leaves_the_old_one_as_it_was(scene):
    first = declare(scene.bidder)
    kept = first.content
    declare(scene.bidder, FIRED, at=NOW + timedelta(days=1))
    assert queries.version_of(scene.supplier.id, 1).content == kept
    assert queries.current_declaration(scene.supplier.id).version == 2


@pytest.mark.parametrize(
    "act", ["UPDATE exclusion_declaration SET content = '{}'", "DELETE FROM exclusion_declaration"]
)
def test_the_database_lets_nobody_change_a_version(scene, act):
    declare(scene.bidder)
    with pytest.raises(DatabaseError, match="append-only"):
        db.session.execute(text(act))
    db.session.rollback()


def test_a_copy_asks_for_a_review_of_every_group_before_it_is_confirmed(scene):
    declare(scene.bidder, FIRED)
    with transaction():
        services.reuse_declaration(actor=scene.bidder, now=NOW)
    draft = queries.draft_of(scene.supplier.id).declaration
    assert all(answer.review for answer in draft.answers)
    assert draft.yes[0].what == FIRED.what
    with pytest.raises(SeveralProblems, match="Confirm your earlier answers about convictions"):
        confirm(scene.bidder)
    save(
        scene.bidder,
        *[Answer(each.code, each.code == "insolvency") for each in declared_grounds(NOW.date())],
    )
    assert confirm(scene.bidder).declaration.yes == [FIRED]


def test_nobody_reuses_what_was_never_declared(scene):
    with pytest.raises(WrongState, match="none to reuse"), transaction():
        services.reuse_declaration(actor=scene.bidder, now=NOW)


def test_a_draft_with_a_group_unanswered_is_not_confirmed(scene):
    save(scene.bidder, Answer("terrorism", False))
    with pytest.raises(SeveralProblems) as refused:
        confirm(scene.bidder)
    assert (None, "Say whether any of these apply: tax.") in refused.value.problems


def test_nothing_is_confirmed_without_a_draft_or_a_name(scene):
    with pytest.raises(WrongState, match="no draft to confirm"):
        confirm(scene.bidder)
    save(scene.bidder, *[Answer(each.code, False) for each in declared_grounds(NOW.date())])
    with pytest.raises(DomainError, match="Enter your full name"):
        confirm(scene.bidder, name="  ")


def test_a_yes_that_becomes_a_no_forgets_what_was_told(scene):
    declare(scene.bidder, FIRED)
    with transaction():
        services.reuse_declaration(actor=scene.bidder, now=NOW)
    save(scene.bidder, Answer("insolvency", False))
    assert queries.draft_of(scene.supplier.id).declaration.answer("insolvency") == Answer("insolvency", False)


def test_no_supplier_is_asked_about_a_ground_for_a_minister(scene):
    with pytest.raises(DomainError, match="no question about"):
        save(scene.bidder, Answer("listed_national_security", False))


def test_a_subcontractor_needs_a_name_and_a_number_that_can_be_one(scene):
    save(scene.bidder, Answer("terrorism", False))
    wrong = (Subcontractor("", "05550123"), Subcontractor("Thames Couriers", "12"))
    with pytest.raises(SeveralProblems) as refused, transaction():
        services.save_details(actor=scene.bidder, now=NOW, answers=(), subcontractors=wrong)
    assert [field for field, _ in refused.value.problems] == [
        "subcontractors-0-name",
        "subcontractors-1-company_number",
    ]


def test_what_happened_cannot_have_happened_tomorrow(scene):
    save(scene.bidder, Answer("insolvency", True))
    tomorrow = Answer("insolvency", True, "Administration", NOW.date() + timedelta(days=1))
    with pytest.raises(SeveralProblems) as refused, transaction():
        services.save_details(actor=scene.bidder, now=NOW, answers=[tomorrow], subcontractors=())
    assert refused.value.problems[0][0] == "details-0-happened_on"


def test_a_draft_can_be_thrown_away_and_versions_stay(scene):
    declare(scene.bidder)
    with transaction():
        services.reuse_declaration(actor=scene.bidder, now=NOW)
    with transaction():
        services.discard_draft(actor=scene.bidder, now=NOW)
    assert queries.draft_of(scene.supplier.id) is None
    assert queries.current_declaration(scene.supplier.id).version == 1
    with pytest.raises(WrongState, match="no draft to throw away"), transaction():
        services.discard_draft(actor=scene.bidder, now=NOW)


def test_only_a_bidder_of_a_supplier_declares(scene):
    with pytest.raises(NotPermitted):
        save(scene.lead, Answer("terrorism", False))
    clerk = actor_for(make_person([Role.ADMINISTRATOR], scene.supplier))
    with pytest.raises(NotPermitted):
        confirm(clerk)


def test_a_version_that_is_not_there_is_not_found(scene):
    declare(scene.bidder)
    with pytest.raises(NotFound):
        queries.version_of(scene.supplier.id, 2)
