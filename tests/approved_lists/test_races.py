"""Several people at the same moment: one application, one decision, one suspension, one letter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from procurement_hub.approved_lists import services
from procurement_hub.approved_lists.models import ApprovedList, ListPlace, ListReliance, ListSuspension
from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.transaction import transaction
from tests.approved_lists.scene import NEXT_MAY, NOW, PAYS, TODAY, mails, noon

AT_ONCE = 6


def at_once(app, act, times: int = AT_ONCE) -> list[str]:
    """Do the act in so many threads, each in a session of its own: "done" or the refusal."""

    def one(_number: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    act()
            except DomainError as refusal:
                return refusal.sentence
            finally:
                db.session.remove()
            return "done"

    db.session.rollback()  # or this thread would go on seeing the time before
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def count(model) -> int:
    db.session.rollback()
    return db.session.scalar(db.select(db.func.count()).select_from(model))


@pytest.fixture(autouse=True)
def whole_trail(app):
    yield
    db.session.rollback()
    assert list(audit.verify(db.session)) == []


def test_colleagues_who_apply_at_once_make_one_application(app, scene):
    scene.insure()
    scene.accredit()
    list_id, bidder = scene.open_list().id, scene.bidder()

    def apply():
        found = db.session.get(ApprovedList, list_id)
        services.apply_for_list(actor=bidder, now=NOW, approved_list=found, answers={PAYS: True})

    results = at_once(app, apply)
    assert results.count("done") == 1
    assert all("applied to this list already" in said for said in results if said != "done")
    assert count(ListPlace) == 1


def test_officers_who_decide_at_once_decide_once(app, scene):
    scene.insure()
    scene.accredit()
    place_id, lead = scene.apply(scene.open_list()).id, scene.lead

    def decide():
        found = db.session.get(ListPlace, place_id)
        services.approve_supplier(actor=lead, now=NOW, place=found, reason="Seen")

    results = at_once(app, decide)
    assert results.count("done") == 1
    assert all("is approved, so you cannot approve it" in said for said in results if said != "done")


def test_a_supplier_is_suspended_once(app, scene):
    place_id, lead = scene.approved().id, scene.lead

    def suspend():
        services.suspend_supplier(
            actor=lead,
            now=NOW,
            place=db.session.get(ListPlace, place_id),
            reason="Late",
            comment_by=TODAY + timedelta(days=1),
            ends_on=TODAY + timedelta(days=9),
        )

    results = at_once(app, suspend)
    assert results.count("done") == 1
    assert count(ListSuspension) == 1


def test_a_double_click_is_one_reliance(app, scene):
    place_id, buyer = scene.approved().id, scene.buyer("WOK")

    def rely():
        services.rely_on_approval(actor=buyer, now=NOW, place=db.session.get(ListPlace, place_id))

    assert at_once(app, rely) == ["done"] * AT_ONCE
    assert count(ListReliance) == 1


def test_sweeps_at_once_write_one_letter_to_each(app, scene):
    scene.approved(until=NEXT_MAY)
    before = len(mails())
    day_after = noon(NEXT_MAY + timedelta(days=1))
    assert at_once(app, lambda: services.tell_of_changes(now=day_after)) == ["done"] * AT_ONCE
    db.session.rollback()
    assert len(mails()) == before + 2
