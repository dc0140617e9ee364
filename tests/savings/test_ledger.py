"""The ledger holds the published example, and its roll-up is always the sum of its entries."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import DBAPIError, IntegrityError

from procurement_hub.calloffs import services as calloffs
from procurement_hub.calloffs.models import Invoice, InvoiceLine, ReceiptLine
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import ledger, services, yearly
from procurement_hub.savings.baselines import OldPrice
from procurement_hub.savings.models import Baseline, BaselineType, EntryKind, GainEntry
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, PRICE, Market, paper_market


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def figures(market: Market, code: str, year: int = 2026) -> tuple[str, ...]:
    gains = yearly.gains(council_id=market.council_id(code), financial_year=year)
    return str(gains.gross), str(gains.cashable), str(gains.non_cashable), str(gains.costs), str(gains.net)


def test_what_goes_beyond_the_old_volume_is_a_gain_that_is_not_cash(market):
    market.buy("WAM", 9200)
    assert figures(market, "WAM") == ("3956.00", "3870.00", "86.00", "0.00", "3956.00")


def test_the_old_volume_is_used_up_over_the_year_and_not_by_each_order(market):
    market.buy("RDG", 12000)
    market.buy("RDG", 8500, at=DECEMBER)
    assert figures(market, "RDG") == ("3690.00", "3600.00", "90.00", "0.00", "3690.00")


def test_a_council_that_pays_more_has_a_loss_and_it_counts(market):
    market.buy("SLO", 15000)
    assert figures(market, "SLO") == ("-1800.00", "-1800.00", "0.00", "0.00", "-1800.00")


def test_a_council_without_a_baseline_gains_nothing_and_its_quantity_is_seen(market):
    market.buy("WOK", 5)
    arguments = claim(market, "KEN")
    with transaction():
        entry = ledger.post_gain(**arguments)
    assert (entry.gross, entry.baseline_id, entry.quantity) == (0, None, 5)


def test_a_mistyped_old_price_refuses_the_invoice_in_a_sentence(market):
    """A million pounds a ream would not fit in the books, and the invoice would break on it."""
    buyer = market.actor("WOK", "buyer")
    first = db.session.scalars(
        db.select(Baseline).where(
            Baseline.council_id == buyer.organisation_id, Baseline.item_id == market.item.id
        )
    ).one()
    with transaction():
        services.revise_baseline(
            actor=buyer,
            now=AUGUST.replace(month=6),
            baseline=first,
            price=OldPrice(
                BaselineType.OWN_LAST_PRICE,
                first.price_date,
                unit_price=Decimal("999999999"),
                evidence_note="Invoice 7",
            ),
            reason="Wrong line",
        )
    with pytest.raises(DomainError, match="more than £1,000,000,000, which cannot be"):
        market.buy("WOK", 1000)
    assert db.session.scalars(db.select(GainEntry)).all() == []


def claim(market: Market, council: str, *, quantity="5") -> dict:
    """Arguments of post_gain for a council, on an invoice line that nobody has claimed."""
    order = market.accepted("WAM", 5)
    receipt = market.receive(order, "WAM", 5)
    receipt_line = db.session.scalars(
        db.select(ReceiptLine).where(ReceiptLine.receipt_id == receipt.id)
    ).one()
    bidder = market.actor("PEN", "bidder")
    with transaction():
        invoice = Invoice(
            number=f"UNCLAIMED-{receipt.id}",
            order_id=order.id,
            supplier_id=order.supplier_id,
            net=order.net,
            gross=order.gross,
            invoiced_at=AUGUST,
            invoiced_by_id=bidder.person_id,
        )
        db.session.add(invoice)
        db.session.flush()
        line = InvoiceLine(
            invoice_id=invoice.id,
            order_line_id=receipt_line.order_line_id,
            quantity=Decimal(5),
            unit_price=PRICE,
            net=order.net,
        )
        db.session.add(line)
    return {
        "actor": bidder,
        "now": AUGUST,
        "council_id": market.council_id(council),
        "financial_year": 2026,
        "item_id": market.item.id,
        "framework_id": market.framework.id,
        "round_id": market.framework.round_id,
        "contract_start": market.framework.starts_on,
        "invoice_line_id": line.id,
        "receipt_line_id": receipt_line.id,
        "supplied_on": AUGUST.date(),
        "quantity": Decimal(quantity),
        "unit_price_paid": PRICE,
    }


@pytest.mark.parametrize(
    ("kind", "age", "expected"),
    [
        (BaselineType.OWN_LAST_PRICE, timedelta(days=200), ("0.68", "0.00")),
        (BaselineType.OWN_LAST_PRICE, timedelta(days=4 * 365), ("0.00", "0.68")),
        (BaselineType.PEER_MEDIAN, timedelta(days=200), ("0.00", "0.68")),
        (BaselineType.BUDGET, timedelta(days=200), ("0.00", "0.00")),
    ],
)
def test_a_baseline_that_is_no_good_for_cash_makes_no_cash(market, kind, age, expected):
    """An old price or one that is not the council's own shows costs avoided (savings-method 2.3)."""
    ken = market.council_id("KEN")
    market.buy("WOK", 5)
    arguments = claim(market, "KEN", quantity="1")
    buyer = market.actor("KEN", "buyer")
    with transaction():
        db.session.add(
            Baseline(
                council_id=ken,
                item_id=market.item.id,
                round_id=market.framework.round_id,
                type=kind,
                unit_price=Decimal("4.10"),
                price_date=market.framework.starts_on - age,
                sample_size=5,
                supplier_name="",
                evidence_note="",
                frozen_at=market.framework.award_notice_at - timedelta(days=30),
                frozen_by_id=buyer.person_id,
            )
        )
    with transaction():
        entry = ledger.post_gain(**arguments)
    assert (f"{entry.cashable:.2f}", f"{entry.nc_baseline:.2f}") == expected


def test_one_delivery_is_claimed_once_and_the_second_claim_is_told_of_the_first(market):
    market.buy("WOK", 5)
    entry = db.session.scalars(db.select(GainEntry)).one()
    lines = {"invoice_line_id": entry.invoice_line_id, "receipt_line_id": entry.receipt_line_id}
    for council in ("WOK", "KEN"):
        arguments = claim(market, council) | lines
        with pytest.raises(ledger.AlreadyClaimed) as refused, transaction():
            ledger.post_gain(**arguments)
        assert f"WOK organisation in 2026 to 2027, in ledger entry {entry.id}" in str(refused.value)


def test_the_database_itself_lets_one_delivery_be_claimed_once(market):
    market.buy("WOK", 5)
    columns = ", ".join(
        column.name for column in GainEntry.__table__.columns if column.name not in ("id", "reverses_id")
    )
    with pytest.raises(IntegrityError, match=r"claimed_once|invoice_line_id"), transaction():
        db.session.execute(db.text(f"INSERT INTO gain_entry ({columns}) SELECT {columns} FROM gain_entry"))


def test_an_entry_is_never_changed_or_deleted(market):
    market.buy("WOK", 5)
    for statement in ("UPDATE gain_entry SET cashable = 0", "DELETE FROM gain_entry"):
        with pytest.raises(DBAPIError, match="append-only"), transaction():
            db.session.execute(db.text(statement))


def test_a_cost_comes_off_the_net_of_the_year_in_which_it_is_incurred(market):
    market.buy("WOK", 100)
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.record_cost(
            actor=buyer,
            now=DECEMBER,
            kind=EntryKind.ONE_OFF_COST,
            amount=Decimal("100.00"),
            reason="New shelving",
            item=market.item,
        )
    assert figures(market, "WOK") == ("68.00", "68.00", "0.00", "100.00", "-32.00")
    assert figures(market, "WOK", 2027) == ("0.00", "0.00", "0.00", "0.00", "0.00")


@pytest.mark.parametrize(("amount", "reason"), [("0", "x"), ("-1", "x"), ("1.005", "x"), ("1", " ")])
def test_a_cost_needs_an_amount_and_a_reason(market, amount, reason):
    buyer = market.actor("WOK", "buyer")
    with pytest.raises(DomainError), transaction():
        services.record_cost(
            actor=buyer,
            now=AUGUST,
            kind=EntryKind.ONE_OFF_COST,
            amount=Decimal(amount),
            reason=reason,
        )


def test_a_reversal_is_the_exact_opposite_and_happens_once(market):
    market.buy("WAM", 9200)
    officer = market.actor("WAM", "s151")
    entry = db.session.scalars(db.select(GainEntry)).one()
    with transaction():
        services.reverse_entry(actor=officer, now=DECEMBER, entry=entry, reason="Goods sent back")
    assert figures(market, "WAM") == ("0.00", "0.00", "0.00", "0.00", "0.00")
    with pytest.raises(DomainError, match="already been reversed"), transaction():
        services.reverse_entry(actor=officer, now=DECEMBER, entry=entry, reason="Again")


def test_only_the_councils_own_finance_officer_takes_a_gain_back(market):
    market.buy("WAM", 10)
    buyer, stranger = market.actor("WAM", "buyer"), market.actor("WOK", "s151")
    entry = db.session.scalars(db.select(GainEntry)).one()
    with pytest.raises(NotPermitted), transaction():
        services.reverse_entry(actor=buyer, now=AUGUST, entry=entry, reason="No")
    with pytest.raises(NotFound), transaction():
        services.reverse_entry(actor=stranger, now=AUGUST, entry=entry, reason="No")


def test_the_centre_notes_what_it_made_possible_and_adds_nothing(market):
    for code, quantity in (("WOK", 11500), ("SLO", 15000)):
        market.buy(code, quantity)
    rows = yearly.facilitated(framework_ids=[market.framework.id], financial_year=2026)
    assert {row.council.code: str(row.net) for row in rows} == {"WOK": "7820.00", "SLO": "-1800.00"}
    assert figures(market, "WOK")[0] == "7820.00"


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(1, 4000)),
        st.tuples(st.just("invoice"), st.integers(1, 4000)),
        st.tuples(st.just("cost"), st.integers(1, 99999)),
        st.tuples(st.just("reverse"), st.integers(0, 20)),
    ),
    min_size=3,
    max_size=12,
)


@given(histories=st.lists(STEPS, min_size=1, max_size=3))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_history_the_books_agree_with_themselves(market, histories):
    """Roll-up = sum of entries, and every entry follows from its own working, at two councils."""
    for steps in histories:
        for code in ("WAM", "SLO"):
            order = market.accepted(code, 6000)
            for number, (act, size) in enumerate(steps):
                at = AUGUST + timedelta(days=45 * number)
                try_step(market, code, order, act, size, at)
            give_up(market, code, order)
    for code in ("WAM", "SLO"):
        council = market.council_id(code)
        for year in (2026, 2027, 2028):
            assert ledger.recompute(council, year) == []
            gains = yearly.gains(council_id=council, financial_year=year)
            rows = yearly.account(council_id=council, financial_year=year).rows
            assert gains.gross == gains.cashable + gains.non_cashable
            assert sum((row.net for row in rows), Decimal(0)) == gains.net


def try_step(market: Market, code: str, order, act: str, size: int, at: datetime) -> None:
    """Take a step, or be refused."""
    buyer, officer = market.actor(code, "buyer"), market.actor(code, "s151")
    try:
        if act == "receive":
            market.receive(order, code, Decimal(size) / 4, at=at)
        elif act == "invoice":
            market.invoice(order, Decimal(size) / 4, at=at)
        elif act == "cost":
            with transaction():
                services.record_cost(
                    actor=buyer,
                    now=at,
                    kind=EntryKind.RECURRING_COST if size % 2 else EntryKind.ONE_OFF_COST,
                    amount=Decimal(size) / 100,
                    reason="A cost",
                    item=market.item if size % 3 else None,
                )
        else:
            entry = db.session.scalars(
                db.select(GainEntry)
                .where(GainEntry.council_id == market.council_id(code))
                .order_by(GainEntry.id.desc())
                .offset(size)
                .limit(1)
            ).first()
            if entry:
                with transaction():
                    services.reverse_entry(actor=officer, now=at, entry=entry, reason="A mistake")
    except DomainError:
        return


def give_up(market: Market, code: str, order) -> None:
    """End what is left of the order, so that the ceiling is free for the next one."""
    db.session.expire_all()
    with transaction():
        waiting = db.session.execute(
            db.text("select received, invoiced from order_line where order_id = :id"), {"id": order.id}
        ).one()
    if waiting.received > waiting.invoiced:
        market.invoice(order, Decimal(waiting.received - waiting.invoiced) / 1000, at=DECEMBER)
    try:
        with transaction():
            calloffs.close_short(
                actor=market.actor(code, "buyer"), now=NEXT_APRIL, order=order, reason="No more"
            )
    except DomainError:
        return


def test_recompute_names_what_does_not_agree(market):
    market.buy("WAM", 10)
    with transaction():
        db.session.execute(db.text("UPDATE gain_total SET cashable = cashable + 1"))
    found = ledger.recompute(market.council_id("WAM"), 2026)
    assert [(difference.entry_id, difference.column) for difference in found] == [(None, "cashable")]


def test_every_entry_leaves_an_audit_event(market):
    market.buy("WAM", 10)
    verbs = set(db.session.scalars(db.select(AuditEvent.verb)))
    steps = {
        "place_order",
        "approve_order",
        "accept_order",
        "receive_order",
        "invoice_order",
        "complete_order",
    }
    assert steps | {"post_gain"} <= verbs
