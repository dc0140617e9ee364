"""A new price needs a ground, the supplier's agreement and a day; earlier orders keep theirs."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from procurement_hub.calloffs import queries as orders
from procurement_hub.core.audit import AuditEvent
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound, NotPermitted
from procurement_hub.core.outbox import OutboxMessage
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks import services
from procurement_hub.frameworks.models import AgreedPrice, Entitlement, PriceChange, PriceChangeStatus
from procurement_hub.law.modifications import Ground
from procurement_hub.savings import queries, yearly
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, Market, paper_market

D = Decimal
OCTOBER = datetime(2026, 10, 1, 9, tzinfo=UTC)
FROM = date(2026, 12, 1)


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def propose(market: Market, price="3.68", *, at=OCTOBER, starts_on=FROM, **changes) -> PriceChange:
    lead = changes.pop("actor", None) or market.actor("SECE", "procurement_lead")
    arguments = {
        "agreement": market.agreement,
        "item": market.item,
        "unit_price": D(price),
        "starts_on": starts_on,
        "ground": Ground.PROVIDED_FOR,
        "reason": "Pulp went up",
    } | changes
    with transaction():
        return services.propose_price(actor=lead, now=at, **arguments)


def agree(market: Market, change: PriceChange, *, at=OCTOBER, supplier="PEN") -> PriceChange:
    bidder = market.actor(supplier, "bidder")
    with transaction():
        return services.agree_price(actor=bidder, now=at, change=change)


def price_of(market: Market, order) -> Decimal:
    return db.session.scalars(
        db.select(AgreedPrice.unit_price).where(AgreedPrice.agreement_id == order.agreement_id)
    ).one()


def test_orders_take_the_new_price_from_its_day_and_earlier_ones_keep_theirs(market):
    before = market.accepted("WAM", 100)
    agree(market, propose(market))
    eve = market.place("WAM", 100, at=datetime(2026, 11, 30, 23, 30, tzinfo=UTC))
    after = market.place("WAM", 100, at=datetime(2026, 12, 1, 0, 30, tzinfo=UTC))
    assert (eve.net, after.net) == (D("342.00"), D("368.00"))
    market.receive(before, "WAM", 100, at=DECEMBER)
    assert market.invoice(before, 100, at=DECEMBER).net == D("342.00")


def test_a_council_sees_the_price_of_the_day(market):
    agree(market, propose(market))
    lot = orders.lot_to_order_from(market.lot.id)
    for day, price in ((date(2026, 11, 30), "3.42"), (FROM, "3.68")):
        [row] = orders.shelf(lot, market.council_id("WAM"), day).rows
        assert [found.unit_price for found in row.prices] == [D(price)]


def test_a_change_in_mid_term_shows_in_the_gains_of_both_years(market):
    """V10 at a tenth of the scale: 6,000 at the first price and 6,000 at the second, then a year at the
    second: what is lost of the gain is the rise on all that is bought."""
    market.buy("RDG", 600)
    agree(market, propose(market, "3.50"))
    order = market.accepted("RDG", 600, at=DECEMBER)
    market.receive(order, "RDG", 600, at=DECEMBER)
    market.invoice(order, 600, price="3.50", at=DECEMBER)
    second = market.accepted("RDG", 1200, at=NEXT_APRIL)
    market.receive(second, "RDG", 1200, at=NEXT_APRIL)
    market.invoice(second, 1200, price="3.50", at=NEXT_APRIL)
    council = market.council_id("RDG")
    [this], [following] = (queries.item_totals(council, year) for year in (2026, 2027))
    assert (this.gross, following.gross) == (D("168"), D("120"))
    assert yearly.gains(council_id=council, financial_year=2027).net == D("120.00")


def test_the_price_in_force_stays_until_the_supplier_agrees(market):
    change = propose(market)
    assert market.place("WAM", 1, at=DECEMBER).net == D("3.42")
    bidder = market.actor("PEN", "bidder")
    with transaction():
        services.refuse_price(actor=bidder, now=OCTOBER, change=change, reason="Too low")
    assert market.place("WAM", 1, at=DECEMBER).net == D("3.42")
    assert (change.status, change.answer) == (PriceChangeStatus.REFUSED, "Too low")


def told(market: Market) -> list[tuple[str, str]]:
    letters = [json.loads(m.payload) for m in db.session.scalars(db.select(OutboxMessage))]
    return [(mail["to"], mail["subject"]) for mail in letters if "Copier" in mail["subject"]]


def test_each_side_is_told_what_the_other_did(market):
    for code, role in (("SECE", "procurement_lead"), ("PEN", "bidder")):
        market.actor(code, role)
    with transaction():
        market.framework.title = "Copier paper"
    change = propose(market)
    agree(market, change)
    leave(market)
    assert set(told(market)) >= {
        ("bidder@pen.example", "A new price is proposed under Copier paper"),
        ("procurement_lead@sece.example", "A new price under Copier paper was agreed to"),
        ("procurement_lead@sece.example", "WAM organisation leaves Copier paper"),
    }


def test_one_change_of_a_price_is_under_way_at_a_time(market):
    first = propose(market)
    with pytest.raises(DomainError, match="waits for the supplier"):
        propose(market, "3.70")
    agree(market, first)
    with pytest.raises(DomainError, match="from 1 December 2026 is agreed already"):
        propose(market, "3.70")
    agree(market, propose(market, "3.70", at=DECEMBER, starts_on=date(2027, 1, 1)), at=DECEMBER)
    price = db.session.scalars(db.select(AgreedPrice)).one()
    assert [price.on(date(2026, 12, 6)), price.on(date(2027, 1, 1))] == [D("3.68"), D("3.70")]


def test_a_price_that_should_have_started_is_not_agreed_to(market):
    change = propose(market)
    with pytest.raises(DomainError, match="1 December 2026, which is past"):
        agree(market, change, at=DECEMBER)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"unit_price": D("3.42")}, "is £3.42 already"),
        ({"unit_price": D(0)}, "more than £0"),
        ({"starts_on": date(2026, 9, 30)}, "starts today or later"),
        ({"starts_on": date(2040, 1, 1)}, "not after the framework ends"),
        ({"reason": " "}, "Enter why"),
        ({"ground": Ground.BELOW_THRESHOLD, "unit_price": D("3.80")}, "10 per cent at most"),
        ({"ground": Ground.BELOW_THRESHOLD, "unit_price": D("3.00")}, "10 per cent at most"),
        ({"ground": Ground.KNOWN_RISK, "unit_price": D("5.14")}, "50 per cent at most"),
        ({"ground": Ground.LIGHT_TOUCH}, "not a light touch framework"),
    ],
)
def test_a_change_without_a_ground_or_a_sense_is_refused(market, changes, said):
    with pytest.raises(DomainError, match=said):
        propose(market, **changes)
    assert db.session.scalars(db.select(PriceChange)).all() == []


def test_a_fall_needs_no_limit_on_the_grounds_of_schedule_8(market):
    assert propose(market, "1.00", ground=Ground.UNFORESEEABLE).unit_price == 1


def test_only_the_frameworks_own_lead_proposes_and_its_supplier_answers(market):
    with pytest.raises(NotFound):
        propose(market, actor=market.actor("NECE", "procurement_lead"))
    with pytest.raises(NotPermitted):
        propose(market, actor=market.actor("WAM", "buyer"))
    change = propose(market)
    with pytest.raises(NotFound):
        agree(market, change, supplier="ALB")
    lead = market.actor("SECE", "procurement_lead")
    with pytest.raises(NotPermitted), transaction():
        services.agree_price(actor=lead, now=OCTOBER, change=change)
    with transaction():
        services.withdraw_price(actor=lead, now=OCTOBER, change=change, reason="A mistake")
    with pytest.raises(DomainError):
        agree(market, change)
    verbs = set(db.session.scalars(db.select(AuditEvent.verb)))
    assert {"propose_price", "withdraw_price"} <= verbs


# --- leaving ------------------------------------------------------------------------------------


def leave(market: Market, code="WAM", *, at=OCTOBER, last_day=date(2026, 12, 31), reason="Own contract"):
    buyer = market.actor(code, "buyer")
    with transaction():
        return services.leave_framework(
            actor=buyer, now=at, framework=market.framework, last_day=last_day, reason=reason
        )


def test_a_council_that_left_orders_up_to_its_last_day_and_no_longer(market):
    leave(market)
    assert market.place("WAM", 10, at=datetime(2026, 12, 31, 23, tzinfo=UTC)).net == D("34.20")
    with pytest.raises(DomainError, match="left this framework; its last day was 31 December 2026"):
        market.place("WAM", 10, at=datetime(2027, 1, 1, 0, 30, tzinfo=UTC))
    assert market.place("WOK", 10, at=NEXT_APRIL).net == D("34.20")


def test_what_was_ordered_by_the_last_day_is_delivered_and_counted(market):
    order = market.accepted("WAM", 100)
    leave(market, last_day=OCTOBER.date())
    market.receive(order, "WAM", 100, at=DECEMBER)
    market.invoice(order, 100, at=DECEMBER)
    gains = yearly.gains(council_id=market.council_id("WAM"), financial_year=2026)
    assert gains.gross == D("43.00")


def test_the_lot_is_no_longer_offered(market):
    leave(market, last_day=OCTOBER.date())
    buyer = market.actor("WAM", "buyer")
    assert len(orders.lots_open_to(buyer, OCTOBER.date())) == 1
    assert orders.lots_open_to(buyer, date(2026, 10, 2)) == []


def test_leaving_is_done_once_with_a_reason_and_never_backwards(market):
    with pytest.raises(DomainError, match="Enter why"):
        leave(market, reason=" ")
    with pytest.raises(DomainError, match="today or later"):
        leave(market, last_day=date(2026, 9, 30))
    leave(market)
    with pytest.raises(DomainError, match=r"left this framework already. Its last day is 31 December 2026"):
        leave(market)


def test_only_a_named_council_leaves(market):
    with pytest.raises(NotFound):
        leave(market, "KEN")
    supplier = market.actor("PEN", "bidder")
    with pytest.raises(NotPermitted), transaction():
        services.leave_framework(
            actor=supplier, now=AUGUST, framework=market.framework, last_day=FROM, reason="No"
        )
    approver = replace(market.actor("WAM", "buyer"), roles=frozenset({"approver"}))
    with pytest.raises(NotPermitted), transaction():
        services.leave_framework(
            actor=approver, now=AUGUST, framework=market.framework, last_day=FROM, reason="No"
        )
    assert db.session.scalars(db.select(Entitlement).where(Entitlement.last_day.is_not(None))).all() == []
