"""From any total to the invoice line and its evidence, for whoever may read it, and for nobody else."""

import re
from decimal import Decimal

import pytest

from procurement_hub.accounts.models import Person
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import AvoidanceKind, LineGain
from procurement_hub.savings.models import EntryKind, GainEntry
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, Market, paper_market
from tests.savings.gallery import charge, links, move_clock, record_check, record_rebate, visit
from tests.selecting import selects

READERS = ["auditor", "reviewer", "s151", "buyer"]
D = Decimal


@pytest.fixture
def market(app, monkeypatch) -> Market:
    move_clock(monkeypatch, NEXT_APRIL)
    return paper_market()


@pytest.fixture
def at(app, market):
    return lambda code, role: visit(app, market, code, role)


def the_entry(kind: EntryKind = EntryKind.GAIN) -> GainEntry:
    return db.session.scalars(
        db.select(GainEntry).where(GainEntry.kind == kind).order_by(GainEntry.id).limit(1)
    ).one()


def page_of(reader, kind: EntryKind) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", reader.get(f"/gains/entries/{the_entry(kind).id}")))


ON_THE_WAY = re.compile(r"/gains/(\d{4}(/items/\d+|/statement)?|memo.*)")


def clicks(reader, start: str, goal: str) -> int | None:
    """How many links of a page's own content away `goal` is; None beyond four."""
    seen, layer = {start}, [start]
    for steps in range(1, 5):
        following = {
            link for path in layer for link in links(reader.get(path)) if link.startswith("/gains")
        } - seen
        if goal in following:
            return steps
        seen |= following
        layer = [path for path in following if ON_THE_WAY.fullmatch(path)]
    return None


# --- how far it is --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", READERS)
def test_from_a_years_total_to_the_invoice_line_takes_four_clicks_at_most(market, at, role):
    market.buy("WOK", 100)
    entry = the_entry()
    reader = at("WOK", role)
    for start in ("/gains/", "/gains/2026"):
        assert clicks(reader, start, f"/gains/entries/{entry.id}") <= 3, start
    page = page_of(reader, EntryKind.GAIN)
    for words in ("What was invoiced", "INV-1", "Line value, excluding VAT £342.00", "invoice-2026-02.pdf"):
        assert words in page


@pytest.mark.parametrize("role", ["procurement_lead", "auditor"])
def test_from_a_figure_of_the_memo_to_the_invoice_line_takes_two_clicks(market, at, role):
    market.buy("WOK", 100)
    reader = at("SECE", role)
    assert clicks(reader, "/gains/memo", f"/gains/entries/{the_entry().id}") == 2
    assert "INV-1" in page_of(reader, EntryKind.GAIN)


# --- what it shows --------------------------------------------------------------------------------


def test_an_entry_shows_every_link_of_its_chain_with_the_hash_of_each_event(market, at):
    market.buy("WAM", 9200)
    record_check(market, "WAM")
    entry = the_entry()
    page = page_of(at("WAM", "auditor"), EntryKind.GAIN)
    for words in (
        "What the council paid before",
        "Where the price comes from",
        "What was ordered",
        "What was received",
        "What was invoiced",
        "Orders delivered in full within two working days (%): 96 before, 98 now. Met",
        "Nobody has decided on it",
        "Nobody has signed the year yet",
        "9,000 × £0.43 = £3,870.00",
    ):
        assert words in page, words
    posted = db.session.scalars(
        db.select(AuditEvent).where(
            AuditEvent.subject_kind == "gain_entry", AuditEvent.subject_id == entry.id
        )
    ).one()
    assert posted.hash in page
    for verb in ("place order", "approve order", "receive order", "invoice order", "close round"):
        assert verb in page, verb


def test_every_kind_of_entry_says_in_words_and_figures_what_it_is(market, at):
    order = market.accepted("WOK", 100)
    market.receive(order, "WOK", 100)
    invoice = market.invoice(order, 100)
    market.credit(invoice, returned=10, at=DECEMBER)
    charge(market, "5.00", DECEMBER, item=market.item)
    buyer = market.actor("WOK", "buyer")
    common = {
        "actor": buyer,
        "now": DECEMBER,
        "council_id": buyer.organisation_id,
        "financial_year": 2026,
        "item_id": market.item.id,
        "framework_id": market.framework.id,
    }
    with transaction():
        ledger.post_avoidance(
            **common, avoidance=AvoidanceKind.PRICE_HELD, amount=D("50.00"), reason="Held for a year"
        )
        ledger.post_one_off_gain(**common, amount=D("12.00"), reason="Old stock sold")
        ledger.post_substitution(
            **common,
            gain=LineGain(D("30.00"), D("20.00"), D("0.00"), D("10.00")),
            working={"people": "3"},
            reason="Recycled paper is as good",
        )
    officer = market.actor("WOK", "s151")
    one_off = the_entry(EntryKind.ONE_OFF_GAIN)
    with transaction():
        savings.reverse_entry(actor=officer, now=NEXT_APRIL, entry=one_off, reason="Counted twice")
    reader = at("WOK", "auditor")
    said = {
        EntryKind.GAIN: "Corrected afterwards by entry",
        EntryKind.CORRECTION: "10 (ream) went back to the supplier: the last that were counted in the year. "
        "They had been counted at £3.42, against £4.10: £6.80.",
        EntryKind.ONE_OFF_COST: "A one-off cost of £5.00, taken off the gains of the year.",
        EntryKind.AVOIDANCE: "Nobody was spending this money, so it is never cash.",
        EntryKind.ONE_OFF_GAIN: "This entry was taken back by entry",
        EntryKind.SUBSTITUTION: "more people served for the money, which is not cash",
        EntryKind.REVERSAL: "Reason: Counted twice",
    }
    for kind, words in said.items():
        assert words in page_of(reader, kind), kind
    credited = page_of(reader, EntryKind.CORRECTION)
    assert "£0.00 − £6.80 = −£6.80" in credited
    assert "What was credited" in credited
    assert "credit invoice" in credited


def test_a_rebates_entry_shows_the_suppliers_statement(app, market, at):
    market.buy("WOK", 100)
    digest = record_rebate(app, market, name="rebate-2026.pdf")
    page = page_of(at("WOK", "auditor"), EntryKind.REBATE)
    for words in ("REB-1 of PEN organisation", "rebate-2026.pdf", digest, "Kept by the centre"):
        assert words in page


# --- who sees it ----------------------------------------------------------------------------------


def test_another_councils_entry_is_not_there(market, at):
    market.buy("WAM", 100)
    path = f"/gains/entries/{the_entry().id}"
    for role in READERS:
        at("WOK", role).get(path, 404)
    for role in ("procurement_lead", "auditor"):
        at("NECE", role).get(path, 404)
    at("SECE", "auditor").get(path)


def test_the_centre_sees_the_purchase_and_not_what_the_council_decided(market, at):
    market.buy("WOK", 100)
    record_check(market)
    page = page_of(at("SECE", "procurement_lead"), EntryKind.GAIN)
    assert "What was invoiced" in page
    for words in ("Quality checks", "The decision on this gain", "The audit events", "Event "):
        assert words not in page
    own = page_of(at("WOK", "auditor"), EntryKind.GAIN)
    assert all(words in own for words in ("Quality checks", "The decision on this gain", "Event "))


def test_a_figure_of_the_memo_opens_for_the_frameworks_own_centre_only(market, at):
    market.buy("WOK", 100)
    path = f"/gains/memo/2026/{market.framework.id}/{market.council_id('WOK')}"
    assert "Entry" in at("SECE", "procurement_lead").get(path)
    at("NECE", "procurement_lead").get(path, 404)
    at("SECE", "procurement_lead").get(path.replace(f"/{market.framework.id}/", "/999/"), 404)


# --- the memo -------------------------------------------------------------------------------------


def test_the_memo_opens_on_the_newest_year_that_has_gains(market, at):
    market.buy("WOK", 100, at=AUGUST)
    page = at("SECE", "procurement_lead").get("/gains/memo")  # it is April 2027
    assert "<strong>2026 to 2027</strong>" in page
    assert "1 of 6 councils that may use your frameworks have gains in this year." in page
    assert "Nothing has been received" in at("SECE", "procurement_lead").get("/gains/memo?year=2027")


def test_an_entry_is_read_in_ten_statements_however_long_its_history(app, market):
    for _ in range(3):
        market.buy("WOK", 100)
        record_check(market)
    for person in (market.actor("WOK", "auditor"), market.actor("SECE", "auditor")):
        reader = visit(app, market, "WOK" if "wok" in person.person_name else "SECE", "auditor")
        with selects() as asked:
            reader.get(f"/gains/entries/{the_entry().id}")
        assert len(asked) <= 10, asked
    assert db.session.get(Person, person.person_id)
