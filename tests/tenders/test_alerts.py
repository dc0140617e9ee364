"""A supplier says what it sells and where, and hears of new tenders for it."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest

from procurement_hub.accounts.models import Membership
from procurement_hub.catalogue.models import CpvCode
from procurement_hub.core.database import db
from procurement_hub.core.errors import NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import Framework
from procurement_hub.tenders.interest import AlertFrequency, TenderAlert, stem_of
from procurement_hub.tenders.queries.alerting import digest_until, matching
from procurement_hub.tenders.services import alerting
from tests.tenders.mailing import inbox, minute
from tests.tenders.scene import PUBLISHED, drafted, publish
from tests.tenders.visiting import clock, visit

PENNINE, ALBION = "person@pen.example", "person@alb.example"
NEXT_MORNING = PUBLISHED.replace(hour=6) + timedelta(days=1)  # 7am (BST)


class Market:
    """A framework about to be published, and two suppliers whose people may bid."""

    def __init__(self, app):
        self.region, self.framework, self.lot = drafted()
        with transaction():
            for code, title in (
                ("30000000-9", "Office and computing machinery"),
                ("30190000-7", "Various office equipment and supplies"),
                ("90910000-9", "Cleaning services"),
            ):
                db.session.add(CpvCode(code=code, title=title))
            for code in ("WOK", "RDG"):
                self.region.organisations[code].region = "South East"
            self.region.organisations["KEN"].region = "Nowhere"
        for code in ("PEN", "ALB"):
            visit(app, self, code, "bidder")

    def choose(self, code="PEN", frequency="at_once", **chosen):
        with transaction():
            alerting.choose_alerts(
                actor=self.region.bidder(code),
                now=PUBLISHED - timedelta(days=1),
                frequency=AlertFrequency(frequency),
                **({"codes": []} | chosen),
            )

    def publish(self):
        return publish(self.region, self.framework)

    def id(self, code):
        return self.region.organisations[code].id


@pytest.fixture
def market(app):
    return Market(app)


@pytest.fixture
def pennine(app, market, monkeypatch):
    clock(monkeypatch, PUBLISHED)
    return visit(app, market, "PEN", "bidder")


# --- what matches ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "stem"),
    [("30000000-9", "30"), ("30197643-5", "30197643"), ("03000000-1", "03"), ("30190000-7", "3019")],
)
def test_the_stem_of_a_code_is_what_everything_below_it_begins_with(code, stem):
    assert stem_of(code) == stem


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        ([], True),
        (["30000000-9"], True),
        (["30190000-7"], True),
        (["30197643-5"], True),
        (["30213100-6"], False),
        (["90910000-9"], False),
        (["90910000-9", "30190000-7"], True),
    ],
)
def test_an_alert_matches_a_tender_for_anything_below_its_codes(market, codes, found):
    market.choose(codes=codes)
    assert bool(matching(market.publish())) == found


@pytest.mark.parametrize(
    ("place", "found"),
    [
        ({}, True),
        ({"regions": ["South East"]}, True),
        ({"regions": ["Nowhere"]}, False),
        ({"councils": ["RDG"]}, True),
        ({"councils": ["KEN"]}, False),
        ({"regions": ["Nowhere"], "councils": ["WOK"]}, True),
    ],
)
def test_an_alert_matches_where_any_council_that_may_buy_is(market, place, found):
    if "councils" in place:
        place = place | {"councils": [market.id(code) for code in place["councils"]]}
    market.choose(codes=["30000000-9"], **place)
    assert bool(matching(market.publish())) == found


# --- hearing of it --------------------------------------------------------------------------------


def test_who_wants_to_hear_at_once_hears_once(app, market):
    market.choose("PEN", codes=["30190000-7"])
    market.choose("ALB", codes=["90910000-9"])
    tender = market.publish()
    minute(PUBLISHED)
    minute(PUBLISHED + timedelta(days=2))
    (letter,) = inbox(app, PENNINE)
    assert letter.subject == "New tender: Copier paper framework"
    assert not letter.sealed
    for words in (
        "What: Copier paper framework",
        "SECE organisation",
        "£400,000",
        "By when: 30 June 2026 at 12 noon (BST), UK time",
        f"Where: {app.config['PUBLIC_URL']}/tenders/{tender.id}",
        "because PEN organisation asked",
    ):
        assert words in letter.text
    assert inbox(app, ALBION) == []


def test_a_digest_comes_the_next_morning_at_seven_and_not_twice(app, market):
    market.choose(frequency="daily")
    market.publish()
    for at in (PUBLISHED, NEXT_MORNING - timedelta(minutes=1)):
        minute(at)
        assert inbox(app, PENNINE) == []
    for at in (NEXT_MORNING, NEXT_MORNING + timedelta(minutes=1), NEXT_MORNING + timedelta(days=1)):
        minute(at)
        assert len(inbox(app, PENNINE)) == 1


def test_seven_in_the_morning_is_uk_time():
    summer, winter = datetime(2026, 7, 1, 6, tzinfo=UTC), datetime(2026, 12, 1, 7, tzinfo=UTC)
    for seven in (summer, winter):
        assert digest_until(seven) == seven
        assert digest_until(seven - timedelta(minutes=1)) == seven - timedelta(days=1)


def test_a_tender_withdrawn_before_the_digest_is_not_told(app, market):
    market.choose(frequency="daily")
    market.publish()
    minute(PUBLISHED)
    with transaction():
        frameworks.withdraw(
            actor=market.region.lead,
            now=PUBLISHED,
            framework=db.session.get(Framework, market.framework.id),
            reason="A slip.",
        )
    minute(NEXT_MORNING)
    assert inbox(app, PENNINE) == []


def test_only_a_bidder_s_role_gets_alerts(app, market):
    market.choose()
    with transaction():
        held = db.session.scalars(db.select(Membership).where(Membership.organisation_id == market.id("PEN")))
        held.one().active = False
    market.publish()
    minute(PUBLISHED)
    assert inbox(app, PENNINE) == []


def test_only_a_supplier_has_alerts(market):
    with pytest.raises(NotPermitted):
        alerting.choose_alerts(
            actor=market.region.lead, now=PUBLISHED, frequency=AlertFrequency.DAILY, codes=[]
        )


def test_nothing_is_chosen_that_is_on_no_list(market):
    for wrong in ({"codes": ["99999999-9"]}, {"regions": ["Atlantis"]}, {"councils": [market.id("PEN")]}):
        with pytest.raises(alerting.NoSuchChoice):
            market.choose(**wrong)


# --- the page -------------------------------------------------------------------------------------


def test_finding_a_code_keeps_what_is_ticked_and_saves_nothing(market, pennine):
    ticked = {"codes": "90910000-9", "regions": "South East", "frequency": "at_once"}
    page = pennine.post("/tenders/alerts", data=ticked | {"find": "office supplies", "then": "find"})
    assert page.status_code == 200
    for value in ("90910000-9", "South East", "at_once"):
        assert re.search(rf'value="{value}"[^>]*checked', page.text), value
    assert 'value="30190000-7"' in page.text
    assert not re.search(r'value="30190000-7"[^>]*checked', page.text)
    assert db.session.scalar(db.select(TenderAlert)) is None


def test_alerts_are_chosen_changed_and_stopped_on_their_page(market, pennine):
    chosen = {"codes": ["90910000-9", "30190000-7"], "councils": str(market.id("RDG")), "frequency": "daily"}
    assert pennine.post("/tenders/alerts", data=chosen | {"then": "save"}).status_code == 302
    page = pennine.get("/tenders/alerts").text
    for value in ("90910000-9", "30190000-7", str(market.id("RDG")), "daily"):
        assert re.search(rf'value="{value}"[^>]*checked', page), value
    pennine.post("/tenders/alerts", data={"codes": "30190000-7", "frequency": "at_once", "then": "save"})
    page = pennine.get("/tenders/alerts").text
    assert "90910000-9" not in page
    assert re.search(r'value="at_once"[^>]*checked', page)
    market.publish()
    minute(PUBLISHED)
    pennine.post("/tenders/alerts/stop")
    assert db.session.scalar(db.select(TenderAlert)) is None


def test_a_page_says_when_no_code_is_found(market, pennine):
    page = pennine.post("/tenders/alerts", data={"find": "zeppelin", "then": "find"}).text
    assert "No code has “zeppelin” in its title" in page


def test_too_many_codes_are_refused_with_a_sentence(market):
    codes = [f"{number:08}-1" for number in range(51)]
    with pytest.raises(alerting.TooManyCodes, match="at most 50"):
        market.choose(codes=codes)


# --- leaving --------------------------------------------------------------------------------------


def link_in(letter, words) -> str:
    found = urlsplit(re.search(rf"{words}: (\S+)", letter.text)[1])
    return found.path


def test_one_link_and_one_button_end_a_person_s_alerts_without_signing_in(app, client, market):
    market.choose()
    market.publish()
    minute(PUBLISHED)
    link = link_in(inbox(app, PENNINE)[0], "To get no more of them yourself")
    assert "PEN organisation" in client.get(link).text
    assert db.session.scalar(db.select(TenderAlert.id)) is not None
    assert "You get no more alerts" in client.post(link).text
    with transaction():
        db.session.execute(db.text("UPDATE tender_alert_match SET told_at = NULL"))
    minute(NEXT_MORNING)
    assert len(inbox(app, PENNINE)) == 1


def test_who_left_can_come_back_on_the_page(app, market, pennine):
    market.choose()
    market.publish()
    minute(PUBLISHED)
    pennine.post(link_in(inbox(app, PENNINE)[0], "To get no more of them yourself"))
    assert "You yourself asked to get no more" in pennine.get("/tenders/alerts").text
    pennine.post("/tenders/alerts/again")
    assert "You yourself asked" not in pennine.get("/tenders/alerts").text


def test_a_link_that_nobody_signed_is_not_there(client, market):
    assert client.get("/tenders/alerts/unsubscribe/WzEsMV0.forged").status_code == 404


def test_a_link_of_alerts_that_were_stopped_is_not_there(app, client, market):
    market.choose()
    market.publish()
    minute(PUBLISHED)
    link = link_in(inbox(app, PENNINE)[0], "To get no more of them yourself")
    with transaction():
        alerting.stop_alerts(actor=market.region.bidder("PEN"), now=PUBLISHED)
    assert client.get(link).status_code == 404
