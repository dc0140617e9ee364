"""A credit note gives back some of an invoice, and the council's gains are those of what it kept."""

import json
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procurement_hub.calloffs import services
from procurement_hub.calloffs.models import CreditNote, Invoice, Order, OrderLine, OrderStatus
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger, queries, yearly
from procurement_hub.savings import services as savings
from procurement_hub.savings.method import line_gain
from procurement_hub.savings.models import Better, BudgetUse, Decision, EntryKind, GainEntry, YearStatus
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, PRICE, Market, paper_market

D = Decimal


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def bought(market: Market, code: str, quantity, *, at=AUGUST) -> Invoice:
    order = market.accepted(code, quantity, at=at)
    market.receive(order, code, quantity, at=at)
    return market.invoice(order, quantity, at=at)


def gains(market: Market, code: str, year: int = 2026) -> tuple[str, str]:
    figures = yearly.gains(council_id=market.council_id(code), financial_year=year)
    return str(figures.gross), str(figures.cashable)


def line_of(order_id: int) -> OrderLine:
    db.session.expire_all()
    return db.session.scalars(db.select(OrderLine).where(OrderLine.order_id == order_id)).one()


def corrections() -> list[GainEntry]:
    return list(
        db.session.scalars(
            db.select(GainEntry).where(GainEntry.kind == EntryKind.CORRECTION).order_by(GainEntry.id)
        )
    )


def test_units_that_go_back_are_the_last_that_were_counted(market):
    """Windsor bought 9,000 alone: of 9,200 the last 200 are not cash, and they are what goes back first."""
    invoice = bought(market, "WAM", 9200)
    assert gains(market, "WAM") == ("3956.00", "3870.00")
    market.credit(invoice, returned=300, at=DECEMBER)
    assert gains(market, "WAM") == ("3827.00", "3827.00")
    [correction] = corrections()
    assert (correction.quantity, correction.nc_volume, correction.cashable) == (-300, D("-86"), D("-43"))


def test_a_lower_price_agreed_afterwards_is_a_larger_gain(market):
    invoice = bought(market, "WAM", 9200)
    note = market.credit(invoice, price="3.40", at=DECEMBER)
    assert (note.net, note.gross) == (D("184.00"), D("220.80"))
    assert gains(market, "WAM") == ("4140.00", "4050.00")
    total = queries.item_totals(market.council_id("WAM"), 2026)[0]
    assert (total.quantity, total.spend) == (9200, D("31280"))


def test_a_price_is_lowered_for_what_was_kept_and_no_more(market):
    invoice = bought(market, "WAM", 100)
    market.credit(invoice, returned=40)
    note = market.credit(invoice, price="3.00")
    assert note.net == D("25.20")
    last = market.credit(invoice, returned=60)
    assert last.net == D("180.00")
    total = queries.item_totals(market.council_id("WAM"), 2026)[0]
    assert (total.quantity, total.spend, total.gross) == (0, 0, 0)


def test_no_more_is_credited_than_was_invoiced_less_what_was_credited(market):
    invoice = bought(market, "WAM", 100)
    market.credit(invoice, returned=60)
    with pytest.raises(DomainError, match="only 40 of the 100 invoiced are not credited yet"):
        market.credit(invoice, returned="40.001")
    assert len(corrections()) == 1
    market.credit(invoice, returned=40)
    with pytest.raises(DomainError, match="was credited already"):
        market.credit(invoice, price="1.00")


def test_a_price_that_is_not_lower_is_refused(market):
    invoice = bought(market, "WAM", 100)
    market.credit(invoice, price="3.20")
    with pytest.raises(DomainError, match=r"£3.20 now. £3.30 is not lower"):
        market.credit(invoice, price="3.30")


def test_a_number_is_used_once(market):
    invoice = bought(market, "WAM", 100)
    market.credit(invoice, returned=1, number="CN-7")
    with pytest.raises(DomainError, match="CN-7 was already recorded on 5 August 2026"):
        market.credit(invoice, returned=1, number=" CN-7 ")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"returned": D(1), "unit_price": D(1)}, "either what went back or a lower price"),
        ({}, "either what went back or a lower price"),
        ({"returned": D(0)}, "must be more than zero"),
        ({"returned": D("0.0001")}, "3 decimal places"),
        ({"unit_price": D(-1)}, "must be zero or more"),
        ({"returned": D(1), "reason": " "}, "Enter why"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_line(market, changes, said):
    invoice = bought(market, "WAM", 100)
    line = services.Credit(market.item, **{"reason": "Broken"} | changes)
    with pytest.raises(DomainError, match=said) as refused, transaction():
        services.credit_invoice(
            actor=market.actor("PEN", "bidder"), now=AUGUST, invoice=invoice, number="CN-1", lines=[line]
        )
    assert refused.value.field.startswith("lines-0-")


def test_only_the_supplier_of_the_order_credits_it(market):
    invoice = bought(market, "WAM", 100)
    arguments = {
        "now": AUGUST,
        "invoice": invoice,
        "number": "CN-1",
        "lines": [services.Credit(market.item, "Broken", returned=D(1))],
    }
    rival, buyer = market.actor("ALB", "bidder"), market.actor("WAM", "buyer")
    with pytest.raises(NotFound), transaction():
        services.credit_invoice(actor=rival, **arguments)
    with pytest.raises(NotPermitted), transaction():
        services.credit_invoice(actor=buyer, **arguments)


def test_what_went_back_can_be_delivered_and_invoiced_again(market):
    order = market.accepted("WAM", 100)
    market.receive(order, "WAM", 60)
    invoice = market.invoice(order, 60)
    market.credit(invoice, returned=20)
    line = line_of(order.id)
    assert (line.received, line.invoiced) == (40, 40)
    market.receive(order, "WAM", 60)
    market.invoice(order, 60)
    assert db.session.get(Order, order.id).status is OrderStatus.COMPLETE
    assert gains(market, "WAM") == ("43.00", "43.00")


def test_what_went_back_is_not_matched_by_the_next_invoice(market):
    """The receipt of returned goods stays used up: the next invoice waits for the next delivery."""
    order = market.accepted("WAM", 100)
    market.receive(order, "WAM", 60)
    market.credit(market.invoice(order, 60), returned=20)
    with pytest.raises(DomainError, match="received"):
        market.invoice(order, 20)


def test_a_complete_order_gives_the_value_back_to_the_ceiling(market):
    invoice = bought(market, "WAM", 100)
    db.session.expire_all()
    before = market.framework.committed_gross
    order = db.session.get(Order, invoice.order_id)
    note = market.credit(invoice, returned=10)
    db.session.expire_all()
    assert market.framework.committed_gross == before - note.gross
    assert order.committed_gross == invoice.gross - note.gross
    assert order.status is OrderStatus.COMPLETE


def test_an_order_under_way_keeps_its_reserve_until_it_ends(market):
    order = market.accepted("WAM", 100)
    market.receive(order, "WAM", 60)
    invoice = market.invoice(order, 60)
    note = market.credit(invoice, returned=10)
    db.session.expire_all()
    assert order.committed_gross == order.gross
    buyer = market.actor("WAM", "buyer")
    with transaction():
        services.close_short(actor=buyer, now=DECEMBER, order=order, reason="No more is needed")
    db.session.expire_all()
    assert order.committed_gross == invoice.gross - note.gross == market.framework.committed_gross


def test_each_year_of_supply_is_corrected_from_its_end_and_opened_again(market):
    order = market.accepted("WAM", 100)
    market.receive(order, "WAM", 70, at=DECEMBER)
    market.receive(order, "WAM", 30, at=NEXT_APRIL)
    invoice = market.invoice(order, 100, at=NEXT_APRIL)
    officer = market.actor("WAM", "s151")
    check = quality(market, 2026)
    with transaction():
        savings.record_quality(**check)
        savings.release_budget(
            actor=officer,
            now=NEXT_APRIL,
            financial_year=2026,
            item=market.item,
            amount=D("100.00"),
            use=BudgetUse.REINVESTED,
            reference="J-1",
        )
        savings.sign_off_gains(
            actor=officer, now=NEXT_APRIL, financial_year=2026, decision=Decision.ACCEPT, reason=""
        )
    market.credit(invoice, returned=20, at=NEXT_APRIL)
    wam = market.council_id("WAM")
    assert queries.year_status(wam, 2026) is YearStatus.SIGNED_OFF
    market.credit(invoice, returned=20, at=NEXT_APRIL)
    assert [(c.financial_year, c.quantity) for c in corrections()] == [(2027, -20), (2027, -10), (2026, -10)]
    assert queries.year_status(wam, 2026) is not YearStatus.SIGNED_OFF


def quality(market: Market, year: int) -> dict:
    return {
        "actor": market.actor("WAM", "buyer"),
        "now": NEXT_APRIL,
        "financial_year": year,
        "item": market.item,
        "indicator": "Delivered on time (%)",
        "better": Better.HIGHER,
        "before": D(96),
        "after": D(97),
        "tolerance": D(1),
    }


def test_an_entry_that_was_corrected_is_taken_back_after_its_correction(market):
    invoice = bought(market, "WAM", 100)
    market.credit(invoice, returned=20)
    [correction] = corrections()
    officer = market.actor("WAM", "s151")
    entry = db.session.get(GainEntry, correction.corrects_id)
    with pytest.raises(ledger.CorrectedSince, match=f"Entry {correction.id} corrects"), transaction():
        savings.reverse_entry(actor=officer, now=DECEMBER, entry=entry, reason="Never bought")
    for taken_back in (correction, entry):
        with transaction():
            savings.reverse_entry(actor=officer, now=DECEMBER, entry=taken_back, reason="Never bought")
    assert gains(market, "WAM") == ("0.00", "0.00")


def test_what_was_taken_back_by_hand_is_not_taken_back_again(market):
    invoice = bought(market, "WAM", 100)
    entry = db.session.scalars(db.select(GainEntry)).one()
    officer = market.actor("WAM", "s151")
    with transaction():
        savings.reverse_entry(actor=officer, now=DECEMBER, entry=entry, reason="Goods sent back")
    market.credit(invoice, returned=100)
    assert corrections() == []
    assert gains(market, "WAM") == ("0.00", "0.00")


def test_the_council_is_told_and_the_act_is_audited(market):
    invoice = bought(market, "WAM", 100)
    market.credit(invoice, returned=20, number="CN-9")
    event = db.session.scalars(db.select(AuditEvent).where(AuditEvent.verb == "credit_invoice")).one()
    assert event.reason == "Damaged in the warehouse"
    told = [json.loads(m.payload) for m in db.session.scalars(db.select(OutboxMessage))]
    assert [mail["to"] for mail in told if "CN-9" in mail["subject"]] == ["buyer@wam.example"]


STEPS = st.lists(
    st.tuples(st.sampled_from(["buy", "return"]), st.integers(1, 4000), st.integers(0, 5)),
    min_size=2,
    max_size=8,
)


@given(histories=st.lists(STEPS, min_size=1, max_size=3))
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_at_one_price_the_year_is_the_gain_of_what_was_kept(market, histories):
    """Whatever goes back and when, the year comes to line_gain of the quantity that stayed."""
    for steps in histories:
        for act, size, which in steps:
            notes = list(db.session.scalars(db.select(Invoice).order_by(Invoice.id)))
            try:
                if act == "buy" or not notes:
                    bought(market, "WAM", D(size))
                else:
                    market.credit(notes[which % len(notes)], returned=D(size) / 2)
            except DomainError:
                continue
            [total] = queries.item_totals(market.council_id("WAM"), 2026)
            whole = line_gain(D("3.85"), PRICE, total.quantity, D(9000))
            assert (total.gross, total.cashable) == (whole.gross, whole.cashable)
    assert ledger.recompute(market.council_id("WAM"), 2026) == []


def test_a_credit_of_less_than_a_penny_is_refused(market):
    invoice = bought(market, "WAM", 100)
    with pytest.raises(DomainError, match="a penny at least"):
        market.credit(invoice, returned="0.001")
    assert db.session.scalars(db.select(CreditNote)).all() == []
