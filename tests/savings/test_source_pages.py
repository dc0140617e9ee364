"""Prices that change, councils that leave, purchases outside and other claims, through the pages."""

import io

import pytest
from pypdf import PdfReader

from procurement_hub.core.database import db
from procurement_hub.frameworks.models import Entitlement, PriceChange, PriceChangeStatus
from procurement_hub.savings.models import EntryKind, GainEntry, OffFrameworkPurchase
from procurement_hub.web import session as identity
from tests.calloffs.test_pages import Visit
from tests.market import DECEMBER, Market, paper_market


@pytest.fixture
def market(app, monkeypatch) -> Market:
    monkeypatch.setattr(identity, "utcnow", lambda: DECEMBER)
    return paper_market()


@pytest.fixture
def at(app, market):
    return lambda code, role: Visit(app, market, code, role)


def day(name: str, year: int, month: int, number: int) -> dict[str, str]:
    return {f"{name}-year": str(year), f"{name}-month": str(month), f"{name}-day": str(number)}


def test_a_price_is_proposed_by_the_lead_and_agreed_by_the_supplier(market, at):
    lead, supplier, buyer = at("SECE", "procurement_lead"), at("PEN", "bidder"), at("WOK", "buyer")
    agreement = f"/frameworks/agreements/{market.agreement.id}"
    assert f"{agreement}/prices/new" in lead.get(agreement)
    assert f"{agreement}/prices/new" not in buyer.get(agreement)
    lead.get(f"{agreement}/prices/new")
    form = {"item": str(market.item.id), "ground": "below_threshold", "reason": "Pulp went up, clause 7"}
    form |= day("starts_on", 2027, 1, 1)
    refused = lead.post(f"{agreement}/prices/new", 422, unit_price="4.00", **form)
    assert "10 per cent at most" in refused
    lead.post(f"{agreement}/prices/new", unit_price="3.60", **form)
    change = db.session.scalars(db.select(PriceChange)).one()
    assert f"/frameworks/price-changes/{change.id}" in supplier.get(agreement)
    page = supplier.get(f"/frameworks/price-changes/{change.id}")
    for words in ("£3.42", "£3.60", "1 January 2027", "Pulp went up"):
        assert words in page
    at("ALB", "bidder").get(f"/frameworks/price-changes/{change.id}", 404)
    supplier.post(f"/frameworks/price-changes/{change.id}")
    assert "£3.60 from 1 January 2027" in buyer.get(f"/frameworks/{market.framework.id}")
    assert "£3.42" in buyer.get(f"/orders/new/{market.lot.id}")
    pdf = supplier.client.get(f"{agreement}/agreement.pdf").data
    printed = "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    assert "Changes of price agreed since it was signed" in printed
    assert "£3.60" in printed


def test_a_supplier_that_does_not_agree_says_why(market, at):
    lead, supplier = at("SECE", "procurement_lead"), at("PEN", "bidder")
    agreement = f"/frameworks/agreements/{market.agreement.id}"
    lead.post(
        f"{agreement}/prices/new",
        item=str(market.item.id),
        unit_price="3.00",
        ground="provided_for",
        reason="Pulp fell",
        **day("starts_on", 2027, 1, 1),
    )
    change = db.session.scalars(db.select(PriceChange)).one()
    address = f"/frameworks/price-changes/{change.id}/refuse"
    supplier.get(address)
    assert "Why not" in supplier.post(address, 422, reason="")
    supplier.post(address, reason="It fell less")
    db.session.expire_all()
    assert db.session.scalars(db.select(PriceChange)).one().status is PriceChangeStatus.REFUSED
    assert "It fell less" in lead.get(agreement)


def test_a_council_leaves_and_its_pages_say_so(market, at):
    buyer = at("WOK", "buyer")
    framework = f"/frameworks/{market.framework.id}"
    assert f"{framework}/leave" in buyer.get(framework)
    buyer.get(f"{framework}/leave")
    assert "Enter why" in buyer.post(f"{framework}/leave", 422, **day("last_day", 2026, 12, 6), reason="")
    buyer.post(f"{framework}/leave", **day("last_day", 2026, 12, 6), reason="Own contract")
    page = buyer.get(framework)
    assert "last day 6 December 2026" in page
    assert f"{framework}/leave" not in page
    assert len(db.session.scalars(db.select(Entitlement).where(Entitlement.last_day.is_not(None))).all()) == 1
    at("KEN", "buyer").get(f"{framework}/leave", 404)


def test_a_purchase_beside_the_frameworks_is_noted_shown_and_struck_out(market, at):
    market.buy("WOK", 300)
    buyer = at("WOK", "buyer")
    assert "/gains/2026/outside" in buyer.get("/gains/2026")
    assert "Nothing was bought beside" in buyer.get("/gains/2026/outside")
    buyer.get("/gains/outside/new")
    form = {"item": str(market.item.id), "quantity": "100", "unit_price": "4.50", "reason": "Urgent"}
    form |= day("supplied_on", 2026, 12, 1)
    assert "Enter who supplied it" in buyer.post("/gains/outside/new", 422, **form)
    buyer.post("/gains/outside/new", supplier_name="Corner Paper", **form)
    page = buyer.get("/gains/2026/outside")
    for words in ("75%", "£450.00", "Corner Paper", "40.00"):
        assert words in page
    assert "75%" in buyer.get(f"/gains/2026/items/{market.item.id}")
    purchase = db.session.scalars(db.select(OffFrameworkPurchase)).one()
    buyer.get(f"/gains/outside/{purchase.id}/strike")
    buyer.post(f"/gains/outside/{purchase.id}/strike", reason="Noted twice")
    assert "Struck out" in buyer.get("/gains/2026/outside")
    at("WAM", "buyer").get(f"/gains/outside/{purchase.id}/strike", 404)


@pytest.mark.parametrize(
    ("kind", "entry"), [("price_held", EntryKind.AVOIDANCE), ("one_off_gain", EntryKind.ONE_OFF_GAIN)]
)
def test_a_claim_that_no_invoice_makes(market, at, kind, entry):
    buyer = at("WOK", "buyer")
    buyer.get("/gains/claims/new")
    form = {"kind": kind, "item": str(market.item.id), "amount": "500", "reason": "Letter of 1 May"}
    buyer.post("/gains/claims/new", **form)
    assert db.session.scalars(db.select(GainEntry)).one().kind is entry
    if kind == "price_held":
        assert "Take that entry back first" in buyer.post("/gains/claims/new", 422, **form)


def test_a_substitution_waits_for_its_quality_check(market, at):
    buyer = at("WOK", "buyer")
    buyer.get("/gains/substitutions/new")
    form = {
        "item": str(market.item.id),
        "people_before": "176",
        "units_before": "1",
        "price_before": "19500",
        "people_after": "176",
        "units_after": "832",
        "price_after": "13.75",
        "reason": "Care at home for residential care",
    }
    assert "as good as the old one" in buyer.post("/gains/substitutions/new", 422, **form)
    quality = {
        "item": str(market.item.id),
        "indicator": "Satisfied users (%)",
        "better": "higher",
        "before": "80",
        "after": "82",
        "tolerance": "0",
    }
    buyer.post("/gains/2026/quality", **quality)
    buyer.post("/gains/substitutions/new", displaced_costs="19,000", **form)
    kinds = set(db.session.scalars(db.select(GainEntry.kind)))
    assert kinds == {EntryKind.SUBSTITUTION, EntryKind.RECURRING_COST}


def test_a_cost_says_what_moved_it_here(market, at):
    market.buy("WOK", 10)
    at("WOK", "buyer").post(
        "/gains/costs/new",
        kind="recurring_cost",
        amount="100",
        reason="Transport to the other centre",
        displaced_from="Closing the day centre",
    )
    cost = db.session.scalars(db.select(GainEntry).where(GainEntry.kind == EntryKind.RECURRING_COST)).one()
    assert "Closing the day centre" in cost.working
