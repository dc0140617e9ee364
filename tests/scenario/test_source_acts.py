"""The acts that change what was counted, each played once on the paper market."""

from datetime import datetime
from decimal import Decimal

import pytest

from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.frameworks.models import AgreedPrice, Entitlement
from procurement_hub.savings import queries
from procurement_hub.scenario.acts import ACTS
from tests.market import AUGUST, DECEMBER, NEXT_APRIL, Market, paper_market

D = Decimal


@pytest.fixture
def market(app) -> Market:
    return paper_market()


def play(market: Market, act: str, by: tuple[str, str], at: datetime = DECEMBER, **event) -> None:
    actor = market.actor(*by)
    with transaction(act, actor=actor, now=at):
        ACTS[act](event, actor, at, {})


def total(market: Market, code: str) -> queries.ItemTotal:
    return queries.item_totals(market.council_id(code), 2026)[0]


def test_a_year_with_everything_in_it(market):
    item, framework = market.item.code, market.framework.code
    lead, supplier, buyer = ("SECE", "procurement_lead"), ("PEN", "bidder"), ("WOK", "buyer")
    order = market.accepted("WOK", 1000)
    market.receive(order, "WOK", 1000)
    invoice = market.invoice(order, 1000)
    back = [{"item": item, "quantity": "100", "reason": "Damaged"}]
    play(market, "credit_invoice", supplier, credit_note="CN-1", invoice=invoice.number, lines=back)
    cheaper = [{"item": item, "unit_price": "3.40", "reason": "Agreed"}]
    play(market, "credit_invoice", supplier, credit_note="CN-2", invoice=invoice.number, lines=cheaper)
    play(
        market,
        "record_rebate",
        lead,
        NEXT_APRIL,
        rebate="RB-1",
        framework=framework,
        lot=market.lot.number,
        supplier="PEN",
        **{"from": "2026-08-01", "to": "2027-03-31"},
        tiers=[["1000", "1"], ["3000", "2"]],
        retained_percent="25",
    )
    play(
        market,
        "share_cost",
        lead,
        framework=framework,
        amount="600.00",
        reason="Running the tender",
        date="2026-08-05",
        shares={"WOK": "50", "WAM": "50"},
    )
    play(
        market,
        "record_avoidance",
        buyer,
        kind="price_held",
        item=item,
        amount="250.00",
        reason="Asked for 5 per cent more",
    )
    play(market, "record_one_off_gain", buyer, item=item, amount="10.00", reason="Dividend")
    play(
        market,
        "record_off_framework",
        buyer,
        item=item,
        quantity="100",
        unit_price="4.50",
        supplied_on="2026-12-01",
        supplier="Corner Paper",
        reason="Urgent",
    )
    found = total(market, "WOK")
    # 900 kept at 3.40 against 4.10, the rebate of 2% on 3,060 less a quarter, and 10 once
    assert (found.cashable, found.rebate, found.nc_avoided) == (630 + D("45.90") + 10, D("45.90"), 250)
    [leaked] = queries.leakage(market.council_id("WOK"), 2026)
    assert (leaked.leakage.memo, leaked.compliance_percent) == (-40, 90)


def test_a_price_changes_and_a_council_leaves(market):
    framework, lot, item = market.framework.code, market.lot.number, market.item.code
    place = {"framework": framework, "lot": lot, "item": item, "supplier": "PEN"}
    play(
        market,
        "change_price",
        ("SECE", "procurement_lead"),
        AUGUST,
        **place,
        unit_price="3.60",
        **{"from": "2026-12-01"},
        reason="Pulp went up",
    )
    play(market, "agree_price_change", ("PEN", "bidder"), AUGUST, **place)
    price = db.session.scalars(db.select(AgreedPrice)).one()
    assert price.on(DECEMBER.date()) == D("3.60")
    play(
        market, "leave_framework", ("WAM", "buyer"), framework=framework, last_day="2026-12-31", reason="Own"
    )
    left = db.session.scalars(db.select(Entitlement).where(Entitlement.last_day.is_not(None))).one()
    assert left.organisation_id == market.council_id("WAM")
