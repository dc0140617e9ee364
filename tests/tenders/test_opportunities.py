"""The public list of tenders is searched, filtered, sorted and paged by address alone."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count

import pytest
from sqlalchemy import LargeBinary, event

from procurement_hub.catalogue.models import CpvCode, Item
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Entitlement, Framework, FrameworkStatus, Lot, LotItem
from procurement_hub.tenders.models import Tender, TenderStatus
from procurement_hub.tenders.queries import opportunities
from procurement_hub.tenders.queries.opportunities import Order, Show, Wish
from tests.region import closed_paper_round, make_region
from tests.tenders.visiting import clock

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
DIVISIONS = {
    "30197643-5": "Photocopier paper",
    "90910000-9": "Cleaning services",
    "30000000-9": "Office and computing machinery",
    "90000000-7": "Sewage, refuse, cleaning and environmental services",
}

KEYS = [column.name for column in Tender.__table__.columns if isinstance(column.type, LargeBinary)]
"""Of the box, which no list opens."""


class Board:
    """A list to put tenders on, one line each."""

    def __init__(self):
        self.region = make_region()
        self.round = closed_paper_round(self.region)
        self.numbers = count(1)
        with transaction():
            for code, title in DIVISIONS.items():
                db.session.merge(CpvCode(code=code, title=title))

    def add(
        self,
        title,
        *,
        days=30,
        published=None,
        worth=100_000,
        description="",
        lots=(("Everything", "Thing", "30197643-5"),),
        council="WOK",
        status=FrameworkStatus.TENDERING,
    ) -> int:
        """A tender that closes in so many days; each lot is (title, its item's title, its CPV code)."""
        number = next(self.numbers)
        published = published or NOW - timedelta(days=20)
        with transaction():
            framework = Framework(
                code=f"F-{number}",
                title=title,
                description=description,
                organisation_id=self.region.organisations["SECE"].id,
                round_id=self.round.id,
                status=status,
                starts_on=date(2027, 1, 1),
                ends_on=date(2030, 1, 1),
                ceiling_gross=Decimal(worth),
                vat_rate=Decimal(20),
                levy_percent=Decimal(1),
                drafted_at=published,
                drafted_by_id=self.region.people["SECE"].id,
                published_at=published,
            )
            if status in (FrameworkStatus.AWARDED, FrameworkStatus.LIVE):
                framework.award_notice_reference, framework.award_notice_at = "2026-000001", published
            db.session.add(framework)
            db.session.flush()
            for place, (lot_title, item_title, cpv) in enumerate(lots):
                lot = Lot(framework_id=framework.id, number=str(place + 1), title=lot_title, max_suppliers=1)
                item = Item(code=f"I-{number}-{place}", title=item_title, unit_code="EA", cpv_code=cpv)
                db.session.add_all([lot, item])
                db.session.flush()
                quantities = {"firm_quantity": Decimal(1), "soft_quantity": Decimal(0)}
                db.session.add(LotItem(lot_id=lot.id, item_id=item.id, **quantities))
            buyer = self.region.organisations[council].id
            db.session.add(Entitlement(framework_id=framework.id, organisation_id=buyer))
            deadline = NOW + timedelta(days=days)
            tender = Tender(
                framework_id=framework.id,
                status=TenderStatus.PUBLISHED,
                published_at=min(published, deadline - timedelta(days=1)),
                published_by_id=self.region.people["SECE"].id,
                deadline_at=deadline,
                questions_until=deadline,
                electronic=True,
                documents_complete=True,
                **dict.fromkeys(KEYS, b"never used"),
            )
            db.session.add(tender)
            db.session.flush()
            return tender.id


@pytest.fixture
def board(app, monkeypatch):
    clock(monkeypatch, NOW)
    return Board()


def titles(client, query="") -> list[str]:
    page = client.get(f"/tenders{query}")
    assert page.status_code == 200
    body = page.text.partition("<tbody")[2]
    return re.findall(r'<a class="govuk-link" href="/tenders/\d+">([^<]+)</a>', body)


# --- search ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        "minibus",
        "MINIBUSES",
        "hire",
        "school runs",
        "accessible",
        "wheelchair seats",
        "901",
        "F-2",
        "public road",
    ],
)
def test_words_are_found_wherever_they_stand(board, client, words):
    with transaction():
        db.session.add(CpvCode(code="60100000-9", title="Public road transport services"))
        db.session.add(CpvCode(code="90100000-1", title="Of refuse"))
    board.add("Copier paper")
    board.add(
        "Minibus hire",
        description="For school runs",
        lots=[("Accessible vehicles", "Wheelchair seat", "60100000-9"), ("Other", "Seat", "90100000-1")],
    )
    assert titles(client, f"?q={words}") == ["Minibus hire"]


def test_every_word_must_be_found(board, client):
    board.add("Copier paper")
    assert titles(client, "?q=copier+paper") == ["Copier paper"]
    assert titles(client, "?q=copier+minibus") == []


def test_a_per_cent_sign_finds_a_per_cent_sign(board, client):
    board.add("Copier paper")
    board.add("Paper, 100% recycled")
    assert titles(client, "?q=100%25") == ["Paper, 100% recycled"]


def test_a_search_that_finds_nothing_says_so(board, client):
    board.add("Copier paper")
    page = client.get("/tenders?q=zeppelin").text
    assert "No tender matches." in page
    assert "<strong>0 tenders</strong>" in page


def test_an_empty_list_says_so(app, client):
    assert "No tender takes bids at present." in client.get("/tenders").text


# --- filters --------------------------------------------------------------------------------------


def test_open_closing_and_closed_are_three_lists(board, client):
    board.add("Later", days=30)
    board.add("Soon", days=6)
    board.add("Over", days=-1)
    board.add("Given up", days=30, status=FrameworkStatus.WITHDRAWN)
    assert titles(client) == ["Soon", "Later"]
    assert titles(client, "?show=closing") == ["Soon"]
    assert titles(client, "?show=closed") == ["Over"]


def test_a_tender_leaves_the_open_list_at_the_second_of_its_deadline(board, client, monkeypatch):
    board.add("Soon", days=1)
    clock(monkeypatch, NOW + timedelta(days=1, seconds=-1))
    assert titles(client) == ["Soon"]
    clock(monkeypatch, NOW + timedelta(days=1))
    assert titles(client) == []


def test_tenders_are_filtered_by_division_council_and_value(board, client):
    board.add("Paper", worth=90_000)
    board.add("Cleaning", worth=300_000, council="RDG", lots=[("All", "Windows", "90910000-9")])
    reading = board.region.organisations["RDG"].id
    assert titles(client, "?cpv=90") == ["Cleaning"]
    assert titles(client, "?cpv=30") == ["Paper"]
    assert titles(client, f"?council={reading}") == ["Cleaning"]
    assert titles(client, "?value=to-100000") == ["Paper"]
    assert titles(client, "?value=to-500000") == ["Cleaning"]
    assert titles(client, "?value=over-2000000") == []
    assert titles(client, f"?cpv=30&council={reading}") == []


def test_a_value_on_the_bound_is_in_one_band_only(board, client):
    board.add("Exactly", worth=100_000)
    assert titles(client, "?value=to-100000") == ["Exactly"]
    assert titles(client, "?value=to-500000") == []


def test_what_suits_small_firms_is_small_or_in_lots(board, client):
    board.add("Large and whole", worth=5_000_000)
    board.add("Large in lots", worth=5_000_000, lots=[("A", "a", "30197643-5"), ("B", "b", "30197643-5")])
    board.add("Small", worth=250_000)
    assert set(titles(client, "?small=yes")) == {"Large in lots", "Small"}


def test_the_filters_offer_what_there_is(board, client):
    board.add("Cleaning", council="RDG", lots=[("All", "Windows", "90910000-9")])
    page = client.get("/tenders").text
    assert '<option value="90">90 Sewage, refuse, cleaning and environmental services</option>' in page
    assert '<option value="30">' not in page
    assert ">RDG organisation</option>" in page
    assert ">WOK organisation</option>" not in page


def test_an_address_that_makes_no_sense_shows_the_open_list(board, client):
    board.add("Paper")
    for query in ("?show=x", "?cpv=abc", "?cpv=٣٣", "?council=-1", "?value=much", "?sort=up", "?after=x"):
        assert titles(client, query) == ["Paper"]


# --- order and pages ------------------------------------------------------------------------------


def test_open_tenders_come_by_deadline_or_the_newest_first(board, client):
    for title, days in (("Second", 20), ("Third", 30), ("First", 10)):
        board.add(title, days=days)
    assert titles(client) == ["First", "Second", "Third"]
    assert titles(client, "?sort=newest") == ["First", "Third", "Second"]


def test_closed_tenders_begin_with_the_last_that_closed(board, client):
    for title, days in (("Long ago", -30), ("Yesterday", -1)):
        board.add(title, days=days)
    assert titles(client, "?show=closed") == ["Yesterday", "Long ago"]


@pytest.mark.parametrize("order", list(Order))
@pytest.mark.parametrize("show", [Show.OPEN, Show.CLOSED])
def test_pages_show_every_tender_once_also_when_deadlines_are_alike(board, order, show):
    sign = -1 if show is Show.CLOSED else 1
    ids = {board.add(f"Tender {n}", days=sign * days) for n, days in enumerate([5, 5, 5, 8, 8, 12, 3])}
    seen, after = [], None
    wish = Wish(order=order, show=show)
    while True:
        page = opportunities.opportunities(NOW, wish, after=after, size=2)
        seen += [row.id for row in page.rows]
        after = page.next_after
        if after is None:
            break
    assert len(seen) == len(ids)
    assert set(seen) == ids


def test_the_next_page_keeps_the_filters(board, client, monkeypatch):
    monkeypatch.setattr(opportunities.opportunities, "__kwdefaults__", {"after": None, "size": 2})
    for number in range(3):
        board.add(f"Paper {number}", days=10 + number)
    page = client.get("/tenders?q=paper&small=yes&cpv=30").text
    following = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    for part in ("q=paper", "small=yes", "cpv=30", "after="):
        assert part in following
    assert titles(client, following.removeprefix("/tenders")) == ["Paper 2"]
    assert 'rel="first"' in client.get(following).text


def test_the_list_costs_as_much_with_many_tenders(board, client):
    def asked():
        seen = []

        def note(_connection, _cursor, statement, *_rest):
            seen.append(statement)

        event.listen(db.engine, "before_cursor_execute", note)
        client.get("/tenders?q=paper&cpv=30&small=yes&value=to-500000")
        event.remove(db.engine, "before_cursor_execute", note)
        return len([statement for statement in seen if statement.startswith("SELECT")])

    board.add("Paper 1", worth=200_000)
    few = asked()
    for number in range(6):
        board.add(f"Paper {number}", worth=200_000)
    assert asked() == few <= 10


def test_new_and_closing_tenders_are_marked(board, client):
    board.add("Fresh", published=NOW - timedelta(days=1), days=30)
    assert "New</strong>" in client.get("/tenders").text
    assert "Closes soon" not in client.get("/tenders").text
    board.add("Soon", days=2)
    assert "Closes soon</strong>" in client.get("/tenders").text


def test_the_list_leads_to_alerts_and_to_the_feed_of_what_is_shown(board, client):
    page = client.get("/tenders?q=paper").text
    assert 'href="/tenders/feed.xml?q=paper"' in page
    assert 'type="application/atom+xml"' in page
    assert "Sign in for alerts" in page
