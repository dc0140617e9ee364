"""Order, receipt and invoice agree line by line, and only what agrees becomes a gain."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement_hub.calloffs import services
from procurement_hub.calloffs.models import OrderLine, OrderStatus, Receipt
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Framework
from procurement_hub.savings.models import GainEntry
from tests.market import AUGUST, DECEMBER, Market, paper_market


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def line(order) -> OrderLine:
    db.session.expire_all()
    return db.session.scalars(db.select(OrderLine).where(OrderLine.order_id == order.id)).one()


def committed(market: Market) -> Decimal:
    db.session.expire_all()
    return db.session.get(Framework, market.framework.id).committed_gross


def entries() -> list[GainEntry]:
    return list(db.session.scalars(db.select(GainEntry).order_by(GainEntry.id)))


def test_nothing_is_received_before_the_supplier_accepts(market):
    order = market.place("WOK", 10)
    with pytest.raises(DomainError, match="placed, so you cannot receive it"):
        market.receive(order, "WOK", 10)


def test_an_order_comes_in_parts_and_never_more_than_was_ordered(market):
    order = market.accepted("WOK", 100)
    market.receive(order, "WOK", 60)
    with pytest.raises(DomainError, match=r"100 of .* were ordered and 60 have been received .* at most 40"):
        market.receive(order, "WOK", 41)
    market.receive(order, "WOK", 40)
    assert line(order).received == 100


def test_a_receipt_sent_twice_is_one_receipt(market):
    order = market.accepted("WOK", 100)
    first = market.receive(order, "WOK", 50, request_key="k")
    assert market.receive(order, "WOK", 50, request_key="k").id == first.id
    assert line(order).received == 50


def test_only_the_orders_own_council_receives(market):
    order = market.accepted("WOK", 10)
    with pytest.raises(NotFound):
        market.receive(order, "WAM", 10)
    assert db.session.scalars(db.select(Receipt)).all() == []


def test_an_invoice_at_another_price_names_both_prices(market):
    order = market.accepted("WOK", 10)
    market.receive(order, "WOK", 10)
    with pytest.raises(DomainError, match=r"price .* £3\.42 on the order and £3\.50 on the invoice"):
        market.invoice(order, 10, price="3.50")
    assert (line(order).invoiced, entries()) == (0, [])


def test_an_invoice_for_what_has_not_come_is_refused(market):
    order = market.accepted("WOK", 10)
    with pytest.raises(DomainError, match="not received"):
        market.invoice(order, 1)
    market.receive(order, "WOK", 4)
    with pytest.raises(DomainError, match=r"only 4 have been received .* not received"):
        market.invoice(order, 5)


def test_an_invoice_for_what_is_invoiced_says_so(market):
    order = market.accepted("WOK", 10)
    market.receive(order, "WOK", 4)
    market.invoice(order, 4)
    with pytest.raises(DomainError, match=r"All 4 .* already invoiced\. The other 6 are not received yet"):
        market.invoice(order, 1)


def test_an_invoice_number_is_used_once_by_a_supplier_whatever_else_is_wrong(market):
    order = market.buy("WOK", 10)
    other = market.accepted("WAM", 10)
    with pytest.raises(DomainError, match="INV-1 was already recorded on 5 August 2026"):
        market.invoice(other, 99, price="9.99", number="INV-1")
    with pytest.raises(DomainError, match="already invoiced"):
        market.invoice(order, 1)


def test_an_order_is_complete_when_all_of_it_is_received_and_invoiced(market):
    order = market.accepted("WOK", 10)
    market.receive(order, "WOK", 4)
    market.invoice(order, 4)
    assert order.status is OrderStatus.ACCEPTED
    market.receive(order, "WOK", 6)
    market.invoice(order, 6)
    assert order.status is OrderStatus.COMPLETE
    assert committed(market) == order.gross == order.committed_gross


def test_rounding_of_part_invoices_never_passes_what_was_reserved(market):
    order = market.accepted("WOK", 3)
    for _ in range(3):
        market.receive(order, "WOK", "1")
        market.invoice(order, "1")
    assert order.status is OrderStatus.COMPLETE
    assert committed(market) == order.committed_gross <= order.gross


def test_an_order_ended_short_keeps_only_what_was_invoiced(market):
    order = market.accepted("WOK", 10)
    buyer = market.actor("WOK", "buyer")
    market.receive(order, "WOK", 4)
    with pytest.raises(DomainError, match="not invoiced yet"), transaction():
        services.close_short(actor=buyer, now=AUGUST, order=order, reason="No more stock")
    invoice = market.invoice(order, 4)
    with transaction():
        services.close_short(actor=buyer, now=AUGUST, order=order, reason="No more stock")
    assert order.status is OrderStatus.COMPLETE
    assert committed(market) == invoice.gross


def test_an_order_of_which_nothing_came_is_cancelled_when_it_is_ended(market):
    order = market.accepted("WOK", 10)
    buyer = market.actor("WOK", "buyer")
    with transaction():
        services.close_short(actor=buyer, now=AUGUST, order=order, reason="Never came")
    assert order.status is OrderStatus.CANCELLED
    assert committed(market) == 0


def test_an_invoice_pays_for_the_oldest_receipts_first(market):
    order = market.accepted("WOK", 100)
    market.receive(order, "WOK", 30, at=AUGUST)
    market.receive(order, "WOK", 70, at=DECEMBER)
    market.invoice(order, 50, at=DECEMBER)
    assert [(entry.quantity, entry.supplied_on.month) for entry in entries()] == [(30, 8), (20, 12)]


def test_a_gain_belongs_to_the_uk_year_in_which_it_was_received(market):
    order = market.accepted("WOK", 20)
    market.receive(order, "WOK", 10, at=datetime(2027, 3, 31, 22, 59, tzinfo=UTC))
    market.receive(order, "WOK", 10, at=datetime(2027, 3, 31, 23, 1, tzinfo=UTC))
    market.invoice(order, 20, at=datetime(2027, 5, 4, 9, tzinfo=UTC))
    assert [(entry.financial_year, entry.quantity) for entry in entries()] == [(2026, 10), (2027, 10)]
