"""Placing an order and deciding on it: who may, from whom, at what, and within the ceiling."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from procurement_hub.accounts.models import Membership
from procurement_hub.calloffs import services
from procurement_hub.calloffs.models import Order, OrderStatus
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import Framework
from tests.market import AUGUST, Market, paper_market

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def committed(market: Market) -> Decimal:
    db.session.expire_all()
    return db.session.get(Framework, market.framework.id).committed_gross


def test_an_order_carries_price_vat_levy_and_the_reason_for_its_route(market):
    order = market.place("WOK", 6000)
    assert (order.net, order.gross, order.levy) == (
        Decimal("20520.00"),
        Decimal("24624.00"),
        Decimal("205.20"),
    )
    assert order.number == f"PO-{order.id:06d}"
    assert "section 45(4)(a)" in order.route
    assert order.supplier_id == market.region.organisations["PEN"].id
    assert committed(market) == Decimal("24624.00")


def test_the_day_before_the_framework_starts_is_too_early_and_its_last_day_is_not_too_late(market):
    with pytest.raises(DomainError, match="1 August 2026"):
        market.place("WOK", 100, at=datetime(2026, 7, 31, 9, tzinfo=UTC))
    assert market.place("WOK", 100, at=datetime(2030, 7, 31, 22, tzinfo=UTC)).id
    with pytest.raises(DomainError, match="ended on 31 July 2030"):
        market.place("WOK", 100, at=datetime(2030, 7, 31, 23, 30, tzinfo=UTC))


def test_a_council_that_is_not_named_may_not_order(market):
    with pytest.raises(NotPermitted, match="not named"):
        market.place("KEN", 100)


@pytest.mark.parametrize("role", ["approver", "s151", "auditor", "evaluator"])
def test_only_a_buyer_places_an_order(market, role):
    actor = market.actor("WOK", role)
    with pytest.raises(NotPermitted, match="may not place an order"), transaction():
        services.place_order(
            actor=actor, now=AUGUST, lot=market.lot, lines=[(market.item, Decimal(1))], budget_code="1"
        )


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ([], "at least one item"),
        (["0"], "more than zero"),
        (["-5"], "more than zero"),
        (["1.0005"], "3 decimal places"),
        (["1", "2"], "twice"),
        (["0.001"], "a penny"),
    ],
)
def test_lines_that_make_no_sense_are_refused_and_leave_nothing(market, lines, sentence):
    buyer = market.actor("WOK", "buyer")
    with pytest.raises(DomainError, match=sentence), transaction():
        services.place_order(
            actor=buyer,
            now=AUGUST,
            lot=market.lot,
            lines=[(market.item, Decimal(quantity)) for quantity in lines],
            budget_code="1001",
        )
    assert committed(market) == 0
    assert db.session.scalars(db.select(Order)).all() == []


def test_an_order_without_a_budget_code_is_refused(market):
    with pytest.raises(DomainError, match="budget code"):
        market.place("WOK", 10, budget_code=" ")


def test_an_order_that_would_pass_the_ceiling_names_both_amounts(market):
    market.place("WOK", 90000)
    with pytest.raises(DomainError, match=r"£410,400, over its published value of £400,000"):
        market.place("WAM", 10000)
    assert committed(market) == Decimal("369360.00")


def test_an_order_can_take_the_framework_to_its_ceiling_exactly(app):
    market = paper_market(ceiling_gross=Decimal("400000.00"))
    market.place("WOK", "97465.886")
    rest = Decimal("400000.00") - committed(market)
    assert Decimal(0) <= rest < Decimal("4.11")


def test_a_form_sent_twice_places_one_order(market):
    first = market.place("WOK", 10, request_key="one-form")
    again = market.place("WOK", 10, request_key="one-form")
    assert again.id == first.id
    assert committed(market) == first.gross


def test_the_same_number_is_given_once(market):
    market.place("WOK", 10, number="O-1")
    with pytest.raises(DomainError, match="already an order O-1"):
        market.place("WOK", 10, number="O-1")


def test_who_placed_an_order_does_not_approve_it(market):
    order = market.place("WOK", 10)
    both = market.actor("WOK", "buyer")
    both = type(both)(
        **{**{f: getattr(both, f) for f in both.__slots__}, "roles": frozenset({"buyer", "approver"})}
    )
    with pytest.raises(DomainError, match="somebody else"), transaction():
        services.approve_order(actor=both, now=AUGUST, order=order)


def test_an_order_over_the_approvers_limit_is_refused_in_words(market):
    order = market.place("WOK", 6000)
    approver = market.actor("WOK", "approver")
    with transaction():
        membership = db.session.scalars(
            db.select(Membership).where(Membership.person_id == approver.person_id)
        ).one()
        membership.approval_limit = Decimal("5000.00")
    sentence = r"Your approval limit is £5,000 excluding VAT\. This order is £20,520\."
    with pytest.raises(DomainError, match=sentence):
        market.approve(order, "WOK")
    with transaction():
        db.session.merge(membership).approval_limit = Decimal("20520.00")
    assert market.approve(order, "WOK").status is OrderStatus.APPROVED


def test_another_councils_order_does_not_exist_for_an_approver(market):
    order = market.place("WOK", 10)
    with pytest.raises(NotFound):
        market.approve(order, "WAM")


def test_an_order_is_accepted_only_after_its_approval_and_by_its_supplier(market):
    order = market.place("WOK", 10)
    with pytest.raises(DomainError, match="not been approved"):
        market.accept(order)
    market.approve(order, "WOK")
    with pytest.raises(NotFound):
        market.accept(order, supplier="ALB")
    assert market.accept(order).status is OrderStatus.ACCEPTED
    with pytest.raises(DomainError, match="accepted, so you cannot accept it"):
        market.accept(order)


@pytest.mark.parametrize("ending", ["return", "cancel", "decline"])
def test_an_order_that_ends_needs_a_reason_and_frees_the_ceiling(market, ending):
    order = market.place("WOK", 10)
    if ending == "decline":
        market.approve(order, "WOK")
    verb, actor = {
        "return": (services.return_order, market.actor("WOK", "approver")),
        "cancel": (services.cancel_order, market.actor("WOK", "buyer")),
        "decline": (services.decline_order, market.actor("PEN", "bidder")),
    }[ending]
    with pytest.raises(DomainError, match="reason"), transaction():
        verb(actor=actor, now=AUGUST, order=order, reason="  ")
    assert committed(market) == order.gross
    with transaction():
        verb(actor=actor, now=AUGUST, order=order, reason="Not needed")
    assert committed(market) == 0
    assert order.end_reason == "Not needed"
    with pytest.raises(DomainError), transaction():
        verb(actor=actor, now=AUGUST, order=order, reason="Again")


def test_an_accepted_order_is_not_cancelled(market):
    order = market.accepted("WOK", 10)
    with pytest.raises(DomainError, match="cannot cancel"), transaction():
        services.cancel_order(actor=market.actor("WOK", "buyer"), now=AUGUST, order=order, reason="No")


def test_each_step_tells_the_person_whose_turn_it_is(market):
    approver, bidder = market.actor("WOK", "approver"), market.actor("PEN", "bidder")
    order = market.accepted("WOK", 10)
    written = [
        message.payload for message in db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id))
    ]
    assert [
        approver.person_name in written[0],
        bidder.person_name in written[1],
        "buyer@wok" in written[2],
    ] == [True] * 3
    assert all(order.number in payload for payload in written)


@pytest.mark.parametrize("quantity", ["1e30", "Infinity", "NaN"])
def test_a_quantity_that_no_order_can_have_is_refused_in_words(market, quantity):
    with pytest.raises(DomainError, match="quantity"):
        market.place("WOK", quantity)
