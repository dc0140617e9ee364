"""Somebody at the gains pages, at a moment of the test's choosing."""

import re
from datetime import date, datetime
from decimal import Decimal

from procurement_hub.accounts.models import Person
from procurement_hub.calloffs import services as calloffs
from procurement_hub.core.database import db
from procurement_hub.core.transaction import transaction
from procurement_hub.savings import services
from procurement_hub.savings.models import Better, BudgetUse, EntryKind
from procurement_hub.web import session as identity
from tests.makers import sign_in
from tests.market import NEXT_APRIL, Market, paper_market

INDICATOR = "Orders delivered in full within two working days (%)"


def move_clock(monkeypatch, moment: datetime) -> None:
    monkeypatch.setattr(identity, "utcnow", lambda: moment)


class Visit:
    """A signed-in visitor whose answers are checked for their status."""

    def __init__(self, app, person: Person):
        self.client = sign_in(app.test_client(), person)

    def get(self, path: str, status: int = 200) -> str:
        return self.response(path, status).text

    def response(self, path: str, status: int = 200):
        response = self.client.get(path)
        assert response.status_code == status, f"{path}: {response.status_code} {response.text[:2000]}"
        return response

    def post(self, path: str, status: int = 302, **data) -> str:
        response = self.client.post(path, data=data)
        assert response.status_code == status, response.text
        return response.location or response.text


def visit(app, market: Market, code: str, role: str) -> Visit:
    return Visit(app, db.session.get(Person, market.actor(code, role).person_id))


def paper_bought() -> Market:
    """A hundred reams bought at £3.42 that cost £4.10 before, and their quality check met."""
    market = paper_market()
    market.buy("WOK", 100)
    record_check(market)
    return market


def record_rebate(app, market: Market, *, name: str) -> str:
    """A rebate of the paper's supplier of £34.20, a quarter of it kept; the SHA-256 of its statement."""
    statement = app.extensions["files"].put(b"%PDF-1.4 rebate", media_type="application/pdf")
    with transaction():
        calloffs.record_rebate(
            actor=market.region.lead,
            now=NEXT_APRIL,
            framework=market.framework,
            lot=None,
            supplier_id=market.region.organisations["PEN"].id,
            reference="REB-1",
            from_on=date(2026, 8, 1),
            to_on=date(2027, 3, 31),
            retained_percent=Decimal("25"),
            statement=statement,
            statement_name=name,
            amount=Decimal("34.20"),
        )
    return statement.sha256


def record_check(market: Market, code: str = "WOK", *, after: str = "98", year: int = 2026):
    buyer = market.actor(code, "buyer")
    with transaction():
        return services.record_quality(
            actor=buyer,
            now=NEXT_APRIL,
            financial_year=year,
            item=market.item,
            indicator=INDICATOR,
            better=Better.HIGHER,
            before=Decimal("96"),
            after=Decimal(after),
            tolerance=Decimal("1"),
        )


def record_release(market: Market, amount: str, code: str = "WOK", reference: str = "V-1"):
    officer = market.actor(code, "s151")
    with transaction():
        return services.release_budget(
            actor=officer,
            now=NEXT_APRIL,
            financial_year=2026,
            item=market.item,
            amount=Decimal(amount),
            use=BudgetUse.REINVESTED,
            reference=reference,
        )


def charge(market: Market, amount: str, at: datetime, *, kind=EntryKind.ONE_OFF_COST, item=None, code="WOK"):
    buyer = market.actor(code, "buyer")
    with transaction():
        return services.record_cost(
            actor=buyer,
            now=at,
            kind=kind,
            amount=Decimal(amount),
            reason="=2+2 legal fee",
            item=item,
        )


def links(page: str) -> list[str]:
    """The addresses that the page's own content links to."""
    content = page.partition('id="main-content"')[2].partition("<footer")[0]
    return [found.replace("&amp;", "&") for found in re.findall(r'href="(/[^"#]*)', content)]
