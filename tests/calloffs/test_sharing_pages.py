"""Credit notes, rebates and shared costs, as the people who record them meet them."""

import io

import pytest

from procurement_hub.calloffs.models import CreditNote, Rebate, SharedCost
from procurement_hub.core.database import db
from procurement_hub.savings.models import EntryKind, GainEntry
from procurement_hub.web import session as identity
from tests.calloffs.test_pages import Visit
from tests.market import NEXT_APRIL, Market, paper_market


@pytest.fixture
def market(app, monkeypatch) -> Market:
    monkeypatch.setattr(identity, "utcnow", lambda: NEXT_APRIL)
    return paper_market()


@pytest.fixture
def at(app, market):
    return lambda code, role: Visit(app, market, code, role)


def test_a_supplier_credits_an_invoice_from_the_order_and_the_council_reads_it_there(market, at):
    order = market.accepted("WOK", 100)
    market.receive(order, "WOK", 100)
    invoice = market.invoice(order, 100, number="INV-7")
    supplier, buyer = at("PEN", "bidder"), at("WOK", "buyer")
    address = f"/orders/invoices/{invoice.id}/credit"
    assert address in supplier.get(f"/orders/{order.id}")
    assert address not in buyer.get(f"/orders/{order.id}")
    supplier.get(address)
    refused = supplier.post(
        address, 422, number="CN-1", lines__0__returned="101", reason="Damaged in the warehouse"
    )
    assert "only 100 of the 100 invoiced are not credited yet" in refused
    assert 'value="101"' in refused
    supplier.post(address, number="CN-1", lines__0__returned="10", reason="Damaged in the warehouse")
    supplier.post(address, number="CN-2", lines__0__unit_price="3.40", reason="Agreed afterwards")
    page = buyer.get(f"/orders/{order.id}")
    for words in ("CN-1", "10 went back", "£3.42 lowered to £3.40", "−£34.20", "Credited", "Damaged"):
        assert words in page
    entry = db.session.scalars(db.select(GainEntry).where(GainEntry.kind == EntryKind.CORRECTION)).first()
    walked = buyer.get(f"/gains/entries/{entry.id}")
    assert "CN-1" in walked


def test_an_empty_credit_note_is_refused(market, at):
    order = market.accepted("WOK", 100)
    market.receive(order, "WOK", 100)
    invoice = market.invoice(order, 100)
    supplier = at("PEN", "bidder")
    page = supplier.post(f"/orders/invoices/{invoice.id}/credit", 422, number="CN-1", reason="Nothing")
    assert "Enter what is credited of at least one item" in page
    assert db.session.scalars(db.select(CreditNote)).all() == []
    at("ALB", "bidder").get(f"/orders/invoices/{invoice.id}/credit", 404)


def days(first: tuple[int, int, int], last: tuple[int, int, int]) -> dict[str, str]:
    return {
        f"{name}-{part}": str(number)
        for name, day in (("from_on", first), ("to_on", last))
        for part, number in zip(("year", "month", "day"), day, strict=True)
    }


def test_the_lead_sees_each_councils_part_before_the_rebate_is_counted(market, at):
    market.buy("WOK", 900)
    market.buy("WAM", 100)
    lead = at("SECE", "procurement_lead")
    framework = f"/frameworks/{market.framework.id}"
    assert f"{framework}/money" in lead.get(framework)
    assert "No rebate has been recorded yet" in lead.get(f"{framework}/money")
    form = {
        "supplier": str(market.agreement.supplier_id),
        "reference": "RB-7",
        "tiers-0-above": "3,000",
        "tiers-0-percent": "2",
        "retained_percent": "50",
    } | days((2026, 8, 1), (2027, 3, 31))
    lead.get(f"{framework}/rebates/new")
    check = lead.post(f"{framework}/rebates/new", **form)
    page = lead.get(check)
    for words in ("£3,420.00", "£68.40", "£34.20", "£30.78", "£3.42", "WOK organisation"):
        assert words in page
    assert db.session.scalars(db.select(Rebate)).all() == []
    assert "Choose the file" in lead.post(check, 422)
    sent = {"statement": (io.BytesIO(b"%PDF-1.4 rebate"), "Statement.pdf")}
    response = lead.client.post(check, data=sent, content_type="multipart/form-data")
    assert response.status_code == 302, response.text
    money = lead.get(f"{framework}/money")
    for words in ("RB-7", "£68.40", "£34.20"):
        assert words in money
    rebate = db.session.scalars(db.select(Rebate)).one()
    buyer = at("WOK", "buyer")
    assert "Rebate" in buyer.get(f"/gains/2026/items/{market.item.id}")
    kept = buyer.get("/gains/2026/disallowed")
    for words in ("D16", "£30.78", "Kept by the centre"):
        assert words in kept
    assert b"rebate" in buyer.client.get(f"/frameworks/rebates/{rebate.id}/statement").data
    at("SLO", "buyer").get(f"/frameworks/rebates/{rebate.id}/statement", 404)
    again = lead.get(check.replace("RB-7", "RB-8"), 422)
    assert "already counts this supplier" in again


def test_an_address_that_makes_no_sense_leads_back_to_the_form(market, at):
    lead = at("SECE", "procurement_lead")
    framework = f"/frameworks/{market.framework.id}"
    for address in ("rebates/check", "rebates/check?amount=x", "shared-costs/check?amount=NaN"):
        assert lead.get(f"{framework}/{address}", 302) is not None


def test_the_lead_shares_a_cost_and_sees_the_parts_first(market, at):
    lead = at("SECE", "procurement_lead")
    framework = f"/frameworks/{market.framework.id}"
    form = {"amount": "600", "reason": "Running the tender", "basis": "agreed", "shares-0-percent": "60"}
    day = {"incurred_on-day": "5", "incurred_on-month": "8", "incurred_on-year": "2026"}
    refused = lead.post(f"{framework}/shared-costs/new", 422, **form, **day)
    assert "must come to 100 per cent" in refused
    check = lead.post(f"{framework}/shared-costs/new", **form, **day, **{"shares-1-percent": "40"})
    page = lead.get(check)
    assert "£360.00" in page
    assert "£240.00" in page
    assert db.session.scalars(db.select(SharedCost)).all() == []
    lead.post(check)
    assert "Running the tender" in lead.get(f"{framework}/money")
    assert len(db.session.scalars(db.select(GainEntry)).all()) == 2


def test_another_centre_and_a_council_share_nothing(market, at):
    framework = f"/frameworks/{market.framework.id}"
    at("NECE", "procurement_lead").get(f"{framework}/money", 404)
    at("WOK", "buyer").get(f"{framework}/money", 403)
