"""The service measures itself; its failures move deadlines; nothing is opened before that (law.md B8)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DatabaseError

from procurement_hub import heartbeat
from procurement_hub.accounts import services as accounts
from procurement_hub.core.actor import SYSTEM
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import Invalid, NotPermitted, WrongState
from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import duties, queries
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.health import Maintenance, ServiceMinute, ServiceOutage
from procurement_hub.tenders.models import DeadlineChange, Tender, TenderStatus
from procurement_hub.tenders.outage_rule import MINUTE
from procurement_hub.tenders.queries.health import by_day
from procurement_hub.tenders.services.maintenance import MaintenanceNearDeadline
from procurement_hub.tenders.services.opening import BidsStillSealed
from procurement_hub.tenders.services.outages import OutageNotAccountedFor
from tests.tenders.scene import DEADLINE, IN_TIME, published
from tests.tenders.visiting import clock, visit


def measure(begun: datetime, marks: str, probes: int = 1) -> datetime:
    """A minute a letter: + worked, - did not, a space was not measured. The minute after the last."""
    with transaction():
        for n, mark in enumerate(marks):
            for _ in range(probes if mark != " " else 0):
                tenders.note_probe(now=begun + n * MINUTE, worked=mark == "+")
    return begun + len(marks) * MINUTE


def account(now: datetime) -> list[DeadlineChange]:
    with transaction():
        return tenders.apply_outages(now=now)


def before_deadline(minutes: int) -> datetime:
    return DEADLINE - minutes * MINUTE


# --- measuring ------------------------------------------------------------------------------------


def test_a_minute_is_bad_when_half_of_its_probes_failed(app):
    at = IN_TIME
    with transaction():
        for worked in (True, True, True, False):
            tenders.note_probe(now=at, worked=worked)
        for second, worked in enumerate((True, False)):
            tenders.note_probe(now=at + MINUTE + timedelta(seconds=second), worked=worked)
    rows = db.session.scalars(db.select(ServiceMinute).order_by(ServiceMinute.minute)).all()
    assert [(row.ok, row.probes, row.failures) for row in rows] == [(True, 4, 1), (False, 2, 1)]


def test_single_minutes_are_kept_for_a_day_and_outages_for_good(app):
    at = measure(IN_TIME, "++--++")
    account(at)
    assert db.session.scalar(db.select(db.func.count()).select_from(ServiceMinute)) == 6
    at = measure(IN_TIME + timedelta(days=2), "++")
    account(at)
    rows = db.session.scalars(db.select(ServiceMinute.minute)).all()
    assert min(rows) == IN_TIME + 5 * MINUTE  # the last good one of what is old
    outages = db.session.scalars(db.select(ServiceOutage).order_by(ServiceOutage.started_at)).all()
    assert [outage.minutes for outage in outages] == [2, 2 * 24 * 60 - 6]
    account(at)
    assert db.session.scalar(db.select(db.func.count()).select_from(ServiceOutage)) == 2


def test_who_stops_measuring_leaves_no_outage_behind(app):
    measure(IN_TIME, "++")
    with transaction():
        tenders.stop_watch(now=IN_TIME + timedelta(hours=1))
    account(measure(IN_TIME + timedelta(days=3), "++"))
    assert db.session.scalars(db.select(ServiceOutage)).all() == []


# --- moving deadlines -----------------------------------------------------------------------------


def test_a_failure_before_the_deadline_moves_it_once_for_everybody(app):
    scene = published()
    at = measure(before_deadline(60), "+" + "-" * 20 + "+")
    [change] = account(at)
    assert change.to_at == scene.tender.deadline_at == DEADLINE + 40 * MINUTE
    assert change.changed_by_id is None
    assert "did not work for 20 minutes" in change.reason
    assert account(at + MINUTE) == []
    scene.submit("PEN", now=DEADLINE + 39 * MINUTE)
    [event] = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "extend_for_outage"))
    assert event.person_name == SYSTEM.person_name


def test_each_failure_moves_it_once_the_later_one_from_the_new_deadline(app):
    scene = published()
    at = measure(before_deadline(60), "+-+-+")
    changes = account(at)
    assert [c.to_at for c in changes] == [DEADLINE + 30 * MINUTE, DEADLINE + 60 * MINUTE]
    assert scene.tender.deadline_at == DEADLINE + 60 * MINUTE


def test_a_failure_across_the_deadline_counts_from_the_recovery(app):
    scene = published()
    measure(before_deadline(11), "+" + " " * 10)  # the whole machine was gone
    back = DEADLINE + timedelta(hours=1)
    with pytest.raises(OutageNotAccountedFor, match="look again in two minutes"):
        scene.open(now=back)
    at = measure(back, "+")
    [change] = account(at)
    assert change.to_at == back + 30 * MINUTE
    with pytest.raises(BidsStillSealed):
        scene.open(now=at)
    scene.submit("PEN", now=back + 29 * MINUTE)
    measure(at, "+" * 30)
    assert len(scene.open(now=back + 31 * MINUTE)) == 1


def test_nothing_is_opened_while_a_failure_is_noted_and_not_accounted_for(app):
    scene = published()
    measure(before_deadline(3), "+-+" + "+" * 130)
    with pytest.raises(OutageNotAccountedFor):
        scene.open()
    assert scene.tender.status is TenderStatus.PUBLISHED


def test_a_failure_more_than_four_hours_before_moves_nothing(app):
    scene = published()
    account(measure(before_deadline(300), "+" + "-" * 30 + "+" * 400))
    assert scene.tender.deadline_at == DEADLINE
    assert scene.open() == []


def test_a_machine_that_never_measured_moves_and_stops_nothing(app):
    scene = published()
    assert account(DEADLINE + MINUTE) == []
    assert scene.open() == []


def test_once_the_opening_has_begun_nothing_moves(app):
    scene = published()
    with transaction():
        tenders.start_opening(actor=scene.lead, now=DEADLINE, tender=scene.tender)
    assert account(measure(before_deadline(10), "+--+")) == []
    assert scene.tender.deadline_at == DEADLINE


@pytest.mark.parametrize(
    ("deadline", "moved"),
    [
        # Thursday 26 March 2026 at 12 noon (GMT), before clocks go forward
        (datetime(2026, 3, 26, 12, tzinfo=UTC), datetime(2026, 3, 26, 12, 30, tzinfo=UTC)),
        # Friday 27 March at 6pm (GMT): the next working morning is in summer time
        (datetime(2026, 3, 27, 18, tzinfo=UTC), datetime(2026, 3, 30, 9, tzinfo=UTC)),
        # Friday 23 October at 6pm (BST): the next working morning is in winter time
        (datetime(2026, 10, 23, 17, tzinfo=UTC), datetime(2026, 10, 26, 10, tzinfo=UTC)),
        (datetime(2026, 10, 26, 12, tzinfo=UTC), datetime(2026, 10, 26, 12, 30, tzinfo=UTC)),
    ],
)
def test_a_moved_deadline_is_right_on_both_sides_of_a_clock_change(app, deadline, moved):
    scene = published()
    with transaction():
        scene.tender.published_at = deadline - timedelta(days=40)
        scene.tender.questions_until = deadline - timedelta(days=9)
        scene.tender.deadline_at = deadline
        db.session.merge(scene.tender)
    [change] = account(measure(deadline - 30 * MINUTE, "+-+"))
    assert change.to_at == moved


# --- demonstrations -------------------------------------------------------------------------------


def demonstrate(ahead=timedelta(0)):
    with transaction():
        accounts.make_demonstration(now=IN_TIME)
        if ahead:
            accounts.move_clock(actor=SYSTEM, now=IN_TIME, to=IN_TIME + ahead)


def test_a_demonstration_that_was_switched_off_moves_nothing(app):
    scene = published()
    demonstrate()
    assert account(measure(before_deadline(600), "+" + " " * 700 + "+")) == []
    assert scene.open(now=DEADLINE + timedelta(hours=3)) == []


def test_a_demonstration_that_failed_while_it_ran_moves_its_deadline(app):
    published()
    demonstrate()
    assert len(account(measure(before_deadline(30), "+--+"))) == 1


def test_a_demonstration_with_its_clock_moved_moves_nothing_and_says_so(app, client):
    scene = published()
    demonstrate(ahead=timedelta(days=3))
    assert account(measure(before_deadline(30), "+--+")) == []
    assert scene.open(now=DEADLINE + timedelta(hours=3)) == []
    assert "a demonstration whose clock was moved" in client.get("/service-health").text


# --- the log --------------------------------------------------------------------------------------


def test_the_log_of_deadline_changes_is_still_append_only(app):
    published()
    account(measure(before_deadline(30), "+--+"))
    db.session.rollback()
    for act in ("UPDATE deadline_change SET reason = 'x'", "DELETE FROM deadline_change"):
        with pytest.raises(DatabaseError):
            db.session.execute(db.text(act))
        db.session.rollback()


def test_minutes_are_counted_on_the_day_of_the_uk_calendar(app):
    night = datetime(2026, 6, 29, 22, 50, tzinfo=UTC)  # 11:50pm (BST)
    found = by_day([(night, night + 25 * MINUTE)])
    assert {day.isoformat(): minutes for day, minutes in found.items()} == {
        "2026-06-29": 10,
        "2026-06-30": 15,
    }


def test_anybody_reads_how_the_service_does_and_what_it_moved(app, client, monkeypatch):
    scene = published()
    clock(monkeypatch, before_deadline(30))
    assert "does not measure itself here" in client.get("/service-health").text
    at = measure(before_deadline(60), "+" + "-" * 20 + "+")
    account(at)
    clock(monkeypatch, at)
    page = client.get("/service-health").text
    for words in ("Working", "twice as many minutes", "Copier paper framework", "30 June 2026"):
        assert words in page
    assert ">20</td>" in page
    clock(monkeypatch, at + 5 * MINUTE)
    assert "Failing" in client.get("/service-health").text
    tender = client.get(f"/tenders/{scene.tender.id}").text
    assert "If this service fails" in tender
    assert "by the platform" in tender


def test_the_state_of_the_service_is_one_cheap_statement(app):
    measure(IN_TIME, "+-")
    found = queries.health(IN_TIME + MINUTE)
    assert found.measured
    assert not found.works
    measure(IN_TIME + 2 * MINUTE, "+")
    assert queries.health(IN_TIME + 2 * MINUTE).works


def test_the_minutely_work_accounts_for_outages_before_anything_else(app):
    assert app.extensions["duties"][0] is duties.account_for_outages
    published()
    duties.account_for_outages(measure(before_deadline(30), "+--+"))
    assert db.session.scalar(db.select(Tender.deadline_at)) == DEADLINE + 30 * MINUTE


# --- the heartbeat --------------------------------------------------------------------------------


def test_the_heartbeat_asks_the_server_that_started_it(monkeypatch):
    for name in ("HUB_PROBE_URL", "HUB_SERVER_PID", "HOST", "PORT"):
        monkeypatch.delenv(name, raising=False)
    assert heartbeat.address() is None
    monkeypatch.setenv("HUB_SERVER_PID", "1")
    assert heartbeat.address() == "http://127.0.0.1:8000/healthz"
    monkeypatch.setenv("HOST", "0.0.0.0")
    monkeypatch.setenv("PORT", "9000")
    assert heartbeat.address() == "http://127.0.0.1:9000/healthz"
    monkeypatch.setenv("HOST", "::")
    assert heartbeat.address() == "http://[::1]:9000/healthz"
    monkeypatch.setenv("HUB_PROBE_URL", "https://hub.example/healthz")
    assert heartbeat.address() == "https://hub.example/healthz"


def test_a_server_that_does_not_answer_is_a_failed_probe(app, monkeypatch):
    monkeypatch.setattr(heartbeat, "AGAIN_AFTER", 0)
    monkeypatch.setattr(heartbeat, "utcnow", lambda: IN_TIME)
    heartbeat.beat(app, "http://127.0.0.1:9/healthz")
    row = db.session.scalars(db.select(ServiceMinute)).one()
    assert (row.minute, row.ok) == (IN_TIME, False)


# --- maintenance ----------------------------------------------------------------------------------

SUNDAY = datetime(2026, 6, 27, 21, tzinfo=UTC)


def administrator(scene):
    return scene.region.actor("SECE", "administrator")


def announce(scene, starts_at=SUNDAY, hours=2, actor=None, reason="A newer database"):
    with transaction():
        return tenders.announce_maintenance(
            actor=actor or administrator(scene),
            now=IN_TIME,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=hours),
            reason=reason,
        )


def test_maintenance_is_announced_on_every_tenders_page(scene, client):
    announce(scene)
    for page in (f"/tenders/{scene.tender.id}", "/service-health"):
        assert "27 June 2026 at 10pm (BST)" in client.get(page).text


@pytest.mark.parametrize(
    ("starts_at", "hours", "refusal"),
    [
        (DEADLINE - timedelta(hours=25), 2, MaintenanceNearDeadline),
        (DEADLINE + timedelta(hours=23), 2, MaintenanceNearDeadline),
        (IN_TIME, 2, Invalid),
        (SUNDAY, 13, Invalid),
        (SUNDAY, 0, Invalid),
    ],
)
def test_the_service_is_not_stopped_near_a_deadline_or_for_long(scene, starts_at, hours, refusal):
    with pytest.raises(refusal):
        announce(scene, starts_at, hours)


def test_a_deadline_is_not_moved_into_announced_maintenance(scene):
    thursday = datetime(2026, 7, 2, 19, tzinfo=UTC)
    announce(scene, thursday)
    with pytest.raises(MaintenanceNearDeadline, match="2 July 2026"), transaction():
        tenders.extend_deadline(
            actor=scene.lead,
            now=IN_TIME,
            tender=scene.tender,
            deadline_at=datetime(2026, 7, 3, 11, tzinfo=UTC),
            reason="More time",
        )


def test_maintenance_can_be_called_off_until_it_begins(scene, client):
    window = announce(scene)
    with pytest.raises(WrongState), transaction():
        tenders.call_off_maintenance(actor=administrator(scene), now=SUNDAY, window=window)
    with transaction():
        tenders.call_off_maintenance(actor=administrator(scene), now=IN_TIME, window=window)
    assert "27 June 2026" not in client.get("/service-health").text


def test_only_a_centres_administrator_stops_the_service(scene):
    for actor in (scene.lead, scene.region.actor("WOK", "administrator")):
        with pytest.raises(NotPermitted):
            announce(scene, actor=actor)


def test_an_administrator_announces_in_the_browser(app, scene):
    admin = visit(app, scene, "OPN", "administrator")
    url = "/service-health/maintenance"
    fields = {
        "starts_at-day": "27",
        "starts_at-month": "6",
        "starts_at-year": "2026",
        "starts_at-time": "10pm",
        "ends_at-day": "27",
        "ends_at-month": "6",
        "ends_at-year": "2026",
        "ends_at-time": "11:30pm",
        "reason": "A newer database",
    }
    assert admin.post(url, data=fields | {"reason": ""}).status_code == 422
    assert admin.post(url, data=fields).status_code == 302
    window = db.session.scalars(db.select(Maintenance)).one()
    assert "Call it off" in admin.get("/service-health").text
    assert admin.post(f"{url}/{window.id}/call-off").status_code == 302
    assert admin.get(f"{url}/999/call-off").status_code == 404
