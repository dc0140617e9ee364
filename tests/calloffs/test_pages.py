"""The pages of orders, as the people who use them meet them."""

import re
from decimal import Decimal

import pytest

from procurement_hub.accounts.models import Membership, Person
from procurement_hub.calloffs.models import Order, OrderLine, OrderStatus
from procurement_hub.core.database import db
from procurement_hub.savings.models import GainEntry
from procurement_hub.web import session as identity
from tests.market import AUGUST, Market, paper_market

CLOCK = AUGUST.replace(hour=12)


@pytest.fixture
def market(app, monkeypatch) -> Market:
    monkeypatch.setattr(identity, "utcnow", lambda: CLOCK)
    return paper_market()


class Visit:
    """Somebody at the pages: `visit(market, "WOK", "buyer")`."""

    def __init__(self, app, market: Market, code: str, role: str):
        self.client = app.test_client()
        key = db.session.get(Person, market.actor(code, role).person_id).fs_uniquifier
        with self.client.session_transaction() as session:
            session["_user_id"] = key
            session["_fresh"] = True

    def get(self, path: str, status: int = 200) -> str:
        response = self.client.get(path)
        assert response.status_code == status, response.text
        return response.text

    def post(self, path: str, status: int = 302, **data) -> str:
        response = self.client.post(path, data={key.replace("__", "-"): value for key, value in data.items()})
        assert response.status_code == status, response.text
        return response.location or response.text


@pytest.fixture
def at(app, market):
    return lambda code, role: Visit(app, market, code, role)


def only_order() -> Order:
    db.session.expire_all()
    return db.session.scalars(db.select(Order)).one()


def key_in(page: str) -> str:
    return re.search(r'name="request_key"[^>]*value="(\w+)"', page)[1]


def test_an_order_goes_from_the_shelf_to_the_gain_by_clicks(market, at):
    buyer, approver, bidder = at("WOK", "buyer"), at("WOK", "approver"), at("PEN", "bidder")
    assert "A4 paper" in buyer.get("/orders/new")
    shelf = buyer.get(f"/orders/new/{market.lot.id}")
    assert "£3.42" in shelf
    assert "£4.10" in shelf
    assert "£0.68" in shelf
    assert "section 45(4)(a)" in shelf
    confirm = buyer.post(f"/orders/new/{market.lot.id}", lines__0__quantity="6,000", budget_code="WOK-1001")
    page = buyer.get(confirm)
    for words in ("PEN organisation", "£20,520.00", "£24,624.00", "£4,080.00", "£205.20"):
        assert words in page
    placed = buyer.post(confirm, request_key=key_in(page))
    assert "waits" not in buyer.get(placed)
    assert "PO-" in approver.get("/orders/")
    order = only_order()
    assert "Approve the order" in approver.get(placed)
    approver.post(f"/orders/{order.id}/approve")
    assert "Accept the order" in bidder.get(placed)
    bidder.post(f"/orders/{order.id}/accept")
    assert "Record what came" in buyer.get(placed)
    assert 'value="6,000"' in buyer.get(f"/orders/{order.id}/receive")
    buyer.post(f"/orders/{order.id}/receive", lines__0__quantity="6,000", request_key="r")
    assert "Invoice what was received" in bidder.get(placed)
    assert 'value="3.42"' in bidder.get(f"/orders/{order.id}/invoice")
    bidder.post(
        f"/orders/{order.id}/invoice", number="P-1", lines__0__quantity="6000", lines__0__unit_price="3.42"
    )
    page = buyer.get(placed)
    assert "All three agree" in page
    assert re.search(rf"/gains/20\d\d/items/{market.item.id}\b", page)
    assert "/gains/" not in bidder.get(placed)
    assert only_order().status is OrderStatus.COMPLETE
    assert db.session.scalars(db.select(GainEntry)).one().gross == Decimal("4080")


def test_a_double_click_on_the_order_form_places_one_order(market, at):
    buyer = at("WOK", "buyer")
    confirm = f"/orders/new/{market.lot.id}/confirm?item-{market.item.id}=10&budget_code=1"
    key = key_in(buyer.get(confirm))
    assert buyer.post(confirm, request_key=key) == buyer.post(confirm, request_key=key)
    assert only_order().status is OrderStatus.PLACED


def test_what_was_typed_stays_when_the_basket_is_refused(market, at):
    page = at("WOK", "buyer").post(
        f"/orders/new/{market.lot.id}", status=422, lines__0__quantity="-3", budget_code="my code"
    )
    assert "my code" in page
    assert 'value="-3"' in page
    assert "There is a problem" in page


def test_a_form_that_comes_without_its_rows_is_refused_and_has_them_again(market, at):
    buyer, supplier = at("WOK", "buyer"), at("PEN", "bidder")
    page = buyer.post(f"/orders/new/{market.lot.id}", status=422, budget_code="my code")
    assert 'name="lines-0-quantity"' in page
    order = market.accepted("WOK", 10)
    page = buyer.post(f"/orders/{order.id}/receive", status=422, request_key="r")
    assert 'name="lines-0-quantity"' in page
    market.receive(order, "WOK", 10)
    page = supplier.post(f"/orders/{order.id}/invoice", status=422, number="A-1")
    assert 'name="lines-0-quantity"' in page


def test_an_order_that_would_pass_the_ceiling_is_refused_on_its_page(market, at):
    confirm = f"/orders/new/{market.lot.id}/confirm?item-{market.item.id}=100000&budget_code=1"
    buyer = at("WOK", "buyer")
    for page in (buyer.get(confirm, status=422), buyer.post(confirm, status=422, request_key="f" * 32)):
        assert page.count("over its published value of £400,000") == 1
        assert "Place the order" not in page
        assert "Change the order" in page
    assert db.session.scalar(db.select(Order.id)) is None


def test_a_council_that_is_not_named_sees_why_and_no_form(market, at):
    page = at("KEN", "buyer").get(f"/orders/new/{market.lot.id}")
    assert "not named" in page
    assert "budget_code" not in page
    assert at("KEN", "buyer").get("/orders/new").count("call off from today") == 1


def test_the_approvers_page_says_why_not_when_the_limit_is_passed(market, at):
    order = market.place("WOK", 6000)
    approver = at("WOK", "approver")
    person_id = market.actor("WOK", "approver").person_id
    membership = db.session.scalars(db.select(Membership).where(Membership.person_id == person_id)).one()
    membership.approval_limit = Decimal("5000.00")
    page = approver.post(f"/orders/{order.id}/approve", status=422)
    assert "Your approval limit is £5,000 excluding VAT. This order is £20,520." in page


@pytest.mark.parametrize("act", ["cancel", "return"])
def test_an_order_is_called_off_with_a_reason(market, at, act):
    order = market.place("WOK", 10)
    someone = at("WOK", "buyer" if act == "cancel" else "approver")
    path = f"/orders/{order.id}/{act}"
    assert "There is a problem" in someone.post(path, status=422, reason="")
    someone.post(path, reason="A mistake")
    assert "A mistake" in someone.get(f"/orders/{order.id}")


def test_a_declined_order_can_be_placed_again(market, at):
    order = market.place("WOK", 10)
    market.approve(order, "WOK")
    at("PEN", "bidder").post(f"/orders/{order.id}/decline", reason="No stock")
    buyer = at("WOK", "buyer")
    page = buyer.get(f"/orders/{order.id}")
    assert "Order from the next supplier" in page
    path = f"/orders/new/{market.lot.id}/confirm?item-{market.item.id}=10&instead_of={order.id}"
    assert "Every supplier of the lot has declined" in buyer.get(path, status=422)


@pytest.mark.parametrize(
    ("code", "role", "status"),
    [
        ("WOK", "buyer", 200),
        ("WOK", "s151", 200),
        ("WOK", "auditor", 200),
        ("SECE", "procurement_lead", 200),
        ("SECE", "auditor", 200),
        ("PEN", "bidder", 404),
        ("WAM", "buyer", 404),
        ("ALB", "bidder", 404),
        ("NECE", "procurement_lead", 404),
    ],
)
def test_an_order_before_its_approval_is_for_the_council_and_the_centre(market, at, code, role, status):
    order = market.place("WOK", 10)
    visitor = at(code, role)
    visitor.get(f"/orders/{order.id}", status)
    assert visitor.client.get(f"/orders/{order.id}/order.pdf").status_code == status
    assert (order.number in visitor.get("/orders/")) is (status == 200)


def test_nobody_is_offered_what_is_not_theirs_to_do(market, at):
    order = market.place("WOK", 10)
    assert "Approve the order" not in at("WOK", "buyer").get(f"/orders/{order.id}")
    assert "Approve the order" not in at("WOK", "auditor").get(f"/orders/{order.id}")
    at("WOK", "buyer").get(f"/orders/{order.id}/receive", status=404)


def test_the_order_form_is_a_pdf_with_its_number(market, at):
    order = market.accepted("WOK", 10)
    response = at("PEN", "bidder").client.get(f"/orders/{order.id}/order.pdf")
    assert response.data.startswith(b"%PDF")
    assert order.number in response.headers["Content-Disposition"]


def test_an_invoice_that_does_not_agree_says_so_beside_its_line(market, at):
    order = market.accepted("WOK", 10)
    market.receive(order, "WOK", 4)
    bidder = at("PEN", "bidder")
    path = f"/orders/{order.id}/invoice"
    page = bidder.post(path, status=422, number="A", lines__0__quantity="4", lines__0__unit_price="3.50")
    assert "£3.50 on the invoice" in page
    assert 'href="#lines-0-unit_price"' in page
    page = bidder.post(path, status=422, number="A", lines__0__quantity="9", lines__0__unit_price="3.42")
    assert "not received" in page
    assert db.session.scalars(db.select(OrderLine)).one().invoiced == 0


def test_a_figure_walks_back_to_the_price_paid_before(market, at):
    market.buy("WAM", 9200)
    entry = db.session.scalars(db.select(GainEntry)).one()
    page = at("WAM", "s151").get(f"/gains/entries/{entry.id}")
    for words in (
        "Price before £3.85, price paid £3.42: a gain of £0.43 a ream",
        "9,000 × £0.43 = £3,870.00",
        "200 × £0.43 = £86.00",
        "Gross £3,956.00 = cashable £3,870.00 + not cashable £86.00",
        "invoice-2026-02.pdf",
        "Present supplier",
        "INV-1",
        "Reached by the councils",
    ):
        assert words in page
    assert "Reached" in at("SECE", "procurement_lead").get(f"/gains/entries/{entry.id}")
    at("WOK", "s151").get(f"/gains/entries/{entry.id}", 404)
    at("NECE", "auditor").get(f"/gains/entries/{entry.id}", 404)


def test_the_centres_memo_is_no_second_claim(market, at):
    market.buy("WOK", 11500)
    market.buy("SLO", 15000)
    page = at("SECE", "procurement_lead").get("/gains/memo?year=2026")
    for words in ("£7,820.00", "−£1,800.00", "a loss", "£6,020.00", "never claimed a second time"):
        assert words in page
    assert "£7,820.00" not in at("NECE", "procurement_lead").get("/gains/memo?year=2026")
    at("WOK", "s151").get("/gains/memo", 403)


@pytest.mark.parametrize("quantity", ["1e999999999", "NaN", "-1", "9" * 400, "six"])
def test_a_quantity_in_the_address_that_is_no_plain_number_is_not_found(market, at, quantity):
    buyer = at("WOK", "buyer")
    asked = f"?item-{market.item.id}={quantity}"
    buyer.get(f"/orders/new/{market.lot.id}{asked}", status=404)
    buyer.get(f"/orders/new/{market.lot.id}/confirm{asked}&budget_code=1", status=404)
