"""The platform works out the lawful supplier of an order, and says why (PA 2023 s.45; F5, F6)."""

from datetime import date
from decimal import Decimal

import pytest

from procurement_hub.calloffs import services
from procurement_hub.calloffs.models import Order
from procurement_hub.core.database import db
from procurement_hub.core.errors import DomainError, NotFound
from procurement_hub.core.transaction import transaction
from procurement_hub.demand import services as demand
from procurement_hub.demand.services import NewItem
from procurement_hub.frameworks import services as frameworks
from procurement_hub.frameworks.models import AgreedPrice, AgreedTier, Agreement, DirectAward, Lot
from procurement_hub.frameworks.services import NewLot
from tests.market import AUGUST, Market
from tests.region import (
    JULY,
    JUNE,
    MAY,
    PAPER,
    SIGNING,
    make_region,
    open_paper_round,
    paper_draft,
    register,
    the_item,
)

LAPTOP = NewItem(code="LAP-14", title="Laptop, 14 inch", unit="each", cpv="30213100-6")
PRICES = {"PEN": {"A4-80": "3.42", "LAP-14": "500"}, "ALB": {"A4-80": "3.50", "LAP-14": "450"}}
"""Pennine is cheaper on paper and was ranked first; Albion is cheaper on laptops."""


def market_with(mechanism: DirectAward | None) -> Market:
    """A live framework with both items in one lot and the two suppliers, ranked as written."""
    region = make_region()
    demand_round = open_paper_round(region, items=(PAPER, LAPTOP))
    for code in ("A4-80", "LAP-14"):
        register(region, demand_round, "WOK", 100, item=the_item(code))
    with transaction():
        demand.close_round(actor=region.lead, now=MAY, demand_round=demand_round)
    lot = NewLot(
        number="1",
        title="Office",
        items=[the_item("A4-80"), the_item("LAP-14")],
        max_suppliers=2,
        direct_award=mechanism,
    )
    framework = paper_draft(region, demand_round, lots=[lot])
    with transaction():
        frameworks.publish(actor=region.lead, now=JUNE, framework=framework)
    agreements = []
    with transaction():
        the_lot = db.session.scalars(db.select(Lot)).one()
        for rank, (code, offered) in enumerate(PRICES.items(), 1):
            agreements.append(
                frameworks.add_agreement(
                    actor=region.lead,
                    now=JULY,
                    lot=the_lot,
                    supplier_id=region.organisations[code].id,
                    rank=rank,
                    tiers={
                        the_item(item).id: [(Decimal(1), Decimal(price))] for item, price in offered.items()
                    },
                )
            )
        frameworks.mark_awarded(
            actor=region.lead,
            now=JULY,
            framework=framework,
            reference="2026-000001",
            standstill_ends_on=date(2026, 7, 16),
        )
    for code, agreement in zip(PRICES, agreements, strict=True):
        with transaction():
            frameworks.sign_agreement(actor=region.bidder(code), now=SIGNING, agreement=agreement)
        with transaction():
            frameworks.countersign_agreement(actor=region.lead, now=SIGNING, agreement=agreement)
    return Market(region, framework, agreements[0], the_lot, the_item())


def order(market: Market, paper=0, laptops=0, **more) -> Order:
    wanted = {"A4-80": paper, "LAP-14": laptops}
    lines = [(the_item(code), Decimal(quantity)) for code, quantity in wanted.items() if quantity]
    return market.place("WOK", 0, lines=lines, **more)


def supplier(market: Market, placed: Order) -> str:
    return {organisation.id: code for code, organisation in market.region.organisations.items()}[
        placed.supplier_id
    ]


def without_a_price(market: Market, *suppliers: str) -> None:
    """These suppliers' schedules lose their laptops, as a change of agreement would do it."""
    with transaction():
        for code in suppliers:
            agreement_id = db.session.scalar(
                db.select(Agreement.id).where(Agreement.supplier_id == market.region.organisations[code].id)
            )
            for table in (AgreedTier, AgreedPrice):
                db.session.execute(
                    db.delete(table).where(
                        table.agreement_id == agreement_id, table.item_id == the_item("LAP-14").id
                    )
                )


def decline(market: Market, placed: Order) -> None:
    market.approve(placed, "WOK")
    bidder = market.actor(supplier(market, placed), "bidder")
    with transaction():
        services.decline_order(actor=bidder, now=AUGUST, order=placed, reason="No stock")


def test_a_lot_without_a_mechanism_needs_a_mini_competition(app):
    market = market_with(None)
    with pytest.raises(DomainError, match=r"This lot needs a mini-competition \(section 45\(3\)\)\."):
        order(market, paper=1)


def test_a_lot_said_to_have_one_supplier_but_with_two_needs_a_mini_competition(app):
    market = market_with(DirectAward.RANKING)
    with transaction():
        db.session.get(Lot, market.lot.id).direct_award = DirectAward.SOLE_SUPPLIER
    with pytest.raises(DomainError, match="mini-competition"):
        order(market, paper=1)


def test_the_lowest_total_price_for_these_lines_decides(app):
    market = market_with(DirectAward.LOWEST_PRICE)
    assert supplier(market, order(market, paper=100)) == "PEN"
    assert supplier(market, order(market, laptops=1)) == "ALB"
    assert supplier(market, order(market, paper=1000, laptops=1)) == "PEN"
    mixed = order(market, paper=100, laptops=1)
    assert supplier(market, mixed) == "ALB"
    assert mixed.route == ("Lowest total price for these lines of the lot's 2 suppliers (section 45(4)(b)).")


def test_the_highest_ranked_supplier_is_taken_whatever_the_price(app):
    market = market_with(DirectAward.RANKING)
    placed = order(market, laptops=1)
    assert (supplier(market, placed), placed.net) == ("PEN", Decimal("500.00"))
    assert "rank 1 of 2" in placed.route


def test_a_supplier_without_a_price_for_a_line_is_passed_by(app):
    market = market_with(DirectAward.RANKING)
    without_a_price(market, "PEN")
    assert supplier(market, order(market, paper=1, laptops=1)) == "ALB"


def test_an_item_that_nobody_has_a_price_for_is_named(app):
    market = market_with(DirectAward.RANKING)
    without_a_price(market, "PEN", "ALB")
    with pytest.raises(DomainError, match=r"no price in force for Laptop, 14 inch in lot 1"):
        order(market, laptops=1)


def test_a_supplier_whose_agreement_is_full_is_passed_over_and_the_route_says_so(app):
    market = market_with(DirectAward.RANKING)
    with transaction():
        first = db.session.get(Agreement, market.agreement.id)
        first.ceiling_gross = Decimal("1000.00")
    placed = order(market, laptops=2)
    assert supplier(market, placed) == "ALB"
    assert placed.route.endswith("; 1 supplier had no room left.")
    assert supplier(market, order(market, laptops=1)) == "PEN"


def test_an_order_that_was_declined_goes_to_the_next_supplier_and_only_that_order(app):
    market = market_with(DirectAward.RANKING)
    first = order(market, paper=10)
    decline(market, first)
    second = order(market, paper=10, instead_of=first)
    assert supplier(market, second) == "ALB"
    assert second.route.endswith("; 1 supplier declined.")
    assert supplier(market, order(market, paper=10)) == "PEN"
    decline(market, second)
    with pytest.raises(DomainError, match="Every supplier of the lot has declined"):
        order(market, paper=10, instead_of=second)


def test_only_ones_own_declined_order_opens_the_way_to_the_next_supplier(app):
    market = market_with(DirectAward.RANKING)
    placed = order(market, paper=10)
    with pytest.raises(DomainError, match="Only an order that was declined"):
        order(market, paper=10, instead_of=placed)
    decline(market, placed)
    with pytest.raises(NotFound):
        market.place("WAM", 10, instead_of=placed)
