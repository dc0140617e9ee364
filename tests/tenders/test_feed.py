"""The list as a feed, and a deadline as a calendar file: for programs, without signing in."""

from datetime import datetime, timedelta
from xml.etree import ElementTree

from icalendar import Calendar

from procurement_hub.core.transaction import transaction
from procurement_hub.tenders import services as tenders
from tests.tenders.scene import DEADLINE, IN_TIME, PUBLISHED
from tests.tenders.visiting import clock

NAMES = {"atom": "http://www.w3.org/2005/Atom"}


def read(client, query=""):
    answer = client.get(f"/tenders/feed.xml{query}")
    assert answer.status_code == 200
    return answer, ElementTree.fromstring(answer.data)


def text(element, name):
    return element.find(f"atom:{name}", NAMES).text


def entries(feed):
    return feed.findall("atom:entry", NAMES)


def extend(scene, now=IN_TIME):
    with transaction():
        tenders.extend_deadline(
            actor=scene.lead,
            now=now,
            tender=scene.tender,
            deadline_at=DEADLINE + timedelta(days=7),
            reason="A drawing was added.",
        )


def test_the_feed_has_what_atom_asks_for(app, client, scene):
    answer, feed = read(client)
    assert answer.mimetype == "application/atom+xml"
    here = f"{app.config['PUBLIC_URL']}/tenders/feed.xml"
    assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
    assert text(feed, "id") == here
    assert text(feed, "title")
    assert feed.find("atom:link[@rel='self']", NAMES).get("href") == here
    (entry,) = entries(feed)
    assert text(entry, "title") == "Copier paper framework"
    assert text(entry, "id") == f"tag:127.0.0.1,2026:tender/{scene.tender.id}"
    assert text(entry, "published") == text(entry, "updated") == "2026-06-01T08:00:00Z"
    assert text(entry.find("atom:author", NAMES), "name") == "SECE organisation"
    assert (
        entry.find("atom:link", NAMES).get("href") == f"{app.config['PUBLIC_URL']}/tenders/{scene.tender.id}"
    )
    assert "30 June 2026 at 12 noon (BST)" in text(entry, "summary")
    assert "£400,000" in text(entry, "summary")


def test_a_moved_deadline_updates_the_entry_and_keeps_its_id(client, scene):
    _, before = read(client)
    extend(scene)
    _, after = read(client)
    assert text(entries(before)[0], "id") == text(entries(after)[0], "id")
    assert text(entries(after)[0], "updated") == text(after, "updated") == "2026-06-24T15:00:00Z"


def test_the_feed_takes_the_filters_of_the_list(client, scene):
    assert len(entries(read(client, "?q=copier")[1])) == 1
    assert len(entries(read(client, "?q=zeppelin")[1])) == 0
    assert len(entries(read(client, "?show=closed")[1])) == 0


def test_an_empty_feed_is_whole(client, app):
    _, feed = read(client)
    datetime.fromisoformat(text(feed, "updated"))
    assert entries(feed) == []


def test_who_has_read_the_feed_is_told_that_nothing_changed(client, scene):
    answer, _ = read(client)
    assert answer.headers["Last-Modified"] == "Mon, 01 Jun 2026 08:00:00 GMT"
    mark = {"If-None-Match": answer.headers["ETag"]}
    assert client.get("/tenders/feed.xml", headers=mark).status_code == 304
    since = {"If-Modified-Since": answer.headers["Last-Modified"]}
    assert client.get("/tenders/feed.xml", headers=since).status_code == 304
    extend(scene)
    assert client.get("/tenders/feed.xml", headers=mark).status_code == 200
    assert client.get("/tenders/feed.xml", headers=since).status_code == 200


def test_a_title_that_xml_cannot_hold_does_not_break_the_feed(client, scene):
    with transaction():
        scene.framework.title = "Paper & \x0b<envelopes>"
    _, feed = read(client)
    assert text(entries(feed)[0], "title") == "Paper & <envelopes>"


def test_a_deadline_comes_as_a_calendar_file(client, scene):
    answer = client.get(f"/tenders/{scene.tender.id}/deadline.ics")
    assert answer.mimetype == "text/calendar"
    assert "deadline.ics" in answer.headers["Content-Disposition"]
    (event,) = Calendar.from_ical(answer.data).events
    assert event["uid"] == f"tender-{scene.tender.id}-deadline@127.0.0.1"
    assert event["dtstart"].dt == DEADLINE
    assert event["dtstamp"].dt == PUBLISHED
    assert event["sequence"] == 0
    mark = {"If-None-Match": answer.headers["ETag"]}
    assert client.get(f"/tenders/{scene.tender.id}/deadline.ics", headers=mark).status_code == 304
    extend(scene)
    (moved,) = Calendar.from_ical(client.get(f"/tenders/{scene.tender.id}/deadline.ics").data).events
    assert moved["uid"] == event["uid"]
    assert (moved["dtstart"].dt, moved["sequence"]) == (DEADLINE + timedelta(days=7), 1)


def test_no_calendar_file_for_a_tender_that_is_not_there(client, app):
    assert client.get("/tenders/77/deadline.ics").status_code == 404


def test_a_closed_tender_leaves_the_feed_of_open_ones(client, scene, monkeypatch):
    clock(monkeypatch, DEADLINE)
    assert entries(read(client)[1]) == []
    assert len(entries(read(client, "?show=closed")[1])) == 1
