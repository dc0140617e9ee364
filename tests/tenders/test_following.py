"""Who follows a tender hears of it in time, and nobody can tell who does."""

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from icalendar import Calendar
from sqlalchemy import event, inspect

from procurement_hub.core.database import db
from procurement_hub.core.keys import KeyMissing, KeyRing, configure
from procurement_hub.core.mail import folder as mail_folder
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.sealed import unseal
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import services as frameworks
from procurement_hub.suppliers.models import Size, SupplierProfile
from procurement_hub.tenders import services as tenders
from procurement_hub.tenders.interest import TenderFollow
from procurement_hub.tenders.letters import Links
from procurement_hub.tenders.models import Clarification
from procurement_hub.tenders.queries.following import interest_in
from procurement_hub.tenders.services.following import NothingToFollow, follow_by_bidding
from tests.conftest import SECRET_KEY
from tests.tenders.mailing import inbox, minute
from tests.tenders.scene import DEADLINE, IN_TIME, drafted
from tests.tenders.visiting import clock, visit

PENNINE = "person@pen.example"
ALBION = "person@alb.example"
LATER = DEADLINE + timedelta(days=7)
LINKS = Links(page="", calendar="", following="", host="")


def follow(scene, code, now=IN_TIME):
    with transaction():
        tenders.follow(actor=scene.region.bidder(code), now=now, tender=scene.tender)


def begin(scene, code, now=IN_TIME):
    """The first words of a bid."""
    with transaction():
        tenders.save_answer(
            actor=scene.region.bidder(code), now=now, lot=scene.lot, code="Q1", text="So far", version=None
        )


def unfollow(scene, code, now=IN_TIME):
    with transaction():
        tenders.unfollow(actor=scene.region.bidder(code), now=now, tender=scene.tender)


def extend(scene, to=LATER, now=IN_TIME):
    with transaction():
        tenders.extend_deadline(
            actor=scene.lead, now=now, tender=scene.tender, deadline_at=to, reason="A drawing was added."
        )


@pytest.fixture
def firms(app, scene):
    """Two suppliers whose people may bid."""
    for code in ("PEN", "ALB"):
        visit(app, scene, code, "bidder")


# --- who follows ----------------------------------------------------------------------------------


def test_following_twice_is_as_good_as_once(scene, firms):
    follow(scene, "PEN")
    follow(scene, "PEN")
    assert interest_in(scene.tender, scene.region.bidder("PEN")).firms == 1
    assert interest_in(scene.tender, scene.region.bidder("PEN")).own
    assert not interest_in(scene.tender, scene.region.bidder("ALB")).own


def test_who_begins_a_bid_follows_and_the_audit_trail_tells_nothing_of_it(scene, firms):
    begin(scene, "PEN")
    assert interest_in(scene.tender, scene.region.bidder("PEN")).own
    assert db.session.scalar(db.text("SELECT count(*) FROM audit_event WHERE verb = 'follow_tender'")) == 0


def test_beginning_a_bid_does_not_bring_back_who_chose_to_stop(scene, firms):
    follow(scene, "PEN")
    unfollow(scene, "PEN")
    begin(scene, "PEN")
    assert interest_in(scene.tender).firms == 0
    follow(scene, "PEN")
    assert interest_in(scene.tender).firms == 1


def test_after_the_deadline_there_is_nothing_to_follow(scene, firms):
    with pytest.raises(NothingToFollow, match="30 June 2026 at 12 noon"):
        follow(scene, "PEN", now=DEADLINE)
    with transaction():
        follow_by_bidding(now=DEADLINE, tender=scene.tender, supplier_id=scene.region.organisations["PEN"].id)
    assert interest_in(scene.tender).firms == 0


def test_a_tender_s_page_tells_how_many_prepare_only_from_three_on(app, client, scene, firms):
    with transaction():
        for code, size in (("PEN", Size.SMALL), ("ALB", Size.LARGE), ("TVS", Size.MEDIUM)):
            organisation = scene.region.organisations[code]
            db.session.add(SupplierProfile(organisation_id=organisation.id, size=size))
    page = f"/tenders/{scene.tender.id}"
    follow(scene, "PEN")
    follow(scene, "ALB")
    assert "preparing a bid" not in client.get(page).text
    follow(scene, "TVS")
    assert "3 firms are preparing a bid, 2 of them small or medium" in client.get(page).text


def test_a_bidder_follows_and_stops_from_the_tender_s_page(app, scene, bidder):
    page = f"/tenders/{scene.tender.id}"
    assert "Follow this tender" in bidder.get(page).text
    assert bidder.post(f"{page}/following", data={"then": "follow"}).status_code == 302
    assert "You follow this tender" in bidder.get(page).text
    bidder.post(f"{page}/following", data={"then": "stop"})
    assert "Follow this tender" in bidder.get(page).text


# --- news -----------------------------------------------------------------------------------------


def test_a_moved_deadline_reaches_every_follower_and_nobody_else(app, scene, firms):
    follow(scene, "PEN")
    extend(scene)
    minute(IN_TIME)
    (letter,) = inbox(app, PENNINE)
    assert letter.subject == "Deadline moved to 7 July 2026 at 12 noon (BST): Copier paper framework"
    for words in (
        "from 30 June 2026 at 12 noon (BST) to 7 July 2026 at 12 noon (BST)",
        "A drawing was added.",
        "What: Copier paper framework",
        "By when: 7 July 2026 at 12 noon (BST), UK time",
        f"Where: {app.config['PUBLIC_URL']}/tenders/{scene.tender.id}\n",
        "You have not begun a bid.",
        f"/tenders/{scene.tender.id}/deadline.ics",
        f"/tenders/{scene.tender.id}/following",
    ):
        assert words in letter.text
    assert letter.attached == ("deadline.ics",)
    assert inbox(app, ALBION) == []


def test_each_reader_is_told_how_their_own_bid_stands(app, scene, firms):
    for code in ("PEN", "ALB"):
        follow(scene, code)
    scene.submit("PEN")
    with transaction():
        tenders.save_answer(
            actor=scene.region.bidder("ALB"),
            now=IN_TIME,
            lot=scene.lot,
            code="Q1",
            text="So far",
            version=None,
        )
    extend(scene)
    minute(IN_TIME)
    assert "Your bid is in the box." in inbox(app, PENNINE)[0].text
    assert "You have a draft; it is not submitted." in inbox(app, ALBION)[0].text
    scene.withdraw("PEN")
    extend(scene, to=LATER + timedelta(days=1))
    minute(IN_TIME + timedelta(minutes=1))
    assert "You withdrew your bid; it is not in the box." in inbox(app, PENNINE)[0].text


def test_an_answered_question_reaches_followers(app, scene, firms):
    follow(scene, "PEN")
    with transaction():
        asked = tenders.ask_question(
            actor=scene.region.bidder("ALB"), now=IN_TIME, tender=scene.tender, text="Boxes of five?"
        )
    with transaction():
        tenders.answer_question(
            actor=scene.lead, now=IN_TIME, clarification=db.session.get(Clarification, asked.id), text="Yes."
        )
    minute(IN_TIME)
    (letter,) = inbox(app, PENNINE)
    assert letter.subject == "Question C1 is answered: Copier paper framework"
    assert "Question C1: Boxes of five?\n\nAnswer: Yes." in letter.text


def test_a_withdrawn_tender_is_told_and_its_calendar_entry_cancelled(app, client, scene, firms):
    follow(scene, "PEN")
    with transaction():
        frameworks.withdraw(
            actor=scene.lead, now=IN_TIME, framework=scene.framework, reason="Councils need no more paper."
        )
    minute(IN_TIME)
    (letter,) = inbox(app, PENNINE)
    assert letter.subject == "Withdrawn: Copier paper framework"
    assert "Councils need no more paper." in letter.text
    assert "By when" not in letter.text
    (entry,) = Calendar.from_ical(client.get(f"/tenders/{scene.tender.id}/deadline.ics").data).events
    assert entry["status"] == "CANCELLED"


def test_a_withdrawn_draft_is_no_news(app):
    region, framework, _lot = drafted()
    with transaction():
        frameworks.withdraw(actor=region.lead, now=IN_TIME, framework=framework, reason="A slip.")
    assert (
        db.session.scalar(db.select(OutboxMessage.id).where(OutboxMessage.kind == "framework_withdrawn"))
        is None
    )


# --- reminders ------------------------------------------------------------------------------------


def reminders(app, address):
    """What was said of deadlines, oldest first: receipts come by mail as well."""
    said = [letter.subject.partition(":")[0] for letter in reversed(inbox(app, address))]
    return [subject for subject in said if subject.startswith(("Less than", "Deadline"))]


def test_reminders_come_seven_days_one_day_and_two_hours_before_and_once_each(app, scene, firms):
    follow(scene, "PEN", now=DEADLINE - timedelta(days=8))
    for left in (
        timedelta(days=7, minutes=1),
        timedelta(days=7),
        timedelta(days=6, hours=23),
        timedelta(hours=24),
        timedelta(hours=23),
        timedelta(hours=2),
        timedelta(minutes=30),
        timedelta(0),
    ):
        minute(DEADLINE - left)
    assert reminders(app, PENNINE) == [
        "Less than 7 days left",
        "Less than 1 day left",
        "Less than 2 hours left",
    ]


def test_a_bid_in_the_box_needs_no_reminder(app, scene, firms):
    follow(scene, "PEN", now=DEADLINE - timedelta(days=8))
    follow(scene, "ALB", now=DEADLINE - timedelta(days=8))
    scene.submit("PEN")
    minute(DEADLINE - timedelta(hours=20))
    assert reminders(app, PENNINE) == []
    assert reminders(app, ALBION) == ["Less than 1 day left"]


def test_a_clock_that_jumps_brings_one_reminder_and_not_all_of_them(app, scene, firms):
    follow(scene, "PEN", now=DEADLINE - timedelta(days=20))
    minute(DEADLINE - timedelta(hours=1))
    assert reminders(app, PENNINE) == ["Less than 2 hours left"]


def test_who_begins_to_follow_late_is_not_reminded_at_once(app, scene, firms):
    follow(scene, "PEN", now=DEADLINE - timedelta(days=3))
    minute(DEADLINE - timedelta(days=3))
    assert reminders(app, PENNINE) == []
    minute(DEADLINE - timedelta(hours=24))
    assert reminders(app, PENNINE) == ["Less than 1 day left"]


def test_a_moved_deadline_is_reminded_of_anew_but_not_in_the_same_minute(app, scene, firms):
    follow(scene, "PEN", now=DEADLINE - timedelta(days=8))
    minute(DEADLINE - timedelta(hours=20))
    moved_to = DEADLINE + timedelta(days=3)
    extend(scene, to=moved_to, now=DEADLINE - timedelta(hours=19))
    for at in (
        DEADLINE - timedelta(hours=19),
        DEADLINE - timedelta(hours=18),
        moved_to - timedelta(hours=20),
    ):
        minute(at)
    assert reminders(app, PENNINE) == [
        "Less than 1 day left",
        "Deadline moved to 3 July 2026 at 12 noon (BST)",
        "Less than 1 day left",
    ]


# --- secrecy --------------------------------------------------------------------------------------


def everything_in(connection) -> str:
    """Every value of every table but those of people and organisations, which are no secret."""
    found = []
    for table in inspect(connection).get_table_names():
        if table not in ("person", "organisation", "membership", "membership_role"):
            for row in connection.execute(db.text(f"SELECT * FROM {table}")):
                found += [repr(value) for value in row]
    return "\n".join(found)


def test_sealed_mail_is_in_no_table_no_log_and_no_file_in_the_clear(app, scene, firms, monkeypatch, caplog):
    with db.engine.connect() as connection:
        before = everything_in(connection)
    assert PENNINE not in before
    follow(scene, "PEN", now=DEADLINE - timedelta(days=8))
    written = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: written.append(repr(said[3])))
    caplog.set_level("DEBUG")
    with monkeypatch.context() as broken:
        broken.setattr(mail_folder, "keep", refuse)
        minute(DEADLINE - timedelta(hours=20))
    with db.engine.connect() as connection:
        waiting = everything_in(connection)
    minute(DEADLINE - timedelta(hours=19))
    (letter,) = inbox(app, PENNINE)
    with db.engine.connect() as connection:
        done = everything_in(connection)
    files = b"".join(path.read_bytes() for path in app.config["VAR"].rglob("*") if path.is_file())
    names = " ".join(path.name for path in app.config["VAR"].rglob("*"))
    supplier = scene.region.organisations["PEN"]
    for secret in (PENNINE, letter.subject, "A bid counts only if", supplier.name):
        for place in (waiting, done, caplog.text, names, "\n".join(written)):
            assert secret not in place
        assert secret.encode() not in files
    assert "OSError" in waiting
    assert "OSError" in caplog.text


def refuse(message, **_where):
    raise OSError(f"no room for the mail to {message['To']}")


def test_the_table_of_followers_names_nobody_and_needs_the_key_to_be_read(scene, firms):
    follow(scene, "PEN")
    (row,) = db.session.execute(db.select(TenderFollow.__table__)).mappings()
    supplier = scene.region.organisations["PEN"]
    assert set(row) == {"id", "tender_id", "token", "sealed_supplier", "small", "active"}
    assert supplier.id.to_bytes(8, "big") not in row["sealed_supplier"]
    configure(KeyRing(["another secret that was never this service's own"]))
    try:
        with pytest.raises(KeyMissing), transaction():
            tenders.remind_followers(now=DEADLINE - timedelta(hours=1), links_of=lambda _tender: LINKS)
    finally:
        configure(KeyRing([SECRET_KEY]))


def test_following_leaves_no_name_in_the_audit_trail(app, scene, bidder):
    page = f"/tenders/{scene.tender.id}/following"
    bidder.post(page, data={"then": "follow"})
    bidder.post(page, data={"then": "stop"})
    rows = db.session.execute(
        db.text("SELECT person_name, organisation_name FROM audit_event WHERE verb LIKE '%follow_tender'")
    ).all()
    assert [tuple(row) for row in rows] == [("", "A supplier")] * 2


def test_a_sealed_letter_is_whole_for_who_has_the_key(app, scene, firms):
    follow(scene, "PEN", now=DEADLINE - timedelta(days=8))
    minute(DEADLINE - timedelta(hours=20))
    (path,) = (app.config["VAR"] / "mail").iterdir()
    assert path.name.endswith(".eml.sealed")
    message = message_from_bytes(unseal(path.read_bytes(), b"kept mail"), policy=policy.default)
    (calendar,) = message.iter_attachments()
    (entry,) = Calendar.from_ical(calendar.get_content()).events
    assert entry["dtstart"].dt == DEADLINE


def test_the_number_of_letters_does_not_change_with_the_clock_of_a_page(app, scene, monkeypatch, firms):
    clock(monkeypatch, LATER)
    follow(scene, "PEN", now=DEADLINE - timedelta(days=8))
    minute(DEADLINE - timedelta(hours=20))
    assert len(inbox(app, PENNINE)) == 1
