"""Many people at once: the ceiling holds, and nothing is counted twice."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import pytest

from procurement_hub.calloffs import services
from procurement_hub.calloffs.models import Invoice, Order, OrderLine
from procurement_hub.catalogue.models import Item
from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError
from procurement_hub.core.files import StoredFile
from procurement_hub.core.money import Money
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Framework, Lot
from procurement_hub.savings import ledger, queries
from procurement_hub.savings.models import GainEntry
from tests.market import AUGUST, PRICE, Market, paper_market

AT_ONCE = 50


@pytest.fixture
def market(app) -> Market:
    # room for exactly seven orders of 100 reams: 100 × £3.42 and VAT is £410.40
    return paper_market(ceiling_gross=Decimal("2872.80"))


def at_once(app, act, times: int) -> list[str]:
    """Do the act in so many threads, each in a session of its own: "done" or the refusal."""

    def one(number: int) -> str:
        with app.app_context():
            try:
                with transaction():
                    act(number)
            except DomainError as refusal:
                return refusal.sentence
            finally:
                db.session.remove()
            return "done"

    # let go of what this thread has read, or it would go on seeing the time before
    db.session.rollback()
    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))


def test_fifty_buyers_at_once_never_pass_the_ceiling(app, market):
    buyers = [market.actor(code, "buyer") for code in ("WOK", "WAM", "BRF", "RDG", "SLO")]
    lot_id, item_id = market.lot.id, market.item.id
    db.session.expunge_all()

    def order(number):
        services.place_order(
            actor=buyers[number % len(buyers)],
            now=AUGUST,
            lot=db.session.get(Lot, lot_id),
            lines=[(db.session.get(Item, item_id), Decimal(100))],
            budget_code="1001",
        )

    results = at_once(app, order, AT_ONCE)
    assert results.count("done") == 7
    assert all("over its published value" in sentence for sentence in results if sentence != "done")
    framework = db.session.scalars(db.select(Framework)).one()
    placed = db.session.scalar(db.select(db.func.sum(Order.committed_gross, type_=Money())))
    assert framework.committed_gross == placed == Decimal("2872.80")
    assert len(set(db.session.scalars(db.select(Order.number)))) == 7
    assert list(audit.verify(db.session)) == []


def test_a_form_sent_many_times_at_once_places_one_order(app, market):
    buyer, lot_id, item_id = market.actor("WOK", "buyer"), market.lot.id, market.item.id
    db.session.expunge_all()

    def order(_number):
        services.place_order(
            actor=buyer,
            now=AUGUST,
            lot=db.session.get(Lot, lot_id),
            lines=[(db.session.get(Item, item_id), Decimal(1))],
            budget_code="1001",
            request_key="one form",
        )

    at_once(app, order, 12)
    assert len(db.session.scalars(db.select(Order)).all()) == 1


def test_deliveries_and_invoices_at_once_are_each_counted_once(app, market):
    order = market.accepted("WOK", 100)
    order_id, item_id = order.id, market.item.id
    buyer, bidder = market.actor("WOK", "buyer"), market.actor("PEN", "bidder")
    db.session.expunge_all()

    def receive(_number):
        services.receive(
            actor=buyer,
            now=AUGUST,
            order=db.session.get(Order, order_id),
            lines=[(db.session.get(Item, item_id), Decimal(30))],
        )

    def invoice(number):
        services.invoice(
            actor=bidder,
            now=AUGUST,
            order=db.session.get(Order, order_id),
            number=f"N-{number}",
            lines=[(db.session.get(Item, item_id), Decimal(30), PRICE)],
        )

    assert at_once(app, receive, 8).count("done") == 3
    assert at_once(app, invoice, 8).count("done") == 3
    line = db.session.scalars(db.select(OrderLine)).one()
    counted = sum(entry.quantity for entry in db.session.scalars(db.select(GainEntry)))
    assert line.received == line.invoiced == counted == 90
    assert ledger.recompute(order.council_id, 2026) == []


def test_one_invoice_number_sent_for_two_orders_at_once_is_taken_once(app, market):
    orders = [market.accepted("WOK", 10).id, market.accepted("WAM", 10).id]
    for code, order_id in zip(("WOK", "WAM"), orders, strict=True):
        market.receive(db.session.get(Order, order_id), code, 10)
    bidder, item_id = market.actor("PEN", "bidder"), market.item.id
    db.session.expunge_all()

    def invoice(number):
        services.invoice(
            actor=bidder,
            now=AUGUST,
            order=db.session.get(Order, orders[number % 2]),
            number="ONE",
            lines=[(db.session.get(Item, item_id), Decimal(10), PRICE)],
        )

    results = at_once(app, invoice, 8)
    assert results.count("done") == 1
    assert all("ONE was already recorded" in sentence for sentence in results if sentence != "done")


def test_the_same_goods_sent_back_many_times_at_once_are_credited_once(app, market):
    order = market.accepted("WOK", 100)
    market.receive(order, "WOK", 100)
    invoice_id, item_id = market.invoice(order, 100).id, market.item.id
    bidder, council_id = market.actor("PEN", "bidder"), market.council_id("WOK")
    db.session.expunge_all()

    def credit(number):
        line = services.Credit(db.session.get(Item, item_id), "Damaged", returned=Decimal(60))
        services.credit_invoice(
            actor=bidder,
            now=AUGUST,
            invoice=db.session.get(Invoice, invoice_id),
            number=f"CN-{number}",
            lines=[line],
        )

    results = at_once(app, credit, 8)
    assert results.count("done") == 1
    assert all("only 40 of the 100" in sentence for sentence in results if sentence != "done")
    assert ledger.recompute(council_id, 2026) == []
    assert queries.item_totals(council_id, 2026)[0].quantity == 40


def test_a_rebate_confirmed_by_several_at_once_is_counted_once(app, market):
    market.buy("WOK", 100)
    lead, council_id = market.actor("SECE", "procurement_lead"), market.council_id("WOK")
    framework_id, supplier_id = market.framework.id, market.agreement.supplier_id
    statement = StoredFile(key="ab/statement", sha256="0" * 64, size=10, media_type="application/pdf")
    db.session.expunge_all()

    def confirm(number):
        services.record_rebate(
            actor=lead,
            now=AUGUST,
            framework=db.session.get(Framework, framework_id),
            lot=None,
            supplier_id=supplier_id,
            reference=f"RB-{number}",
            from_on=AUGUST.date(),
            to_on=AUGUST.date(),
            amount=Decimal("10.00"),
            retained_percent=Decimal(0),
            statement=statement,
            statement_name="Statement.pdf",
        )

    results = at_once(app, confirm, 6)
    assert results.count("done") == 1
    assert all("already counts" in sentence for sentence in results if sentence != "done")
    assert queries.item_totals(council_id, 2026)[0].rebate == 10
