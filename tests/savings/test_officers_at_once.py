"""Several officers of one council click at the same moment: a year is signed once, as it then stands."""

from decimal import Decimal

import pytest

from procurement_hub.core import audit
from procurement_hub.core.database import db
from procurement_hub.savings import services, standing
from procurement_hub.savings.method import Disallowance
from procurement_hub.savings.models import Decision, Outcome, SignOff
from tests.calloffs.test_races import at_once
from tests.market import NEXT_APRIL, Market
from tests.savings.gallery import paper_bought, record_release

AT_ONCE = 8


@pytest.fixture
def market(app) -> Market:
    market = paper_bought()
    record_release(market, "68.00")
    return market


def accept(officer) -> None:
    services.sign_off_gains(
        actor=officer, now=NEXT_APRIL, financial_year=2026, decision=Decision.ACCEPT, reason=""
    )


def test_a_year_is_signed_once_however_many_officers_click(app, market):
    officer = market.actor("WOK", "s151")
    results = at_once(app, lambda _number: accept(officer), AT_ONCE)
    assert results.count("done") == 1
    assert all("already signed off" in sentence for sentence in results if sentence != "done")
    assert db.session.scalars(db.select(SignOff)).one().net == Decimal("68.00")
    assert list(audit.verify(db.session)) == []


def test_a_gain_that_is_rejected_while_the_year_is_signed_is_in_the_signature_or_comes_too_late(app, market):
    officer, council = market.actor("WOK", "s151"), market.council_id("WOK")
    item, framework = market.item.id, market.framework.id

    def click(number):
        if number % 2:
            accept(officer)
        else:
            services.decide_gain(
                actor=officer,
                now=NEXT_APRIL,
                financial_year=2026,
                item_id=item,
                framework_id=framework,
                outcome=Outcome.REJECTED,
                code=Disallowance.DUPLICATE,
                reason="Claimed by the highways team",
            )

    at_once(app, click, AT_ONCE)
    signed = db.session.scalars(db.select(SignOff)).one()
    assert signed.net == standing.together(standing.standings(council, 2026), "allowed").total
